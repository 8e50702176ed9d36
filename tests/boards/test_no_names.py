"""Not one patient's name on any board page: every address under /tavle/ is asked, and every answer is read.

A number on the wall of a meeting room says nothing to whoever passes the window (HeltOm 3.0, 10.4.3).
Carers write names in their notes all the same, so the patient here has hers wherever something is written.
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils.html import escape

from boards import urls
from boards.actions.rebuild import rebuild
from boards.models import (
    AreaMeeting,
    Attendance,
    Effect,
    Finding,
    Invitation,
    ItemReport,
    PlanChange,
    Seat,
)
from heltom.lib import clock
from patients.models import Evaluation, NextOfKin, Note, Observation
from tests.belonging_factories import (
    AssessmentFactory,
    DiagnosisFactory,
    GoalFactory,
    MeasureFactory,
    MoveRequestFactory,
)
from tests.boards.factories import (
    CandidateFactory,
    DecisionFactory,
    DiscussionFactory,
    FolderNoteFactory,
    ItemFactory,
    MeetingFactory,
    ReviewFactory,
)
from tests.emelding_factories import MessageFactory
from tests.factories import (
    ContactFactory,
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    VisitFactory,
    VisitPlanFactory,
)
from tests.support import clocks
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: A Wednesday at noon.
NOW = datetime(2026, 11, 25, 12, tzinfo=clock.OSLO)
#: Nothing else in the house is called this, so that it is found wherever it stands.
WHO = {"given_name": "Qvintilla", "family_name": "Xylanderheim", "address": "Zebrafaret 417"}
NATIONAL = "10923712345"
SECRETS = ["Qvintilla", "Xylanderheim", "Zebrafaret", NATIONAL, "98127634", "Kinfrida"]
NAMED = (
    "Qvintilla Xylanderheim i Zebrafaret 417 (109237 12345) er svimmel, Xylanderheims ben hovner"
)


@pytest.fixture
def ward(monkeypatch):
    clocks.pin(monkeypatch, NOW)
    return make_ward(NOW.date())


@pytest.fixture
def told(ward):
    """A team's board with somebody on it about whom everything has been written, with her name in it."""
    team, day = ward.team, NOW.date()
    one = PatientFactory(
        **WHO, phone="98127634", criticality=1, what_matters=NAMED, wishes=NAMED, key_info=NAMED,
        started_on=day - timedelta(days=400),
    )  # fmt: skip
    type(one).objects.filter(pk=one.pk).update(national_number=NATIONAL)
    NextOfKin.objects.create(patient=one, name="Kinfrida Dotter", phone="98127634")
    PlacementFactory(patient=one, team=team, why=NAMED)
    PlacementFactory(patient=one, team=ward.ht, owner=False)
    ContactFactory(patient=one, staff=ward.people["kari"])
    lead = staff_in(ward, "fagansvarlig", team=team)
    therapist = staff_in(ward, "terapeut", team=team, profession="fysioterapeut")
    adviser = staff_in(ward, "konsulent", team=None, unit=team.unit)
    write_of(one, ward)
    coming = MeetingFactory(team=team, planned_for=day + timedelta(days=7))
    before = MeetingFactory(team=team, planned_for=day - timedelta(days=7), held=True)
    old = ItemFactory(meeting=before, patient=one, state="ferdig", preparation=NAMED)
    DiscussionFactory(item=old, assessment=NAMED)
    plan = VisitPlanFactory(team=team, patient=one, title=NAMED[:90], task_text=NAMED)
    decision = DecisionFactory(item=old, text=NAMED, kind="oppdragstekst", with_whom=NAMED)
    DecisionFactory(item=old, text=NAMED, owner=ward.people["kari"])
    change = PlanChange.objects.create(
        decision=decision, plan=plan, fields={"task_text": NAMED}, from_on=day + timedelta(days=3)
    )
    Effect.objects.create(decision=decision, result="likt", text=NAMED, at=NOW, by=lead.user)
    note = FolderNoteFactory(patient=one, text=NAMED)
    candidate = CandidateFactory(patient=one, team=team, reason=NAMED, reported_at=NOW)
    late = CandidateFactory(patient=one, team=team, reason=NAMED[::-1], reported_at=NOW)
    AreaMeeting.objects.create(team=team, held_at=NOW, held_by=lead.user, note=NAMED)
    seat = Seat.objects.create(team=team, staff=therapist, valid_from=day)
    attendance = Attendance.objects.create(
        meeting=coming, staff=therapist, profession="fysioterapeut", why_not=NAMED
    )
    rebuild(team, on=day, now=NOW)
    item = coming.items.get(patient=one)
    item.preparation = NAMED
    item.save()
    ItemReport.objects.get_or_create(item=item, candidate=candidate)
    invitation = Invitation.objects.create(
        item=item, service="aks", staff=therapist, why=NAMED, asked_at=NOW, asked_by=lead.user
    )
    return SimpleNamespace(
        ward=ward, team=team, patient=one, lead=lead, therapist=therapist, adviser=adviser,
        coming=coming, before=before, item=item, old=old, decision=decision, change=change,
        note=note, candidate=candidate, late=late, seat=seat, attendance=attendance,
        invitation=invitation,
    )  # fmt: skip


