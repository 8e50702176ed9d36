"""Validation against the official schemas, where the operator points a setting at a folder of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import Letter
from emeldinger.formats.schema_folder import SchemaFolder

#: So many faults are told of one message.
TOLD = 100
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
#: Where the message says that schemas lie. libxml2 would go and get them.
_LOCATIONS = (f"{{{_XSI}}}schemaLocation", f"{{{_XSI}}}noNamespaceSchemaLocation")
_NAMESPACE = re.compile(r"\{[^}]*\}")
#: What libxml2 says of a document that no schema is for.
_STRICT = "demanded by the strict wildcard"


def validate(letter: Letter, folder: Path) -> list[Finding]:
    """Findings of MsgHead (or AppRec) and of each document. Schemas are found by their target namespace,
    wherever in the folder they lie, compiled once for each process. Never raises, never fetches anything.
    """
    root = letter.opened.tree
    if root is None or not letter.opened.well_formed:
        return []
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
    # A copy, standing alone: without wrapper, and without what the message says of where schemas lie.
    alone = deepcopy(root)
    etree.strip_attributes(alone, *_LOCATIONS)
    if schema.validate(alone):
        return []
    log: Iterable[etree._LogEntry] = schema.error_log  # type: ignore[assignment]
    faults = [each for each in log if _STRICT not in each.message][:TOLD]
    prefixes = {
        prefix: uri for each in alone.iter() for prefix, uri in each.nsmap.items() if prefix
    }
    return [
        Finding(Code.SCHEMA, _where(each.path, alone, prefixes), _NAMESPACE.sub("", each.message))
        for each in faults
    ]


def _where(path: str | None, root: etree._Element, prefixes: dict[str, str]) -> str:
    """The names of the elements on the way, for libxml2's numbers of them."""
    try:
        found = root.getroottree().xpath(path, namespaces=prefixes) if path else []
    except etree.XPathError:
        return ""
    if not (isinstance(found, list) and found and isinstance(found[0], etree._Element)):
        return ""
    way = [found[0], *found[0].iterancestors()]
    return "/".join(nodes.local(each) for each in reversed(way))
