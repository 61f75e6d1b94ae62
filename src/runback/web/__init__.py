"""The web application: Django, server-rendered, one folder a feature."""
