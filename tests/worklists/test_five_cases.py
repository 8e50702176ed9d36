"""The five invented patients that the units could not agree on (HeltOm 3.0, 8.1), told as cases.

Badly regulated diabetes; mental health; KOLS; cognitive failure with swollen legs and wounds; cancer
with palliative care. For each: the example criteria speak both ways; who has the competence and who
may; a guided assessment; what it leads to; and that it is looked at again. The five end differently:
where a patient belongs is judged from patient to patient (8.2.1).
"""

from datetime import time, timedelta

import pytest

from heltom.lib import clock
from patients.actions import assessments as drafts
from patients.models import Assessment, MoveRequest, Patient, Placement, StayMeasure
from patients.queries.assessments import draft_of, overdue_measures, overdue_reviews, possible_for
from tests.belonging_factories import HealthStateFactory
from tests.factories import (
    CompetenceFactory,
    DelegationFactory,
    ShiftFactory,
)
from tests.worklists.bergenhus import TODAY, carers, make_bergenhus
from worklists.actions import assessments as deciding
from worklists.actions import moves
from worklists.queries.assessments import consequence_of
from worklists.queries.proposal import Kind, proposal_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    go_to(monkeypatch, TODAY)


def go_to(monkeypatch, day):
    noon = clock.at(day, time(12)).astimezone(clock.OSLO)
    monkeypatch.setattr(clock, "now", lambda: noon)


@pytest.fixture
def bergenhus():
    return make_bergenhus()


def speaks(proposal, code):
    return [spoken.rule.text for spoken in proposal.judgement.speaking_for(code)]


def is_grey(patient):
    """The criteria speak both ways, equally strongly: the machine says nothing more."""
    proposal = proposal_of(patient)
    assert proposal.kind is Kind.GREY
    assert proposal.judgement.is_grey
    assert proposal.code is None
    return proposal


def task(proposal, code):
    return next(task for task in proposal.tasks if task.competence == code)


def cover(proposal, title):
    return next(task for task in proposal.cover.tasks if task.plan.title == title)


def assess(patient, way, *, by, reason, weeks=4, measures=(), ht=(), **answers):
    """Frida goes through the steps with the phone at her ear, and decides."""
    belonging = possible_for(patient).of(way)
    draft = drafts.save(
        patient=patient,
        answers=answers
        | {
            "choice": belonging.choice,
            "owner": belonging.owner,
            "shared_with": belonging.shared_with,
            "reason": reason,
            "review_on": TODAY + timedelta(weeks=weeks),
            "ht_plans": [plan.reference for plan in ht],
        },
        measures=[StayMeasure(due_on=TODAY + timedelta(days=7), **row) for row in measures],
        token=draft_of(patient).token,
        by=by,
    )
    said = consequence_of(draft, possible_for(patient))
    return deciding.decide(draft=draft, by=by), said


def teams_of(patient, moved_on=None):
    """Today; or after a move: the team that gives her away may look on the very day too."""
    day = moved_on + timedelta(days=1) if moved_on else TODAY
    rows = Placement.objects.on(day).filter(patient=patient).order_by("-owner", "pk")
    return [(row.team.name, row.code, row.owner) for row in rows]


