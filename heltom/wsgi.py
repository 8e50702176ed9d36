import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")
# A page that takes long is better refused than waited for; the worker's queries may take their time.
os.environ.setdefault("HELTOM_PROCESS", "web")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - settings read the two lines above

application = get_wsgi_application()
