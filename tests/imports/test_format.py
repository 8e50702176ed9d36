"""The declaration against the models, the database's rules, the documentation and the clock."""

from datetime import UTC, date, time, timedelta

import pytest
from django.db.models import CheckConstraint, UniqueConstraint

from heltom.lib import clock
from heltom.services import places
from imports.checks import COVERED
from imports.documentation import document
from imports.format import TABLES, table
from imports.slots import slots
from imports.sql import literal, oslo_instant, rows

#: Fields of the models that no file brings, and why.
NOT_IMPORTED = {
    "sort_key": "made of the name",
    "user": "by username",
    "absence": "follows from absences",
    "locked": "set by people on the day",
    "moved_from": "set by a move in HeltOm",
    "rhythm_from": "set by a move in HeltOm",
    "ended_at": "the hour of a death, told in HeltOm",
    "loan": "made by a loan in HeltOm",
    **dict.fromkeys(
        ("assessment", "done", "next_must_know", "important", "goal", "measure"),
        "written in HeltOm",
    ),
    **dict.fromkeys(("struck_at", "struck_by", "struck_why"), "struck out in HeltOm"),
    **dict.fromkeys(("changed_at", "changed_by"), "of who writes cards in HeltOm"),
    "mistaken_at": "marked in HeltOm",
    "mistaken_by": "marked in HeltOm",
    "mistaken_why": "marked in HeltOm",
    **dict.fromkeys(("how", "meeting", "at"), "of a review in HeltOm; one from a file says it is"),
    "problem_term": "chosen from the vocabulary in HeltOm",
    "term": "chosen from the vocabulary in HeltOm",
}
#: Who wrote a goal or a review is a login, which no file names.
BY_A_LOGIN = ("goals", "measures", "evaluations", "reviews")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_field_of_the_models_has_a_column_or_a_reason(table):
    fields = {f.name for f in table.model._meta.get_fields() if f.concrete and not f.auto_created}
    missing = fields - set(table.names) - set(NOT_IMPORTED)
    # A visit's competences are its plan's.
    missing -= {"competences"} if table.name == "visits" else set()
    assert missing - ({"by"} if table.name in BY_A_LOGIN else set()) == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_required_columns_are_those_that_the_model_cannot_do_without(table):
    for slot in slots(table):
        if slot.stored and slot.default is None and not slot.nullable and not slot.column.from_plan:
            assert slot.column.required, slot.name


def test_tables_refer_only_to_tables_before_them():
    seen = set()
    for each in TABLES:
        seen.add(each.name)
        assert {column.to for column in each.columns if column.to} <= seen


def test_every_constraint_of_the_database_is_checked_in_words_first():
    unique = {
        field.name
        for each in TABLES
        for field in each.model._meta.fields
        if field.unique and (field.name,) != each.key
    }
    # A login and a national number are checked in imports/checks/structure.py.
    assert unique - {"moved_from"} == {"id", "user", "national_number"}
    found = {constraint.name for each in TABLES for constraint in each.model._meta.constraints}
    assert found - COVERED == set()
    assert COVERED - found == {"worklists_visitstate_reason_given"}


def test_the_documentation_is_in_step():
    written = (places.ROOT / "docs" / "import-format.md").read_text(encoding="utf-8")
    assert written == document(), "run manage.py write_import_docs"


def test_the_declaration_is_found_by_name():
    assert table("staff").file_name == "staff.csv"
    assert table("visit_plans").column("level").spellings == ["0", "1", "2"]
    with pytest.raises(KeyError):
        table("stuff")


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24), date(2026, 11, 21)])
def test_windows_on_the_two_nights_of_the_clock_are_those_of_the_ward(db, day):
    """Every half hour of the night shift, in the database as in heltom.lib.clock."""
    for half_hour in range(48):
        moment = time(half_hour // 2, 30 * (half_hour % 2))
        on = day + timedelta(days=moment < time(12))
        wall = f"{literal(on)} + {literal(moment)}"
        ((instant,),) = rows(f"SELECT {oslo_instant(wall)}")
        # Python holds no two times in the hour that comes twice for equal across time zones.
        assert instant == clock.at(on, moment).astimezone(UTC), (on, moment)


def test_the_rules_are_the_kinds_that_the_database_has():
    kinds = {type(c) for each in TABLES for c in each.model._meta.constraints}
    assert {CheckConstraint, UniqueConstraint} < kinds
