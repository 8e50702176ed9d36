"""Somebody leaves a shift: what is proposed, what a person says of it, and what the yes does."""

from copy import deepcopy
from datetime import time, timedelta

import pytest

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import Absence, AuditEvent, Change, Shift
from tests.factories import AbsenceFactory, ShiftFactory
from tests.shift_factories import PriorityItemFactory
from tests.support.clocks import clock_at
from tests.ward import make_ward
from worklists.actions import calls, repairs, visits
from worklists.models import Call, Entry, RepairDraft, TeamShift, Unassigned, Visit
from worklists.planning import solver
from worklists.queries import problem
from worklists.queries.balance import day_balance
from worklists.queries.repair_page import repair_page
from worklists.queries.repair_plan import kept_lines
from worklists.queries.work import read_work

pytestmark = pytest.mark.django_db


def at(ward, hour, minute=0):
    return clock.at(ward.day, time(hour, minute))


@pytest.fixture(autouse=True)
def short_search(monkeypatch):
    """Small days need no long search; what is asked and kept is the same."""
    monkeypatch.setattr(solver, "SMALL_TRIES", 20_000)


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Tomorrow, three on lists besides Vera who coordinates, and twelve visits on them."""
    with clock_at(time(12)):
        ward = make_ward(clock.today() + timedelta(days=1))
        ward.plans(12, minutes=20)
        ward.carers(2)
        ward.build()
        return ward


@pytest.fixture
def ward(noon, built):
    return deepcopy(built)


@pytest.fixture
def few():
    """Tomorrow with only Kari and Vera, and more than one of them can do alone."""
    ward = make_ward(clock.today() + timedelta(days=1))
    unit = ward.team.unit
    unit.vk_reserve_minutes = 0
    unit.save()
    ward.plans(7, minutes=45, priority=2, title="Morgenstell", earliest=time(8), latest=time(13))
    ward.plans(6, minutes=45, priority=2, title="Dusj", earliest=time(8), latest=time(13))
    PriorityItemFactory(team=ward.team, position=1, words="stell", rule="skal")
    PriorityItemFactory(team=ward.team, position=2, words="dusj", rule="utga")
    ward.build()
    return ward


def shift_of(ward):
    return TeamShift.objects.select_related("team__site__unit", "current").get(
        team=ward.team, date=ward.day, kind="dag"
    )


def duty(ward, name):
    return ward.people[name].shifts.select_related("staff", "team").get(date=ward.day)


def begin(ward, name="kari", by="vera", **more):
    shift = duty(ward, name)
    said = {"starts_at": shift.starts_at, "ends_at": shift.ends_at, "reason": "syk"} | more
    return repairs.begin(team_shift=shift_of(ward), shift=shift, by=ward.user(by), **said)


def say_yes(draft, ward, by="vera"):
    return repairs.apply(draft=RepairDraft.objects.get(pk=draft.pk), by=ward.user(by))


def on_lists(ward):
    """(visit, shift, start) of the lists that hold."""
    entries = Entry.objects.filter(worklist__publication__current_for__isnull=False)
    return set(entries.values_list("visit", "worklist__shift", "starts_at"))


def of(ward, name):
    return {visit for visit, shift, _ in on_lists(ward) if shift == duty(ward, name).pk}


def balances(ward):
    return day_balance(ward.team, ward.day, "dag").balances


def said_by(lines, day):
    return {
        (line.visit, pk, clock.instant_after_midnight(day, line.start))
        for line in lines
        for pk in line.after
    }


def test_nothing_happens_before_the_yes(ward):
    before = on_lists(ward)
    draft = begin(ward)
    assert kept_lines(draft)
    assert on_lists(ward) == before
    assert not Absence.objects.exists()


def test_on_the_yes_just_what_was_shown_happens(ward):
    hers = of(ward, "kari")
    before = on_lists(ward)
    draft = begin(ward)
    lines = kept_lines(draft)
    assert {line.visit for line in lines} >= hers
    done = say_yes(draft, ward)
    assert done.answer == "gjort"
    assert on_lists(ward) - before == said_by(lines, ward.day)
    assert not of(ward, "kari")
    assert balances(ward)
    kari = duty(ward, "kari")
    assert kari.absence.reason == "syk"
    assert (kari.absence.starts_at, kari.absence.ends_at) == (kari.starts_at, kari.ends_at)
    assert AuditEvent.objects.filter(verb="repair_applied", user=ward.user("vera")).exists()


def test_the_lists_are_those_of_the_day_as_it_is_after_the_yes(ward):
    draft = begin(ward)
    say_yes(draft, ward)
    asked = problem.build(read_work(shift_of(ward)), draft.asked_at)
    assert asked.fingerprint[0] == draft.fingerprint == shift_of(ward).current.fingerprint


def test_pressed_twice_it_is_done_once(ward):
    draft = begin(ward)
    first = say_yes(draft, ward)
    again = say_yes(draft, ward)
    assert again.publication == first.publication
    assert Absence.objects.count() == 1
    assert AuditEvent.objects.filter(verb="absence_registered").count() == 1


def test_only_few_visits_of_others_move(ward):
    hers = of(ward, "kari")
    others = [line for line in kept_lines(begin(ward)) if line.visit not in hers]
    assert not [line for line in others if line.fate == "gis"]


def test_what_may_go_by_the_list_is_called_off_and_owed_a_call(few):
    draft = begin(few)
    goes = [line for line in kept_lines(draft) if line.fate == "gar"]
    assert goes
    assert {line.title for line in goes} == {"Dusj"}
    assert goes[0].why == "for få på vakt – nr 2 på prioriteringslisten"
    say_yes(draft, few)
    gone = Visit.objects.with_state().filter(pk__in=[line.visit for line in goes])
    assert {(v.state, v.state_reason) for v in gone} == {("avlyst", goes[0].why)}
    assert set(Call.objects.filter(direction="ut").values_list("visit", flat=True)) == {
        line.visit for line in goes
    }
    assert balances(few)


def test_what_must_be_done_stands_unassigned_and_is_never_proposed_to_go():
    ward = make_ward(clock.today() + timedelta(days=1))
    ward.plans(14, minutes=50, priority=1, title="Dusj", earliest=time(8), latest=time(13))
    PriorityItemFactory(team=ward.team, position=1, words="dusj", rule="utga")
    ward.build()
    draft = begin(ward)
    left = [line for line in kept_lines(draft) if not line.after]
    assert left
    assert {line.fate for line in left} == {"ma"}
    say_yes(draft, ward)
    assert Unassigned.objects.filter(
        publication=shift_of(ward).current, visit__in=[line.visit for line in left]
    ).count() == len(left)
    assert balances(ward)


def test_a_line_given_to_somebody_else_is_hers_and_locked(ward):
    draft = begin(ward)
    line = kept_lines(draft)[0]
    mine = [*line.after, duty(ward, "kari").pk]
    other = Shift.objects.filter(team=ward.team).exclude(pk__in=mine).latest("pk")
    said = {"what": "gi", "shifts": [other.pk]}
    draft = repairs.choose(draft=draft, key=line.key, said=said, by=ward.user("vera"))
    now = {one.key: one for one in kept_lines(draft)}[line.key]
    assert now.after == [other.pk]
    assert now.chosen == "gi"
    say_yes(draft, ward)
    assert line.visit in {visit for visit, shift, _ in on_lists(ward) if shift == other.pk}
    assert Visit.objects.get(pk=line.visit).locked


def test_a_line_called_off_by_a_person_goes_with_her_reason(ward):
    draft = begin(ward)
    line = kept_lines(draft)[0]
    said = {"what": "avlys", "reason": "datteren gjør det"}
    draft = repairs.choose(draft=draft, key=line.key, said=said, by=ward.user("vera"))
    say_yes(draft, ward)
    gone = Visit.objects.with_state().get(pk=line.visit)
    assert (gone.state, gone.state_reason) == ("avlyst", "datteren gjør det")
    assert Call.objects.get(visit=gone).about
    assert balances(ward)


def test_a_line_kept_off_the_lists_stands_unassigned(ward):
    draft = begin(ward)
    line = kept_lines(draft)[0]
    draft = repairs.choose(draft=draft, key=line.key, said={"what": "holdes"}, by=ward.user("vera"))
    say_yes(draft, ward)
    assert Unassigned.objects.filter(visit=line.visit, code="held").exists()
    assert balances(ward)


def test_a_word_can_be_taken_back(ward):
    draft = begin(ward)
    before = [line.said for line in kept_lines(draft)]
    line = kept_lines(draft)[0]
    vera = ward.user("vera")
    repairs.choose(draft=draft, key=line.key, said={"what": "holdes"}, by=vera)
    draft = repairs.choose(draft=draft, key=line.key, said=None, by=vera)
    assert [line.said for line in kept_lines(draft)] == before


def test_what_has_changed_meanwhile_is_told_and_nothing_is_done(ward):
    draft = begin(ward)
    line = kept_lines(draft)[0]
    visits.cancel(visit=Visit.objects.get(pk=line.visit), by=ward.user("anne"), reason="på sykehus")
    before = on_lists(ward)
    told = say_yes(draft, ward)
    assert told.answer == ""
    assert on_lists(ward) == before
    assert not Absence.objects.exists()
    assert told.shown["news"]
    assert line.title in told.shown["news"][0]
    assert say_yes(draft, ward).answer == "gjort"
    assert balances(ward)


def test_an_old_proposal_is_asked_for_again_and_done_where_it_is_the_same(ward, monkeypatch):
    draft = begin(ward)
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert say_yes(draft, ward).answer == "gjort"


def test_the_second_of_two_is_told_who_was_first(ward):
    mine, hers = begin(ward), begin(ward, by="anne")
    page = repair_page(RepairDraft.objects.get(pk=mine.pk))
    assert [other.pk for other in page.others] == [hers.pk]
    say_yes(hers, ward, by="anne")
    with pytest.raises(Refused, match=r"Anne .* avsluttet dette forslaget"):
        say_yes(mine, ward)
    with pytest.raises(Refused, match=r"Anne .* førte fraværet til Kari"):
        begin(ward)


def test_one_who_comes_back_to_the_same_carer_finds_her_own_draft(ward):
    assert begin(ward).pk == begin(ward).pk


def test_her_other_shifts_while_she_is_away_get_new_lists(ward):
    ShiftFactory(staff=ward.people["kari"], date=ward.day + timedelta(days=1))
    draft = begin(ward, ends_at=None)
    say_yes(draft, ward)
    assert ward.people["kari"].shifts.filter(absence__isnull=False).count() == 2
    changes = Change.objects.values_list("team", "first_date")
    assert list(changes) == [(ward.team.pk, ward.day + timedelta(days=1))]


def test_it_ends_where_an_absence_known_before_begins(ward):
    known = AbsenceFactory(
        staff=ward.people["kari"], starts_at=at(ward, 8) + timedelta(days=3), ends_at=None
    )
    say_yes(begin(ward, ends_at=None), ward)
    assert duty(ward, "kari").absence.ends_at == known.starts_at


def test_when_the_coordinator_leaves_another_one_is_named_in_the_same_yes(ward):
    draft = begin(ward, "vera")
    assert repair_page(draft).lacks_vk
    kari = duty(ward, "kari")
    draft = repairs.name_vk(draft=draft, shift=kari, by=ward.user("anne"))
    assert not repair_page(draft).lacks_vk
    say_yes(draft, ward, by="anne")
    assert duty(ward, "kari").function == "vk"
    assert balances(ward)


def test_somebody_indoors_is_registered_at_once_and_pressed_twice_once(ward):
    row = TeamShift(team=ward.ht, date=ward.day, kind="dag")

    def press(seconds=0, reason="syk"):
        anne = duty(ward, "anne")
        return repairs.begin(
            team_shift=row, shift=anne, starts_at=anne.starts_at + timedelta(seconds=seconds),
            ends_at=anne.ends_at, reason=reason, by=ward.user("anne"),
        )  # fmt: skip

    assert press() is None
    assert duty(ward, "anne").absence is not None
    assert press(seconds=2) is None
    assert Absence.objects.count() == 1
    with pytest.raises(Refused, match="alt ført borte"):
        press(reason="permisjon")


def test_she_is_here_after_all_and_what_was_called_off_is_opened(few):
    before = of(few, "kari")
    draft = begin(few)
    goes = {line.visit for line in kept_lines(draft) if line.fate == "gar"}
    say_yes(draft, few)
    vera, kari = few.user("vera"), duty(few, "kari")
    opened = repairs.is_here(team_shift=shift_of(few), shift=kari, by=vera, reopen=True)
    assert opened == len(goes)
    assert duty(few, "kari").absence is None
    assert before
    assert of(few, "kari")
    assert not Absence.objects.exists()
    assert not Call.objects.filter(direction="ut", outcome="").exists()
    assert balances(few)
    assert repairs.is_here(team_shift=shift_of(few), shift=kari, by=vera, reopen=True) == 0


def test_whoever_was_told_that_nobody_comes_is_told_that_somebody_does(few):
    """Also when it is called off and opened once more before anybody has rung again."""
    draft = begin(few)
    say_yes(draft, few)
    vera, kari = few.user("vera"), duty(few, "kari")
    off = Call.objects.filter(direction="ut").select_related("visit__team", "visit__patient")
    visits_off = [call.visit for call in off]
    assert visits_off
    for call in off:
        calls.settle(call=call, outcome=Call.Outcome.CALLED, by=vera)
    repairs.is_here(team_shift=shift_of(few), shift=kari, by=vera, reopen=True)
    waiting = Call.objects.filter(direction="ut", outcome="")
    assert {call.visit for call in waiting} == set(visits_off)
    for visit in visits_off:
        visits.reopen(visit=visit, by=vera)
        visits.cancel(visit=visit, by=vera, reason="ingen tid", tell=True)
        visits.reopen(visit=visit, by=vera)
    assert all(call.about.endswith("blir gjort likevel.") for call in waiting.all())
    assert waiting.all().count() == len(visits_off)


def test_back_from_an_absence_that_began_earlier_it_ends_with_this_shift(ward):
    kari = duty(ward, "kari")
    absence = AbsenceFactory(
        staff=kari.staff, starts_at=kari.starts_at - timedelta(days=2), ends_at=None
    )
    Shift.objects.filter(pk=kari.pk).update(absence=absence)
    repairs.is_here(team_shift=shift_of(ward), shift=duty(ward, "kari"), by=ward.user("vera"))
    absence.refresh_from_db()
    assert absence.ends_at == kari.starts_at
    assert duty(ward, "kari").absence is None
    assert balances(ward)


def test_a_coordinator_who_comes_back_has_a_list_where_another_one_was_named(ward):
    draft = begin(ward, "vera")
    anne = ward.user("anne")
    draft = repairs.name_vk(draft=draft, shift=duty(ward, "kari"), by=anne)
    say_yes(draft, ward, by="anne")
    repairs.is_here(team_shift=shift_of(ward), shift=duty(ward, "vera"), by=anne)
    assert (duty(ward, "vera").function, duty(ward, "kari").function) == ("liste", "vk")
    assert balances(ward)


def test_a_draft_laid_away_has_done_nothing_and_cannot_be_done(ward):
    draft = begin(ward)
    repairs.drop(draft=draft, by=ward.user("vera"))
    assert not Absence.objects.exists()
    with pytest.raises(Refused, match=r"Vera .* avsluttet"):
        say_yes(draft, ward)


def test_the_whole_of_it_or_none(ward, monkeypatch):
    draft, before = begin(ward), on_lists(ward)

    def fails(**_):
        raise RuntimeError

    monkeypatch.setattr(repairs, "publish_asked", fails)
    with pytest.raises(RuntimeError):
        say_yes(draft, ward)
    assert not Absence.objects.exists()
    assert on_lists(ward) == before
