"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "runback.web.settings")
application = get_wsgi_application()

if "RUNBACK_PORT" in os.environ:  # being served, not merely imported
    from runback.services.spine import warm_up_soon

    warm_up_soon()
