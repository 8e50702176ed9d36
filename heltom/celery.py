"""Celery is the wake-up; what there is to do stands as rows in the database."""

import os
from typing import Any

from celery import Celery
from celery.signals import (
    before_task_publish,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_init,
)

from heltom.lib import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")

app = Celery("heltom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_django_logging(**_: Any) -> None:
    """Connected so that Celery leaves the logging as settings.LOGGING has set it up."""


@worker_init.connect
def _load_the_search(**_: Any) -> None:
    """Before the worker divides itself: no rebuild waits for it, and its memory is shared."""
    from worklists.planning.compiled.warm import warm

    warm()


@before_task_publish.connect
def _send_request_id(headers: dict[str, Any], **_: Any) -> None:
    headers["heltom_request_id"] = request_id.current()


@task_prerun.connect
def _take_request_id(task: Any, **_: Any) -> None:
    request_id.begin(task.request.get("heltom_request_id"))


@task_postrun.connect
def _drop_request_id(**_: Any) -> None:
    request_id.end()
