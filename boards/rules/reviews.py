"""What falls due by the calendar: a new patient, the grey zone, the whole patient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Evidence, Found, NotFound, Rule, Threshold
from boards.rules.history import History
from boards.rules.spell import day, figure

AHEAD = Threshold(7, 0, 60, _lazy("Dager før fristen"))


def _new(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    came = max(history.started_on, history.placed_on or history.started_on)
    spoken = max(filter(None, (history.discussed_on, history.reviewed_on)), default=None)
    said = _("Ny i teamet fra %(day)s.") % {"day": day(came, on)}
    if spoken is not None and spoken >= came:
        told = _(
            "Pasienten kom til teamet %(day)s. Tavla har snakket om pasienten siden, %(spoken)s."
        )
        return NotFound("ny", told % {"day": day(came, on), "spoken": day(spoken, on)})
    if (on - came).days > thresholds["days"]:
        told = _("Pasienten kom til teamet %(day)s. Ny regnes pasienten i %(days)s dager.")
        return NotFound("ny", told % {"day": day(came, on), "days": figure(thresholds["days"])})
    return Found("ny", came, said, (Evidence(came, _("Kom til teamet")),), 1)


def _grey(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    due = history.grey_review_on
    if due is None:
        return NotFound("graasone", _("Ingen gråsonevurdering skal gjennomgås på nytt."))
    if due > on + timedelta(days=int(thresholds["ahead"])):
        told = _("Gråsonevurderingen skal gjennomgås %(day)s.")
        return NotFound("graasone", told % {"day": day(due, on)})
    said = _due(_("Gråsonevurderingen skal gjennomgås"), due, on)
    return Found("graasone", due, said, (Evidence(due, _("Frist for ny vurdering")),), 1)


def _whole(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
    due = history.review_due_on
    if due is None:
        return NotFound("gjennomgang", _("Pasienten er ikke aktiv, og har ingen frist."))
    last = _("Sist gjennomgått %(day)s.") if history.reviewed_on else _("Aldri gjennomgått.")
    if history.reviewed_on:
        last = last % {"day": day(history.reviewed_on, on)}
    if due > on + timedelta(days=int(thresholds["ahead"])):
        told = _("Hele pasienten skal gjennomgås innen %(day)s.") % {"day": day(due, on)}
        return NotFound("gjennomgang", f"{told} {last}")
    said = _due(_("Hele pasienten skal gjennomgås"), due, on)
    evidence = (Evidence(due, _("Frist for hel gjennomgang")),)
    return Found("gjennomgang", due, f"{said} {last}", evidence, 1)


def _due(what: str, due: date, on: date) -> str:
    if due < on:
        told = _("%(what)s: fristen var %(day)s, %(late)s dager siden.")
        return told % {"what": what, "day": day(due, on), "late": (on - due).days}
    return _("%(what)s innen %(day)s.") % {"what": what, "day": day(due, on)}


NEW = Rule(
    "ny",
    _lazy("Ny pasient"),
    _lazy("Pasienten er ny i teamet, og tavla har ikke snakket om pasienten."),
    "HeltOm 3.0, 10.4.1",
    {"days": Threshold(42, 7, 120, _lazy("Dager en pasient regnes som ny"))},
    _new,
)
GREY = Rule(
    "graasone",
    _lazy("Gråsone"),
    _lazy("Beslutningen om hvor pasienten hører til, skal ses på igjen."),
    "HeltOm 3.0, 8",
    {"ahead": AHEAD},
    _grey,
)
WHOLE = Rule(
    "gjennomgang",
    _lazy("Hel gjennomgang"),
    _lazy("Fristen for å gå gjennom hele pasienten er nær eller over."),
    "Statsforvalteren i Vestland, Årstad 2025",
    {"ahead": AHEAD},
    _whole,
)
