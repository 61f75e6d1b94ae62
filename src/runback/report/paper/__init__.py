"""Pages of paper: what stands on them (``record``), and typst that sets them (``printing``, ``*.typ``)."""
