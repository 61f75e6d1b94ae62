"""The data home: open, inspect, demo, runners, questions to the samples."""
