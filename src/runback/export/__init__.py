"""Exports records as calendars, watch files, tables and JSON."""
