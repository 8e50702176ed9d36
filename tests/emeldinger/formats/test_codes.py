"""The national code lists that come with HeltOm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from emeldinger.formats import codes


@pytest.mark.parametrize(
    ("code_list", "code", "text"),
    [
        ("9121", "3", "Pasient utskrivningsklar"),
        ("9143", "4", "Luftsmitte/luftbåren smitte"),
        ("9111", "8", "På- og avkledning"),
        ("8279", "LOG_INNLAGT", "Melding om innlagt pasient"),
        ("7309", "C", "Kansellering"),
    ],
)
def test_a_code_of_the_messages_has_its_national_text(code_list, code, text):
    assert codes.text_of(code_list, code) == text


def test_a_code_outside_its_list_and_a_list_outside_ours_are_told_apart():
    assert codes.text_of("9121", "99") is None
    assert codes.is_ours("9121")
    assert codes.text_of("7110", "I50") is None
    assert not codes.is_ours("7110")


@pytest.mark.parametrize(
    ("oid", "code_list"),
    [
        ("2.16.578.1.12.4.1.1.9121", "9121"),
        (" 2.16.578.1.12.4.1.1.9121 ", "9121"),
        ("9121", "9121"),
        ("1.16.578.1.12.3.1.1.9051", ""),
        ("", ""),
    ],
)
def test_a_list_is_named_by_its_oid(oid, code_list):
    assert codes.list_of(oid) == code_list


def test_every_list_has_words_for_all_its_codes_and_the_file_names_its_source():
    kept = json.loads(Path(codes.__file__).with_name("codes.json").read_text(encoding="utf-8"))
    assert "Volven" in kept["source"]
    for number, texts in kept["lists"].items():
        assert number.isdigit()
        assert all(code.strip() == code and text.strip() for code, text in texts.items()), number