def test_torgeir_with_diabetes_stays_in_the_ot_with_training_and_delegation(bergenhus, monkeypatch):
    """Blood sugar of 19 and of 3, insulin changed twice a week. He wants those whom he knows."""
    frida = bergenhus.may(bergenhus.frida)
    torgeir = bergenhus.patient(
        "Torgeir", states=["ustabil"], diagnoses=[("T90", "diabetes type 2")]
    )
    needs = ["insulin", "medisinkurs"]
    for title, shift in (("Insulin før frokost", "dag"), ("Insulin før middag", "kveld")):
        bergenhus.visit(torgeir, title, needs=needs, level=1, shift=shift)
    bergenhus.visit(torgeir, "Dusj", needs=["stell"], times=1)

    proposal = is_grey(torgeir)
    assert "Diabetes som er vanskelig å regulere" in speaks(proposal, "HSY")
    assert "Fast insulin som helsefagarbeider setter, og lite som krever sykepleier" in speaks(
        proposal, "PBP"
    )
    assert cover(proposal, "Insulin før frokost").able_on_staff == 0
    assert proposal.lacks
    assert task(proposal, "insulin").verdict == "Ikke uten delegering"

    decision, said = assess(
        torgeir, "ot", by=frida, stability="svingende", complexity="noe", need="stotte",
        stability_text="Blodsukker 3,2 til 21,8 siste uke, alltid etter sene måltider.",
        reason="Han er trygg på dem han kjenner, og måltidene er det som må ordnes.",
        measures=[
            {"kind": "opplaering", "text": "Insulinkurs til fire", "responsible": bergenhus.frida},
            {"kind": "delegering", "text": "Insulin etter fast skjema", "responsible": bergenhus.anne},
        ],
    )  # fmt: skip
    assert said.sentence == "Pasienten blir i Bergenhus OT 1. Ingenting flyttes."
    assert teams_of(torgeir) == [("Bergenhus OT 1", "PBP", True)]
    assert not MoveRequest.objects.exists()

    # The training is held and the delegation given, by people; then the measures are ticked off.
    for kind in ("dag", "kveld"):
        for person in carers(bergenhus.ot, kind):
            bergenhus.knows(person, "insulin")
            DelegationFactory(
                patient=torgeir, staff=person, competence=CompetenceFactory(code="insulin")
            )
    training, delegation = decision.measures.all()
    drafts.measure_done(measure=training, by=frida)
    proposal = proposal_of(torgeir)
    assert not proposal.lacks
    assert task(proposal, "insulin").may
    assert proposal.kind is Kind.DECIDED
    assert proposal.code == "PBP"

    go_to(monkeypatch, TODAY + timedelta(days=8))
    (late,) = overdue_measures(bergenhus.may(bergenhus.frida))
    assert (late.measure, late.days_over) == (delegation, 1)
    go_to(monkeypatch, TODAY + timedelta(weeks=4, days=1))
    (review,) = overdue_reviews(bergenhus.may(bergenhus.frida))
    assert (review.assessment, review.team, review.days_over) == (decision, bergenhus.ot, 1)


def test_malfrid_with_mental_illness_stays_with_a_nurses_regular_visit(bergenhus):
    """Opens the door for some and not for others; needs people who stay the same."""
    frida = bergenhus.may(bergenhus.frida)
    malfrid = bergenhus.patient("Målfrid", states=["psykisk"], diagnoses=[("P72", "schizofreni")])
    bergenhus.visit(malfrid, "Morgenmedisin", needs=["medisinkurs"], level=1)
    bergenhus.visit(malfrid, "Kveldsmedisin", needs=["medisinkurs"], shift="kveld")
    bergenhus.visit(malfrid, "Samtale", needs=["psykisk-helse"], times=1, minutes=45, level=1)

    proposal = is_grey(malfrid)
    assert "Samtaler og oppfølging av psykisk helse etter plan" in speaks(proposal, "HSY")
    assert "Psykisk lidelse, der faste hjelpere gir medisin og ser til" in speaks(proposal, "PBP")
    assert not cover(proposal, "Morgenmedisin").lacks
    assert task(proposal, "medisinkurs").may
    assert cover(proposal, "Samtale").lacks
    assert not task(proposal, "psykisk-helse").may

    decision, said = assess(
        malfrid, "ot", by=frida, stability="svingende", complexity="noe", need="stotte", weeks=8,
        need_text="De faste i teamet gir medisin. Sykepleier ser etter forvarsler.",
        reason="Nye hjelpere slipper ikke inn. Hun har vært stabil når de faste kommer.",
        measures=[
            {"kind": "sykepleierbesok", "text": "Sykepleier fra HT hver onsdag",
             "responsible": bergenhus.anne},
        ],
    )  # fmt: skip
    assert "Ingenting flyttes." in said.sentence
    assert decision.code == "PBP"
    assert decision.review_on == TODAY + timedelta(weeks=8)
    (visit,) = decision.measures.all()
    assert visit.kind == StayMeasure.Kind.NURSE_VISIT
    assert malfrid.plans.count() == 3, "a nurse's visit is a task for people, not a plan by itself"
    # The one who is responsible ticks it off herself.
    drafts.measure_done(measure=visit, by=bergenhus.may(bergenhus.anne))
    assert StayMeasure.objects.get().done_by == bergenhus.anne.user


