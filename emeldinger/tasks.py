"""Celery tasks: the worker looks into the channels and sends what is owed. Safe to run twice."""

from celery import shared_task

from emeldinger.actions import following, ledger, outbox, pickup
from heltom.lib import clock


@shared_task(name=outbox.TASK, time_limit=600)
def pick_up_and_send() -> None:
    """What waits in the channels comes in, and what is owed goes out."""
    pickup.pick_up()
    outbox.send_owed()


@shared_task(name="emeldinger.tasks.follow_patients")
def follow_patients() -> None:
    """A message about a patient who has moved is the new HT's."""
    following.follow_patients()


@shared_task(name="emeldinger.tasks.presume_late")
def presume_late() -> None:
    """What nobody has answered in 96 hours is somebody's task."""
    ledger.presume_late(clock.now())
