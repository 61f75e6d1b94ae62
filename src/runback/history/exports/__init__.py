"""Exports of services and apps that are neither FIT nor TCX nor GPX: one module each, identified in ``find``."""
