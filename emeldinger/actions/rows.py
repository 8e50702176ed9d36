"""The row of a message that is being taken in: what its head says, cut to what the row holds."""

from __future__ import annotations

from collections.abc import Sequence

from emeldinger.formats import codes
from emeldinger.formats.finding import KEPT, Code, Finding
from emeldinger.formats.head import Head, Party
from emeldinger.formats.letter import Letter
from emeldinger.models import Message, Standing
from emeldinger.receipt_rules import Ours
from emeldinger.standings import CANCELLATION

#: Numbers that say who a person is, best first (8116).
BEST = ("FNR", "DNR", "FHN")


def message_row(letter: Letter, answers_as: Party | None) -> Message:
    """Not written yet. `answers_as` is the receiver that is ours, where one is."""
    head = letter.head
    receiver = answers_as or head.receiver
    return Message(
        msg_id=text(head.msg_id, 100),
        generated_at=head.generated_at,
        type_code=text(head.type_code, 60),
        type_text=text(codes.text_of(codes.TYPES, head.type_code) or head.type_text, 200),
        namespace=text(letter.documents[0].namespace if letter.documents else "", 200),
        event_code=text(letter.event, 10),
        status_code=text(letter.status, 5),
        priority=text(head.priority, 5),
        sender_her=text(head.sender.her, 20),
        sender_organisation=text(_organisation(head.sender), 60),
        sender_name=text(head.sender.name, 300),
        receiver_her=text(receiver.her, 20),
        receiver_name=text(receiver.name, 300),
        # One that names itself names none.
        parent_id=text(head.parent, 100) if head.parent != head.msg_id else "",
        standing=Standing.WAITS if letter.status == CANCELLATION else Standing.CURRENT,
        **_person(head),
    )


def _organisation(party: Party) -> str:
    """Its HER-id, else its number, else whatever number it has. A person without one is one by herself."""
    others = [ident.number for ident in party.organisation_idents]
    return party.organisation_her or party.organisation_number or "".join(others[:1]) or party.her


def _person(head: Head) -> dict[str, object]:
    person = head.patient
    if person is None:
        return {}
    ranks = {kind: rank for rank, kind in enumerate(BEST)}
    best = min(person.idents, key=lambda ident: ranks.get(ident.kind, len(BEST)), default=None)
    return {
        "person_name": text(person.name, 300),
        "person_number": text(best.number if best else "", 30),
        "person_born": person.born,
        "person_sex": text(person.sex, 5),
    }


def strange_services(ours: Sequence[Ours]) -> list[Finding]:
    return [
        Finding(Code.UNKNOWN_SERVICE, "MsgInfo/Receiver", each.party.name)
        for each in ours
        if not each.known
    ]


def kept(found: Sequence[Finding]) -> list[dict[str, str]]:
    """Each once, and the first of them: one fault made a thousand times is told often enough."""
    return [finding.as_kept() for finding in list(dict.fromkeys(found))[:KEPT]]


def text(words: str, length: int) -> str:
    """Cut, and without what the database has no letter for."""
    return words[:length].replace("\0", "\ufffd").encode("utf-8", "replace").decode()
