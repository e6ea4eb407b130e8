"""The door for the web server: `gunicorn tracker.wsgi`."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from tracker.beginning import begin

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)
begin()
connections.close_all()  # other threads serve pages, each with a connection of its own
gc.freeze()  # the code stays as long as the process; walking it time and again costs some answers 40 ms more
gc.set_threshold(10_000)  # a page makes thousands of objects: looked through less often, it takes a tenth less
