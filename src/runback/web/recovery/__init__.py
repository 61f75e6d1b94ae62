"""Recovery: what may help between runs, with doses and what stands behind each."""
