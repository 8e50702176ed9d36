"""Validation against the official schemas, where the operator points a setting at a folder of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from itertools import islice
from pathlib import Path
from threading import Lock

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import Letter
from emeldinger.formats.schema_folder import SchemaFolder

#: So many faults are told of one message.
TOLD = 100
#: libxml2's time grows with the square of the elements, and of what is held against a pattern.
ELEMENTS, LETTERS = 10_000, 256
_NAMESPACE = re.compile(r"\{[^}]*\}")
#: What libxml2 says of a document that no schema is for.
_STRICT = "demanded by the strict wildcard"

#: A compiled schema has one log of faults, whoever asks.
_ONE_AT_A_TIME = Lock()


def validate(letter: Letter, folder: Path) -> list[Finding]:
    """Findings of MsgHead (or AppRec) and of each document. Schemas are found by their target namespace,
    wherever in the folder they lie, compiled once for each process. Never raises, never fetches anything.
    """
    root = letter.opened.tree
    if root is None or not letter.opened.well_formed:
        return []
    if sum(1 for _ in islice(root.iter(), ELEMENTS + 1)) > ELEMENTS:
        return [Finding(Code.NO_SCHEMA, nodes.local(root), f"mer enn {ELEMENTS} elementer")]
    known = _folder(folder)
    wanted = [
        nodes.namespace(root),
        *(each.namespace for each in letter.documents if each.namespace),
    ]
    found = [
        Finding(Code.NO_SCHEMA, value=each) for each in dict.fromkeys(wanted) if each not in known
    ]
    if wanted[0] not in known:
        return found
    schema = _schema(folder, frozenset(each for each in wanted if each in known))
    if isinstance(schema, str):
        return [*found, Finding(Code.NO_SCHEMA, value=schema)]
    return found + _faults(schema, root)


@lru_cache(maxsize=4)
def _folder(folder: Path) -> SchemaFolder:
    return SchemaFolder(folder)


@lru_cache(maxsize=64)
def _schema(folder: Path, namespaces: frozenset[str]) -> etree.XMLSchema | str:
    """The schema of them together, or why there is none: a head demands that its documents are known."""
    try:
        return _folder(folder).compiled(namespaces)
    except etree.LxmlError as fault:
        return str(fault)[:200]


def _faults(schema: etree.XMLSchema, root: etree._Element) -> list[Finding]:
    alone = _copy(root)
    with _ONE_AT_A_TIME:
        schema.validate(alone)
        log: Iterable[etree._LogEntry] = schema.error_log  # type: ignore[assignment]
        faults = [each for each in log if _STRICT not in each.message][:TOLD]
    return [
        Finding(Code.SCHEMA, _where(each.path, alone), _NAMESPACE.sub("", each.message))
        for each in faults
    ]


def _copy(root: etree._Element) -> etree._Element:
    """The head alone, without its wrapper, long texts cut short."""
    alone = deepcopy(root)
    for node in alone.iter():
        if node.text and len(node.text) > LETTERS:
            node.text = _short(node.text)
        for name, value in node.attrib.items() if len(node.attrib) < LETTERS else ():
            if len(value) > LETTERS:
                node.set(name, _short(str(value)))
    return alone


def _short(text: str) -> str:
    """Still a text, or base64 of whole groups of four."""
    return "".join(text[: 4 * LETTERS].split())[:LETTERS]


def _where(path: str | None, root: etree._Element) -> str:
    """The names of the elements on the way, for libxml2's path, whose prefixes are those of the place."""
    node, names = root, [nodes.local(root)]
    for step in (path or "").split("/")[2:]:
        name, _, number = step.rstrip("]").partition("[")
        named = name.rpartition(":")[2]
        same = (each for each in node if named == "*" or nodes.local(each) == named)
        found = next(islice(same, int(number or 1) - 1, None), None)
        if found is None:
            break
        node = found
        names.append(nodes.local(node))
    return "/".join(names)
