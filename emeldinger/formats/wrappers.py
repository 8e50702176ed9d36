"""Take off what a message is wrapped in: NAV's EI_fellesformat, an envelope of transport, itself."""

from __future__ import annotations

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.finding import Code, Finding

HEADS = ("MsgHead", "AppRec")
#: What older messages, whose root is Message, carry for a head (own_head.py).
_REPORTS = ("ServRprt", "ServReq")


def unwrapped(root: etree._Element) -> tuple[etree._Element, list[Finding]]:
    """The head inside, or the root itself where there is none. Of several it is the first."""
    found: list[Finding] = []
    head = root
    if not _is_head(root):
        heads = [each for each in root.iter() if _is_head(each) and not _inside_another(each)]
        if not heads:
            return root, []
        head = heads[0]
        found.append(Finding(Code.WRAPPED, value=nodes.local(root)))
        if len(heads) > 1:
            found.append(Finding(Code.SEVERAL, value=str(len(heads))))
    inner = _in_itself(head)
    return (
        (head, found)
        if inner is None
        else (inner, [*found, Finding(Code.WRAPPED, value="MsgHead")])
    )


def around(head: etree._Element) -> list[etree._Element]:
    """The heads that this one was in: what else lies in them belongs to it."""
    return [each for each in head.iterancestors() if nodes.local(each) == "MsgHead"]


def _is_head(node: etree._Element) -> bool:
    name = nodes.local(node)
    reports = _REPORTS if name == "Message" else ()
    return name in HEADS or any(nodes.child(node, each) is not None for each in reports)


def _inside_another(head: etree._Element) -> bool:
    return any(_is_head(each) for each in head.iterancestors())


def _in_itself(head: etree._Element) -> etree._Element | None:
    """Some senders put the message, whole, as a document of an outer one with the same MsgId."""
    msg_id = nodes.text(head, "MsgInfo", "MsgId")
    for document in nodes.children(head, "Document"):
        inner = nodes.child(document, "RefDoc", "Content", "MsgHead")
        if inner is not None and msg_id and nodes.text(inner, "MsgInfo", "MsgId") == msg_id:
            return inner
    return None
