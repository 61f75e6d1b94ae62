"""Use cases: one a module; they own transactions and the clock."""
