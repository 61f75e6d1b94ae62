"""Trends in the diary, and which of them are more than noise."""
