"""Records: frozen, units in names, validated; no I/O, no clock, no Django."""
