"""Faults of the files themselves: headings, names, encoding, quotes, and lines that do not fit."""

import pytest

from imports.actions import import_folder

pytestmark = pytest.mark.django_db


def test_an_unknown_column_is_asked_about_and_read_as_what_it_seems_to_mean(folder, load):
    folder.write()
    folder.spoil("staff", "family_name", "familyname")
    (fault,) = import_folder(folder=folder.path, by=None).faults
    assert (fault.line, fault.column, fault.kind) == (1, "familyname", "columns")
    assert fault.expected == "Mente du «family_name»?"


def test_a_column_that_is_nothing_like_ours_and_one_that_is_missing(folder, places):
    folder.write()
    folder.spoil("notes", "text", "xyz")
    faults = import_folder(folder=folder.path, by=None).faults
    assert [(f.line, f.column, f.kind) for f in faults] == [
        (1, "xyz", "columns"),
        (1, "text", "columns"),
    ]


def test_a_column_that_stands_twice(folder):
    folder.write()
    folder.spoil("competences", "code;name", "code;code")
    faults = import_folder(folder=folder.path, by=None).faults
    assert ("competences.csv", 1, "code", "Kolonnen står to ganger") in [
        (f.file, f.line, f.column, f.what) for f in faults
    ]


def test_a_missing_key_column_is_one_fault_and_not_one_for_every_reference(folder):
    folder.write()
    folder.spoil("units", "code;", "zzz;")
    faults = import_folder(folder=folder.path, by=None).faults
    assert {(f.file, f.column) for f in faults} == {("units.csv", "zzz"), ("units.csv", "code")}


def test_an_unknown_file_is_asked_about(folder):
    path = folder.write()
    (path / "vists.csv").write_text("a;b\n")
    (fault,) = import_folder(folder=path, by=None).faults
    assert (fault.file, fault.line, fault.kind) == ("vists.csv", 0, "file")
    assert fault.expected == "Mente du «visits.csv»?"


def test_a_folder_or_a_broken_link_with_a_files_name_is_told(folder):
    path = folder.write()
    for name in ("notes.csv", "events.csv"):
        (path / name).unlink(missing_ok=True)
    (path / "notes.csv").mkdir()
    (path / "events.csv").symlink_to(path / "finnes-ikke.csv")
    faults = import_folder(folder=path, by=None).faults
    assert {(fault.file, fault.kind) for fault in faults} == {
        ("events.csv", "file"),
        ("notes.csv", "file"),
    }


def test_a_missing_file_that_others_need_is_told_once(folder, places):
    del folder.rows["units"]
    assert places() == [("units.csv", 0, "", "file")] * 3


def test_an_empty_folder_and_an_empty_file(folder, tmp_path):
    (tmp_path / "tom").mkdir()
    (fault,) = import_folder(folder=tmp_path / "tom", by=None).faults
    assert "Fant ingen filer" in fault.what
    path = folder.only("units").write()
    (path / "units.csv").write_text("")
    (fault,) = import_folder(folder=path, by=None).faults
    assert fault.what == "Filen er tom"


def test_a_file_in_another_encoding_is_one_fault_at_its_first_line(folder):
    path = folder.write(encoding="cp1252")
    faults = import_folder(folder=path, by=None).faults
    assert {fault.kind for fault in faults} == {"encoding"}
    assert ("staff.csv", 3) in [(fault.file, fault.line) for fault in faults]


def test_a_file_that_is_not_text(folder):
    path = folder.write()
    (path / "units.csv").write_bytes((path / "units.csv").read_text().encode("utf-16"))
    (fault,) = import_folder(folder=path, by=None).faults
    assert (fault.file, fault.what) == ("units.csv", "Filen er ikke ren tekst")


def test_a_line_with_too_many_or_too_few_cells(folder):
    path = folder.write()
    folder.spoil("competences", "insulin;Insulin", "insulin;Insulin;2")
    folder.spoil("units", "original;12:00;ja", "original;12:00")
    faults = import_folder(folder=path, by=None).faults
    assert [(f.file, f.line, f.kind) for f in faults] == [
        ("units.csv", 2, "columns"),
        ("competences.csv", 3, "columns"),
    ]


def test_broken_quotes(folder):
    path = folder.write()
    folder.spoil("notes", "Spiste lite", '"Spiste "lite" til')
    (fault,) = import_folder(folder=path, by=None).faults
    assert (fault.file, fault.line, fault.kind) == ("notes.csv", 2, "quoting")


def test_lines_after_a_cell_with_line_breaks_keep_their_numbers(folder, places):
    line = folder.change("patients", 1, postcode="x")
    assert line == 4
    assert places() == [("patients.csv", 4, "postcode", "text")]
