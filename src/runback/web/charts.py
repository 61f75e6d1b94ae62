"""What pages with a Plotly chart share."""

# plotly.js carries the style sheet of its map library and puts it into every page; this is that sheet and no other.
PLOTLY_SHEET = "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='"
"""The content-security source that a page with a chart allows beside its own styles."""
