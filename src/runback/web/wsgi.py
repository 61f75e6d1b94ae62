"""The WSGI application that ``serving`` serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "runback.web.settings")
application = get_wsgi_application()
