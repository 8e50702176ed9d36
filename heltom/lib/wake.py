"""Shorten the wait: tell the worker that there is something to do, by the name of the task.

Only a hint. The work stands as a row, and the sweep finds it within seconds when the broker is
away or empty. So a broker that does not answer is logged, and never the reader's problem.
"""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def after_commit(task: str, *args: int | str) -> None:
    """Send the task when the transaction has been committed; do nothing if it is rolled back."""
    transaction.on_commit(lambda: now(task, *args))


def now(task: str, *args: int | str) -> bool:
    """Send the task at once. Returns whether the broker took it."""
    try:
        current_app.send_task(task, args=args)
    except (OperationalError, OSError):
        log.warning("The broker did not take %s; the sweep will find the work", task)
        return False
    return True
