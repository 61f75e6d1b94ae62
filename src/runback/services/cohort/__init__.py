"""Cohorts out of data homes and exports."""