def staff_in(ward, kind, *, team, unit=None, profession="sykepleier"):
    staff = StaffFactory(team=ward.team, profession=profession, with_login=True)
    PositionFactory(staff=staff, kind=kind, team=team, unit=unit)
    return staff


def write_of(one, ward):
    """Notes by three people, a weight that falls, a goal that goes badly, a message, visits."""
    for number, who in enumerate(("kari", "vera", "ola", "kari", "vera")):
        Note.objects.create(
            patient=one, by=ward.people[who], text=NAMED, at=NOW - timedelta(days=3 + 4 * number)
        )
    for days_ago, kilos in ((150, 70), (90, 66), (2, 60)):
        Observation.objects.create(
            patient=one, kind="vekt", value=kilos, taken_at=NOW - timedelta(days=days_ago)
        )
    goal = GoalFactory(patient=one, problem=NAMED, text=NAMED)
    MeasureFactory(goal=goal, text=NAMED)
    Evaluation.objects.create(goal=goal, result="verre", text=NAMED, at=NOW - timedelta(days=5))
    DiagnosisFactory(patient=one, name=NAMED[:100])
    ReviewFactory(patient=one, team=ward.team, text=NAMED)
    AssessmentFactory(decided=True, patient=one, review_on=NOW.date())
    MoveRequestFactory(patient=one, from_team=ward.team, to_team=ward.ht, reason=NAMED)
    MessageFactory(ht=ward.ht, patient=one, received_at=NOW - timedelta(days=1))
    for days_ago in range(1, 5):
        VisitFactory(
            team=ward.team,
            patient=one,
            date=NOW.date() - timedelta(days=days_ago),
            title=NAMED[:90],
        )


def args_of(pattern, told):
    """The arguments of an address, by the folder that its number stands in."""
    route = str(pattern.pattern)
    own = {
        "mote": told.coming, "sak": told.item, "linje": told.item, "beslutning": told.decision,
        "deltaker": told.attendance, "fast-deltaker": told.seat, "innkalling": told.invitation,
        "side": told.note, "meldt": told.candidate, "tilbud": None,
    }  # fmt: skip
    inner = {
        "item_pk": told.item.pk, "decision_pk": told.decision.pk,
        "attendance_pk": told.attendance.pk, "invitation_pk": told.invitation.pk,
        "candidate": told.late.pk, "number": told.patient.number, "rule": "vekt",
    }  # fmt: skip
    code = told.team.unit.code if "/regler/" in route or "/valg/" in route else told.team.code
    found = []
    for name in re.findall(r"<(?:\w+:)?(\w+)>", route):
        if name == "code":
            found.append(code)
        elif name == "pk":
            row = own[re.search(r"([\w-]+)/<int:pk>", route)[1]]
            if row is None:
                return None
            found.append(row.pk)
        else:
            found.append(inner[name])
    return found


