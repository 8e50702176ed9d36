"""A unit turns a rule of its boards on or off, and chooses other thresholds, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from boards.actions import owed
from boards.models import RuleSetting
from boards.queries.chosen import version_of
from boards.rules.registry import BY_CODE
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams import audit
from teams.models import Team, Unit
from teams.permissions import Permission

if TYPE_CHECKING:
    from boards.rules.found import Rule
    from teams.models import User


@transaction.atomic
def set_rule(
    *,
    unit: Unit,
    code: str,
    is_on: bool,
    thresholds: Mapping[str, float],
    why: str,
    before: str,
    by: User,
) -> None:
    """From the next rebuild the unit's boards go by this; those that can still change are asked for.

    `before` is the version that the writer had in front of her. Raises Refused when somebody else has
    chosen meanwhile, without a reason, and outside the bounds of a threshold.
    """
    Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    rule = BY_CODE[code]
    row = RuleSetting.objects.select_related("changed_by__staff").filter(unit=unit, rule=code)
    was = row.first()
    differs = _differing(rule, thresholds)
    if (was.is_on if was else True, was.thresholds if was else {}) == (is_on, differs):
        return
    if version_of(was) != before:
        raise Refused(_was_first(was))
    if not why.strip():
        raise Refused(_("Skriv hvorfor regelen endres."))
    now, _made = RuleSetting.objects.update_or_create(
        unit=unit, rule=code,
        defaults={
            "is_on": is_on, "thresholds": differs, "why": why.strip(),
            "changed_at": clock.now(), "changed_by": by,
        },
    )  # fmt: skip
    _note(now, was, by)
    for team in Team.objects.filter(site__unit=unit).order_by("pk"):
        owed.request(team, _("Regelen «%(rule)s» er endret") % {"rule": rule.title})


def _differing(rule: Rule, thresholds: Mapping[str, float]) -> dict[str, float]:
    """What is not the rule's own. Raises Refused for what is out of bounds."""
    differs = {}
    for name, one in rule.thresholds.items():
        chosen = thresholds.get(name, one.default)
        if not one.low <= chosen <= one.high:
            told = _("%(words)s: skriv et tall fra %(low)g til %(high)g.")
            raise Refused(told % {"words": one.words, "low": one.low, "high": one.high})
        if chosen != one.default:
            differs[name] = chosen
    return differs


def _was_first(row: RuleSetting | None) -> str:
    told = _("Noen andre har endret regelen mens du skrev. Se hva som står nå, og lagre på nytt.")
    staff = getattr(row.changed_by, "staff", None) if row else None
    if staff is None:
        return told
    by_whom = _("%(name)s har endret regelen mens du skrev. Se hva som står nå, og lagre på nytt.")
    return by_whom % {"name": staff.name}


def _note(now: RuleSetting, was: RuleSetting | None, by: User) -> None:
    audit.record(
        by=by, verb="board_rule_set", obj=now, permission=Permission.EDIT_BOARD_RULES,
        reason=now.why,
        details={
            "unit": now.unit.code, "rule": now.rule,
            "is_on": now.is_on, "is_on_before": was.is_on if was else True,
            "thresholds": now.thresholds, "thresholds_before": was.thresholds if was else {},
        },
    )  # fmt: skip
