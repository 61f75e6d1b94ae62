"""Learn: short pages about running and a sore back, each statement with its evidence."""
