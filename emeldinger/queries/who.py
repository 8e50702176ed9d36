"""The page where a nurse says whom a message is about: what the message says, and whom it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emeldinger.models import Identification, Match, Message, Verdict
from emeldinger.permissions import can_handle
from emeldinger.queries.identifications import every_word
from emeldinger.queries.lines import type_name
from emeldinger.queries.persons import (
    Candidate,
    Written,
    candidates,
    compared,
    only_digits,
    teams_today,
)
from heltom.lib import clock
from heltom.lib.sorting import norwegian_key
from patients.models import Patient
from teams.models import Team
from teams.queries import name_of

if TYPE_CHECKING:
    from teams.models import User

#: More than so many are no answer to a search.
FOUND = 10
LONGEST = 60


@dataclass(frozen=True, slots=True)
class WhoPage:
    """`proposed` are our own guesses, `found` what she searched for; `said` is what people have said."""

    message: Message
    proposed: list[Candidate]
    found: list[Candidate]
    search: str
    said: list[Identification]
    may_answer: bool

    @property
    def title(self) -> str:
        return type_name(self.message.type_code, self.message.type_text)

    @property
    def is_known(self) -> bool:
        return self.message.match == Match.KNOWN

    @property
    def is_declined(self) -> bool:
        """Somebody has said that it is none of those proposed."""
        return bool(self.said) and self.said[0].said == Identification.Said.NONE

    @property
    def first_word(self) -> str:
        """Who said the last word."""
        return name_of(self.said[0].by) if self.said else ""

    @property
    def words(self) -> list[str]:
        """What was said, newest first, each as a line."""
        return [_in_words(word) for word in self.said]

    @property
    def shown(self) -> list[Candidate]:
        """Whose data the page shows: for the access log."""
        return [*self.proposed, *self.found]


def _in_words(word: Identification) -> str:
    """ "22. nov 14:05 Anne Birkemo: bekreftet pasienten P-000123"."""
    told = {
        "at": date_format(word.at.astimezone(clock.OSLO), "j. b H:i"),
        "who": name_of(word.by),
        "what": word.get_said_display(),
        "patient": word.patient.number if word.patient else "",
    }
    line = _("%(at)s %(who)s: %(what)s %(patient)s") % told
    return f"{line.strip()}. {word.why}" if word.why else line.strip()


def who_page(message: Message, user: User, search: str = "") -> WhoPage:
    """Some seven queries, whoever is found."""
    written = Written(message.person_name, message.person_number, message.person_born)
    search = search.replace("\x00", "").strip()[:LONGEST]
    asked = message.match in (Match.PROPOSED, Match.UNKNOWN, Match.NOBODY)
    proposed = candidates(written) if asked else []
    known = {candidate.patient.pk for candidate in proposed}
    found = [patient for patient in _found(user, search) if patient.pk not in known]
    teams = teams_today(patient.pk for patient in found)
    return WhoPage(
        message=message,
        proposed=proposed,
        found=[compared(patient, written, teams.get(patient.pk)) for patient in found],
        search=search,
        said=every_word(message),
        may_answer=can_handle(user, message) and message.verdict == Verdict.TAKEN,
    )


def _found(user: User, search: str) -> list[Patient]:
    """By name among those she may see; by a whole number in all the municipality, since whoever has the
    number has the person, and her team may be another's.
    """
    if not search:
        return []
    numbers = Patient.objects.filter(
        Q(number__iexact=search) | Q(national_number=only_digits(search))
    )
    if exact := list(numbers[:FOUND]):
        return exact
    words = Q(*(Q(sort_key__contains=norwegian_key(word)) for word in search.split()))
    return list(Patient.objects.visible_to(user).filter(words)[:FOUND])


def patient_numbered(number: str) -> Patient | None:
    """The one whom a button on the page names."""
    return Patient.objects.filter(number=number).first()


def ht_now(message: Message) -> Team | None:
    """Where it lies after what was said. One query."""
    return Team.objects.filter(messages=message.pk).select_related("site__unit").first()
