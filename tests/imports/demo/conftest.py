"""The demo municipality in each size, built once for all tests of a run."""

from datetime import date

import pytest

from imports.demo import generate

#: A Monday; the roster around it has an ordinary number of hours in every night.
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def today():
    return TODAY


@pytest.fixture(scope="session")
def bergen():
    return generate("bergen", 1, TODAY)


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
