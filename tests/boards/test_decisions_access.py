"""Who reads what was decided, follows it up and answers a changed plan: every address × everybody."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from boards.actions import plan_changes
from boards.models import PlanChange
from boards.queries.plan_changes import seen_of
from heltom.lib import clock
from teams.models import AccessLog
from tests.access_table import WHO
from tests.boards.factories import DecisionFactory, ItemFactory, MeetingFactory
from tests.factories import (
    ContactFactory,
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    UserFactory,
    VisitPlanFactory,
)
from tests.support.access import sign_in_all, statuses, with_operator
from tests.support.clocks import clock_at, pin
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

NOON = time(12)
#: Fia is fagansvarlig for the team, Tor its fysioterapeut; the decision is Kari's. Ola leads.
EVERYBODY = [*WHO, "fia", "tor"]
READS = [302, 200, 200, 200, 200, 404, 404, 403, 200, 200]
OWN = [302] + [200] * 9
FOLLOWS_UP = [302, 303, 303, 303, 303, 404, 404, 403, 303, 303]
WRITES = [302, 403, 303, 303, 303, 404, 404, 403, 303, 303]
PROPOSES = [302, 403, 200, 200, 200, 404, 404, 403, 200, 200]
ANSWERS = [302, 403, 403, 403, 303, 404, 404, 403, 303, 403]


@pytest.fixture(scope="module")
def ward(rows_of_module):
    with clock_at(NOON):
        made = with_operator(make_ward())
        for who, kind in (("fia", "fagansvarlig"), ("tor", "terapeut")):
            made.people[who] = StaffFactory(user=UserFactory(username=who), team=made.team)
            PositionFactory(staff=made.people[who], kind=kind, team=made.team)
        patient = PatientFactory(given_name="Borghild", family_name="Tvedtenes")
        PlacementFactory(patient=patient, team=made.team)
        ContactFactory(patient=patient, staff=made.people["kari"])
        item = ItemFactory(on=True, meeting=MeetingFactory(team=made.team), patient=patient)
        made.decision = DecisionFactory(
            item=item, owner=made.people["kari"], text="Borghild veies hver uke"
        )
        made.plan = VisitPlanFactory(
            patient=patient, team=made.team, task_text="Hjelp Borghild Tvedtenes til stell"
        )
        return sign_in_all(made)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    pin(monkeypatch, NOON)


def url(name, *arguments):
    return reverse(f"boards:{name}", args=arguments)


def test_who_reads(client, ward):
    walks = [
        (url("decisions", ward.team.code), READS),
        (url("decision", ward.decision.pk), READS),
        (url("decision_lines") + f"?team={ward.team.code}", READS),
        (url("my_decisions"), OWN),
        (url("plan_change", ward.decision.pk) + f"?plan={ward.plan.pk}", PROPOSES),
    ]
    for address, expected in walks:
        got = statuses(client, ward, lambda address=address: client.get(address), EVERYBODY)
        assert got == expected, address


def test_who_follows_up_and_who_writes(client, ward):
    posts = [
        ("decision_close", {"gjort": "ja"}, FOLLOWS_UP),
        ("decision_effect", {"virkning": "likt"}, FOLLOWS_UP),
        ("decision_reopen", {"hvorfor": "Feil"}, FOLLOWS_UP),
        ("decision_change", {"text": "Veies", "due_on": clock.today().isoformat()}, WRITES),
        ("decision_hand", {"til": ward.people["vera"].number}, WRITES),
        ("decision_withdraw", {"hvorfor": "Feil"}, WRITES),
    ]
    for name, sent, expected in posts:
        address = url(name, ward.decision.pk)
        got = statuses(client, ward, lambda a=address, s=sent: client.post(a, s), EVERYBODY)
        assert got == expected, name


def test_who_answers_a_changed_plan(client, ward):
    tomorrow = clock.today() + timedelta(days=1)
    change = plan_changes.propose(
        decision=ward.decision, plan=ward.plan, fields={"minutes": 45}, from_on=tomorrow,
        by=ward.user("ola"),
    )  # fmt: skip
    address = url("plan_answer", ward.decision.pk)
    seen = seen_of(PlanChange.objects.get(pk=change.pk))
    for sent in ({"svar": "ja", "sett": seen}, {"svar": "nei", "hvorfor": "Vent"}):
        got = statuses(client, ward, lambda s=sent: client.post(address, s), EVERYBODY)
        assert got == ANSWERS, sent


class TestPages:
    @pytest.fixture
    def client(self, client, ward):
        client.force_login(ward.user("fia"))
        return client

    def test_no_page_says_her_name_and_each_is_logged(self, client, ward):
        for address in (
            url("decisions", ward.team.code),
            url("decision", ward.decision.pk),
            url("plan_change", ward.decision.pk) + f"?plan={ward.plan.pk}",
        ):
            html = client.get(address).content.decode()
            assert ward.decision.patient.number in html
            assert "Borghild" not in html
            assert "Tvedtenes" not in html
        assert AccessLog.objects.filter(screen="board_decisions").count() == 3

    def test_from_the_form_to_the_yes(self, client, ward):
        """What is left as it is shown is no change, also where her name was taken out of it."""
        form = client.get(url("plan_change", ward.decision.pk) + f"?plan={ward.plan.pk}")
        sent = {name: field.value() for name, field in ((f.name, f) for f in form.context["form"])}
        sent |= {"plan": ward.plan.pk, "minutes": 45, "ends": "", "earliest": "08:30"}
        address = url("plan_change", ward.decision.pk)
        assert client.post(address, sent | {"latest": "10:00"}).status_code == 303
        assert ward.decision.plan_change.fields == {"minutes": 45}
        html = client.get(url("decision", ward.decision.pk)).content.decode()
        assert "fra 140 til 315 minutter i uken" in html
        seen = client.get(url("decision", ward.decision.pk)).context["page"].proposal.seen
        client.post(url("plan_answer", ward.decision.pk), {"svar": "ja", "sett": seen})
        html = client.get(url("decision", ward.decision.pk)).content.decode()
        assert "Bekreftet" in html

    def test_a_mistake_is_told_at_the_field_and_what_was_typed_stands(self, client, ward):
        answer = client.post(
            url("plan_change", ward.decision.pk), {"plan": ward.plan.pk, "minutes": "mange"}
        )
        html = answer.content.decode()
        assert answer.status_code == 200
        assert "Skriv et tall fra 1 til 600." in html
        assert 'value="mange"' in html
        refused = client.post(url("decision_close", ward.decision.pk), {"gjort": "nei"})
        assert "Skriv hvorfor det ikke ble noe av." in refused.content.decode()

    def test_the_desk_gets_figures_and_no_number(self, client, ward):
        html = client.get(url("decision_lines") + f"?team={ward.team.code}").content.decode()
        assert "1 beslutning i Team Nord skal gjøres" in html
        assert ward.decision.patient.number not in html
