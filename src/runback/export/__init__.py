"""Records to calendars, watch files, tables and the JSON interface."""
