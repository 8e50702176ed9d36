"""How gunicorn serves HeltOm, on a laptop and in a container alike."""

from threading import Thread
from typing import Any

from heltom.logging import from_environment

wsgi_app = "heltom.wsgi:application"
workers = 2
# Threads, because a browser opens connections ahead of time and then says nothing: each of them
# would hold a whole worker. Two workers of one thread were some 20 % quicker on the heaviest page.
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 5

# heltom.request writes the line for each request, without paths.
accesslog = None
logconfig_dict = from_environment()


def post_worker_init(worker: Any) -> None:
    """Load the planner's search beside the first requests, so that nobody who asks it waits."""
    from worklists.planning.compiled.warm import warm

    Thread(target=warm, name="load-the-search", daemon=True).start()
