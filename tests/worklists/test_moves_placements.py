"""Whose a patient is before a move, on the day of it and after."""

from copy import deepcopy
from datetime import timedelta

import pytest

from patients.models import Placement
from tests.factories import PlacementFactory, VisitPlanFactory
from tests.worklists.moving import TODAY, TOMORROW, accept, ask, at_oclock, moving_ward, where
from worklists.actions import moves
from worklists.models import VisitPlan

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def built(rows_of_module):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return moving_ward(monkeypatch)


@pytest.fixture
def ward(monkeypatch, built):
    at_oclock(monkeypatch, 6, 45)
    return deepcopy(built)


class TestPlacements:
    def test_the_old_owner_ends_the_day_before_and_may_look_on_the_day_itself(self, ward):
        accept(ward)
        assert where(ward, TODAY) == [(ward.team, True)]
        assert where(ward, TOMORROW) == [(ward.ht, True), (ward.team, False)]
        assert where(ward, TOMORROW + ONE_DAY) == [(ward.ht, True)]
        new = Placement.objects.get(team=ward.ht, patient=ward.patient)
        assert (new.code, new.decided_by, new.why) == (
            "HSY", ward.people["anne"], "Såret må sees av sykepleier.",
        )  # fmt: skip

    def test_a_team_that_keeps_visits_shares(self, ward):
        accept(ward, plans=[ward.morning])
        assert where(ward, TOMORROW + timedelta(days=99)) == [(ward.ht, True), (ward.team, False)]

    def test_only_some_visits_and_the_responsibility_stays(self, ward):
        before = Placement.objects.get(patient=ward.patient)
        accept(ward, plans=[ward.night], owner_after=ward.team)
        assert where(ward, TOMORROW + timedelta(days=99)) == [(ward.team, True), (ward.ht, False)]
        assert Placement.objects.get(pk=before.pk).valid_to is None

    def test_a_team_that_shares_already_becomes_the_owner(self, ward):
        PlacementFactory(patient=ward.patient, team=ward.ht, code="HSY", owner=False)
        accept(ward)
        assert where(ward, TODAY) == [(ward.team, True), (ward.ht, False)]
        assert where(ward, TOMORROW + ONE_DAY) == [(ward.ht, True)]

    def test_a_sharing_team_gives_its_visits_to_the_owner(self, ward):
        ward.patient.placements.update(owner=False)
        PlacementFactory(patient=ward.patient, team=ward.ht, code="HSY")
        accept(ward)
        assert where(ward, TOMORROW) == [(ward.ht, True), (ward.team, False)]
        assert where(ward, TOMORROW + ONE_DAY) == [(ward.ht, True)]

    def test_between_two_teams_while_a_third_owns(self, ward):
        ward.patient.placements.update(owner=False)
        PlacementFactory(patient=ward.patient, team=ward.ht, code="HSY")
        accept(ward, to_team=ward.south, owner_after=ward.ht)
        assert where(ward, TOMORROW + ONE_DAY) == [(ward.ht, True), (ward.south, False)]

    def test_a_third_team_that_owned_gives_it_up(self, ward):
        ward.patient.placements.update(owner=False)
        PlacementFactory(patient=ward.patient, team=ward.ht, code="HSY")
        VisitPlanFactory(patient=ward.patient, team=ward.ht, title="HTs egen")
        accept(ward, to_team=ward.south, owner_after=ward.south)
        assert where(ward, TOMORROW + ONE_DAY) == [(ward.south, True), (ward.ht, False)]

    def test_the_responsibility_alone_may_move(self, ward):
        accept(ward, plans=[])
        assert where(ward, TOMORROW + ONE_DAY) == [(ward.ht, True), (ward.team, False)]
        assert not VisitPlan.objects.filter(moved_from__isnull=False).exists()

    def test_what_is_known_to_end_ends_then(self, ward):
        """Team Nord has her until a known day, then Team Sør: the HT takes her until that day."""
        last = TODAY + timedelta(days=20)
        ward.patient.placements.update(valid_to=last)
        PlacementFactory(patient=ward.patient, team=ward.south, valid_from=last + ONE_DAY)
        PlacementFactory(patient=ward.patient, team=ward.ht, code="HSY", owner=False,
                         valid_from=TODAY + timedelta(days=10))  # fmt: skip
        accept(ward)
        assert where(ward, last) == [(ward.ht, True)]
        assert where(ward, last + ONE_DAY) == [(ward.south, True), (ward.ht, False)]

    def test_a_placement_that_begins_on_the_day_itself_gives_way(self, ward):
        ward.patient.placements.update(valid_from=TOMORROW)
        accept(ward)
        assert where(ward, TOMORROW) == [(ward.ht, True), (ward.team, False)]
        assert where(ward, TOMORROW + ONE_DAY) == [(ward.ht, True)]

    def test_back_again_the_same_day(self, ward):
        accept(ward)
        move = ask(ward, from_team=ward.ht, to_team=ward.team, owner_after=ward.team, by="anne")
        moves.accept(request=move, by=ward.user("ola"))
        assert where(ward, TOMORROW) == [(ward.team, True), (ward.ht, False)]
        assert where(ward, TOMORROW + ONE_DAY) == [(ward.team, True)]
        assert where(ward, TODAY) == [(ward.team, True)]
