"""The agenda as the fagansvarlig sees it: reasons, minutes, who has waited, and never a name."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.models import Item, ItemReport
from boards.queries.agenda_lines import agenda_lines
from boards.queries.agenda_page import agenda_page
from boards.queries.presenters import presenters
from boards.queries.standing import order_mark
from heltom.lib import clock
from tests.boards.factories import (
    CandidateFactory,
    FindingFactory,
    ItemFactory,
    MeetingFactory,
    ReviewFactory,
)
from tests.factories import (
    AbsenceFactory,
    ContactFactory,
    PatientFactory,
    PlacementFactory,
    StaffFactory,
)
from tests.support import clocks
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: A Monday at nine.
NOW = datetime(2026, 11, 23, 9, tzinfo=clock.OSLO)
WEDNESDAY = (NOW + timedelta(days=2)).date()


@pytest.fixture
def ward(monkeypatch):
    clocks.pin(monkeypatch, NOW)
    return make_ward(NOW.date())


@pytest.fixture
def meeting(ward):
    return MeetingFactory(team=ward.team, planned_for=WEDNESDAY)


@pytest.fixture
def ola(client, ward):
    client.force_login(ward.user("ola"))
    return client


def line(meeting, **more):
    patient = PatientFactory(given_name="Solveig", family_name="Kvamme", address="Kvammegata 3")
    PlacementFactory(patient=patient, team=meeting.team)
    return ItemFactory(**{"meeting": meeting, "patient": patient, "order": 1, **more})


def shown(client, meeting):
    answer = client.get(reverse("boards:agenda", args=[meeting.pk]))
    return " ".join(answer.content.decode().split())


def test_it_says_why_with_who_saw_it_and_never_her_name(ola, ward, meeting):
    item = line(meeting)
    weigher = StaffFactory(given_name="Turid", family_name="Aas", number="A123")
    seen = {"on": "2026-11-02", "what": "Solveig veier 58,0 kg", "by": weigher.number}
    FindingFactory(item=item, sentence="Solveig går ned i vekt", evidence=[seen])
    reported = CandidateFactory(
        patient=item.patient, team=ward.team, reason="Kvamme orker ikke trappa"
    )
    ItemReport.objects.create(item=item, candidate=reported)
    page = shown(ola, meeting)
    assert "pasienten går ned i vekt" in page
    assert "pasienten veier 58,0 kg" in page
    assert "Turid Aas" in page
    assert "pasienten orker ikke trappa" in page
    assert item.patient.number in page
    for secret in ("Solveig", "Kvamme", "Kvammegata", item.patient.national_number or "Kvamme"):
        assert secret not in page, secret


def test_the_minutes_say_when_it_is_full_and_who_has_no_place(ola, meeting):
    line(meeting, minutes=20, on=True)
    line(meeting, minutes=8, order=2)
    line(meeting, minutes=5, order=3, fits=False)
    page = shown(ola, meeting)
    assert "<b>28</b> av 30 min er fordelt" in page
    assert "20 min til dem på tavla" in page
    assert "1 får ikke plass" in page
    assert "1 forslag venter på svar" in page


def test_how_long_she_has_waited_and_that_she_is_overdue(ola, ward, meeting):
    before = MeetingFactory(team=ward.team, planned_for=WEDNESDAY - timedelta(days=7))
    item = line(meeting, waiting_since=NOW.date() - timedelta(days=15))
    item.carried_from = ItemFactory(meeting=before, patient=item.patient, state="overfort")
    item.save()
    ReviewFactory(patient=item.patient, team=ward.team, on=NOW.date() - timedelta(days=400))
    page = shown(ola, meeting)
    assert "har ventet 2 uker" in page
    assert "overført fra 18. nov" in page
    assert "skulle vært gjennomgått" in page


def test_a_late_report_can_be_taken_in_also_when_the_worker_has_put_it_on_the_next_board(
    ola, ward, meeting, monkeypatch
):
    clocks.pin(monkeypatch, meeting.deadline_at + timedelta(hours=1))
    later = MeetingFactory(team=ward.team, planned_for=WEDNESDAY + timedelta(days=7))
    item = line(later)
    report = CandidateFactory(patient=item.patient, team=ward.team, reason="Svimmel i dag")
    ItemReport.objects.create(item=item, candidate=report)
    assert "Svimmel i dag" in shown(ola, meeting)
    assert not agenda_page(ward.user("ola"), later).waiting
    ola.post(reverse("boards:agenda_take_in", args=[meeting.pk, report.pk]))
    assert meeting.items.get().state == Item.State.ON
    assert not agenda_page(ward.user("ola"), meeting).waiting


def test_whom_somebody_has_reported_is_never_folded_away(ward, meeting):
    for place in range(1, 14):
        item = line(meeting, order=place, fits=False)
    report = CandidateFactory(patient=item.patient, team=ward.team)
    ItemReport.objects.create(item=item, candidate=report)
    page = agenda_page(ward.user("ola"), meeting)
    assert [row.place for row in page.next_in_line] == [*range(1, 11), 13]
    assert [row.place for row in page.further_back] == [11, 12]


def test_a_refusal_stands_at_the_line_with_what_was_typed(ola, meeting):
    item = line(meeting)
    url = reverse("boards:item_decline", args=[item.pk])
    answer = ola.post(
        url, {"hvorfor": "Kan vente", "sett": "paa.5.0"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert "Tavla er endret siden du åpnet siden" in page
    assert 'value="Kan vente"' in page
    assert Item.objects.get(pk=item.pk).state == Item.State.PROPOSED


def test_a_line_is_moved_with_a_button(ola, meeting):
    one, two = line(meeting), line(meeting, order=2)
    url = reverse("boards:agenda_order", args=[meeting.pk])
    assert ola.post(url, {"ned": one.pk, "sett": order_mark([one.pk, two.pk])}).status_code == 303
    assert list(meeting.items.order_by("order")) == [two, one]
    stale = {"ned": two.pk, "sett": order_mark([one.pk, two.pk])}
    assert "Tavla er endret" in ola.post(url, stale).content.decode()
    assert ola.post(url, {"opp": "tull", "sett": ""}).status_code == 404


def test_an_unknown_number_is_told_at_the_field(ola, meeting):
    url = reverse("boards:agenda_add", args=[meeting.pk])
    page = ola.post(url, {"number": "P-finnes-ikke", "why": "Falt"}).content.decode()
    assert "har ingen pasient med det nummeret" in page
    assert 'value="P-finnes-ikke"' in page


def test_a_screen_that_shows_the_newest_is_left_alone(ola, meeting):
    item = line(meeting)
    news = reverse("boards:agenda_news", args=[meeting.pk])
    htmx = {"HX-Request": "true"}
    assert ola.get(f"{news}?version=0", headers=htmx).status_code == 204
    ola.post(reverse("boards:item_accept", args=[item.pk]))
    assert "Noen har endret tavla" in ola.get(f"{news}?version=0", headers=htmx).content.decode()


def test_thirty_lines_cost_as_much_as_three(ola, ward, meeting):
    def cost(lines):
        for place in range(lines):
            item = line(meeting, order=place)
            FindingFactory(item=item)
            reported = CandidateFactory(patient=item.patient, team=ward.team)
            ItemReport.objects.create(item=item, candidate=reported)
            ContactFactory(patient=item.patient, staff=ward.people["kari"])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown(ola, meeting)
        return len(asked)

    cost(1)
    assert cost(2) == cost(12)


def test_the_primary_contact_presents_and_her_deputy_while_she_is_away(ward, meeting):
    item = line(meeting)
    primary, deputy = StaffFactory(team=ward.team), StaffFactory(team=ward.team)
    ContactFactory(patient=item.patient, staff=primary)
    ContactFactory(patient=item.patient, staff=deputy, kind="vara")
    assert presenters(meeting, [item])[item.pk].staff == primary
    AbsenceFactory(staff=primary, starts_at=clock.at(WEDNESDAY, time(7)), ends_at=None)
    found = presenters(meeting, [item])[item.pk]
    assert found.staff == deputy
    assert [one.is_away for one in found.choices] == [True, False]
    item.presenter = primary
    assert presenters(meeting, [item])[item.pk].is_chosen


def test_the_desk_says_how_many_proposals_wait(ola, ward, meeting):
    line(meeting)
    line(meeting, order=2, fits=False)
    line(meeting, order=3, on=True)
    (one,) = agenda_lines(ward.user("ola"))
    assert (one.meeting, one.proposals, one.without) == (meeting, 1, 1)
    page = ola.get(reverse("boards:agenda_lines")).content.decode()
    assert "1 forslag venter på svar" in page
    assert not agenda_lines(ward.user("kari"))
