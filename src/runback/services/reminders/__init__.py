"""Reminders: the only messages that Runback sends on its own, and only if the runner switched them on."""