def test_birger_with_kols_goes_to_the_ht_for_a_period(bergenhus, monkeypatch):
    """Worse for the third time this winter; oxygen at home, prednisolon begun, loses weight."""
    frida, anne = bergenhus.may(bergenhus.frida), bergenhus.may(bergenhus.anne)
    birger = bergenhus.patient(
        "Birger", diagnoses=[("R95", "KOLS")], equipment=["oksygen"], shared=True
    )
    care = bergenhus.visit(birger, "Morgenstell", needs=["stell", "medisinkurs"], minutes=30)
    bed = bergenhus.visit(birger, "Kveldsstell", needs=["stell"], shift="kveld")
    bergenhus.visit(
        birger, "Oppfølging KOLS", needs=["observasjon"], times=3, minutes=30, level=2, ht=True
    )

    proposal = is_grey(birger)
    assert "KOLS som må følges med målinger" in speaks(proposal, "HSY")
    assert "KOLS med fast hjelp til stell hver dag fra dem som kjenner pasienten" in speaks(
        proposal, "PBP"
    )
    assert not proposal.lacks, "the OT can do what is the OT's"
    assert not task(proposal, "observasjon").may, "his plan asks for a nurse"

    decision, said = assess(
        birger, "ht", by=frida, stability="ustabil", complexity="sammensatt", need="sykepleier",
        weeks=2, reason="Tre forverringer i vinter. HT til han er stabil igjen.",
    )  # fmt: skip
    assert said.sentence.startswith("Bergenhus HT får en forespørsel om å ta imot")
    assert said.titles == ("Morgenstell", "Kveldsstell")
    request = MoveRequest.objects.get()
    assert request.assessment == decision
    assert {row.plan for row in request.plans.all()} == {care, bed}
    assert teams_of(birger)[0] == ("Bergenhus OT 1", "PBP", True), "until the HT has said yes"

    moves.accept(request=request, by=anne)
    assert teams_of(birger, request.from_date) == [("Bergenhus HT", "HSY", True)]

    # Three weeks later nobody has looked: it stands on the ansvarsvakt's desk, who has him now.
    later = TODAY + timedelta(weeks=3)
    go_to(monkeypatch, later)
    ShiftFactory(staff=bergenhus.anne, date=later, function="ansvarsvakt")
    (review,) = overdue_reviews(bergenhus.may(bergenhus.anne))
    assert (review.patient_number, review.team, review.days_over) == (
        birger.number,
        bergenhus.ht,
        7,
    )
    assert overdue_reviews(bergenhus.may(bergenhus.frida)) == [], "he is not in her team any more"


