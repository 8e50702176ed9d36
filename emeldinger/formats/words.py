"""The pieces a message is shown in: rows, tables, medicines, attachments, sections. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

from emeldinger.formats.finding import Finding


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands there. `code` is shown small beside it ("I50", "9143:4")."""

    label: str
    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A heading for each column, and rows of as many cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Medicine:
    """One line of a medicine list. `use` is of 9101 (fast, kur, ved behov), `change` of 9104 or free."""

    name: str
    form: str = ""
    strength: str = ""
    dose: str = ""
    use: str = ""
    since: str = ""
    until: str = ""
    multidose: str = ""
    atc: str = ""
    reason: str = ""
    note: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the message. `number` counts from 1 in its order; bytes: attachments.py.

    `mime` is what it is, `said` what the sender called it. `file_name` is what it is saved as, and ends as
    what it is. `reference` says where it lies when it is not in the message: then `size` is 0.
    """

    number: int
    name: str
    mime: str
    size: int
    issued: str = ""
    file_name: str = ""
    reference: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what belongs under it, in this order. `weight` "warning": CAVE, infection."""

    heading: str
    rows: tuple[Row, ...] = ()
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    sections: tuple[Section, ...] = ()
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole message in words. `subject` is one line for the list: what it is about.

    Every text and code of the original stands somewhere in `sections`: what no reader knows comes last
    under "Annet i meldingen" with the standard's own element names.
    """

    title: str
    subject: str
    sections: tuple[Section, ...]
    attachments: tuple[Attachment, ...]
    findings: tuple[Finding, ...]
