"""Sync with a service that the runner switched on: runs in, planned workouts out."""
