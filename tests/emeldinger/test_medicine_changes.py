"""What is new on a medicine list since the one before. No database: words beside words."""

from __future__ import annotations

import pytest

from emeldinger.formats.words import Medicine, Section
from emeldinger.medicine_changes import Fact, Line, News, compare, lines_of


def line(
    name: str, strength: str = "", dose: str = "", *, stopped: bool = False, **more: str
) -> Line:
    return Line(Medicine(name, strength=strength, dose=dose, **more), is_stopped=stopped)


def news(before: list[Line], now: list[Line]) -> list[tuple[News, str]]:
    return [(one.news, one.medicine.name) for one in compare(before, now)]


def shifts(before: Line, now: Line) -> list[tuple[Fact, str, str]]:
    [one] = compare([before], [now])
    return [(each.fact, each.before, each.now) for each in one.shifts]


def test_new_stopped_changed_gone_and_as_before_are_told_apart():
    before = [
        line("Oppdiktan", "40 mg", "1 kl. 08"),
        line("Fiktopril", "2,5 mg", "1 kl. 08"),
        line("Fantasin", "10 mg", "1 kl. 20"),
        line("Testacetamol", "500 mg", "ved smerter"),
    ]
    now = [
        line("Oppdiktan", "40 mg", "1 kl. 08"),
        line("Fiktopril", "2,5 mg", "1 kl. 08 og 20"),
        line("Fantasin", "10 mg", stopped=True),
        line("Prøvecillin", "500 mg", "1 x 4"),
    ]
    assert news(before, now) == [
        (News.SAME, "Oppdiktan"),
        (News.CHANGED, "Fiktopril"),
        (News.STOPPED, "Fantasin"),
        (News.NEW, "Prøvecillin"),
        (News.GONE, "Testacetamol"),
    ]


def test_what_is_not_on_the_list_is_not_told_as_stopped():
    assert news([line("Oppdiktan")], [line("Fiktopril")]) == [
        (News.NEW, "Fiktopril"),
        (News.GONE, "Oppdiktan"),
    ]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (line("Oppdiktan", "2.5 mg"), line("OPPDIKTAN", "2,5 mg")),
        (line("Oppdiktan", "40 mg"), line("Oppdiktan 40 mg")),
        (line("Oppdiktan", "40mg"), line("Oppdiktan", "40 mg")),
        (line("Oppdiktan", "40 mg", "1 kl. 08."), line("Oppdiktan", "40 mg", "1  kl. 08")),
        (line("Oppdiktan", "40 mg"), line("Oppdiktan")),
        (line("Oppdiktan", form="Tablett"), line("Oppdiktan")),
        (line("Oppdiktan", note="etter mat", reason="mot trykk"), line("Oppdiktan")),
    ],
)  # fmt: skip
def test_how_it_is_written_is_no_change(before, now):
    assert news([before], [now]) == [(News.SAME, now.medicine.name)]


def test_each_thing_that_changed_is_told_with_what_it_was():
    before = line("Oppdiktan", "20 mg", "1 kl. 08", form="Tablett", use="Fast", multidose="Ja")
    now = line("Oppdiktan", "40 mg", "1 kl. 20", form="Mikstur", use="Ved behov", multidose="Nei")
    assert shifts(before, now) == [
        (Fact.STRENGTH, "20 mg", "40 mg"),
        (Fact.FORM, "Tablett", "Mikstur"),
        (Fact.DOSE, "1 kl. 08", "1 kl. 20"),
        (Fact.USE, "Fast", "Ved behov"),
        (Fact.MULTIDOSE, "Ja", "Nei"),
    ]


def test_a_dose_that_is_no_longer_said_is_told_and_so_is_an_end():
    assert shifts(line("Oppdiktan", dose="1 kl. 08"), line("Oppdiktan", until="3. mai 2026")) == [
        (Fact.DOSE, "1 kl. 08", ""),
        (Fact.UNTIL, "", "3. mai 2026"),
    ]


def test_another_brand_of_the_same_substance_is_a_change_of_name():
    [one] = compare([line("Merkevare", atc="C09AA05")], [line("Kopivare", atc="C09AA05")])
    assert (one.news, one.shifts[0].fact, one.shifts[0].before) == (
        News.CHANGED,
        Fact.NAME,
        "Merkevare",
    )


def test_the_same_medicine_morning_and_evening_is_two_lines_whatever_their_order():
    morning, evening = (
        line("Oppdiktan", "40 mg", "1 kl. 08"),
        line("Oppdiktan", "20 mg", "1 kl. 20"),
    )
    assert news([morning, evening], [evening, morning]) == [
        (News.SAME, "Oppdiktan"),
        (News.SAME, "Oppdiktan"),
    ]
    assert news([morning], [morning, evening])[1] == (News.NEW, "Oppdiktan")


def test_regularly_and_when_needed_do_not_take_each_others_place():
    regular = line("Testacetamol", "500 mg", "1 x 4", use="Fast")
    needed = line("Testacetamol", "500 mg", "ved smerter", use="Ved behov")
    less = line("Testacetamol", "500 mg", "1 x 3", use="Fast")
    assert [one.news for one in compare([needed, regular], [less, needed])] == [
        News.CHANGED,
        News.SAME,
    ]


def test_stopped_before_is_no_news_and_what_begins_again_is():
    was = line("Fantasin", "10 mg", stopped=True)
    assert news([was], [was]) == [(News.SAME, "Fantasin")]
    assert news([was], []) == []
    assert news([was], [line("Fantasin", "10 mg", "1 kl. 20")]) == [(News.AGAIN, "Fantasin")]


def test_what_is_given_before_she_moved_and_what_she_does_not_tolerate_are_no_list():
    one = Medicine("Oppdiktan")
    sections = [
        Section("CAVE", medicines=(Medicine("Prøvecillin"),), weight="warning"),
        Section(
            "Legemidler",
            sections=(
                Section("Fast", medicines=(one,)),
                Section("Seponert", medicines=(Medicine("Fantasin"),)),
                Section("Gitt eller utlevert før overføring", medicines=(Medicine("Fiktopril"),)),
            ),
        ),
        Section("Medisiner", medicines=(Medicine("Slutt", change="Anbefalt å slutte å innta"),)),
    ]
    assert [(each.medicine.name, each.is_stopped) for each in lines_of(sections)] == [
        ("Oppdiktan", False),
        ("Fantasin", True),
        ("Slutt", True),
    ]


def test_a_list_of_thousands_made_to_harm_is_compared_in_a_moment():
    """Equal lines by the thousand: each is paired once, and none is looked through for each other."""
    many = [line("Oppdiktan", "40 mg", "1 kl. 08")] * 3000
    found = compare(many, [*many[:-1], line("Fiktopril")])
    assert [one.news for one in found].count(News.SAME) == 2999
    assert [one.news for one in found][-2:] == [News.NEW, News.GONE]
