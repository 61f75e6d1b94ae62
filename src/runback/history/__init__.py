"""From bytes to activities: readers for FIT, TCX, GPX and archives, and the interpretation of what they read."""
