"""Whole reviews that were done before, or in another system, come in by file and once."""

from datetime import date, datetime

import pytest

from boards.models import Review
from boards.queries.histories import histories
from heltom.lib.clock import OSLO
from patients.models import Patient
from teams.models import Team
from tests.imports.folders import load_example
from tests.support import clocks

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(monkeypatch, tmp_path):
    clocks.pin(monkeypatch, datetime(2026, 11, 23, 12, tzinfo=OSLO))
    return load_example(tmp_path)


def test_they_are_known_as_read_in_and_say_when_the_next_is(loaded):
    review = Review.objects.get(reference="HG-P1-1")
    assert (review.how, review.on, review.by) == ("innlest", date(2026, 9, 16), None)
    oddny, team = Patient.objects.get(number="P1"), Team.objects.get(code="fjellvik-ot1")
    past = histories(team, date(2026, 11, 23))[oddny.pk]
    assert past.reviewed_on == date(2026, 11, 11)
    assert past.review_due_on == date(2026, 12, 9)
    before = histories(team, date(2026, 11, 10))[oddny.pk]
    assert before.review_due_on == date(2026, 11, 11)


def test_the_same_folder_again_changes_none(loaded, tmp_path):
    rows = list(Review.objects.values())
    load_example(tmp_path)
    assert list(Review.objects.values()) == rows
