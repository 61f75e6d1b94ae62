"""Check-in, diary, plan and the state of today."""
