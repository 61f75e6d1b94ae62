"""The spine simulation for the pages: what is asked, and the process that answers."""
