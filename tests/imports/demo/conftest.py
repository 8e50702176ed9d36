"""The demo municipality in each size, built once for all tests of a run."""

import os
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from imports.demo import generate

ROOT = Path(__file__).parents[3]
#: A Monday; the roster around it has an ordinary number of hours in every night.
TODAY = date(2026, 11, 23)
BUILD = """
import pickle, sys
from datetime import date
from imports.demo import generate
pickle.dump(generate("bergen", 1, date(2026, 11, 23)), sys.stdout.buffer)
"""


@pytest.fixture(scope="session")
def today():
    return TODAY


@pytest.fixture(scope="session")
def bergen():
    """In a process of its own, as coverage makes it three times as slow; the small ones are covered."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", BUILD]
    built = subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True).stdout
    return pickle.loads(built)  # noqa: S301 - our own bytes, from the line above


@pytest.fixture(scope="session")
def unit():
    return generate("enhet", 1, TODAY)


@pytest.fixture(scope="session")
def team():
    return generate("team", 1, TODAY)


@pytest.fixture(scope="session", params=["unit", "team"])
def world(request):
    return request.getfixturevalue(request.param)


def pytest_collection_modifyitems(items):
    """One process builds them: ten seconds for Bergen are enough once."""
    for item in items:
        if "tests/imports/demo" in item.path.as_posix():
            item.add_marker(pytest.mark.xdist_group("demo"))