def addresses(told):
    """(name, address, whether it reads) of everything under /tavle/."""
    for pattern in urls.urlpatterns:
        args = args_of(pattern, told)
        if args is not None:
            reads = getattr(pattern.callback, "heltom_access", "reads") == "reads"
            yield pattern.name, reverse(f"boards:{pattern.name}", args=args), reads


def check(where, answer):
    text = text_of(answer)
    for secret in SECRETS:
        at = text.find(secret)
        assert at < 0, f"{where}: …{text[max(0, at - 150) : at + 60]}…"


def text_of(answer):
    """What stands in the answer, a spreadsheet unpacked, with what was typed in its address."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with ZipFile(BytesIO(body)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist())
    return body.decode()


def test_the_patient_is_on_the_board_for_what_was_written_with_her_name_in_it(told):
    """Else the rest of this file would read pages on which nothing could stand."""
    assert {"vekt", "rapporter"} & set(told.item.findings.values_list("rule", flat=True))
    rules = Finding.objects.filter(item=told.item)
    assert any("svimmel" in json.dumps(one.evidence, ensure_ascii=False) for one in rules)


@pytest.mark.parametrize("who", ["lead", "therapist", "adviser", "kari"])
def test_every_page_is_read_and_no_name_is_found(client, told, who):
    staff = told.ward.people["kari"] if who == "kari" else getattr(told, who)
    client.force_login(staff.user)
    seen = 0
    for name, address, reads in addresses(told):
        if not reads:
            continue
        parts = [{"HTTP_HX_REQUEST": "true"}] if who == "lead" else []
        for headers in [{}, *parts]:
            answer = client.get(address, **headers)
            check(f"{who} {name}", answer)
            seen += answer.status_code == 200 and told.patient.number in text_of(answer)
    assert seen >= {"lead": 20, "therapist": 8, "adviser": 2, "kari": 6}[who]


@pytest.mark.parametrize(
    "data", [{}, {"why": "x", "text": "y" * 5000, "on": "z"}], ids=["empty", "bad"]
)
def test_what_answers_a_form_names_nobody_either(client, told, data):
    """Also the page after it, where it is told what was done."""
    client.force_login(told.lead.user)
    for name, address, reads in addresses(told):
        if reads:
            continue
        with transaction.atomic():
            answer = client.post(address, data)
            check(f"POST {name}", answer)
            if answer.status_code in (302, 303):
                check(f"after {name}", client.get(answer["Location"]))
            transaction.set_rollback(True)


def test_the_meeting_that_was_held_and_the_one_that_is_open_name_nobody(client, told):
    client.force_login(told.lead.user)
    for meeting, state in ((told.before, "holdt"), (told.coming, "i-gang")):
        type(meeting).objects.filter(pk=meeting.pk).update(state=state, opened_at=NOW)
        item = meeting.items.get(patient=told.patient)
        for name, args in (
            ("room", [meeting.pk]), ("agenda", [meeting.pk]), ("case_print", [meeting.pk]),
            ("room_write", [meeting.pk, item.pk]), ("case", [item.pk]),
        ):  # fmt: skip
            check(f"{state} {name}", client.get(reverse(f"boards:{name}", args=args)))


def test_what_a_script_gets_names_nobody(told):
    out = StringIO()
    call_command(
        "board_candidates", team=told.team.code, date=NOW.date().isoformat(), json=True, stdout=out
    )
    assert told.patient.number in out.getvalue()
    assert not [secret for secret in SECRETS if secret in out.getvalue()]


def test_the_names_are_looked_for_as_a_page_would_write_them():
    """A secret that a page escapes would be passed over."""
    assert [escape(secret) for secret in SECRETS] == SECRETS
