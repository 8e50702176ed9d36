"""Celery tasks: ids in, one action each, safe to run twice."""

from celery import shared_task
from django.utils.translation import gettext as _

from heltom.lib import clock
from worklists.actions import estimates, moves, rebuilds, roads, sweep


@shared_task(name=rebuilds.TASK, time_limit=600)
def rebuild(rebuild_id: int) -> None:
    """Build one team's shift, if the row is still waiting, and again if that was asked meanwhile."""
    claimed = rebuilds.claim(rebuild_id)
    while claimed:
        rebuilds.run(claimed)
        claimed = rebuilds.claim_next(claimed.team_shift)


@shared_task(name="worklists.tasks.sweep_rebuilds")
def sweep_rebuilds() -> None:
    sweep.sweep()


@shared_task(name="worklists.tasks.request_nightly_rebuilds")
def request_nightly_rebuilds() -> None:
    """Owe every team its lists for today and the day to come."""
    for day in sweep.ready_by(clock.now()):
        rebuilds.request_day(day=day, why=_("nattlig bygging"))


@shared_task(name="worklists.tasks.forget_old_roads")
def forget_old_roads() -> None:
    roads.forget_old()


@shared_task(name="worklists.tasks.ask_roads_again")
def ask_roads_again() -> None:
    sweep.ask_roads_again()


@shared_task(name="worklists.tasks.propose_minutes")
def propose_minutes() -> None:
    """Once a week for each team. Asked for every night, so that a night that was missed is made up."""
    estimates.propose_due(now=clock.now())


@shared_task(name="worklists.tasks.escalate_moves")
def escalate_moves() -> None:
    """Requests to move a patient that nobody has answered in time go to the leaders."""
    moves.escalate(now=clock.now())
