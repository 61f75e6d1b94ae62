"""The spine simulation for the pages: the requests, and the process that handles them."""
