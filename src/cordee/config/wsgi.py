"""The WSGI door."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cordee.config.settings")
application = get_wsgi_application()
# Pages and forms are imported with the addresses: now, rather than while the first visitor waits.
_ = get_resolver().url_patterns
# What is loaded stays for good. Looked over again by each full collection, it held every page up for a tenth of a second.
gc.collect()
gc.freeze()
