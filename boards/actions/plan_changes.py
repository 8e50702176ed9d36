"""A visit plan is to be otherwise: proposed from a decision, and nothing until somebody who may says yes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from boards.models import Decision, PlanChange
from teams.models import User
from worklists.models import VisitPlan


def propose(
    *, decision: Decision, plan: VisitPlan, fields: Mapping[str, object], from_on: date, by: User
) -> PlanChange:
    """The decision asks for the plan to be so from the day: only what differs (PlanChange.fields).

    Proposed again before the answer, the newer one holds. Raises Refused for what cannot be.
    """
    raise NotImplementedError


def confirm(*, change: PlanChange, by: User, seen: str) -> PlanChange:
    """Yes: the plan goes on so, and the lists follow. `seen` is what she read (`looks`).

    Takes CHANGE_PLANS, which the view asks for. Raises Refused where the plan has changed since.
    """
    raise NotImplementedError


def decline(*, change: PlanChange, why: str, by: User) -> PlanChange:
    """No, and why. Raises Refused without a reason and where somebody has answered otherwise."""
    raise NotImplementedError
