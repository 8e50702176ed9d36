"""Whether a message says well enough who its patient is (HIS 80415, HITS 1168)."""

from __future__ import annotations

from emeldinger.formats.head import Person

#: Numbers that name one person in the whole country. A hjelpenummer (HNR) means nothing outside its house.
NATIONAL = frozenset({"FNR", "DNR", "FHN"})


def is_identified(person: Person) -> bool:
    """By name and a national number, or by name, birth date and sex."""
    if not person.name.strip():
        return False
    if any(ident.kind in NATIONAL and _is_number(ident.number) for ident in person.idents):
        return True
    return person.born is not None and person.sex in ("1", "2")


def _is_number(text: str) -> bool:
    """Eleven digits. Whether they are hers is the register's to say, and a slip is no reason to reject."""
    number = "".join(text.split())
    return len(number) == 11 and number.isascii() and number.isdigit()
