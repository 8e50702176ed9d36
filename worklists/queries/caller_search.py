"""Whom the call is about: found by name, number, address or telephone, hers or her next of kin's."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace

from heltom.lib import clock
from patients.models import NextOfKin, Patient, Placement
from teams.models import Team, User
from teams.permissions import Permission, teams_where

#: Fewer letters find half the register, more rows are not read while somebody talks.
LEAST_LETTERS, MOST_ROWS = 2, 8
#: So many figures in a row are a telephone number, or a part of one.
FIGURES = 4


@dataclass(frozen=True, slots=True)
class Found:
    """One patient, and the next of kin by whom she was found, where it was so."""

    patient: Patient
    kin: NextOfKin | None


def search(user: User, text: str) -> list[Found]:
    """In the teams where the user answers the phone, one more than is shown. Two queries."""
    words = text.split()
    if len(text.strip()) < LEAST_LETTERS:
        return []
    figures = "".join(words)
    wanted = _by_phone(figures) if figures.isdigit() and len(figures) >= FIGURES else Q()
    named = Q()
    for word in words:
        named &= _by_word(word)
    found = _within_reach(user).filter(named | wanted if wanted else named)
    patients = list(found.order_by("sort_key", "pk")[: MOST_ROWS + 1])
    kin = _kin_that_fits(patients, words, figures)
    return [Found(patient, kin.get(patient.pk)) for patient in patients]


def _within_reach(user: User) -> QuerySet[Patient]:
    teams = Team.objects.filter(teams_where(user, Permission.HANDLE_CALLS))
    here = Placement.objects.on(clock.today()).filter(patient=OuterRef("pk"), team__in=teams)
    return Patient.objects.visible_to(user).filter(Exists(here))


def _by_word(word: str) -> Q:
    """Each word somewhere: her name, number or address, or the name of a next of kin."""
    kin = NextOfKin.objects.filter(patient=OuterRef("pk"), name__icontains=word)
    return (
        Q(given_name__icontains=word)
        | Q(family_name__icontains=word)
        | Q(number__icontains=word)
        | Q(address__icontains=word)
        | Q(Exists(kin))
    )


def _by_phone(figures: str) -> Q:
    kin = _figures_only(NextOfKin.objects.filter(patient=OuterRef("pk")))
    own = _figures_only(Patient.objects.filter(pk=OuterRef("pk")))
    return Q(Exists(kin.filter(figures__contains=figures))) | Q(
        Exists(own.filter(figures__contains=figures))
    )


def _figures_only(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
    """Numbers are written with and without spaces."""
    return rows.annotate(figures=Replace(F("phone"), Value(" "), Value("")))


def _kin_that_fits(patients: list[Patient], words: list[str], figures: str) -> dict[int, NextOfKin]:
    """Who of her nearest has this name or number: it is most likely she who rings."""
    found: dict[int, NextOfKin] = {}
    for kin in NextOfKin.objects.filter(patient__in=patients):
        name = kin.name.casefold()
        by_name = all(word.casefold() in name for word in words)
        by_phone = figures.isdigit() and figures in kin.phone.replace(" ", "")
        if by_name or by_phone:
            found.setdefault(kin.patient_id, kin)
    return found
