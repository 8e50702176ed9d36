"""Norwegian identity numbers: is the number well formed, and of which kind?

Says nothing about sex or birth date, and must never be asked to: from 2032 the individual digits
no longer carry sex, and FH-numbers carry no date at all.

Kinds and control digits: Skatteetaten (fnr, D-number, the rule from 2032), HIS 1001:2010
(H-number, FH-number), Skatteetaten's Tenor test data (month + 80) and NAV's test data
(month + 40, which looks like an H-number, and month + 65).
"""

from datetime import date
from enum import StrEnum

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


class Kind(StrEnum):
    FNR = "fnr"
    D_NUMBER = "d-nummer"
    H_NUMBER = "h-nummer"
    FH_NUMBER = "fh-nummer"
    SYNTHETIC = "syntetisk"


class InvalidNationalId(ValueError):
    """The number cannot be a Norwegian identity number; the text is Norwegian and can be shown."""


def kind_of(number: str) -> Kind:
    """Return the kind of an 11-digit identity number.

    Raises InvalidNationalId with a sentence that says what is wrong.
    """
    if len(number) != 11 or not (number.isascii() and number.isdigit()):
        raise InvalidNationalId("Fødselsnummeret må ha 11 siffer.")
    if not _second_control_digit_holds(number):
        raise InvalidNationalId("Kontrollsifrene i fødselsnummeret stemmer ikke.")
    if number[0] in "89":
        return _checked(number, Kind.FH_NUMBER, remainders=(0,))
    return _checked(number, _dated_kind(number), remainders=(0, 1, 2, 3))


def is_valid(number: str) -> bool:
    try:
        kind_of(number)
    except InvalidNationalId:
        return False
    return True


def is_synthetic(number: str) -> bool:
    """True for the series that can never belong to a living person (month + 80 or + 65)."""
    return is_valid(number) and kind_of(number) is Kind.SYNTHETIC


def control_digits(nine: str) -> str | None:
    """The two classic control digits of the first nine, or None where no such number is given out."""
    first = -sum(w * int(d) for w, d in zip(FIRST_WEIGHTS, nine, strict=False)) % 11
    if first == 10:
        return None
    ten = f"{nine}{first}"
    second = -sum(w * int(d) for w, d in zip(SECOND_WEIGHTS, ten, strict=False)) % 11
    return None if second == 10 else f"{first}{second}"


def _checked(number: str, kind: Kind, *, remainders: tuple[int, ...]) -> Kind:
    """The rule from 2032 accepts the remainders 0-3 of the first sum; older numbers all have 0."""
    remainder = sum(w * int(d) for w, d in zip(FIRST_WEIGHTS, number, strict=False)) % 11
    if remainder not in remainders:
        raise InvalidNationalId("Kontrollsifrene i fødselsnummeret stemmer ikke.")
    return kind


def _second_control_digit_holds(number: str) -> bool:
    return sum(w * int(d) for w, d in zip(SECOND_WEIGHTS, number, strict=True)) % 11 == 0


def _dated_kind(number: str) -> Kind:
    day, month = int(number[:2]), int(number[2:4])
    kind = Kind.FNR
    if day > 40:
        day, kind = day - 40, Kind.D_NUMBER
    for offset, shifted in (
        (80, Kind.SYNTHETIC),
        (65, Kind.SYNTHETIC),
        (40, Kind.H_NUMBER),
    ):
        if month > offset:
            month, kind = month - offset, shifted
            break
    if not _is_a_day(day, month):
        raise InvalidNationalId("Fødselsnummeret begynner ikke med en gyldig dato.")
    return kind


def _is_a_day(day: int, month: int) -> bool:
    """Leap days are allowed: the century is not known from the number alone."""
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True
