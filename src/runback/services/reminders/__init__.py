"""Reminders: the only thing Runback sends by itself, and only where the runner switched it on."""
