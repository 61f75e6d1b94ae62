"""What the README's speed tables and the generated figure pages are made from."""
