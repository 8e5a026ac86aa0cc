"""The entry point for servers; NEWSROOM_SIDE says which side it serves."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402

if settings.FRONT_CACHE_BYTES:
    from website.frontcache import FrontCache

    application = FrontCache(application, room=settings.FRONT_CACHE_BYTES)
