"""The desk of belonging: what waits for somebody about where patients are, and come home to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from patients.queries.assessments import (
    LateMeasure,
    Review,
    coming_reviews,
    overdue_measures,
    overdue_reviews,
)
from teams.models import Team, User
from teams.permissions import Permission, can
from worklists.queries.moves import OpenMove, open_moves
from worklists.queries.stays import Return, ReturnKind, returns

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

#: Whoever holds one of these has something to do on the desk.
RIGHTS = (Permission.ASSESS, Permission.PROPOSE_MOVE, Permission.PAUSE, Permission.SEE_FIT)
#: So many of the most urgent lines stand on the other desks.
URGENT = 4
#: Returns that somebody must look to today; the others are only told of.
PRESSING = (_OVERDUE, _TODAY, _CHECKLIST) = (
    ReturnKind.OVERDUE,
    ReturnKind.TODAY,
    ReturnKind.CHECKLIST,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: whom it is about, what it is, where it is dealt with."""

    number: str
    team: Team
    text: str
    view: str
    key: str | int
    level: str = ""
    """ "danger" for what is past its day."""
    seen_in: Team | None = None
    """The team through which the reader may see her, where it is not `team`."""


@dataclass(frozen=True, slots=True)
class Heap:
    """What waits of one sort. `key` names it in the page, `view` is the whole list."""

    key: str
    title: str
    lines: list[Line]
    nothing: str
    view: str = ""

    @property
    def late(self) -> int:
        return sum(line.level == "danger" for line in self.lines)


