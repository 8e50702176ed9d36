"""The lines of a board as the worker writes them: only what differs, and never what people have said."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects

from boards.actions.carry import WAITS
from boards.agenda import Agenda, Waiting
from boards.budget import Line, within
from boards.models import Finding, Item, ItemReport, Meeting
from boards.queries.candidates import evidence_of
from boards.queries.proposals import Proposal
from boards.rules.found import Found

SENTENCE = 600


#: What the worker writes on a line.
OWN = ("order", "minutes", "kind", "urgency", "waiting_since", "fits")
REASON = ("since", "sentence", "urgency", "evidence")


@dataclass(slots=True)
class Written:
    """What was done, by patient number, and the rows of any kind that are to be changed."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    lines: dict[int, Item] = field(default_factory=dict)
    new_reasons: list[Finding] = field(default_factory=list)
    reasons: list[Finding] = field(default_factory=list)
    gone_reasons: list[int] = field(default_factory=list)
    reports: list[ItemReport] = field(default_factory=list)

    @property
    def has_changed(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))

    def save(self) -> None:
        """Five statements at most, and none where nothing differs."""
        Finding.objects.filter(pk__in=self.gone_reasons).delete()
        Finding.objects.bulk_create(self.new_reasons)
        Finding.objects.bulk_update(self.reasons, REASON)
        ItemReport.objects.bulk_create(self.reports)
        Item.objects.bulk_update(self.lines.values(), OWN)


def of(meeting: Meeting) -> dict[int, Item]:
    """By patient, with what tells whether people have touched a line. Three queries."""
    rows = meeting.items.select_related("patient").prefetch_related(
        "findings", "reports", "invitations"
    )
    return {row.patient_id: row for row in rows}


def is_touched(row: Item) -> bool:
    """A person has put her on, placed or prepared her: the worker does not take her off again."""
    return bool(
        row.state != Item.State.PROPOSED
        or row.placed_by_hand
        or row.preparation
        or row.presenter_id
        or row.invitations.all()
    )


def waiting(row: Item, spoken: Waiting | None) -> Waiting:
    """How the line takes its turn. What people have said of it goes before what the worker reckons."""
    found = spoken or Waiting(
        row.patient_id, row.waiting_since, row.minutes, row.kind == Item.Kind.REVIEW
    )
    return replace(
        found,
        minutes=row.minutes if row.placed_by_hand else found.minutes,
        is_on=row.state == Item.State.ON,
        placed=row.order if row.placed_by_hand and row.order else None,
    )


def write(
    meeting: Meeting,
    rows: dict[int, Item],
    told: list[Proposal],
    agenda: Agenda,
    now: datetime,
    gone: Set[int],
) -> Written:
    """Make the lines of the board stand as the agenda says. Inside the transaction that holds it. `gone`
    are patients who have died, or are not the team's any more.
    """
    written = Written()
    spoken = {one.patient.pk: one for one in told}
    line_up = [*agenda.on, *(each.waiting for each in agenda.carried)]
    _remove(rows, {one.patient for one in line_up}, gone, written)
    _add(
        meeting, rows, [spoken[one.patient] for one in line_up if one.patient not in rows], written
    )
    for place, one in enumerate(line_up, start=1):
        row = rows[one.patient]
        _set(row, _told(one, spoken.get(one.patient), place), written)
        _write_reasons(row, spoken.get(one.patient), now, written)
    _fit([rows[one.patient] for one in line_up], meeting.minutes, written)
    written.save()
    return written


def _remove(rows: dict[int, Item], stay: set[int], gone: Set[int], written: Written) -> None:
    """What only the worker had proposed, and nothing speaks for any more; and whoever is gone."""
    for key, row in list(rows.items()):
        ours = key in gone or not is_touched(row)
        if key not in stay and row.state in WAITS and ours:
            written.removed.append(row.patient.number)
            row.delete()
            del rows[key]


def _add(meeting: Meeting, rows: dict[int, Item], new: list[Proposal], written: Written) -> None:
    made = Item.objects.bulk_create(
        Item(meeting=meeting, patient=one.patient, waiting_since=one.since, minutes=one.minutes)
        for one in new
    )
    prefetch_related_objects(made, "findings", "reports")
    rows.update({row.patient_id: row for row in made})
    written.added = [one.patient.number for one in new]


def _told(one: Waiting, proposal: Proposal | None, place: int) -> dict[str, Any]:
    return {
        "order": place,
        "minutes": one.minutes,
        "kind": Item.Kind.REVIEW if one.is_review else Item.Kind.CANDIDATE,
        "urgency": one.urgency,
        "waiting_since": proposal.since if proposal else one.since,
    }


def _set(row: Item, values: dict[str, Any], written: Written) -> None:
    if _differ(row, values):
        written.lines[row.pk] = row


def _differ(row: Item | Finding, values: dict[str, Any]) -> bool:
    """Put the values on the row. Returns whether any was another."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def _write_reasons(row: Item, proposal: Proposal | None, now: datetime, written: Written) -> None:
    """What the rules found and what people reported; a rule that no longer fires leaves the line."""
    found = {one.rule: one for one in proposal.found} if proposal else {}
    known = {finding.rule: finding for finding in row.findings.all()}
    written.gone_reasons += [known[rule].pk for rule in known.keys() - found.keys()]
    for rule, one in found.items():
        if rule not in known:
            new = Finding(item=row, rule=rule, found_at=now, **_reason(one))
            written.new_reasons.append(new)
        elif _differ(known[rule], _reason(one)):
            written.reasons.append(known[rule])
    taken = {report.candidate_id for report in row.reports.all()}
    reports = proposal.reports if proposal else ()
    written.reports += [
        ItemReport(item=row, candidate=one) for one in reports if one.pk not in taken
    ]


def _reason(found: Found) -> dict[str, Any]:
    return {
        "since": found.since,
        "sentence": found.sentence[:SENTENCE],
        "urgency": found.urgency,
        "evidence": evidence_of(found),
    }


def _fit(rows: list[Item], minutes: int, written: Written) -> None:
    fits = within((Line(row.pk, row.minutes, row.state == Item.State.ON) for row in rows), minutes)
    for row in rows:
        _set(row, {"fits": row.pk in fits}, written)
