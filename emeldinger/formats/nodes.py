"""Find one's way in a tree by the local names of its elements, whatever namespace they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

_STRING = etree.XPath("string()")


def local(node: etree._Element) -> str:
    """The name of the element without namespace and loose prefix; empty for what is no element."""
    return node.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(node.tag, str) else ""


def namespace(node: etree._Element) -> str:
    return node.tag[1:].partition("}")[0] if str(node.tag).startswith("{") else ""


def children(node: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The children of that name, in their order. Of nothing there are none."""
    return (each for each in (node if node is not None else ()) if local(each) == name)


def child(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child of the first name, its first child of the next, and so on."""
    for name in path:
        node = next(children(node, name), None)
    return node


def text(node: etree._Element | None, *path: str) -> str:
    """All the text inside, without white space around it. Of nothing it is empty."""
    found = child(node, *path)
    return "" if found is None else str(_STRING(found)).strip()


def attribute(node: etree._Element | None, name: str) -> str:
    """The attribute without white space around it. Of nothing it is empty."""
    return "" if node is None else str(node.get(name) or "").strip()


def anywhere(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names anywhere inside, itself too, in the order of the document."""
    return (each for each in node.iter() if local(each) in names)


def first(node: etree._Element, name: str) -> etree._Element | None:
    """The first of them."""
    return next(anywhere(node, name), None)
