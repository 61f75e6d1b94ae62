"""Bytes to activities: readers of FIT, TCX, GPX and archives, and what their content means."""
