"""manage.py import_municipality, and the number of faults it shows."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from imports.actions import ImportBusy, import_folder
from imports.management.commands import import_municipality
from tests.imports.folders import EXAMPLE, another_import, database_checksum

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    status = 0
    try:
        call_command("import_municipality", *map(str, arguments), stdout=out)
    except SystemExit as stopped:
        status = stopped.code
    return status, out.getvalue()


def test_it_sums_up_in_words():
    status, text = run(EXAMPLE)
    assert status == 0
    assert "Lest inn." in text
    line = next(line for line in text.splitlines() if line.startswith("visit_plans.csv"))
    assert line.split() == ["visit_plans.csv", "5", "0", "0", "0"]


def test_a_dry_run_says_so():
    before = database_checksum()
    status, text = run(EXAMPLE, "--dry-run")
    assert (status, "ingenting er skrevet" in text) == (0, True)
    assert database_checksum() == before


def test_faults_are_told_in_norwegian_and_the_exit_status_is_one(folder):
    line = folder.change("staff", 0, profession="sykepleir")
    status, text = run(folder.write())
    assert status == 1
    assert f"staff.csv, linje {line}, kolonne profession: Ukjent valg («sykepleir»)." in text
    assert "1 feil. Ingenting er skrevet." in text


def test_json_is_for_programs(folder):
    folder.change("staff", 0, profession="sykepleir")
    status, text = run(folder.write(), "--json")
    answer = json.loads(text)
    assert (status, answer["total_faults"]) == (1, 1)
    assert answer["faults"][0]["column"] == "profession"


def test_a_folder_that_is_not_there():
    with pytest.raises(CommandError, match="finnes ikke"):
        run("/no/such/folder")


def test_a_thousand_faults_are_shown_and_all_are_counted(folder):
    folder.only("competences")
    folder.rows["competences"] = [{"code": f"k{n}", "name": ""} for n in range(1_200)]
    folder.rows["competences"] += [{"code": "k1", "name": "x"}] * 10
    _, text = run(folder.write())
    assert (
        text.count("\ncompetences.csv, linje") + text.startswith("competences.csv, linje") == 1_000
    )
    assert "1210 feil." in text
    assert "--all viser alle" in text
    _, text = run(folder.path, "--all")
    assert text.count("competences.csv, linje") == 1_210


def test_two_imports_do_not_run_at_once():
    with another_import():
        with pytest.raises(ImportBusy, match="En annen import holder på"):
            import_folder(folder=EXAMPLE, by=None)
        with pytest.raises(CommandError, match="En annen import holder på"):
            run(EXAMPLE)
    assert import_folder(folder=EXAMPLE, by=None).faults == []


def test_progress_is_told_for_every_file():
    steps = []
    import_folder(folder=EXAMPLE, by=None, progress=steps.append)
    assert steps[0] == "Leser units.csv, linje 2"
    assert "Kontrollerer" in steps
    assert "Skriver events.csv" in steps


def test_progress_comes_on_stderr_where_it_takes_long(monkeypatch):
    monkeypatch.setattr(import_municipality, "QUIET_SECONDS", -1)
    monkeypatch.setattr(import_municipality, "LINE_EVERY", -1)
    out, err = StringIO(), StringIO()
    call_command("import_municipality", EXAMPLE, stdout=out, stderr=err)
    assert err.getvalue().startswith("Leser units.csv, linje 2 … (0 s)\n")
    assert "Leser" not in out.getvalue()


def test_a_constraint_that_no_check_foresaw_is_a_sentence_and_writes_nothing(monkeypatch, folder):
    """As when somebody writes a clashing row after the checks."""
    monkeypatch.setattr("imports.actions.check_all", lambda checking: None)
    folder.change("shifts", 1, function="vk")
    before = database_checksum()
    (fault,) = import_folder(folder=folder.write(), by=None).faults
    assert "Teamet har alt en vaktkoordinator på denne vakten." in fault.what
    assert fault.expected == "Kjør importen en gang til."
    assert database_checksum() == before
