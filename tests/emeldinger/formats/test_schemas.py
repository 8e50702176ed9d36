"""Validation with schemas that lie as the operator likes; nothing is fetched and nothing raises."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.hostile_cases import CASES, DIALOG, HEAD, message
from emeldinger.formats.finding import Code, Finding
from emeldinger.formats.letter import read_letter
from emeldinger.formats.schemas import ELEMENTS, validate

XS = 'xmlns="http://www.w3.org/2001/XMLSchema"'
#: As the official one: what lies in Content has to be known.
HEAD_XSD = f"""<schema {XS} xmlns:mh="{HEAD}" xmlns:p="urn:parts" targetNamespace="{HEAD}"
 elementFormDefault="qualified">
 <import namespace="urn:parts" schemaLocation="http://example.invalid/elsewhere/parts.xsd"/>
 <element name="MsgHead"><complexType><sequence>
  <element name="MsgInfo"><complexType><sequence>
   <element name="Type" type="p:CS"/><element name="MIGversion"/><element name="GenDate" type="dateTime"/>
   <element name="MsgId"/><any namespace="##targetNamespace" processContents="lax" maxOccurs="unbounded"/>
  </sequence></complexType></element>
  <element name="Document" maxOccurs="unbounded"><complexType><sequence>
   <element name="RefDoc"><complexType><sequence><element name="MsgType" type="p:CS"/>
    <element name="Content"><complexType><sequence><any processContents="strict"/></sequence></complexType>
    </element></sequence></complexType></element></sequence></complexType></element>
 </sequence></complexType></element>
 <element name="Sender"/><element name="Receiver"/><element name="Patient"/>
</schema>"""
PARTS_XSD = f"""<schema {XS} targetNamespace="urn:parts"><complexType name="CS">
 <attribute name="V" use="required"/><attribute name="DN"/></complexType></schema>"""
DIALOG_XSD = f"""<!DOCTYPE schema [<!ENTITY ours "{DIALOG}">]><schema {XS} targetNamespace="&ours;"
 elementFormDefault="qualified">
 <include schemaLocation="../../../../etc/passwd"/>
 <element name="Dialogmelding"><complexType><sequence><element name="Notat"><complexType><sequence>
  <element name="TekstNotatInnhold" type="string"/></sequence></complexType></element></sequence>
 </complexType></element></schema>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "MsgHead.xsd").write_text(HEAD_XSD)
    (tmp_path / "deep" / "parts-v2.xsd").write_text(PARTS_XSD)
    (tmp_path / "deep" / "down" / "dialog.xsd").write_text(DIALOG_XSD)
    (tmp_path / "broken.xsd").write_text("<schema")
    return tmp_path


def found(raw: str, folder: Path) -> list[Finding]:
    return validate(read_letter(raw.encode()), folder)


def test_a_message_as_the_schemas_say_has_no_finding(folder):
    assert found(message(), folder) == []


def test_a_fault_tells_where_and_what(folder):
    [fault] = found(message().replace("2026-11-22T10", "2026-2-3T10"), folder)
    assert (fault.code, fault.where) == (Code.SCHEMA, "MsgHead/MsgInfo/GenDate")
    assert "2026-2-3T10:00:00" in fault.value
    assert "http:" not in fault.value


def test_a_fault_inside_the_document_is_told_with_its_way(folder):
    [fault] = found(message(note="</TekstNotatInnhold><Ukjent/><TekstNotatInnhold>"), folder)
    assert fault.where.endswith("RefDoc/Content/Dialogmelding/Notat/Ukjent")


def test_a_wrapper_is_not_validated_and_the_message_in_it_is(folder):
    assert found(f"<EI_fellesformat>{message()}</EI_fellesformat>", folder) == []


def test_a_document_without_a_schema_is_told_once_and_the_head_is_still_validated(folder):
    raw = message().replace(DIALOG, "urn:noe").replace("2026-11-22T10", "i dag")
    told = found(raw, folder)
    assert [each.code for each in told] == [Code.NO_SCHEMA, Code.SCHEMA]
    assert told[0].value == "urn:noe"


def test_without_any_schema_that_is_told(tmp_path):
    told = found(message(), tmp_path)
    assert [each.value for each in told] == [HEAD, DIALOG]
    assert {each.code for each in told} == {Code.NO_SCHEMA}
    assert found(message(), tmp_path / "gone") == told


def test_schemas_that_do_not_hold_together_are_told_and_do_not_raise(folder):
    (folder / "deep" / "parts-v2.xsd").unlink()
    [told] = found(message(), folder)
    assert told.code is Code.NO_SCHEMA
    assert told.value


def test_what_is_not_well_formed_is_not_validated_too(folder):
    assert found(message()[:-20], folder) == []


def test_a_place_that_the_message_names_is_never_asked(folder):
    """A schema for what we have none for lies just where the message says, and says no to all of it."""
    (folder / "elsewhere").write_text(
        f'<schema {XS} targetNamespace="urn:noe"><element name="Dialogmelding" type="int"/></schema>'
    )
    asked = f'xsi:schemaLocation="urn:noe {folder / "elsewhere"}"'
    raw = message().replace(DIALOG, "urn:noe")
    for element in ("<MsgInfo", "<Dialogmelding"):
        told = found(raw.replace(element, f"{element} {asked}"), folder)
        assert [(each.code, each.value) for each in told] == [(Code.NO_SCHEMA, "urn:noe")]


@pytest.mark.parametrize("name", CASES)
def test_no_hostile_message_keeps_the_validation_busy(name, folder):
    letter = read_letter(CASES[name](20_000))
    assert len(validate(letter, folder)) <= 110


def test_more_elements_than_can_be_validated_are_told(folder):
    [told] = found(message(inside="<x/>" * ELEMENTS), folder)
    assert (told.code, told.where) == (Code.NO_SCHEMA, "MsgHead")
