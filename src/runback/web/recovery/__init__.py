"""Recovery: what may help between runs, with doses and the evidence behind each."""
