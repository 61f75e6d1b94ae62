"""Reminders: the only thing Runback sends on its own, and only where the runner switched it on."""
