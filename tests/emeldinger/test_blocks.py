"""How sections become a page: one table of medicines, noes together, and an end."""

from emeldinger.formats.words import Medicine, Row, Section, Table
from emeldinger.queries.blocks import panels
from emeldinger.queries.room import LETTERS, LONGEST, Room


def laid(*sections):
    return [block for panel in panels(sections, "del") for block in panel.blocks]


def test_lists_of_medicines_under_one_heading_are_one_table_by_use():
    lists = [Section("Fast", medicines=(Medicine("Burinex"),)), Section("Kur", medicines=())]
    lists.append(Section("Seponert", medicines=(Medicine("Marevan"),)))
    [whole, empty] = laid(Section("Legemidler", sections=tuple(lists)))
    assert [(group.use, group.medicines[0].name) for group in whole.groups] == [
        ("Fast", "Burinex"),
        ("Seponert", "Marevan"),
    ]
    assert (empty.heading, empty.level) == ("Kur", 3)


def test_medicines_in_one_list_are_grouped_by_use_in_the_messages_own_order():
    mixed = (Medicine("A", use="Kur"), Medicine("B", use="Fast"), Medicine("C", use="Kur"))
    [block] = laid(Section("Legemidler", medicines=mixed))
    assert [(group.use, [one.name for one in group.medicines]) for group in block.groups] == [
        ("Kur", ["A", "C"]),
        ("Fast", ["B"]),
    ]


def test_what_is_answered_with_no_stands_in_one_line():
    rows = (Row("Mat", "Nei"), Row("Kontakt", "Nei"), Row("Pollen", "Ja"), Row("Veps", "Nei"))
    [block] = laid(Section("Allergi", rows=rows))
    assert block.rows == (Row("Nei", "Mat, Kontakt"), Row("Pollen", "Ja"), Row("Veps", "Nei"))


def test_a_heading_around_the_same_heading_is_said_once():
    inner = Section("Kontrolltime", rows=(Row("Sted", "Poliklinikk"),))
    assert [block.rows for block in laid(Section("Kontrolltime", sections=(inner,)))] == [
        inner.rows
    ]


def test_cells_know_their_headings_also_where_a_row_is_too_short_or_too_long():
    [block] = laid(Section("F", tables=(Table(("Hva", "Skår"), (("Spise",), ("Gå", "2", "?"))),)))
    assert block.grids[0].rows == (
        (("Hva", "Spise"), ("Skår", "")),
        (("Hva", "Gå"), ("Skår", "2"), ("", "?")),
    )


def test_no_depth_is_too_deep():
    nested = Section("innerst", rows=(Row("Her", "ja"),))
    for number in range(5000):
        nested = Section(f"{number}", sections=(nested,))
    found = laid(nested)
    assert (len(found), found[-1].heading, found[-1].level, found[-1].indent) == (
        5001,
        "innerst",
        6,
        4,
    )


def test_a_page_has_an_end():
    many = Section("Mange", rows=tuple(Row("Hva", "x" * 100) for _ in range(LETTERS // 50)))
    room = Room()
    [panel] = room.panels(panels([many, Section("Etter")], "del"))
    assert room.is_cut
    assert 0 < len(panel.blocks[0].rows) < len(many.rows)


def test_one_text_without_an_end_is_cut_and_what_comes_after_is_shown():
    room = Room()
    sections = [
        Section("Lang", paragraphs=("x" * 2 * LONGEST,)),
        Section("Etter", rows=(Row("a", "b"),)),
    ]
    first, after = room.panels(panels(sections, "del"))
    assert first.blocks[0].paragraphs[0] == "x" * LONGEST + " …"
    assert (after.heading, room.is_cut) == ("Etter", True)
