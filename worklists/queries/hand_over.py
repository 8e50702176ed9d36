"""The brief from one shift to the next: it writes itself from the tables, and is frozen when signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import from_to, hhmm
from teams.models import ShiftKind, Team, User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import HandOver, TeamShift
from worklists.queries import brief_news, brief_open
from worklists.queries.brief import (
    STALE,
    Line,
    Scope,
    Section,
    from_content,
    last_before,
    scope_of,
)
from worklists.queries.desk_lines import DeskLine
from worklists.queries.shift_hours import shift_hours

#: So long before the shift ends the desk reminds her of the hand-over.
REMIND = timedelta(minutes=30)


def brief(shift: TeamShift) -> list[Section]:
    """What the next one must know, the most pressing first. Some thirty queries, however much there is."""
    return list(_sections(scope_of(shift, last_before(shift))))


def _sections(scope: Scope) -> Iterator[Section]:
    """Those that have lines. Every open thing in the team's tables is in one of them."""
    to_ring, promises = brief_open.calls(scope)
    loose, not_ticked = brief_open.visits(scope)
    found = (
        _open("unread", _("Forrige overlevering er ikke lest"), _unread(scope)),
        _told("worse", _("Pasienter som er dårligere"), brief_news.worse(scope)),
        _open("alarms", _("Alarmer som ikke er ferdige"), brief_open.alarms(scope)),
        _open("advice", _("Råd som venter på svar"), brief_open.advice(scope)),
        _open("calls", _("Skal ringes"), to_ring),
        _open("promises", _("Lovet på telefonen"), promises),
        _open("reminders", _("Huskeliste"), brief_open.reminders(scope)),
        _open("loose", _("Oppdrag på ingens liste"), loose),
        _open("vanished", _("Borte fra listene uten at noen har bekreftet"), _gone(scope)),
        _open("conflicts", _("Fra telefonene til hjelperne, må avklares"), _clashes(scope)),
        _open("repairs", _("Endringer som er påbegynt"), brief_open.repairs(scope)),
        _open("asked", _("Spørsmål mellom team som ikke er besvart"), brief_open.loans(scope)),
        _open("extra", _("Spurt om ekstravakt"), brief_open.extra_asks(scope)),
        _told("notes", _("Viktig fra rapportene"), brief_news.notes(scope)),
        _told("answered", _("Råd som er gitt"), brief_news.advice(scope)),
        _told("events", _("Fall og alarmer"), _events(scope)),
        _told("stays", _("Innlagt og hjem igjen"), brief_news.stays(scope)),
        _told("new", _("Nye pasienter og oppdrag"), _new(scope)),
        _told("cancelled", _("Avlyst"), brief_news.cancelled(scope)),
        _told("moved", _("Flyttet av folk"), brief_news.moved(scope)),
        _told("lent", _("Lånt mellom team"), brief_news.loans(scope)),
        _open("not-ticked", _("Ikke krysset av"), not_ticked),
    )
    return (section for section in found if section.lines)


def _open(key: str, label: str, lines: Iterable[Line]) -> Section:
    return Section(key, label, tuple(lines), is_open=True)


def _told(key: str, label: str, lines: Iterable[Line]) -> Section:
    return Section(key, label, tuple(lines))


def _gone(scope: Scope) -> Iterator[Line]:
    return brief_open.vanished(scope)


def _clashes(scope: Scope) -> Iterator[Line]:
    return brief_open.conflicts(scope)


def _events(scope: Scope) -> Iterator[Line]:
    yield from brief_news.alarms(scope)
    yield from brief_news.events(scope)


def _new(scope: Scope) -> Iterator[Line]:
    yield from brief_news.new_patients(scope)
    yield from brief_news.new_visits(scope)


def _unread(scope: Scope) -> Iterator[Line]:
    before = last_before(scope.shift)
    if before is not None and before.read_at is None:
        yield Line(f"unread:{before.pk}", "", signed_in_words(before), url_of_hand_over(before))


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """`sections` as signed, or as they are now; `after` is what has happened since it was signed."""

    shift: TeamShift
    hours: str
    sections: list[Section]
    after: list[Section]
    in_order: frozenset[str]
    """Lines that were open when it was signed, and have been dealt with since."""
    signed: HandOver | None
    may_read: bool
    before: HandOver | None

    @property
    def team(self) -> Team:
        return self.shift.team

    @property
    def url(self) -> str:
        return self._address("hand_over")

    @property
    def sign_url(self) -> str:
        return self._address("hand_over_sign")

    @property
    def read_url(self) -> str:
        return self._address("hand_over_read")

    @property
    def before_url(self) -> str:
        return url_of_hand_over(self.before) if self.before else ""

    @property
    def before_told(self) -> str:
        return signed_in_words(self.before) if self.before else ""

    @property
    def told(self) -> str:
        return signed_in_words(self.signed) if self.signed else ""

    @property
    def read_told(self) -> str:
        """ "Lest av Kari Berg 15:12"."""
        if self.signed is None or self.signed.read_at is None or self.signed.read_by is None:
            return ""
        told = {"name": name_of(self.signed.read_by), "at": hhmm(self.signed.read_at)}
        return _("Lest av %(name)s %(at)s") % told

    @property
    def patient_numbers(self) -> set[str]:
        sections = (*self.sections, *self.after)
        return {line.number for section in sections for line in section.lines if line.number}

    def _address(self, name: str) -> str:
        args = [self.shift.team.code, self.shift.date, self.shift.kind]
        return reverse(f"worklists:{name}", args=args)


