"""What the diary shows over time, and which of it is more than noise."""
