"""Something about a message that is not as the standard says. A finding, not a failure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """What was found. The sentences for people are in queries/findings.py."""

    # The envelope
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    ENCODING = "encoding"
    MOJIBAKE = "mojibake"
    DOCTYPE = "doctype"
    TOO_DEEP = "too-deep"
    TOO_MANY = "too-many"
    NOT_WELL_FORMED = "not-well-formed"
    NOT_XML = "not-xml"
    WRAPPED = "wrapped"
    SEVERAL = "several"
    # The head
    NO_HEAD = "no-head"
    MSG_ID = "msg-id"
    NO_SENDER = "no-sender"
    NO_RECEIVER = "no-receiver"
    NO_PATIENT = "no-patient"
    PATIENT_NUMBER = "patient-number"
    TYPE_SWAPPED = "type-swapped"
    TYPE_UNKNOWN = "type-unknown"
    TEST = "test"
    SIGNED = "signed"
    # The document
    NAMESPACE = "namespace"
    NO_DOCUMENT = "no-document"
    MISSING = "missing"
    CODE = "code"
    CODE_LIST = "code-list"
    DATE = "date"
    NUMBER = "number"
    ORDER = "order"
    NOT_SHOWN = "not-shown"
    # Attachments
    ATTACHMENT_TYPE = "attachment-type"
    ATTACHMENT_BROKEN = "attachment-broken"
    ATTACHMENT_NAME = "attachment-name"
    # The official schemas
    SCHEMA = "schema"
    NO_SCHEMA = "no-schema"
    # What the intake sees
    SAME_ID = "same-id"
    NO_REFERENCE = "no-reference"
    UNKNOWN_SERVICE = "unknown-service"
    OTHER_ORGANISATION = "other-organisation"
    # Of a receipt on what we have sent
    OTHER_ANSWERER = "other-answerer"
    SECOND_ANSWER = "second-answer"
    NO_STATUS = "no-status"


#: So many are kept of one message; the rest are counted in one more.
KEPT = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` is the path of the element in the standard's own names, `value` what stood there (cut)."""

    code: Code
    where: str = ""
    value: str = ""

    def as_kept(self) -> dict[str, str]:
        """Cut, and without what a database has no letter for."""
        return {"code": self.code.value, "where": _kept(self.where), "value": _kept(self.value)}


def _kept(text: str) -> str:
    return text[:200].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def from_kept(row: dict[str, str]) -> Finding:
    return Finding(Code(row["code"]), row.get("where", ""), row.get("value", ""))
