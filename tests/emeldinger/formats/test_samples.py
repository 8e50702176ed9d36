"""The samples of the standard's owners and of real senders, where HELTOM_EMELDING_SAMPLES says they lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.fuzz_letters import use
from emeldinger.formats.head import Kind
from emeldinger.formats.letter import read_letter
from emeldinger.formats.schemas import validate

FOLDER = Path(os.environ.get("HELTOM_EMELDING_SAMPLES") or "/nowhere")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="HELTOM_EMELDING_SAMPLES er ikke satt")


def letters(*names: str) -> list[Path]:
    return sorted(path for name in names for path in (FOLDER / name).rglob("*.xml"))


def test_every_file_is_read_without_exception():
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    assert files
    for path in files:
        use(path.read_bytes()[: 4 * 1024 * 1024])


def test_every_message_says_who_wrote_to_whom_and_which_it_is():
    for path in letters("plo-1.5", "plo-1.6", "dialogmelding", "navikt", "mottakstest"):
        letter = read_letter(path.read_bytes())
        nobody = "Case1-13" in path.name
        assert letter.head.kind is not Kind.OTHER, path.name
        assert letter.head.msg_id, path.name
        assert bool(letter.head.sender.her) is not nobody, path.name
        assert letter.head.receiver.her, path.name


def test_the_official_samples_are_valid_to_the_official_schemas():
    for path in letters("plo-1.5", "plo-1.6", "dialogmelding"):
        letter = read_letter(path.read_bytes())
        assert (letter.findings, letter.known) == ((), True), path.name
        assert validate(letter, FOLDER / "xsd") == [], path.name
