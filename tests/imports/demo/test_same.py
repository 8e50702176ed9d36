"""The same size, seed and date give the same bytes, on any machine and in any process."""

import hashlib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from imports.demo import generate, tables

ROOT = Path(__file__).parents[3]
PRINT_DIGEST = """
import hashlib, sys
from datetime import date
from imports.demo import generate, tables
rows = tables(generate("team", int(sys.argv[1]), date(2026, 11, 23)))
text = repr([(name, [list(row.items()) for row in lines]) for name, lines in rows.items()])
print(hashlib.sha256(text.encode()).hexdigest(), "django" in sys.modules)
"""


@cache
def digest(seed, hash_seed):
    # Without coverage, whose plugin for templates loads Django in every process.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    env |= {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PRINT_DIGEST, str(seed)]
    return subprocess.run(
        command, env=env, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()


def test_two_processes_agree_whatever_their_hash_seed():
    assert digest(1, "1") == digest(1, "2")


def test_another_seed_gives_other_people():
    assert digest(1, "1") != digest(2, "1")


def test_the_generator_knows_nothing_of_django():
    assert digest(1, "1")[1] == "False"


def test_an_unknown_size_is_refused(today):
    with pytest.raises(ValueError, match="bergen, enhet, team"):
        generate("stor", 1, today)


def test_the_people_are_the_same_on_another_date(team, today):
    later = generate("team", 1, today.replace(day=24))
    names = [(p.number, p.given, p.family, p.national_number) for p in team.all_patients]
    assert names == [(p.number, p.given, p.family, p.national_number) for p in later.all_patients]


def test_reading_the_rows_changes_nothing(team):
    def once():
        text = repr([[dict(row) for row in lines] for lines in tables(team).values()])
        return hashlib.sha256(text.encode()).hexdigest()

    assert once() == once()
