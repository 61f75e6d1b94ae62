"""Running form: clips and watch files measured in the background."""
