"""Django's own backend for PostgreSQL, which asks less often whether the database is still there."""
