"""The vocabulary from a file: a municipality's ICNP codes, its own words, other texts. By code."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from patients.models import Term
from patients.vocabulary import Word

COLUMNS = ["code", "kind", "area", "text", "icnp_code"]


def read_words(path: Path) -> list[Word]:
    """The words of a CSV file with `COLUMNS`, separated by semicolon. Raises Refused with the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_read(csv.DictReader(file, delimiter=";")))
    except UnicodeDecodeError as error:
        raise Refused(_("Filen må være lagret som UTF-8.")) from error
    except csv.Error as error:
        raise Refused(_("Filen kan ikke leses som CSV: %s") % error) from error


def _read(rows: csv.DictReader[str]) -> Iterator[Word]:
    if sorted(rows.fieldnames or []) != sorted(COLUMNS):
        raise Refused(_("Første linje må være: %s") % ";".join(COLUMNS))
    for row in rows:
        if None in row or None in row.values():
            raise Refused(_("Linje %s: feil antall felt.") % rows.line_num)
        yield Word(**{name: value.strip() for name, value in row.items()})


@transaction.atomic
def load_terms(words: Iterable[Word]) -> tuple[int, int]:
    """Add the words that are new, and give those that are there the texts and codes of the file.

    All of them or none. Returns how many were added and changed. Raises Refused with the word that
    cannot be taken. A word that has changed keeps its kind and area: goals have been set with it.
    """
    known = Term.objects.in_bulk(field_name="code")
    added, changed = 0, 0
    for number, word in enumerate(words, start=2):
        term = known.get(word.code)
        if term is None:
            term, added = Term(**asdict(word)), added + 1
        elif (term.kind, term.area) != (word.kind, word.area):
            raise Refused(
                _("Linje %(line)s: «%(code)s» er et annet slags ord fra før, og kan ikke bytte type"
                  " eller område.") % {"line": number, "code": word.code}
            )  # fmt: skip
        elif (term.text, term.icnp_code) != (word.text, word.icnp_code):
            term.text, term.icnp_code, changed = word.text, word.icnp_code, changed + 1
        else:
            continue
        _save(term, number)
        known[word.code] = term
    return added, changed


def write_words(path: Path) -> int:
    """All the words there are, to fill in codes beside. Returns how many."""
    rows = list(Term.objects.order_by("area", "kind", "code").values(*COLUMNS))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def _save(term: Term, line: int) -> None:
    try:
        term.full_clean()
    except ValidationError as error:
        said = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise Refused(_("Linje %(line)s: %(why)s") % {"line": line, "why": said}) from error
    term.save()
