"""The rule book as data, and the loader that validates and cross-checks it."""
