"""Deciding: all of it or nothing, once, and by one of two who decide at the same moment."""

import threading
from contextlib import suppress
from datetime import time, timedelta

import pytest
from django.db import connection

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from patients.actions.assessments import measure_done, save
from patients.models import Assessment, MoveRequest
from patients.queries.assessments import draft_of, possible_for
from tests.belonging_factories import (
    AssessmentFactory,
    CriteriaTableFactory,
    HealthStateFactory,
    MoveRequestFactory,
    StayMeasureFactory,
)
from tests.factories import PlacementFactory, TeamFactory
from tests.ward import make_ward
from worklists.actions import assessments as actions
from worklists.queries.assessments import move_of

TODAY = clock.today()
IN_FOUR_WEEKS = TODAY + timedelta(days=28)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clock.at(TODAY, time(12)).astimezone(clock.OSLO))


def whole(way, patient, **more):
    belonging = possible_for(patient).of(way)
    return {
        "choice": belonging.choice, "owner": belonging.owner, "shared_with": belonging.shared_with,
        "stability": "stabil", "complexity": "enkel", "need": "stotte", "reason": "Kjent her.",
        "review_on": IN_FOUR_WEEKS,
    } | more  # fmt: skip


def drafted(ward, patient, way="ot", who="anne", **more):
    answers = whole(way, patient, **more)
    token = draft_of(patient).token
    return save(
        patient=patient, answers=answers, measures=[], token=token, by=ward.user(who)
    )  # fmt: skip


@pytest.fixture
def ward(db):
    return make_ward()


@pytest.fixture
def patient(ward):
    (plan,) = ward.plans(1)
    return plan.patient


def test_the_last_decision_stands_and_the_one_before_is_kept(ward, patient):
    first = actions.decide(draft=drafted(ward, patient), by=ward.user("anne"))
    second = actions.decide(draft=drafted(ward, patient, reason="Ny"), by=ward.user("ola"))
    first.refresh_from_db()
    assert first.superseded_at is not None
    assert Assessment.objects.standing().get() == second


def test_what_the_criteria_said_is_kept_with_it(ward, patient):
    table = CriteriaTableFactory()
    HealthStateFactory(patient=patient, state="ustabil")
    criterion = table.criteria.create(position=1, speaks_for="HSY", strength=2, text="Ustabil")
    criterion.conditions.create(kind="tilstand", values=["ustabil"])
    decision = actions.decide(draft=drafted(ward, patient), by=ward.user("anne"))
    decision.refresh_from_db()
    assert decision.table == table
    assert decision.proposal["code"] == "HSY"
    assert decision.proposal["spoken"][0]["text"] == "Ustabil"


def test_pressed_twice_by_one_it_is_decided_once_and_the_other_is_told(ward, patient):
    draft = drafted(ward, patient)
    first = actions.decide(draft=draft, by=ward.user("anne"))
    assert actions.decide(draft=draft, by=ward.user("anne")) == first
    with pytest.raises(Refused, match=r"Anne Oppdiktet\d+ bestemte dette kl. 12:00"):
        actions.decide(draft=draft, by=ward.user("ola"))
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"reason": " "}, "Skriv begrunnelsen."),
        ({"review_on": TODAY - timedelta(days=1)}, "Velg en dag som ikke er over."),
        ({"choice": "HSY"}, "Velg et team som kan ha pasienten"),
    ],
)
def test_what_is_missing_refuses_all_of_it(ward, patient, wrong, told):
    standing = AssessmentFactory(patient=patient, decided=True, owner=ward.team)
    draft = drafted(ward, patient, **wrong)
    with pytest.raises(Refused, match=told):
        actions.decide(draft=draft, by=ward.user("anne"))
    assert Assessment.objects.standing().get() == standing
    assert not MoveRequest.objects.exists()


def test_a_team_outside_is_refused(ward, patient):
    draft = drafted(ward, patient, owner=TeamFactory())
    with pytest.raises(Refused, match="Velg et team som kan ha pasienten: Team Nord"):
        actions.decide(draft=draft, by=ward.user("anne"))


def test_when_the_move_cannot_be_asked_for_nothing_is_decided(ward, patient):
    """Ola waits for an answer about the same patient: the decision would say what cannot be asked."""
    MoveRequestFactory(
        patient=patient, from_team=ward.team, to_team=TeamFactory(), proposed_by=ward.user("ola")
    )
    with pytest.raises(Refused, match=r"Ola Oppdiktet\d+ har alt bedt om å flytte pasienten"):
        actions.decide(draft=drafted(ward, patient, "ht"), by=ward.user("anne"))
    draft = Assessment.objects.get()
    assert draft.decided_at is None, "what was written is still there"
    assert MoveRequest.objects.count() == 1


