"""Celery tasks: ids in, one action each, safe to run twice."""

from celery import shared_task
from django.utils.translation import gettext as _

from boards.actions import building, meetings, offers, owed, room
from heltom.lib import clock


@shared_task(name=owed.TASK, time_limit=120)
def rebuild(rebuild_id: int) -> None:
    """Build one team's next board, if the row is still waiting."""
    building.run(rebuild_id)


@shared_task(name="boards.tasks.sweep")
def sweep() -> None:
    """Boards that something new is about are owed; those that are owed, and left by the dead, are built."""
    owed.take_news(clock.now())
    owed.catch_up(clock.now())
    owed.take_back()
    owed.announce()


@shared_task(name="boards.tasks.request_nightly")
def request_nightly() -> None:
    """Every coming board, with all that was written yesterday."""
    owed.request_all(clock.now(), _("nattlig bygging"))
    owed.forget_old()


@shared_task(name="boards.tasks.make_meetings")
def make_meetings() -> None:
    """The meetings of the coming weeks, and those of yesterday that nobody opened, or closed."""
    meetings.call_off_forgotten(clock.now())
    room.close_forgotten(clock.now())
    meetings.make_ahead(clock.now())


@shared_task(name="boards.tasks.offer_therapists")
def offer_therapists() -> None:
    """Whoever is free because nobody was put forward to her meeting in time."""
    offers.offer(clock.now())