def test_hjordis_with_swollen_legs_is_shared_with_the_ot_as_owner(bergenhus):
    """Forgets, takes the stockings off, has got a wound that seeps through."""
    frida, anne = bergenhus.may(bergenhus.frida), bergenhus.may(bergenhus.anne)
    hjordis = bergenhus.patient("Hjørdis", states=["kognitiv"], diagnoses=[("P70", "demens")])
    stockings = bergenhus.visit(hjordis, "Kompresjonsstrømper på", needs=["stell"])
    bergenhus.visit(hjordis, "Frokost", needs=["medisinkurs"])
    wound = bergenhus.visit(
        hjordis, "Sårstell", needs=["sarstell"], times=2, minutes=30, level=2, shift="dag"
    )

    proposal = is_grey(hjordis)
    assert speaks(proposal, "HSY")[0].startswith("Sår hos en som på grunn av kognitiv svikt")
    assert "Kognitiv svikt med behov for praktisk hjelp, stell og faste rutiner" in speaks(
        proposal, "PBP"
    )
    assert cover(proposal, "Sårstell").able_on_staff == 0
    assert not cover(proposal, "Kompresjonsstrømper på").lacks
    assert not task(proposal, "sarstell").may
    assert task(proposal, "stell").may

    decision, said = assess(
        hjordis, "ot-deler", by=frida, ht=[wound], stability="stabil", complexity="noe",
        need="stotte", reason="Faste rutiner og faste folk er viktigst. HT tar såret.",
    )  # fmt: skip
    assert said.titles == ("Sårstell",)
    assert "Bergenhus OT 1 har hovedansvaret etterpå." in said.sentence
    request = MoveRequest.objects.get()
    assert request.owner_after == bergenhus.ot
    moves.accept(request=request, by=anne)
    assert teams_of(hjordis, request.from_date) == [
        ("Bergenhus OT 1", "PBP", True),
        ("Bergenhus HT", "HSY", False),
    ]
    stockings.refresh_from_db()
    assert (stockings.team, stockings.valid_to) == (bergenhus.ot, None)
    assert proposal_of(hjordis).code == decision.code == "PBP"


def test_sverre_with_cancer_is_shared_with_the_ht_as_owner(bergenhus):
    """More pain, eats next to nothing; his wife is tired and he wants to be at home."""
    frida, anne = bergenhus.may(bergenhus.frida), bergenhus.may(bergenhus.anne)
    sverre = bergenhus.patient(
        "Sverre", states=["palliativ-tidlig"], diagnoses=[("Y77", "prostatakreft")], shared=True
    )
    care = bergenhus.visit(sverre, "Morgenstell", needs=["stell", "medisinkurs"], minutes=30)
    relief = bergenhus.visit(
        sverre, "Lindrende tilsyn", needs=["lindring"], level=2, minutes=30, shift="kveld", ht=True
    )

    proposal = is_grey(sverre)
    assert "Lindrende behandling som sykepleier følger opp" in speaks(proposal, "HSY")
    assert "Tidlig palliativ fase, med hjelp til stell og måltider" in speaks(proposal, "PBP")
    assert not task(proposal, "lindring").may
    assert task(proposal, "stell").may

    _decision, said = assess(
        sverre, "ht-deler", by=frida, ht=[relief], stability="ustabil", complexity="sammensatt",
        need="sykepleier", weeks=1,
        reason="Smertene må vurderes hver dag. De han kjenner, har fortsatt stellet.",
    )  # fmt: skip
    assert said.titles == (), "nobody's visits change hands"
    assert "Bergenhus HT har hovedansvaret etterpå." in said.sentence
    request = MoveRequest.objects.get()
    moves.accept(request=request, by=anne)
    assert teams_of(sverre, request.from_date) == [
        ("Bergenhus HT", "HSY", True),
        ("Bergenhus OT 1", "PBP", False),
    ]
    care.refresh_from_db()
    assert (care.team, care.code) == (bergenhus.ot, "PBP")


def test_what_is_decided_is_never_overridden_by_the_criteria(bergenhus):
    """Torgeir gets worse: the criteria change their mind, the decision stands and says so."""
    torgeir = bergenhus.patient("Torgeir", states=["stabil"])
    bergenhus.visit(torgeir, "Dusj", needs=["stell"], times=1)
    assess(
        torgeir, "ot", by=bergenhus.may(bergenhus.frida), stability="stabil", complexity="enkel",
        need="helsefagarbeider", reason="Trenger bare hjelp til dusj.",
    )  # fmt: skip
    HealthStateFactory(patient=torgeir, state="doende")
    proposal = proposal_of(Patient.objects.get(pk=torgeir.pk))
    assert proposal.kind is Kind.DECIDED
    assert proposal.code == "PBP"
    assert proposal.judgement.code == "HSY"
    assert proposal.against_decision
    assert Assessment.objects.standing().count() == 1