def test_who_does_not_assess_decides_nothing(ward, patient):
    with pytest.raises(NotAllowed):
        actions.decide(draft=drafted(ward, patient), by=ward.user("vera"))


def test_a_patient_who_ended_while_she_wrote_is_not_decided(ward, patient):
    draft = drafted(ward, patient)
    patient.ended_on, patient.ended_reason = TODAY - timedelta(days=1), "flyttet"
    patient.save()
    with pytest.raises(Refused, match="Tjenestene til pasienten er avsluttet"):
        actions.decide(draft=draft, by=ward.user("anne"))


def test_no_change_waits_for_the_draft_that_somebody_has_begun(ward, patient):
    standing = AssessmentFactory(patient=patient, decided=True, owner=ward.team)
    drafted(ward, patient, who="ola")
    with pytest.raises(Refused, match=r"Ola Oppdiktet\d+ har begynt på en ny vurdering"):
        actions.confirm(
            patient=patient, standing=standing.pk, reason="Fint.", review_on=IN_FOUR_WEEKS,
            by=ward.user("anne"),
        )  # fmt: skip


def test_what_was_ticked_off_while_the_new_one_was_written_stays_so(ward, patient):
    standing = AssessmentFactory(patient=patient, decided=True, owner=ward.team)
    kari = ward.people["kari"]
    measure = StayMeasureFactory(assessment=standing, responsible=kari, due_on=IN_FOUR_WEEKS)
    before = draft_of(patient)
    draft = save(
        patient=patient, answers=whole("ot", patient), measures=before.measures,
        token=before.token, by=ward.user("anne"),
    )  # fmt: skip
    measure_done(measure=measure, by=ward.user("kari"))
    decision = actions.decide(draft=draft, by=ward.user("anne"))
    assert decision.measures.get().done_by == kari.user


@pytest.mark.parametrize(
    ("today", "way", "asked"),
    [
        ("ot", "ot", None),
        ("ot", "ht", ("ot", "ht", "ht")),
        ("ot", "ot-deler", ("ot", "ht", "ot")),
        ("ot", "ht-deler", ("ot", "ht", "ht")),
        ("ht", "ht", None),
        ("ht", "ot", ("ht", "ot", "ot")),
        ("ht", "ht-deler", ("ht", "ot", "ht")),
        ("ot+ht", "ot-deler", None),
        ("ot+ht", "ot", ("ht", "ot", "ot")),
        ("ot+ht", "ht", ("ot", "ht", "ht")),
        ("ot+ht", "ht-deler", ("ot", "ht", "ht")),
        ("ht+ot", "ht-deler", None),
        ("ht+ot", "ot-deler", ("ht", "ot", "ot")),
    ],
)
def test_who_is_asked_follows_from_how_things_are(ward, today, way, asked):
    """From team, to team, and who has the main responsibility afterwards."""
    teams = {"ot": ward.team, "ht": ward.ht}
    owner, *others = today.split("+")
    patient = PlacementFactory(team=teams[owner]).patient
    for other in others:
        PlacementFactory(patient=patient, team=teams[other], owner=False)
    draft = Assessment(patient=patient, **whole(way, patient))
    move = move_of(draft, possible_for(patient))
    expected = tuple(teams[name] for name in asked) if asked else None
    assert (move and (move.from_team, move.to_team, move.owner_after)) == expected


def test_the_deadline_that_was_told_is_the_deadline_that_is_set(ward, patient):
    draft = drafted(ward, patient, "ht", move_from=TODAY + timedelta(days=5), move_shift="kveld")
    told = move_of(draft, possible_for(patient)).answer_by(clock.now())
    actions.decide(draft=draft, by=ward.user("anne"))
    assert MoveRequest.objects.get().answer_by == told


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told_about_the_other(monkeypatch):
    """Anne and Ola press at the same moment, on the same draft: one decides, and there is one move."""
    ward = make_ward()
    (plan,) = ward.plans(1)
    draft = drafted(ward, plan.patient, "ht")
    meet, refused = threading.Barrier(2, timeout=2), []
    check = actions.check_for_patient

    def together(*args):
        found = check(*args)
        with suppress(threading.BrokenBarrierError):
            meet.wait()
        return found

    def decide(who):
        try:
            actions.decide(draft=draft, by=ward.user(who))
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    monkeypatch.setattr(actions, "check_for_patient", together)
    threads = [threading.Thread(target=decide, args=(who,)) for who in ("anne", "ola")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Assessment.objects.standing().count() == 1
    assert MoveRequest.objects.count() == 1
    assert len(refused) == 1
    assert "bestemte dette kl. 12:00, mens du skrev" in refused[0]
