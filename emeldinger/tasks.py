"""Celery tasks: the worker looks into the channels and sends what is owed. Safe to run twice."""

from celery import shared_task

from emeldinger.actions import due, escalations, eyes, following, ledger, outbox, pickup, silence
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


@shared_task(name="emeldinger.tasks.count_deadlines")
def count_deadlines() -> None:
    """What came before there were deadlines gets one, some hundreds a minute."""
    due.count_missing()


@shared_task(name="emeldinger.tasks.presume_late")
def presume_late() -> None:
    """What nobody has answered in 96 hours is somebody's task."""
    ledger.presume_late(clock.now())


@shared_task(name="emeldinger.tasks.watch_eyes")
def watch_eyes() -> None:
    """A coming shift on which nobody may handle the messages is told of before it begins."""
    eyes.look(clock.now())


@shared_task(name="emeldinger.tasks.escalate")
def escalate() -> None:
    """What must be seen at once and nobody has taken goes to the next person."""
    escalations.escalate(clock.now())


@shared_task(name="emeldinger.tasks.watch_silence", time_limit=600)
def watch_silence() -> None:
    """A sender that has gone quiet against its own past is told of."""
    silence.look(clock.now())
