"""A visit is begun when its shift has begun, and not the day before by a slip of the thumb."""

from datetime import timedelta

import pytest

from heltom.lib import clock
from heltom.lib.errors import Refused
from tests.factories import ShiftFactory, VisitFactory
from tests.ward import make_ward
from worklists.actions import visits
from worklists.models import VisitState

pytestmark = pytest.mark.django_db

TOMORROW = clock.today() + timedelta(days=1)


@pytest.fixture
def visit():
    ward = make_ward()
    shift = ShiftFactory(staff=ward.people["kari"], date=TOMORROW)
    visit = VisitFactory(team=ward.team, date=TOMORROW)
    return visit, ward.user("kari"), shift.starts_at


@pytest.mark.parametrize("step", [visits.start, visits.finish])
def test_tomorrows_visit_is_not_begun_today(visit, step):
    visit, kari, _begins = visit
    with pytest.raises(
        Refused, match=r"Vakten har ikke begynt. Oppdraget kan føres fra .* kl\. 06:30"
    ):
        step(visit=visit, by=kari)
    assert VisitState.objects.filter(visit=visit).count() == 1


def test_an_hour_before_the_shift_is_early_enough(visit):
    visit, kari, begins = visit
    visits.start(visit=visit, by=kari, at=begins - timedelta(minutes=59))
    assert visits.current_state(visit) == "startet"


def test_what_will_not_be_done_can_be_called_off_before(visit):
    visit, kari, _begins = visit
    visits.cancel(visit=visit, by=kari, reason="får besøk av datteren")
    assert visits.current_state(visit) == "avlyst"
