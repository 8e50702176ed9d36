"""What stands before the root: declaration and document type are taken away before anything is parsed."""

from __future__ import annotations

import re

#: White space, comments and instructions: what may stand before a document type.
_BEFORE = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,400}?\?>\s*", re.IGNORECASE)
#: Space, and marks of encoding and empty bytes that are there once too often.
_BLANK = " \t\r\n\ufeff\0"
_DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
#: Inside a document type: quoted text and comments, in which brackets mean nothing, and the brackets.
_PIECE = re.compile(r"""<!--.*?-->|<\?.*?\?>|"[^"]*"|'[^']*'|[\[\]>]""", re.DOTALL)
#: A document type is not longer than this, and where it is, the message begins at its root.
_LONGEST = 4_000
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(?:MsgHead|AppRec|EI_fellesformat)\b")


def without_declaration(text: str) -> str:
    """It speaks of bytes that are letters now, and some senders have white space before it."""
    return _DECLARATION.sub("", text.lstrip(_BLANK), count=1)


def without_doctype(text: str) -> tuple[str, bool]:
    """The text without its document type, and whether it had one. One that never ends goes to the root."""
    start = _start(text)
    if start is None:
        return text, False
    return text[_end(text, start) :], True


def _start(text: str) -> int | None:
    before = _BEFORE.match(text)
    at = before.end() if before else 0
    return at if _DOCTYPE.match(text, at) else None


def _end(text: str, start: int) -> int:
    inside = False
    for piece in _PIECE.finditer(text, start, start + _LONGEST):
        if piece[0] in "[]":
            inside = piece[0] == "["
        elif piece[0] == ">" and not inside:
            return piece.end()
    root = _ROOT.search(text, start)
    return root.start() if root else len(text)
