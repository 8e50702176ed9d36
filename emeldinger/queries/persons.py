"""Which of our patients a message may be about, and what speaks for it. A person decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from heltom.lib import clock, national_id
from heltom.lib.names import folded, name_key
from patients.models import Patient, Placement
from patients.models.names import name_key as kept_name_key
from teams.models import Team

#: Nobody chooses well among more.
MOST = 5
#: The kinds that Patient.national_number may be of (list 8116).
NUMBERS = ("FNR", "DNR", "HNR", "FHN")
#: Those that one person alone has in all the country; a hjelpenummer is an organisation's own.
NUMBERS_OF_ONE = ("FNR", "DNR", "FHN")


@dataclass(frozen=True, slots=True)
class Written:
    """The patient as a message has her. `born` and `number` may be wanting."""

    name: str
    number: str = ""
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of ours who may be meant, with what agrees and what does not, in words."""

    patient: Patient
    team: Team | None
    agrees: tuple[str, ...]
    differs: tuple[str, ...]


def by_number(numbers: Iterable[str]) -> list[Patient]:
    """One query; usually one patient or none."""
    wanted = {digits for number in numbers if (digits := only_digits(number))}
    return list(Patient.objects.filter(national_number__in=wanted)) if wanted else []


def only_digits(number: str) -> str:
    """ "010150 12345" and "369.767" as we keep them."""
    return "".join(character for character in number if character.isalnum())


def namesakes(written: Written) -> list[Patient]:
    """Those with her name whose birth date may be hers, at most five. One query, by an index.

    We keep no birth dates. Where a patient's number begins with a date, it may speak against her or
    for her, and no more: nobody is linked by it. Sex is not compared, we do not keep it.
    """
    key = _key(written.name)
    if not key:
        return []
    same = Patient.objects.alias(key=kept_name_key()).filter(key=key).order_by("sort_key", "pk")
    fitting = [
        patient for patient in same[: MOST * 10] if born_agrees(patient, written) is not False
    ]
    return sorted(fitting, key=lambda patient: not born_agrees(patient, written))[:MOST]


def _key(name: str) -> str:
    words = folded(name).split()
    return name_key(words[0], words[-1]) if len(words) > 1 else ""


def born_agrees(patient: Patient, written: Written) -> bool | None:
    """Whether the date in her number is the one in the message; None where one of them is wanting."""
    number = patient.national_number or ""
    if written.born is None or not _is_dated(number):
        return None
    day, month = int(number[:2]) % 40, _month(int(number[2:4]))
    return f"{day:02}{month:02}{number[4:6]}" == written.born.strftime("%d%m%y")


def _month(month: int) -> int:
    """Without what H-numbers (40) and synthetic ones (65, 80) add."""
    return next(month - added for added in (80, 65, 40, 0) if month > added)


def _is_dated(number: str) -> bool:
    try:
        return national_id.kind_of(number) is not national_id.Kind.FH_NUMBER
    except national_id.InvalidNationalId:
        return False


def candidates(written: Written) -> list[Candidate]:
    """What the page of the message shows: three queries, whatever they find."""
    found = {patient.pk: patient for patient in by_number([written.number])}
    found |= {patient.pk: patient for patient in namesakes(written)}
    teams = teams_today(found)
    return [compared(patient, written, teams.get(pk)) for pk, patient in list(found.items())[:MOST]]


def teams_today(patients: Iterable[int]) -> dict[int, Team]:
    """The owning team of each today. One query."""
    rows = Placement.objects.on(clock.today()).filter(patient__in=patients).order_by("owner", "-pk")
    return {row.patient_id: row.team for row in rows.select_related("team__site__unit", "team__ht")}


def compared(patient: Patient, written: Written, team: Team | None) -> Candidate:
    said = [
        (_("navnet"), _names_agree(patient, written)),
        (_("fødselsdatoen"), born_agrees(patient, written)),
        (_("fødselsnummeret"), _numbers_agree(patient, written)),
    ]
    return Candidate(
        patient=patient,
        team=team,
        agrees=tuple(what for what, same in said if same),
        differs=tuple(what for what, same in said if same is False),
    )


def _names_agree(patient: Patient, written: Written) -> bool | None:
    """Every word of the shorter name stands in the longer one: a middle name may be left out."""
    ours, theirs = set(folded(patient.name).split()), set(folded(written.name).split())
    return ours <= theirs or theirs <= ours if theirs else None


def _numbers_agree(patient: Patient, written: Written) -> bool | None:
    if not written.number or not patient.national_number:
        return None
    return only_digits(written.number) == patient.national_number
