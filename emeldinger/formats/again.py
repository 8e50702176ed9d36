"""The same message once more, as one of its own: for what the receiver does not have."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from emeldinger.formats import nodes
from emeldinger.formats.letter import read_letter


def renewed(raw: bytes, *, msg_id: str, written_at: datetime) -> bytes:
    """A message of ours under a new MsgId and GenDate; all else as it was. Raises ValueError where `raw` is
    none. What is refused under one MsgId may never come again under it (HIS 80415).
    """
    tree = read_letter(raw).opened.tree
    info = nodes.child(tree, "MsgInfo")
    name, written = nodes.child(info, "MsgId"), nodes.child(info, "GenDate")
    if tree is None or name is None or written is None:
        raise ValueError("this is no message with a head")
    name.text, written.text = msg_id, written_at.isoformat(timespec="seconds")
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
