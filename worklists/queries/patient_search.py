"""Finding a patient by number or name while the phone is at the ear, among those one may see."""

from __future__ import annotations

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from patients.models import Patient
from patients.models.patient import PatientQuerySet
from teams.models import User

#: Fewer letters say nothing, and more people than this are not read.
LEAST_LETTERS = 2
MOST = 6
NUMBER = re.compile(r"\b[A-Za-z]{1,4}-\d{2,}\b")


def found_by(user: User, words: str) -> list[Patient]:
    """Those whose number ends so, or whose names begin so, each word one of them. One query."""
    said = words.split()
    if len("".join(said)) < LEAST_LETTERS:
        return []
    return list(_matching(Patient.objects.visible_to(user), said)[:MOST])


def _matching(patients: PatientQuerySet, said: list[str]) -> PatientQuerySet:
    wanted = Q()
    for word in said:
        in_name = Q(given_name__istartswith=word) | Q(family_name__istartswith=word)
        later = Q(given_name__icontains=f" {word}") | Q(family_name__icontains=f" {word}")
        number = Q(number__iexact=word) | Q(number__iendswith=word)
        wanted &= in_name | later | (number if word[-1:].isdecimal() else Q(pk__in=[]))
    return patients.filter(wanted).order_by("sort_key", "pk")


def the_one(user: User, words: str) -> Patient:
    """Whom the words mean. Raises Refused where they mean nobody, or more than one."""
    said = words.split()
    exact = Patient.objects.visible_to(user).filter(number__iexact=words.strip()).first()
    found = [exact] if exact else found_by(user, words)
    if len(found) == 1:
        return found[0]
    if not found or not said:
        raise Refused(
            _("Fant ingen pasient med dette nummeret eller navnet. Se etter en gang til.")
        )
    names = ", ".join(f"{one.number} {one.name}" for one in found)
    raise Refused(_("Flere passer: %s. Skriv nummeret.") % names)


def named_in(user: User, text: str) -> Patient | None:
    """The patient whose number stands in a text, where there is just one and the user may see her."""
    numbers = {number.upper() for number in NUMBER.findall(text)}
    found = list(Patient.objects.visible_to(user).filter(number__in=numbers)) if numbers else []
    return found[0] if len(found) == 1 else None