class Belonging:
    """Read piece by piece when asked for: the slots want less than the page."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def reviews(self) -> list[Review]:
        return overdue_reviews(self.user)

    @cached_property
    def coming(self) -> list[Review]:
        return coming_reviews(self.user)

    @cached_property
    def measures(self) -> list[LateMeasure]:
        return overdue_measures(self.user)

    @cached_property
    def moves(self) -> list[OpenMove]:
        return open_moves(self.user)

    @cached_property
    def returns(self) -> list[Return]:
        return returns(self.user)

    @cached_property
    def heaps(self) -> list[Heap]:
        """What stands on the page, for the rights that the user has. Some twelve queries."""
        return list(self._heaps())

    def _heaps(self) -> Iterator[Heap]:
        if can(self.user, Permission.ASSESS):
            yield Heap(
                "reviews",
                _("Gråsonevurderinger å se på igjen"),
                [*self._late_reviews(), *self._late_measures(), *self._coming_reviews()],
                _("Ingen vurdering er over tiden."),
            )
        if can(self.user, Permission.ANSWER_MOVE) or can(self.user, Permission.PROPOSE_MOVE):
            yield Heap(
                "moves",
                _("Flyttinger som venter på svar"),
                list(self._moves()),
                _("Ingen forespørsel venter på deg."),
                "worklists:moves",
            )
        if can(self.user, Permission.PAUSE):
            yield Heap(
                "returns",
                _("Hjemkomst"),
                [self._return(row) for row in self.returns],
                _("Ingen ventes hjem de neste dagene."),
                "worklists:returns",
            )

    def _late_reviews(self) -> Iterator[Line]:
        for row in self.reviews:
            days = ngettext(
                "Skulle vært vurdert for %d dag siden",
                "Skulle vært vurdert for %d dager siden",
                row.days_over,
            )
            text = days % row.days_over
            number = row.patient_number
            yield Line(number, row.team, text, "worklists:assessment", number, "danger")

    def _late_measures(self) -> Iterator[Line]:
        for row in self.measures:
            told = {"what": row.measure.text, "days": row.days_over}
            text = (
                ngettext(
                    "«%(what)s» skulle vært gjort for %(days)d dag siden",
                    "«%(what)s» skulle vært gjort for %(days)d dager siden",
                    row.days_over,
                )
                % told
            )
            number = row.patient_number
            yield Line(number, row.team, text, "worklists:assessment", number, "danger")

    def _coming_reviews(self) -> Iterator[Line]:
        for row in self.coming:
            day = date_format(row.assessment.review_on or clock.today(), "l j. F")
            text = _("Vurderes på nytt %s") % day
            number = row.patient_number
            yield Line(number, row.team, text, "worklists:assessment", number)

    def _moves(self) -> Iterator[Line]:
        for row in self.moves:
            move = row.request
            told = {"team": move.to_team, "day": date_format(move.from_date, "j. F")}
            text = _("Bedt flyttet til %(team)s fra %(day)s") % told
            late = _("svarfristen er ute") if row.late else _by_when(row)
            level = "danger" if row.late else ""
            number = row.patient_number
            said = f"{text}, {late}"
            seen = None if can(self.user, Permission.SEE_PATIENTS, move.from_team) else move.to_team
            yield Line(number, move.from_team, said, "worklists:move", move.pk, level, seen)

    def _return(self, row: Return) -> Line:
        level = "danger" if row.kind is ReturnKind.OVERDUE else ""
        said = " ".join(filter(None, (row.kind.label, _about(row))))
        return Line(row.patient.number, row.team, said, "worklists:stay", row.pause.pk, level)

    @cached_property
    def urgent(self) -> list[Line]:
        """What is past its day, and who comes home today: the lines for the other desks."""
        today = [self._return(row) for row in self.returns if row.kind in PRESSING]
        reviews = [*self._late_reviews(), *self._late_measures()]
        lines = [*self._moves(), *today, *reviews]
        return sorted(lines, key=lambda line: line.level != "danger")

    @property
    def most_urgent(self) -> list[Line]:
        return self.urgent[:URGENT]

    @cached_property
    def sentence(self) -> str:
        """ "2 skal hjem i dag, 1 flytting venter på svar"; empty when nothing waits."""
        return ", ".join(filter(None, self._counted()))

    def _counted(self) -> Iterator[str]:
        kinds = [row.kind for row in self.returns]
        home, late, open_ = (kinds.count(kind) for kind in (_TODAY, _OVERDUE, _CHECKLIST))
        reviews, measures, moves = len(self.reviews), len(self.measures), len(self.moves)
        yield _("%d skal hjem i dag") % home if home else ""
        yield _("%d skulle vært hjemme") % late if late else ""
        yield _("%d er hjemme uten at alt er på plass") % open_ if open_ else ""
        waits = ngettext("%d flytting venter på svar", "%d flyttinger venter på svar", moves)
        yield waits % moves if moves else ""
        over = ngettext(
            "%d gråsonevurdering er over tiden", "%d gråsonevurderinger er over tiden", reviews
        )
        yield over % reviews if reviews else ""
        yield _("%d tiltak er over tiden") % measures if measures else ""

    def of_team(self, team: Team) -> str:
        """The same sentence for one team: the line on its day page."""
        mine = Belonging(self.user)
        mine.returns = [row for row in self.returns if row.team == team]
        mine.moves = [
            row for row in self.moves if team in (row.request.from_team, row.request.to_team)
        ]
        mine.reviews = [row for row in self.reviews if row.team == team]
        mine.measures = [row for row in self.measures if row.team == team]
        return mine.sentence

    def shown(self, lines: list[Line]) -> dict[Team, set[str]]:
        """Whom the lines name, by team, for the access log."""
        found: dict[Team, set[str]] = defaultdict(set)
        for line in lines:
            found[line.seen_in or line.team].add(line.number)
        return found

    @property
    def lines(self) -> list[Line]:
        return [line for heap in self.heaps for line in heap.lines]


def may_open(user: User | AnonymousUser) -> bool:
    return any(can(user, right) for right in RIGHTS)


def _by_when(row: OpenMove) -> str:
    by = row.request.answer_by.astimezone(clock.OSLO)
    return _("svar innen %s") % date_format(by, "j. F H:i")


def _about(row: Return) -> str:
    if row.kind is ReturnKind.CHECKLIST:
        told = {"done": row.ticked, "all": row.points}
        return _("(%(done)d av %(all)d på plass)") % told
    return f"({row.sentence.rstrip('.').lower()})" if row.sentence else ""


@dataclass(frozen=True, slots=True)
class Way:
    """A page that belongs here, with what it is for."""

    label: str
    what_for: str
    view: str


def ways(user: User) -> list[Way]:
    """The pages that the user may open from the desk."""
    found = [
        (Permission.SEE_FIT, Way(
            _("Riktig team"),
            _("Hva pasientene virkelig får av hjelp, ved siden av teamet de er i."),
            "worklists:fit_home",
        )),
        (Permission.SEE_CRITERIA, Way(
            _("Kriterier"),
            _("Hva som taler for OT og for HT, og hvem som bestemmer det."),
            "patients:criteria_home",
        )),
        (Permission.SEE_OVERVIEW, Way(
            _("Mål og tiltak"),
            _("Hvor mange som har mål og tiltak, og hvor mange som er evaluert."),
            "patients:goal_figures",
        )),
        (Permission.SEE_PATIENTS, Way(
            _("Flyttinger"),
            _("Hvem det er bedt om å flytte, og hva svaret ble."),
            "worklists:moves",
        )),
        (Permission.PAUSE, Way(
            _("Hjemkomster"),
            _("Hvem som kommer hjem, og hva som må være på plass da."),
            "worklists:returns",
        )),
    ]  # fmt: skip
    return [way for right, way in found if can(user, right)]
