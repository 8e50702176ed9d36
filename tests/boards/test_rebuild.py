"""The worker builds the board: it proposes, takes back its own proposals, and leaves what people said."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from boards.actions import agenda, reviews
from boards.actions.carry import carry_over
from boards.actions.rebuild import rebuild
from boards.models import Finding, Item, ItemReport, Meeting, Review, RuleSetting
from boards.rules.registry import REVIEW
from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Observation, Patient
from patients.models import Placement as Belongs
from teams.models import AuditEvent, Team, User
from tests.boards.factories import (
    CandidateFactory,
    MeetingFactory,
    MeetingPlanFactory,
    ReviewFactory,
)
from tests.factories import PatientFactory, PlacementFactory, TeamFactory, UserFactory
from tests.support import clocks

pytestmark = pytest.mark.django_db

#: A Monday; the meeting is on Wednesday, its deadline on Tuesday at noon.
MONDAY = date(2026, 3, 2)
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    return clocks.pin(monkeypatch, time(7), MONDAY)


@pytest.fixture
def team() -> Team:
    return TeamFactory(code="ot-nord")


@pytest.fixture
def meeting(team: Team) -> Meeting:
    return MeetingFactory(team=team, planned_for=WEDNESDAY)


@pytest.fixture
def lead() -> User:
    return UserFactory()


def patient(team: Team, number: str, **how: Any) -> Patient:
    """Long known, gone through last month, nothing the matter."""
    found = PatientFactory(number=number, **how)
    PlacementFactory(patient=found, team=team)
    ReviewFactory(patient=found, team=team, on=MONDAY - timedelta(days=30))
    return found


def losing_weight(team: Team, number: str = "P-1", **how: Any) -> Patient:
    found = patient(team, number, **how)
    for days, kilos in ((120, 70), (90, 69), (60, 66), (30, 63), (5, 60)):
        weigh(found, days, kilos)
    return found


def weigh(found: Patient, days_ago: int, kilos: float) -> None:
    at = clock.at(MONDAY - timedelta(days=days_ago), time(9))
    Observation.objects.create(patient=found, kind="vekt", taken_at=at, value=kilos)


def overdue(team: Team, number: str) -> Patient:
    found = patient(team, number)
    Review.objects.filter(patient=found).update(next_on=MONDAY - timedelta(days=14))
    return found


def built(team: Team, on: date = MONDAY) -> list[Item]:
    rebuild(team, on, clock.now())
    return list(Item.objects.filter(meeting__team=team).order_by("meeting__starts_at", "order"))


def rules(item: Item) -> set[str]:
    return {finding.rule for finding in item.findings.all()}


def every_row() -> list[dict[str, Any]]:
    models = (Meeting, Item, Finding, ItemReport, Review)
    return [model_to_dict(row) for model in models for row in model.objects.order_by("pk")]


def test_it_proposes_with_what_was_seen(team: Team, meeting: Meeting) -> None:
    patient(team, "P-0")
    losing = losing_weight(team)
    (item,) = built(team)
    assert (item.patient, item.state, item.kind) == (losing, "forslag", "kandidat")
    assert (item.waiting_since, item.minutes, item.fits) == (MONDAY, 5, True)
    finding = item.findings.get(rule="vekt")
    assert "60" in finding.sentence
    assert [one["on"] for one in finding.evidence][-1] == "2026-02-25"
    meeting.refresh_from_db()
    assert (meeting.built_at, meeting.version) == (clock.now(), 1)


def test_an_overdue_review_stands_first_and_has_the_minutes_of_a_review(
    team: Team, meeting: Meeting
) -> None:
    losing_weight(team)
    late = overdue(team, "P-2")
    first, second = built(team)
    assert (first.patient, first.kind, first.minutes) == (late, "gjennomgang", 3)
    assert first.waiting_since == MONDAY - timedelta(days=14)
    assert rules(first) == {REVIEW}
    assert second.kind == "kandidat"


def test_the_review_is_law_also_where_the_unit_has_turned_the_rule_off(
    team: Team, meeting: Meeting, lead: User
) -> None:
    RuleSetting.objects.create(
        unit=team.unit, rule=REVIEW, is_on=False, why="Nei", changed_at=clock.now(), changed_by=lead
    )
    overdue(team, "P-2")
    (item,) = built(team)
    assert rules(item) == {REVIEW}


def test_a_rule_that_is_off_proposes_nobody(team: Team, meeting: Meeting, lead: User) -> None:
    for rule in ("vekt", "spiser-mindre"):
        RuleSetting.objects.create(
            unit=team.unit,
            rule=rule,
            is_on=False,
            why="Nei",
            changed_at=clock.now(),
            changed_by=lead,
        )
    losing_weight(team)
    assert built(team) == []


def test_a_second_run_changes_no_row(team: Team, meeting: Meeting, lead: User) -> None:
    for number in range(9):
        losing_weight(team, f"P-{number}")
        overdue(team, f"Q-{number}")
    CandidateFactory(patient=overdue(team, "R-1"), team=team)
    items = built(team)
    agenda.accept(item=items[3], by=lead)
    keys = [item.pk for item in items]
    agenda.order(meeting=meeting, moved=items[5], keys=[keys[5], *keys[:5], *keys[6:]], by=lead)
    agenda.set_minutes(item=items[7], minutes=8, by=lead)
    built(team)
    before, told = every_row(), AuditEvent.objects.count()
    built(team)
    assert every_row() == before
    assert AuditEvent.objects.count() == told


def test_what_no_longer_holds_is_taken_back_and_told(team: Team, meeting: Meeting) -> None:
    losing = losing_weight(team)
    built(team)
    Observation.objects.filter(patient=losing).delete()
    assert built(team) == []
    assert [event.details for event in AuditEvent.objects.filter(verb="board_rebuilt")] == [
        {"added": [], "removed": ["P-1"]},
        {"added": ["P-1"], "removed": []},
    ]


def test_a_rule_that_has_nothing_to_say_any_more_leaves_the_line(
    team: Team, meeting: Meeting
) -> None:
    losing = losing_weight(team)
    CandidateFactory(patient=losing, team=team, reported_at=clock.now())
    (item,) = built(team)
    assert "vekt" in rules(item)
    Observation.objects.filter(patient=losing).delete()
    (item,) = built(team)
    assert rules(item) == set()


@pytest.mark.parametrize("answer", ["on", "no", "minutes", "prepared"])
def test_what_people_have_said_stands(
    team: Team, meeting: Meeting, lead: User, answer: str
) -> None:
    losing = losing_weight(team)
    (item,) = built(team)
    if answer == "on":
        agenda.accept(item=item, by=lead)
    elif answer == "no":
        agenda.decline(item=item, why="Er på sykehus", by=lead)
    elif answer == "minutes":
        agenda.set_minutes(item=item, minutes=9, by=lead)
    else:
        agenda.prepare(item=item, text="Ta med matdagboken", by=lead)
    before = Item.objects.get()
    Observation.objects.filter(patient=losing).delete()
    (after,) = built(team)
    for name in ("state", "minutes", "preparation", "why", "decided_by"):
        assert getattr(after, name) == getattr(before, name)


def test_whoever_was_said_no_to_does_not_come_back_before_something_new_is_seen(
    team: Team, meeting: Meeting, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    losing = losing_weight(team)
    for item in built(team):
        agenda.decline(item=item, why="Tas av legen", by=lead)
    Meeting.objects.update(state="holdt", opened_at=meeting.starts_at, closed_at=meeting.starts_at)
    later = MeetingFactory(team=team, planned_for=WEDNESDAY + timedelta(days=7))
    clocks.pin(monkeypatch, time(7), MONDAY + timedelta(days=7))
    built(team, MONDAY + timedelta(days=7))
    assert not later.items.exists()
    weigh(losing, -6, 56)
    built(team, MONDAY + timedelta(days=7))
    assert later.items.get().patient == losing


def test_a_report_is_taken_up_and_waits_from_the_day_it_was_made(
    team: Team, meeting: Meeting
) -> None:
    found = patient(team, "P-1")
    reported = clock.at(MONDAY - timedelta(days=3), time(20))
    candidate = CandidateFactory(patient=found, team=team, reported_at=reported)
    (item,) = built(team)
    assert item.waiting_since == MONDAY - timedelta(days=3)
    assert [report.candidate for report in item.reports.all()] == [candidate]
    candidate.withdrawn_at, candidate.withdrawn_by = clock.now(), candidate.reported_by
    candidate.withdrawn_why = "Bedre nå"
    candidate.save()
    assert built(team) == []


def test_a_report_after_the_deadline_goes_to_the_meeting_after(
    team: Team, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = clocks.pin(monkeypatch, time(12, 1), MONDAY + timedelta(days=1))
    found = patient(team, "P-1")
    CandidateFactory(patient=found, team=team, reported_at=late)
    assert built(team, MONDAY + timedelta(days=1)) == []
    later = MeetingFactory(team=team, planned_for=WEDNESDAY + timedelta(days=7))
    (item,) = built(team, MONDAY + timedelta(days=1))
    assert item.meeting == later


def test_a_report_follows_her_who_has_moved_to_another_team(team: Team, meeting: Meeting) -> None:
    found = patient(team, "P-1")
    CandidateFactory(patient=found, team=TeamFactory(), reported_at=clock.now() - timedelta(days=2))
    assert [item.patient for item in built(team)] == [found]


def test_after_the_deadline_only_people_change_the_board(
    team: Team, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    losing_weight(team)
    clocks.pin(monkeypatch, time(12), MONDAY + timedelta(days=1))
    assert built(team) == []


def test_one_whose_services_end_before_the_meeting_is_not_on_it(
    team: Team, meeting: Meeting
) -> None:
    losing_weight(team, ended_on=WEDNESDAY - timedelta(days=1), ended_reason="flytter")
    assert built(team) == []


def test_what_the_meeting_did_not_come_to_stands_on_the_next_with_its_waiting(
    team: Team, meeting: Meeting, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    losing_weight(team, "P-1")
    losing_weight(team, "P-2")
    first, second = built(team)
    agenda.accept(item=first, by=lead)
    later = MeetingFactory(team=team, planned_for=WEDNESDAY + timedelta(days=7))
    Meeting.objects.filter(pk=meeting.pk).update(
        state="holdt", opened_at=meeting.starts_at, closed_at=meeting.starts_at
    )
    carry_over(meeting)
    carry_over(meeting)
    assert {item.state for item in meeting.items.all()} == {"overfort"}
    carried = list(later.items.order_by("patient__number"))
    assert [item.carried_from for item in carried] == [first, second]
    assert [item.state for item in carried] == ["paa", "forslag"]
    clocks.pin(monkeypatch, time(7), MONDAY + timedelta(days=7))
    built(team, MONDAY + timedelta(days=7))
    assert {item.waiting_since for item in later.items.all()} == {MONDAY}
    assert all(rules(item) for item in later.items.all())


def test_a_meeting_that_nobody_opened_gives_what_waits_to_the_next(
    team: Team, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    losing_weight(team)
    (item,) = built(team)
    later = MeetingFactory(team=team, planned_for=WEDNESDAY + timedelta(days=7))
    clocks.pin(monkeypatch, time(7), WEDNESDAY + timedelta(days=1))
    built(team, WEDNESDAY)
    item.refresh_from_db()
    assert item.state == "overfort"
    assert later.items.get().carried_from == item


def test_a_review_is_noted_with_the_next_and_once_in_a_meeting(
    team: Team, meeting: Meeting, lead: User
) -> None:
    found = PatientFactory(criticality=1)
    Belongs.objects.create(patient=found, team=team, code="PBP", valid_from=MONDAY)
    review = reviews.note(patient=found, team=team, meeting=meeting, by=lead)
    assert (review.on, review.next_on) == (MONDAY, MONDAY + timedelta(days=56))
    sooner = MONDAY + timedelta(days=28)
    again = reviews.note(patient=found, team=team, meeting=meeting, by=lead, next_on=sooner)
    assert (again.pk, again.next_on) == (review.pk, sooner)
    reviews.note(patient=found, team=team, meeting=meeting, by=lead, next_on=sooner)
    assert AuditEvent.objects.filter(verb="board_reviewed").count() == 2
    assert reviews.take_back(patient=found, meeting=meeting, by=lead)
    assert not Review.objects.filter(patient=found).exists()


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"text": ""}, "Skriv hva som ble sett"),
        ({"on": MONDAY + timedelta(days=1)}, "før den er gjort"),
        ({"next_on": MONDAY}, "må være etter"),
        ({"next_on": MONDAY + timedelta(days=731)}, "høyst to år"),
        ({"next_on": MONDAY + timedelta(days=300)}, "Skriv hvorfor"),
    ],
)
def test_a_review_beside_the_meeting_says_what_was_seen_and_when_the_next_is(
    team: Team, lead: User, how: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        reviews.note(patient=PatientFactory(), team=team, by=lead, **{"text": "Bra", **how})
    assert not Review.objects.exists()


def test_scripts_see_the_board_with_rules_and_evidence_and_nothing_is_written(
    team: Team, meeting: Meeting
) -> None:
    losing_weight(team)
    CandidateFactory(patient=overdue(team, "P-2"), team=team, reported_at=clock.now())
    before, out = every_row(), StringIO()
    call_command("board_candidates", team="ot-nord", date="2026-03-02", json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert (told["team"], told["meeting"]) == ("ot-nord", "2026-03-04")
    first, second = told["candidates"]
    assert (first["number"], first["place"], first["review_due"]) == ("P-2", 1, "2026-02-16")
    assert second["rules"][0]["rule"] == "vekt"
    assert second["rules"][0]["evidence"]
    assert every_row() == before


def test_scripts_see_it_also_where_no_meeting_is_set_up(team: Team) -> None:
    losing_weight(team)
    out = StringIO()
    call_command("board_candidates", team="ot-nord", date="2026-03-02", stdout=out)
    assert "P-1" in out.getvalue()
    assert "Oppdiktet" not in out.getvalue()


@pytest.mark.parametrize(
    ("wrong", "sentence"), [({"team": "x"}, "Ingen team"), ({"date": "i dag"}, "ikke en dato")]
)
def test_an_unknown_team_or_day_gets_a_sentence(
    team: Team, wrong: dict[str, str], sentence: str
) -> None:
    for command in ("board_candidates", "rebuild_boards"):
        with pytest.raises(CommandError, match=sentence):
            call_command(command, **{"team": "ot-nord", "date": "2026-03-02", **wrong})


def test_the_command_sets_up_meetings_that_are_missing_and_builds_the_next(team: Team) -> None:
    losing_weight(team)
    MeetingPlanFactory(team=team)
    out, errors = StringIO(), StringIO()
    call_command("rebuild_boards", date="2026-03-02", stdout=out, stderr=errors)
    assert "ot-nord: møtet 04.03.2026, 1 på tavla." in out.getvalue()
    assert Item.objects.get().meeting.planned_for == WEDNESDAY
