"""Results and rules as figures: the drawings of exercises and self-tests."""
