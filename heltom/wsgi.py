import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")
# A page that takes long is better refused than waited for; the worker may take its time.
os.environ.setdefault("HELTOM_PROCESS", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
