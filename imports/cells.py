"""One cell: from what somebody wrote to a value, or a sentence about what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from heltom.lib import national_id
from heltom.lib.clock import OSLO
from imports.columns import Kind
from imports.faults import did_you_mean
from imports.slots import Slot

YEARS = range(1900, 2200)

NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NORWEGIAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")
INSTANT = re.compile(r"([\d.-]+)(?:T|\s+(?:kl\.?\s*)?)([\d:.]+)\s*(Z|[+-]\d{2}:?\d{2})?", re.I)
CODE = re.compile(r"[-a-zA-Z0-9_]+")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")
LIST_SEPARATOR = re.compile(r"[\s,;]+")

TRUE = {"ja", "j", "1", "true", "sant", "yes"}
FALSE = {"nei", "n", "0", "false", "usant", "no"}


@dataclass
class BadCell(Exception):
    """`kind` is for programs; the two sentences are Norwegian and can be shown."""

    kind: str
    what: str
    expected: str


def value_of(slot: Slot, text: str) -> object:
    """The value of a cell that is not empty. Raises BadCell."""
    if "\x00" in text:
        raise BadCell(
            "text", _("Cellen har et tegn som ikke er tekst"), _("Skriv teksten på nytt.")
        )
    return READERS[slot.kind](slot, text)


def _text(slot: Slot, text: str) -> str:
    if slot.max_length and len(text) > slot.max_length:
        raise BadCell(
            "text",
            _("Teksten er for lang"),
            _("Høyst %(limit)s tegn; her er det %(length)s.")
            % {"limit": slot.max_length, "length": len(text)},
        )
    if slot.column.pattern and not re.fullmatch(slot.column.pattern, text):
        raise BadCell(
            "text", _("Ikke på rett form"), _("For eksempel %(example)s.") % _example(slot)
        )
    return text


def _code(slot: Slot, text: str) -> str:
    if not CODE.fullmatch(text):
        raise BadCell(
            "text",
            _("Koden har tegn som ikke kan stå i en kode"),
            _("Bokstavene a–z, tall, bindestrek og understrek, uten mellomrom."),
        )
    return _text(slot, text)


def _number(slot: Slot, text: str) -> Decimal:
    compact = text.replace("\xa0", "").replace(" ", "")
    if not NUMBER.fullmatch(compact):
        raise BadCell(
            "number", _("Ikke et tall"), _("Et tall, for eksempel %(example)s.") % _example(slot)
        )
    number = Decimal(compact.replace(",", "."))
    low, high = slot.column.low, slot.column.high
    if (low is not None and number < Decimal(str(low))) or (
        high is not None and number > Decimal(str(high))
    ):
        raise _outside(slot)
    return number


def _outside(slot: Slot) -> BadCell:
    bounds = {"low": f"{slot.column.low:g}", "high": f"{slot.column.high:g}"}
    if slot.name in ("latitude", "longitude"):
        return BadCell(
            "position",
            _("Stedet ligger utenfor Norge"),
            _("Grader mellom %(low)s og %(high)s. Er breddegrad og lengdegrad byttet om?") % bounds,
        )
    return BadCell(
        "number", _("Tallet er utenfor det lovlige"), _("Fra %(low)s til %(high)s.") % bounds
    )


def _integer(slot: Slot, text: str) -> int:
    number = _number(slot, text)
    if number != number.to_integral_value():
        raise BadCell("number", _("Ikke et helt tall"), _("Et tall uten desimaler."))
    return int(number)


def _decimal(slot: Slot, text: str) -> Decimal | float:
    number = _number(slot, text)
    if slot.decimals is None:
        return float(number)
    if -int(number.normalize().as_tuple().exponent) > slot.decimals:
        raise BadCell(
            "number",
            _("For mange desimaler"),
            _("Høyst %(decimals)s.") % {"decimals": slot.decimals},
        )
    return number


def _boolean(slot: Slot, text: str) -> bool:
    folded = text.casefold()
    if folded not in TRUE and folded not in FALSE:
        raise BadCell("choice", _("Verken ja eller nei"), _("Skriv ja eller nei."))
    return folded in TRUE


def _choice(slot: Slot, text: str) -> object:
    try:
        return slot.choices[text.casefold()]
    except KeyError:
        known = slot.column.spellings
        expected = _("En av: %(known)s.") % {"known": ", ".join(known)}
        hint = did_you_mean(text, slot.column.choices or ())
        raise BadCell("choice", _("Ukjent valg"), f"{expected} {hint}".strip()) from None


def _date(slot: Slot, text: str) -> date:
    return date_of(text)


@lru_cache(maxsize=4_096)
def date_of(text: str) -> date:
    """2026-11-21 or 21.11.2026. Raises BadCell."""
    if found := ISO_DATE.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := NORWEGIAN_DATE.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise BadCell("date", _("Ikke en dato"), _("Skriv den som 21.11.2026 eller 2026-11-21."))
    if year not in YEARS:
        raise BadCell(
            "date",
            _("Året er ikke mulig"),
            _("Et år fra 1900 til 2199. Er det ingen sluttdato, skal cellen være tom."),
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell("date", _("Datoen finnes ikke"), _("En dag som finnes i måneden.")) from None


def _clock(slot: Slot, text: str) -> time:
    return clock_of(text)


def clock_of(text: str) -> time:
    """07:30 or 07.30, seconds allowed. Raises BadCell."""
    found = CLOCK.fullmatch(text)
    if found is not None:
        hour, minute, second = (int(part or 0) for part in found.groups())
        if hour < 24 and minute < 60 and second < 60:
            return time(hour, minute, second)
    raise BadCell(
        "clock",
        _("Ikke et klokkeslett"),
        _("Skriv det som 07:30 eller 07.30, fra 00:00 til 23:59."),
    )


def _instant(slot: Slot, text: str) -> datetime:
    return instant_of(text)


def instant_of(text: str) -> datetime:
    """2026-11-21 07:30, 21.11.2026 kl. 07.30 and the like, on an Oslo clock. Raises BadCell.

    An hour that comes twice in October is the first of the two, unless the offset is written
    (+02:00 first, +01:00 after); an hour that the clock skips in March is a fault.
    """
    found = INSTANT.fullmatch(text)
    if found is None:
        raise BadCell(
            "date",
            _("Ikke en dato med klokkeslett"),
            _("Skriv det som 21.11.2026 07:30 eller 2026-11-21 07:30."),
        )
    day, clock, offset = found.groups()
    local = datetime.combine(date_of(day), clock_of(clock))
    return _with_offset(local, offset.upper()) if offset else _in_oslo(local)


def _with_offset(local: datetime, offset: str) -> datetime:
    try:
        return datetime.fromisoformat(f"{local.isoformat()}{offset}").astimezone(UTC)
    except ValueError:
        raise BadCell(
            "date", _("Tidsforskjellen finnes ikke"), _("+01:00 om vinteren, +02:00 om sommeren.")
        ) from None


def _in_oslo(local: datetime) -> datetime:
    instant = local.replace(tzinfo=OSLO).astimezone(UTC)
    if instant.astimezone(OSLO).replace(tzinfo=None) != local:
        raise BadCell(
            "date",
            _("Klokkeslettet finnes ikke denne natten"),
            _("Klokken stilles fra 02:00 til 03:00; skriv 03:00 eller senere."),
        )
    return instant


def _national_number(slot: Slot, text: str) -> str:
    number = text.replace(" ", "").replace("\xa0", "")
    try:
        kind = national_id.kind_of(number)
    except national_id.InvalidNationalId as error:
        raise BadCell("national-number", _("Ikke et gyldig fødselsnummer"), str(error)) from error
    if settings.HELTOM_DEMO and kind is not national_id.Kind.SYNTHETIC:
        raise BadCell(
            "national-number",
            _("Fødselsnummeret kan tilhøre en virkelig person"),
            _("Denne installasjonen er en demo og tar bare syntetiske numre (måned + 80)."),
        )
    return number


def _weekdays(slot: Slot, text: str) -> list[int]:
    found: set[int] = set()
    for part in _listed(text):
        first, _dash, last = part.partition("-")
        if not re.fullmatch(r"[1-7](-[1-7])?", part) or int(last or first) < int(first):
            raise BadCell(
                "number",
                _("Ikke ukedager"),
                _("Tall fra 1 (mandag) til 7 (søndag) med mellomrom, for eksempel 1 2 3 4 5."),
            )
        found.update(range(int(first), int(last or first) + 1))
    return sorted(found)


def _languages(slot: Slot, text: str) -> list[str]:
    languages = [part.casefold() for part in _listed(text)]
    for language in languages:
        if not LANGUAGE.fullmatch(language) or len(language) > (slot.max_length or 10):
            raise BadCell(
                "text", _("Ikke en språkkode"), _("Koder på to bokstaver med mellomrom, som nb en.")
            )
    return list(dict.fromkeys(languages))


def _references(slot: Slot, text: str) -> list[str]:
    return list(dict.fromkeys(_listed(text)))


def _parts(slot: Slot, text: str) -> dict[str, object]:
    bad = BadCell(
        "parts",
        _("Kan ikke leses som målte deler"),
        _("navn=verdi med mellomrom, for eksempel %(example)s.") % _example(slot),
    )
    if text.startswith("{"):
        try:
            parts = json.loads(text)
        except (ValueError, RecursionError):
            raise bad from None
        if not all(isinstance(part, (int, float, str)) for part in parts.values()):
            raise bad
        return dict(parts)
    pairs = [part.partition("=") for part in text.split()]
    if not all(name and value for name, _equals, value in pairs):
        raise bad
    return {name: _plain(value) for name, _equals, value in pairs}


def _plain(text: str) -> int | float | str:
    if not NUMBER.fullmatch(text):
        return text
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def _listed(text: str) -> list[str]:
    return [part for part in LIST_SEPARATOR.split(text) if part]


def _example(slot: Slot) -> dict[str, str]:
    return {"example": slot.column.example}


READERS: dict[Kind, Callable[[Slot, str], object]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.CLOCK: _clock,
    Kind.REFERENCE: _text,
    Kind.REFERENCES: _references,
    Kind.NATIONAL_NUMBER: _national_number,
    Kind.WEEKDAYS: _weekdays,
    Kind.LANGUAGES: _languages,
    Kind.PARTS: _parts,
}
