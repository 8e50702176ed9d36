"""Text without the patient in it: a board shows her number and never her name (HeltOm 3.0, 10.4.3).

Carers write "Kari spiste lite". On a board it reads "pasienten spiste lite"; address and national
number go the same way. Whoever writes in the meeting is not asked to remember it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from patients.models import Patient

#: Eleven digits, with or without a space after the date.
NATIONAL = re.compile(r"\b\d{6} ?\d{5}\b")
#: Shorter parts of a name are words as well ("Bo", "Li"): only with a capital letter.
SHORT = 3


def unnamed(text: str, *patients: Patient) -> str:
    """The text with names, address and national number of these patients taken out."""
    for patient in patients:
        for address in _addresses(patient):
            text = _replace(text, address, _("adressen"))
        for name in _names(patient):
            text = _replace(text, name, _("pasienten"))
    return NATIONAL.sub(_("fødselsnummer"), text)


def _names(patient: Patient) -> Iterable[str]:
    """The whole name first, then its parts, longest first. Genitive goes with it."""
    parts = re.split(r"[\s-]+", f"{patient.given_name} {patient.family_name}")
    whole = [patient.name, f"{patient.family_name} {patient.given_name}"]
    return [*whole, *sorted({part for part in parts if len(part) > 1}, key=len, reverse=True)]


def _addresses(patient: Patient) -> Iterable[str]:
    return [patient.address] if patient.address else []


def _replace(text: str, word: str, by: str) -> str:
    flags = re.IGNORECASE if len(word) > SHORT else 0
    return re.sub(rf"\b{re.escape(word)}(?:s|'s)?\b", by, text, flags=flags)
