"""Runback gets runners with a sore lower back running again."""

__version__ = "0.10.0"
