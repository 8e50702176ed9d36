"""An address without eyes: told of before the shift begins, to those who can do something about it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from emeldinger.actions import eyes
from emeldinger.models import EyesGap
from emeldinger.queries.eyes import eyes_on
from emeldinger.queries.gaps import gaps_for, holes, lost_addresses
from emeldinger.tasks import watch_eyes
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from teams.models import Absence, AuditEvent, Shift, Site, Team
from tests.emelding_factories import AddressFactory, MessageFactory
from tests.factories import PositionFactory, ShiftFactory, SiteFactory, StaffFactory, TeamFactory
from tests.support.clocks import TODAY, pin
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def ward(monkeypatch):
    """Seven in the morning: Anne has the day, and somebody each of the shifts that follow."""
    ward = make_ward(TODAY)
    AddressFactory(ht=ward.ht)
    for day, kind in ((TODAY, "kveld"), (TODAY, "natt"), (TOMORROW, "dag")):
        on_shift(ward.ht, day, kind)
    pin(monkeypatch, time(7, 45))
    return ward


def on_shift(ht: Team, day, kind: str, function: str = "ansvarsvakt", **staff: object) -> Shift:
    nurse = StaffFactory(**{"team": ht, "profession": "sykepleier", "with_login": True, **staff})
    return ShiftFactory(staff=nurse, team=ht, date=day, kind=kind, function=function)


def leader_of(ht: Team):
    position = PositionFactory(
        staff=StaffFactory(team=ht, with_login=True), kind="avdelingsleder", team=ht
    )
    return position.staff.user


def evening(ward) -> Shift:
    return Shift.objects.get(team=ward.ht, date=TODAY, kind="kveld")


def found() -> list[tuple[str, str]]:
    return [
        (hole.shift, f"{clock_of(hole.starts_at)}–{clock_of(hole.ends_at)}")
        for hole in holes(clock.now())
    ]


def clock_of(instant: datetime) -> str:
    return f"{instant.astimezone(clock.OSLO):%H:%M}"


def test_where_somebody_stands_on_every_shift_nothing_is_told(ward, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        assert found() == []


def away(shift: Shift) -> None:
    absence = Absence.objects.create(
        staff=shift.staff, starts_at=shift.starts_at, ends_at=shift.ends_at, reason="syk"
    )
    Shift.objects.filter(pk=shift.pk).update(absence=absence)


def has_left(shift: Shift) -> None:
    shift.staff.employed_to = shift.date - timedelta(days=1)
    shift.staff.save()


def may_not(shift: Shift) -> None:
    shift.staff.profession = "helsefagarbeider"
    shift.staff.save()


def on_a_list(shift: Shift) -> None:
    Shift.objects.filter(pk=shift.pk).update(function="liste")


@pytest.mark.parametrize("what", [Shift.delete, away, has_left, may_not, on_a_list])
def test_a_shift_without_anybody_who_may_handle_messages_is_told(ward, what):
    what(evening(ward))
    assert found() == [("kveld", "15:00–22:00")]


def test_part_of_a_shift_is_told_where_she_goes_home_early(ward):
    Shift.objects.filter(pk=evening(ward).pk).update(ends_at=clock.at(TODAY, time(19)))
    assert found() == [("kveld", "19:00–22:00")]


def test_somebody_else_with_the_messages_is_enough(ward):
    evening(ward).delete()
    on_shift(ward.ht, TODAY, "kveld", "e-meldinger", profession="vernepleier")
    assert found() == []


def test_it_is_told_before_the_shift_begins_and_is_over_when_somebody_is_put_on(ward):
    evening(ward).delete()
    watch_eyes()
    watch_eyes()
    gap = EyesGap.objects.get()
    assert (gap.ht, gap.date, gap.shift, gap.ended_at) == (ward.ht, TODAY, "kveld", None)
    assert gap.raised_at < gap.starts_at
    assert AuditEvent.objects.filter(verb="eyes_gap_raised").count() == 1
    on_shift(ward.ht, TODAY, "kveld", "sykepleier2")
    eyes.look(clock.now())
    gap.refresh_from_db()
    assert gap.ended_at == clock.now()


def test_a_gap_ends_with_its_shift(ward, monkeypatch):
    evening(ward).delete()
    eyes.look(clock.now())
    later = pin(monkeypatch, time(22, 1))
    eyes.look(later)
    assert EyesGap.objects.get(date=TODAY, shift="kveld").ended_at == later


def test_only_hts_that_messages_come_to_are_watched(ward):
    other = TeamFactory(kind="HT", ht=None)
    assert found() == []
    MessageFactory(ht=other)
    assert {hole.ht for hole in holes(clock.now())} == {other}


def test_the_leaders_and_the_ansvarsvakt_next_door_are_told_and_nobody_else(ward):
    next_door = TeamFactory(kind="HT", ht=None, site=SiteFactory(unit=ward.ht.unit))
    neighbour = on_shift(next_door, TODAY, "dag").staff.user
    far = TeamFactory(kind="HT", ht=None)
    stranger = on_shift(far, TODAY, "dag").staff.user
    unit_leader = PositionFactory(kind="enhetsleder", team=None, unit=ward.ht.unit).staff.user
    evening(ward).delete()
    eyes.look(clock.now())
    gap = EyesGap.objects.get()
    for user in (leader_of(ward.ht), ward.user("anne"), neighbour, unit_leader):
        assert gaps_for(user) == [gap]
    for user in (ward.user("kari"), ward.user("vera"), ward.user("ola"), stranger):
        assert gaps_for(user) == []


def test_an_ht_that_is_alone_in_its_unit_has_the_nearest_for_neighbour(ward):
    near = TeamFactory(kind="HT", ht=None, site__latitude=60.391)
    Site.objects.exclude(pk__in=[ward.ht.site_id, near.site_id]).update(latitude=60.5)
    TeamFactory(kind="HT", ht=None, site__latitude=60.60)
    neighbour = on_shift(near, TODAY, "dag").staff.user
    evening(ward).delete()
    eyes.look(clock.now())
    assert [gap.ht for gap in gaps_for(neighbour)] == [ward.ht]


def test_who_has_seen_it_says_what_is_done_and_it_still_stands(ward, client):
    leader, anne = leader_of(ward.ht), ward.user("anne")
    evening(ward).delete()
    eyes.look(clock.now())
    gap = EyesGap.objects.get()
    client.force_login(leader)
    see = reverse("emeldinger:gap_see", args=[ward.ht.code, gap.pk])
    assert "Skriv noen ord" in client.post(see, {"said": "  "}).text
    assert client.post(see, {"said": "Maja tar kvelden"}).status_code == 303
    assert client.post(see, {"said": "Maja tar kvelden"}).status_code == 303
    assert AuditEvent.objects.filter(verb="eyes_gap_seen").count() == 1
    with pytest.raises(Refused, match="Maja tar kvelden"):
        eyes.see_gap(gap=gap, said="Jeg tar den", by=anne)
    page = client.get(reverse("emeldinger:watch", args=[ward.ht.code])).text
    assert "Maja tar kvelden" in page
    assert EyesGap.objects.get().ended_at is None
    with pytest.raises(NotAllowed):
        eyes.see_gap(gap=gap, said="x", by=ward.user("kari"))


def test_the_banner_tells_it_until_it_is_seen(ward, client):
    leader = leader_of(ward.ht)
    evening(ward).delete()
    eyes.look(clock.now())
    client.force_login(leader)
    banner = client.get(reverse("emeldinger:watch_banner"))
    assert "ingen er satt til e-meldingene" in banner.text
    eyes.see_gap(gap=EyesGap.objects.get(), said="Ordnet", by=leader)
    quiet = client.get(reverse("emeldinger:watch_banner"))
    assert "ingen er satt" not in quiet.text
    version = quiet.text.split("version=")[1].split('"')[0]
    same = client.get(reverse("emeldinger:watch_banner"), {"version": version})
    assert same.status_code == 204


def test_an_address_whose_ht_is_no_more_is_told_of(ward, client):
    gone = TeamFactory(kind="HT", ht=None, site=ward.ht.site, active_to=TODAY - timedelta(days=1))
    address = AddressFactory(ht=gone, name="Gammel sykepleietjeneste")
    MessageFactory(ht=gone)
    leader = leader_of(ward.ht)
    lost = lost_addresses(leader, ward.ht.unit)
    assert [(row.address, row.open) for row in lost] == [(address, 1)]
    client.force_login(leader)
    page = client.get(reverse("emeldinger:watch", args=[ward.ht.code])).text
    assert "Gammel sykepleietjeneste" in page
    assert lost_addresses(ward.user("siri"), ward.ht.unit) == []


def test_the_one_who_may_not_handle_messages_is_no_pair_of_eyes_now_either(ward):
    Shift.objects.filter(team=ward.ht, date=TODAY, kind="dag").delete()
    on_shift(ward.ht, TODAY, "dag", profession="helsefagarbeider")
    assert eyes_on(ward.ht, clock.at(TODAY, time(12))).on_duty == ()
