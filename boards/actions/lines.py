"""The lines of a board as the worker writes them: only what differs, and never what people have said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from boards.actions.carry import WAITS
from boards.agenda import Agenda, Waiting
from boards.budget import Line, within
from boards.models import Finding, Item, ItemReport, Meeting
from boards.queries.candidates import evidence_of
from boards.queries.proposals import Proposal
from boards.rules.found import Found

SENTENCE = 600


@dataclass(slots=True)
class Written:
    """What was done, by patient number; `changed` counts rows of any kind."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: int = 0

    @property
    def has_changed(self) -> bool:
        return bool(self.added or self.removed or self.changed)


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
    meeting: Meeting, rows: dict[int, Item], told: list[Proposal], agenda: Agenda, now: datetime
) -> Written:
    """Make the lines of the board stand as the agenda says. Inside the transaction that holds it."""
    written = Written()
    spoken = {one.patient.pk: one for one in told}
    line_up = [*agenda.on, *(each.waiting for each in agenda.carried)]
    _remove(rows, {one.patient for one in line_up}, written)
    for place, one in enumerate(line_up, start=1):
        row = rows.get(one.patient)
        if row is None:
            row = rows[one.patient] = _new(meeting, spoken[one.patient], written)
        _save(row, _told(one, spoken.get(one.patient), place), written)
        _write_reasons(row, spoken.get(one.patient), now, written)
    _fit([rows[one.patient] for one in line_up], meeting.minutes, written)
    return written


def _remove(rows: dict[int, Item], stay: set[int], written: Written) -> None:
    """What only the worker had proposed, and nothing speaks for any more."""
    for key, row in list(rows.items()):
        if key not in stay and row.state in WAITS and not is_touched(row):
            written.removed.append(row.patient.number)
            row.delete()
            del rows[key]


def _new(meeting: Meeting, proposal: Proposal, written: Written) -> Item:
    written.added.append(proposal.patient.number)
    return Item.objects.create(
        meeting=meeting,
        patient=proposal.patient,
        waiting_since=proposal.since,
        minutes=proposal.minutes,
    )


def _told(one: Waiting, proposal: Proposal | None, place: int) -> dict[str, Any]:
    kind = Item.Kind.REVIEW if one.is_review else Item.Kind.CANDIDATE
    return {
        "order": place,
        "minutes": one.minutes,
        "kind": kind,
        "urgency": one.urgency,
        "waiting_since": proposal.since if proposal else one.since,
    }


def _save(row: Item, values: dict[str, Any], written: Written) -> None:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if changed:
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=changed)
        written.changed += 1


def _write_reasons(row: Item, proposal: Proposal | None, now: datetime, written: Written) -> None:
    """What the rules found and what people reported; a rule that no longer fires leaves the line."""
    found = {one.rule: one for one in proposal.found} if proposal else {}
    known = {finding.rule: finding for finding in row.findings.all()}
    for rule in known.keys() - found.keys():
        known[rule].delete()
        written.changed += 1
    for rule, one in found.items():
        _write_finding(known.get(rule) or Finding(item=row, rule=rule, found_at=now), one, written)
    _write_reports(row, proposal.reports if proposal else (), written)


def _write_finding(finding: Finding, found: Found, written: Written) -> None:
    values: dict[str, Any] = {
        "since": found.since,
        "sentence": found.sentence[:SENTENCE],
        "urgency": found.urgency,
        "evidence": evidence_of(found),
    }
    if finding.pk and all(getattr(finding, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(finding, name, value)
    finding.save()
    written.changed += 1


def _write_reports(row: Item, reports: Iterable[Any], written: Written) -> None:
    known = {report.candidate_id for report in row.reports.all()}
    new = [ItemReport(item=row, candidate=one) for one in reports if one.pk not in known]
    ItemReport.objects.bulk_create(new)
    written.changed += len(new)


def _fit(rows: list[Item], minutes: int, written: Written) -> None:
    fits = within((Line(row.pk, row.minutes, row.state == Item.State.ON) for row in rows), minutes)
    for row in rows:
        _save(row, {"fits": row.pk in fits}, written)
