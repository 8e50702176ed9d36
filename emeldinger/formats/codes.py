"""National code lists: what a code means, in words. Source: Volven, the national register of code lists."""

from __future__ import annotations

#: The OID that all national lists stand under.
OID = "2.16.578.1.12.4.1.1."


def text_of(code_list: str, code: str) -> str | None:
    """The text of a code, None where the list is ours and lacks it or is not ours at all."""
    raise NotImplementedError


def is_ours(code_list: str) -> bool:
    """Whether we have the list, so that a code that is not in it is a finding."""
    raise NotImplementedError
