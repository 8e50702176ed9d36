"""Make of a good message one that somebody else might have sent: torn, swapped, misspelt, wrongly encoded.

Hypothesis draws what is done; every mutation takes the samples as they are and never changes them.
"""

from __future__ import annotations

from copy import deepcopy

from hypothesis import strategies as st
from lxml import etree

#: What stands where something else should.
ODD_VALUES = (
    "", " ", "0", "-1", "N", "M", "C", "T", "99999", "1.2.3", "2026-2-3", "2026-02-30", "20261122",
    "2026-11-22T25:61:61", "0001-01-01T00:00:00+14:00", "2026-11-22T10:00:00.1234567", "tel:", "Ã¸",
    "01010112345", "015 010 11234", "9" * 400, "æøå", "\u202e\u200b", "\U0001f600", "<b>x</b>", "&amp;",
    "../../etc/passwd", "javascript:alert(1)", "true", "nei", "2.16.578.1.12.4.1.1.9999", "\ufffd",
)  # fmt: skip
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "iso-8859-1",
    "iso-8859-15",
    "cp1252",
    "utf-16",
    "utf-16-le",
    "utf-32",
)
DECLARED = ("", "UTF-8", "ISO-8859-1", "ISO-8859-15", "windows-1252", "UTF-16", "utf-7", "x-none")
PIECES = (b"\0", b"<", b">", b"&", b"\xff\xfe", b"]]>", b"<!--", b"<![CDATA[", b"&#0;", b"\xc3", b"</x>",
          b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"<?xml version='1.0'?>", b"\xef\xbb\xbf", b'"')  # fmt: skip

type Tree = etree._Element


def _int(draw: st.DrawFn, below: int) -> int:
    return draw(st.integers(0, max(0, below - 1)))


def _node(draw: st.DrawFn, root: Tree) -> Tree:
    nodes = list(root.iter("*"))
    return nodes[_int(draw, len(nodes))]


def _delete(draw: st.DrawFn, root: Tree, _: Tree) -> None:
    node = _node(draw, root)
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _double(draw: st.DrawFn, root: Tree, _: Tree) -> None:
    node = _node(draw, root)
    if node is not root:
        for _again in range(draw(st.sampled_from((1, 2, 30)))):
            node.addnext(deepcopy(node))


def _move(draw: st.DrawFn, root: Tree, _: Tree) -> None:
    node, place = _node(draw, root), _node(draw, root)
    if node is not root and place is not node and node not in place.iterancestors():
        place.append(node)


def _splice(draw: st.DrawFn, root: Tree, other: Tree) -> None:
    """A piece of another message, anywhere."""
    piece = deepcopy(_node(draw, other))
    _node(draw, root).append(piece)


def _rename(draw: st.DrawFn, root: Tree, other: Tree) -> None:
    node = _node(draw, root)
    names = (lambda: "X", lambda: str(_node(draw, other).tag), lambda: etree.QName(node).localname,
             lambda: "{urn:x}" + etree.QName(node).localname)  # fmt: skip
    node.tag = draw(st.sampled_from(names))()


def _attribute(draw: st.DrawFn, root: Tree, _: Tree) -> None:
    node = _node(draw, root)
    name = draw(st.sampled_from(("V", "DN", "S", "OT", "U", *map(str, node.attrib))))
    if draw(st.booleans()):
        node.attrib.pop(name, "")
    else:
        node.set(name, draw(st.sampled_from(ODD_VALUES)))


def _swap(draw: st.DrawFn, root: Tree, _: Tree) -> None:
    """V and DN each for the other, as real senders do."""
    coded = [node for node in root.iter("*") if "V" in node.attrib]
    if coded:
        node = coded[_int(draw, len(coded))]
        code, words = node.get("V") or "", node.get("DN") or ""
        node.set("V", words)
        node.set("DN", code)


def _text(draw: st.DrawFn, root: Tree, _: Tree) -> None:
    node = _node(draw, root)
    letters = st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff")
    node.text = draw(st.one_of(st.sampled_from(ODD_VALUES), st.text(letters, max_size=40)))


def _tail(draw: st.DrawFn, root: Tree, _: Tree) -> None:
    """Text between elements, where none belongs."""
    _node(draw, root).tail = draw(st.sampled_from(ODD_VALUES))


def _bury(draw: st.DrawFn, root: Tree, _: Tree) -> None:
    node = _node(draw, root)
    for _level in range(draw(st.sampled_from((1, 5, 120)))):
        inner = etree.SubElement(node, node.tag)
        node = inner


MUTATIONS = (_delete, _double, _move, _splice, _rename, _attribute, _swap, _text, _tail, _bury)


@st.composite
def changed_trees(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """A sample with one to eight changes of its structure, written in some encoding under some name."""
    root = etree.fromstring(draw(st.sampled_from(samples)))
    other = etree.fromstring(draw(st.sampled_from(samples)))
    for change in draw(st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=8)):
        change(draw, root, other)
    text = etree.tostring(root, encoding="unicode")
    declared = draw(st.sampled_from(DECLARED))
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return (head + text).encode(draw(st.sampled_from(ENCODINGS)), "xmlcharrefreplace")


@st.composite
def torn_bytes(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """The bytes of a sample, cut, doubled, turned over, with something put in."""
    raw = bytearray(draw(st.sampled_from(samples)))
    for _each in range(draw(st.integers(1, 6))):
        at = _int(draw, len(raw))
        until = min(len(raw), at + draw(st.sampled_from((1, 2, 16, 300, 5000))))
        how = draw(st.sampled_from(("flip", "cut", "put", "double", "end")))
        if how == "flip" and raw:
            raw[at] = draw(st.integers(0, 255))
        elif how == "cut":
            del raw[at:until]
        elif how == "put":
            raw[at:at] = draw(st.sampled_from(PIECES))
        elif how == "double":
            raw[at:at] = raw[at:until]
        else:
            del raw[at:]
    return bytes(raw)


def letters(samples: list[bytes]) -> st.SearchStrategy[tuple[str, bytes]]:
    """What kind of change, and the message: most keep to the structure, some are only bytes."""
    tree = st.tuples(st.just("tree"), changed_trees(samples))
    torn = st.tuples(st.just("bytes"), torn_bytes(samples))
    noise = st.tuples(st.just("noise"), st.binary(max_size=400))
    return st.integers(0, 19).flatmap(lambda n: noise if n == 0 else torn if n < 7 else tree)
