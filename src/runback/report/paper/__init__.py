"""Printed pages: what is on them (``record``), and typst that sets them (``printing``, ``*.typ``)."""
