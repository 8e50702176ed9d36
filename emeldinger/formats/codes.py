"""National code lists: what a code means, in words. Source: Volven, the national register of code lists."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

#: The OID that all national lists stand under.
OID = "2.16.578.1.12.4.1.1."

#: The list of message types.
TYPES = "8279"

_FILE = Path(__file__).with_name("codes.json")


def list_of(oid: str) -> str:
    """The number of the list an OID names: "9143" of 2.16.578.1.12.4.1.1.9143. Empty for other OIDs."""
    oid = oid.strip()
    return oid.removeprefix(OID) if oid.startswith(OID) else oid if oid.isdigit() else ""


def text_of(code_list: str, code: str) -> str | None:
    """The text of a code, None where the list is ours and lacks it or is not ours at all."""
    return _lists().get(code_list, {}).get(code)


def codes_of(code_list: str) -> tuple[str, ...]:
    """All codes of a list, in its own order."""
    return tuple(_lists().get(code_list, ()))


def texts_of(code_list: str) -> frozenset[str]:
    """All texts of a list."""
    return frozenset(_lists().get(code_list, {}).values())


def is_ours(code_list: str) -> bool:
    """Whether we have the list, so that a code that is not in it is a finding."""
    return code_list in _lists()


@cache
def _lists() -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = json.loads(_FILE.read_text(encoding="utf-8"))["lists"]
    return lists
