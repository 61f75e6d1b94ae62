"""What helps me: one change at a time, and how tomorrow morning may be."""
