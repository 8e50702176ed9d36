"""HeltOm's own words for problems, goals and measures, as they ship: read from `vocabulary.toml`.

They are put into every database after its migrations (`add_missing`), and a word that is there already is
left as it is: what a municipality has changed or filled in stays.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps as installed

FILE = Path(__file__).with_name("vocabulary.toml")


@dataclass(frozen=True, slots=True)
class Word:
    """`kind` and `area` are values of Term.Kind and Area."""

    code: str
    kind: str
    area: str
    text: str
    icnp_code: str = ""


def words() -> Iterator[Word]:
    """In the order of the file."""
    for area, kinds in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        for kind, texts in kinds.items():
            for key, text in texts.items():
                yield Word(f"{area}-{kind}-{key}", kind, area, text)


def add_missing(*, apps: Any = installed, using: str = "default", **_: object) -> None:
    """After every migrate, and after a test has emptied the tables. One statement.

    `apps` knows the tables as they are just then: going back to before the vocabulary there is none.
    `flush`, which empties the tables, says nothing of them: then they are those of the models.
    """
    try:
        term = apps.get_model("patients", "Term")
    except LookupError:
        return
    rows = [
        term(code=w.code, kind=w.kind, area=w.area, text=w.text)  # ICNP codes take a licence
        for w in words()
    ]
    term.objects.using(using).bulk_create(rows, ignore_conflicts=True)
