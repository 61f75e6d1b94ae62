"""The report for a physio or doctor: two pages, and one for a reception desk when something is urgent."""