def hand_over_page(user: User, shift: TeamShift) -> HandOverPage:
    """The brief as it is now, and beside it what was signed. Some thirty queries."""
    now = brief(shift)
    signed = hand_over_of(shift)
    sections = from_content(signed.content) if signed else now
    return HandOverPage(
        shift=shift,
        hours=from_to(*shift_hours(shift.team, shift.date, shift.kind)),
        sections=sections,
        after=_since(sections, now) if signed else [],
        in_order=_in_order(sections, now) if signed else frozenset(),
        signed=signed,
        may_read=_may_read(user, signed),
        before=last_before(shift),
    )


def hand_over_of(shift: TeamShift) -> HandOver | None:
    """What was signed for this shift. One query."""
    rows = HandOver.objects.filter(team=shift.team, date=shift.date, shift=shift.kind)
    return rows.select_related("signed_by__staff", "read_by__staff", "team__site__unit").first()


def _may_read(user: User, signed: HandOver | None) -> bool:
    """Whoever has signed it has nothing to read there."""
    return signed is not None and signed.read_at is None and signed.signed_by_id != user.pk


def _since(then: list[Section], now: list[Section]) -> list[Section]:
    known = {line.key for section in then for line in section.lines}
    new = (
        replace(section, lines=tuple(line for line in section.lines if line.key not in known))
        for section in now
    )
    return [section for section in new if section.lines]


def _in_order(then: list[Section], now: list[Section]) -> frozenset[str]:
    still = {line.key for section in now for line in section.lines}
    was_open = {line.key for section in then if section.is_open for line in section.lines}
    return frozenset(was_open - still)


def hand_over_to_read(user: User, team_shift: TeamShift) -> HandOver | None:
    """What the shift before signed for whoever runs this one, and nobody has read yet. One query."""
    if not can(user, Permission.RUN_SHIFT, team_shift.team):
        return None
    found = last_before(team_shift)
    if found is None or not _may_read(user, found):
        return None
    return found if found.signed_at > clock.now() - STALE else None


def url_of_hand_over(row: HandOver) -> str:
    return reverse("worklists:hand_over", args=[row.team.code, row.date, row.shift])


def signed_in_words(row: HandOver) -> str:
    """ "Overlevering fra dag: Vera Berg skrev under 15:02"."""
    return _("Overlevering fra %(shift)s: %(name)s skrev under %(at)s") % {
        "shift": row.get_shift_display(),
        "name": name_of(row.signed_by),
        "at": hhmm(row.signed_at),
    }


def lines(user: User, shift: TeamShift) -> list[DeskLine]:
    """That there is one to read, and that this shift's is to be signed. Three queries."""
    if not can(user, Permission.RUN_SHIFT, shift.team):
        return []
    return [*_to_read(user, shift), *_to_sign(shift)]


def _to_read(user: User, shift: TeamShift) -> Iterator[DeskLine]:
    found = hand_over_to_read(user, shift)
    if found is not None:
        told = {"shift": found.get_shift_display(), "name": name_of(found.signed_by)}
        said, url = _("Les overleveringen fra %(shift)s: %(name)s") % told, url_of_hand_over(found)
        yield DeskLine("hand_over", said, url, "warning", found.signed_at)


def _to_sign(shift: TeamShift) -> Iterator[DeskLine]:
    ends = shift_hours(shift.team, shift.date, shift.kind)[1]
    if not _is_near_its_end(ends, clock.now()) or hand_over_of(shift) is not None:
        return
    said = _("Skriv under overleveringen: %(shift)s slutter %(at)s") % {
        "shift": ShiftKind(shift.kind).label,
        "at": hhmm(ends),
    }
    args = [shift.team.code, shift.date, shift.kind]
    url = reverse("worklists:hand_over", args=args)
    yield DeskLine("hand_over", said, url, "warning" if ends < clock.now() else "info", ends)


def _is_near_its_end(ends: datetime, now: datetime) -> bool:
    return ends - REMIND <= now < ends + STALE / 3
