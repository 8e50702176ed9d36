"""The page of proposals: who sees it, what it says, choosing, answering, the API."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from teams.models import AccessLog
from tests.factories import PositionFactory, StaffFactory, TeamFactory, UserFactory
from tests.support.history import done_visits
from tests.support.htmx import Page
from tests.ward import Ward, make_ward
from worklists.actions import estimates, minutes
from worklists.models import MinutesDecision, MinutesProposal, PlanMinutes, VisitPlan
from worklists.queries.estimates import consequence, hours

pytestmark = pytest.mark.django_db

LONGER = [29, 30, 30, 31, 32, 30, 28, 33, 30, 31]


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def url(ward):
    return reverse("worklists:estimates", args=[ward.team.code])


def proposals_for(ward, how_many=2, **plan):
    for each in ward.plans(how_many, **plan):
        done_visits(each, LONGER)
    estimates.propose_due(now=clock.now())
    return list(MinutesProposal.objects.open())


def signed_in(client, ward, name):
    client.force_login(ward.user(name))
    return client


def test_the_page_shows_figures_and_what_a_yes_would_mean(client, ward, url):
    proposals_for(ward, 1)
    text = signed_in(client, ward, "ola").get(url).text
    assert "10 oppdrag av 5 ulike hjelpere" in text
    assert "halvparten mellom 30 og 31" in text
    assert "7 oppdrag i uka × +10 min = 1 t 10 min mer på listene i uka" in text
    assert "aldri den enkelte ansatte" in text


def test_no_name_and_no_date_of_a_single_visit_stands_on_the_page(client, ward, url):
    (proposal,) = proposals_for(ward, 1)
    crew = {step.carer for visit in proposal.plan.visits.all() for step in visit.states.all()}
    text = signed_in(client, ward, "ola").get(url).text
    for carer in filter(None, crew):
        assert carer.family_name not in text
        assert carer.number not in text
    strip = re.search(r"<svg class=\"strip\".*?</svg>", text, re.S).group()
    assert strip.count("<circle") == 10
    assert len(set(re.findall(r'cx="([\d.]+)"', strip))) == 2  # columns of 30 and 35 minutes


def test_dots_are_numbers_to_a_drawing_in_norwegian_too(client, ward, url):
    proposals_for(ward, 1)
    text = signed_in(client, ward, "ola").get(url).text
    strip = re.search(r"<svg class=\"strip\".*?</svg>", text, re.S).group()
    assert not re.search(r'(cx|cy|x|x1|x2|width)="[^"]*,', strip)


def test_a_team_with_nothing_to_answer_says_so(client, ward, url):
    assert "natt til mandag" in signed_in(client, ward, "ola").get(url).text
    estimates.propose_due(now=clock.now())
    assert "Ingen forslag venter på svar" in client.get(url).text


def test_the_vaktkoordinator_reads_and_does_not_answer(client, ward, url):
    proposals_for(ward, 1)
    text = signed_in(client, ward, "vera").get(url).text
    assert "10 oppdrag av 5 ulike" in text
    assert "svar/" not in text
    assert 'type="checkbox"' not in text
    answer = {"forslag": "1", "svar": "avslatt", "why": "nei"}
    assert client.post(f"{url}svar/", answer).status_code == 403


def test_choosing_shows_the_sum_before_the_yes(client, ward, url):
    first, second = proposals_for(ward, 2)
    page = signed_in(client, ward, "ola").get(url, {"valgt": [first.pk, second.pk]}).text
    assert "Svar på 2 forslag" in page
    assert "14 oppdrag i uka × +10 min = 2 t 20 min mer på listene i uka" in page
    assert "Svar på 2 forslag" in client.get(url, {"valgt": "alle"}).text


def test_the_filter_leaves_what_it_is_asked_for(client, ward, url):
    proposals_for(ward, 1)
    signed_in(client, ward, "ola")
    for query, shown in (
        ({"vakt": "dag"}, True),
        ({"vakt": "kveld"}, False),
        ({"retning": "kortere"}, False),
        ({"retning": "lengre", "oppdrag": "Morgenstell"}, True),
        ({"oppdrag": "Noe annet"}, False),
    ):
        assert ("1 av 1 forslag" in client.get(url, query).text) is shown


def test_a_batch_is_answered_with_one_reason_and_the_swap_is_the_page(client, ward, url):
    both = proposals_for(ward, 2)
    page = Page(signed_in(client, ward, "ola"), f"{url}?valgt=alle")
    form = page.find(hx_post=f"{url}svar/")
    assert page.html[form.start : form.end].count('name="forslag"') == 2
    keys = [each.pk for each in both]
    answer = {"forslag": keys, "svar": "godkjent", "why": "Tar lengre tid.", "from_date": ""}
    page._swap(form, client.post(f"{url}svar/", answer, headers=page._headers(form)))
    page.url = url
    assert page.html == page.fresh()
    assert PlanMinutes.objects.count() == 2
    assert {row.why for row in MinutesDecision.objects.all()} == {"Tar lengre tid."}
    assert "Tar lengre tid." in page.html
    assert "Ingen forslag venter på svar" in page.html


def test_no_and_not_now_are_answers_too(client, ward, url):
    first, second = proposals_for(ward, 2)
    signed_in(client, ward, "ola")
    until = clock.today() + timedelta(days=9)
    client.post(f"{url}svar/", {"forslag": first.pk, "svar": "avslatt", "why": "nei"})
    client.post(
        f"{url}svar/", {"forslag": second.pk, "svar": "ikke-na", "why": "vent", "until": until}
    )
    kinds = dict(MinutesDecision.objects.values_list("proposal", "kind"))
    assert kinds == {first.pk: "avslatt", second.pk: "ikke-na"}
    assert second.decision.until == until


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"why": ""}, "Skriv en begrunnelse"),
        ({"why": "x" * 201}, "Skriv kortere"),
        ({"forslag": ""}, "Velg minst ett forslag"),
        ({"forslag": "٣"}, "Velg minst ett forslag"),
        ({"forslag": "99999999999999999999"}, "Velg minst ett forslag"),
        ({"svar": "kanskje"}, "gyldig"),
        ({"from_date": "i morgen"}, "Skriv datoen"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said(client, ward, url, more, said):
    (proposal,) = proposals_for(ward, 1)
    good = {"forslag": proposal.pk, "svar": "godkjent", "why": "ja"}
    response = signed_in(client, ward, "ola").post(f"{url}svar/", good | more)
    assert response.status_code == 409
    assert said in response.text
    assert not MinutesDecision.objects.exists()


def test_the_second_to_answer_reads_who_was_first(client, ward, url):
    (proposal,) = proposals_for(ward, 1)
    minutes.decline(proposals=[proposal], why="nei", by=ward.user("ola"))
    answer = {"forslag": proposal.pk, "svar": "godkjent", "why": "ja"}
    response = signed_in(client, ward, "ola").post(f"{url}svar/", answer)
    assert response.status_code == 409
    assert "er alt avslått av Ola" in response.text


def test_proposals_of_another_team_cannot_be_answered_through_ones_own(client, ward, url):
    other = make_other(ward)
    (proposal,) = proposals_for(other, 1)
    answer = {"forslag": proposal.pk, "svar": "avslatt", "why": "nei"}
    assert signed_in(client, ward, "ola").post(f"{url}svar/", answer).status_code == 409
    assert not MinutesDecision.objects.exists()
    assert proposal.plan.patient.number not in client.get(url).text


def make_other(ward):
    team = TeamFactory(code="sor", site=ward.team.site, ht=ward.ht)
    return Ward(team=team, day=ward.day, people=ward.people)


def test_a_proposal_whose_plan_was_changed_since_is_not_shown(client, ward, url):
    (proposal,) = proposals_for(ward, 1)
    VisitPlan.objects.filter(pk=proposal.plan_id).update(minutes=25)
    assert "Ingen forslag venter" in signed_in(client, ward, "ola").get(url).text


def test_whose_figures_were_read_stands_in_the_log(client, ward, url):
    (proposal,) = proposals_for(ward, 1)
    signed_in(client, ward, "ola").get(url)
    row = AccessLog.objects.get()
    assert (row.patient_number, row.screen) == (proposal.plan.patient.number, "estimates")
    assert (row.role, row.team) == ("team_leader", ward.team)


def test_thirty_proposals_cost_what_three_cost(client, ward, url):
    signed_in(client, ward, "ola")
    proposals_for(ward, 3)
    client.get(url)  # what is asked for once a process
    with CaptureQueriesContext(connection) as few:
        client.get(f"{url}?valgt=alle")
    for each in ward.plans(12):
        done_visits(each, LONGER)
    estimates.propose(team=ward.team)
    with CaptureQueriesContext(connection) as many:
        client.get(f"{url}?valgt=alle")
    assert len(many) == len(few)
    assert MinutesProposal.objects.open().count() == 15


def test_the_menu_leads_to_the_first_team(client, ward, url):
    home = reverse("worklists:estimates_home")
    assert signed_in(client, ward, "ola").get(home)["Location"] == url
    assert home in client.get(url).text
    assert signed_in(client, ward, "kari").get(home).status_code == 403


def test_the_fagansvarlig_answers_and_the_unit_leader_reads(client, ward, url):
    proposals_for(ward, 1)
    for kind, answers in (("fagansvarlig", True), ("enhetsleder", False), ("konsulent", False)):
        where = {"team": ward.team} if answers else {"team": None, "unit": ward.team.unit}
        staff = StaffFactory(user=UserFactory(), team=ward.team)
        PositionFactory(staff=staff, kind=kind, **where)
        client.force_login(staff.user)
        page = client.get(url)
        assert page.status_code == 200
        assert (f"{url}svar/" in client.get(f"{url}?valgt=alle").text) is answers


def test_the_api_gives_the_same_figures(client, ward, url):
    (proposal,) = proposals_for(ward, 1)
    address = reverse("worklists:api_minutes_proposals", args=[ward.team.code])
    (row,) = signed_in(client, ward, "vera").get(address).json()
    assert (row["id"], row["planned"], row["proposed"]) == (proposal.pk, 20, 30)
    assert (row["visits"], row["more_a_week"]) == (10, 70)
    assert not {name for name in row if "carer" in name or "staff" in name}
    assert signed_in(client, ward, "kari").get(address).status_code == 403


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({"weekdays": [1, 3, 5]}, "3 oppdrag i uka × +10 min = 30 min mer på listene i uka"),
        (
            {"weekdays": [1], "every_weeks": 2},
            "0,5 oppdrag i uka × +10 min = 5 min mer på listene i uka",
        ),
        (
            {"carers": 2},
            "7 oppdrag i uka × 2 hjelpere × +10 min = 2 t 20 min mer på listene i uka",
        ),
        ({"minutes": 45}, "7 oppdrag i uka × −15 min = 1 t 45 min mindre på listene i uka"),
    ],
)
def test_the_consequence_in_words(ward, plan, said):
    (proposal,) = proposals_for(ward, 1, **plan)
    assert consequence([proposal]) == said


def test_hours_as_they_are_said():
    assert [hours(each) for each in (0, 5, 60, 120, 135)] == [
        "0 min", "5 min", "1 t", "2 t", "2 t 15 min",
    ]  # fmt: skip
