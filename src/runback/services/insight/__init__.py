"""What the runner's own diary shows: what helps, and how tomorrow may be."""
