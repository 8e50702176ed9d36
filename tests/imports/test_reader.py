"""Lines and cells, whatever a spreadsheet has done to them."""

from io import BytesIO

from imports.reader import MAX_LINE, Reader


def read(content):
    raw = content if isinstance(content, bytes) else content.encode()
    reader = Reader(BytesIO(raw))
    reader.read_heading()
    return reader, list(reader.records())


def cells(content):
    return [(record.line, record.cells) for record in read(content)[1]]


def test_semicolon_comma_and_tab_are_seen_from_the_heading():
    assert cells("a;b\n1,5;2\n") == [(2, ["1,5", "2"])]
    assert cells("a,b\n1;5,2\n") == [(2, ["1;5", "2"])]
    assert cells("a\tb\n1\t2\n") == [(2, ["1", "2"])]


def test_byte_order_mark_line_endings_and_empty_lines_do_no_harm():
    reader, records = read("\ufeffa;b\r\n\r\n1;2\r\n;\r\n   \r\n3;4".encode())
    assert reader.heading == ["a", "b"]
    assert [(record.line, record.cells) for record in records] == [(3, ["1", "2"]), (6, ["3", "4"])]


def test_the_separator_line_of_excel_is_passed_over():
    reader, records = read("sep=;\na;b\n1;2\n")
    assert (reader.heading_line, reader.heading) == (2, ["a", "b"])
    assert records[0].line == 3


def test_a_cell_may_hold_quotes_delimiters_and_line_breaks():
    text = 'a;b\n"x;""y""\nz";2\n3;4\n'
    assert cells(text) == [(2, ['x;"y"\nz', "2"]), (4, ["3", "4"])]


def test_a_quote_that_never_closes_spoils_its_own_line_only():
    _, records = read('a;b\n"x;2\n3;4\n5;6\n')
    assert [(r.line, r.broken) for r in records] == [(2, True), (3, False), (4, False)]
    assert records[0].cells == ["x", "2"]


def test_a_quote_that_closes_on_a_later_line_by_chance_spoils_its_own_line_only():
    _, records = read('a;b\n"x;2\n3;"4"\n5;6\n"y;8\n')
    assert [(r.line, r.broken) for r in records] == [(2, True), (3, False), (4, False), (5, True)]


def test_text_after_a_closing_quote_is_broken():
    _, records = read('a;b\n"x"y;2\n3;4\n')
    assert [(r.line, r.broken) for r in records] == [(2, True), (3, False)]


def test_a_file_that_is_not_utf8_tells_its_first_bad_line_and_is_read_on():
    reader, records = read(b"a;b\n1;2\nBj\xf8rg;3\n\xc6rlig;4\n")
    assert reader.bad_encoding == 3
    assert records[1].cells == ["Bjørg", "3"]


def test_utf16_and_spreadsheets_are_seen_at_once():
    assert read("a;b\n1;2\n".encode("utf-16"))[0].foreign
    assert read(b"PK\x03\x04 something")[0].foreign
    assert not read("a;b\n1;2\n")[0].foreign


def test_a_line_without_end_is_not_taken_into_memory():
    reader, records = read(b"a;b\n1;2\n" + b"x" * (MAX_LINE + 10) + b"\n3;4\n")
    assert reader.too_long == 3
    assert [record.line for record in records] == [2]
