"""Check-in to triage, patterns, causes and advice."""
