"""Django models, migrations, and the mapping between rows and domain records."""
