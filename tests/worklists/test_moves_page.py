"""The pages about moves: asking, seeing what a yes means, answering."""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from patients.models import MoveRequest
from teams.models import AccessLog, User
from tests.belonging_factories import MoveRequestFactory
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    ShiftFactory,
    StaffCompetenceFactory,
    StaffFactory,
    TeamFactory,
    VisitPlanFactory,
)
from tests.support.htmx import PASSING, Page, elements
from tests.worklists.moving import TODAY, TOMORROW, ask, at_oclock, leader, moving_ward
from worklists.actions import moves
from worklists.models import VisitPlan

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def built(rows_of_module):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return moving_ward(monkeypatch)


@pytest.fixture
def ward(monkeypatch, built):
    at_oclock(monkeypatch, 6, 45)
    return deepcopy(built)


@pytest.fixture
def who(client, ward):
    def sign_in(name):
        client.force_login(name if isinstance(name, User) else ward.user(name))
        return client

    return sign_in


def url(name, *args):
    return reverse(f"worklists:{name}", args=args)


def chosen(ward, **more):
    """What the form holds when it is first shown."""
    plans = [ward.morning.pk, ward.evening.pk, ward.night.pk]
    return {"fra": "nord", "til": ward.ht.code, "eier": "mottaker", "plan": plans,
            "dato": TOMORROW.isoformat(), "vakt": "dag"} | more  # fmt: skip


class TestAsking:
    def test_the_page_begins_with_what_is_most_often_asked_for(self, ward, who):
        html = who("vera").get(url("move_new", ward.patient.number)).text
        picked = [e for e in elements(html) if e.tag == "option" and "selected" in e.attributes]
        assert [e.attributes["value"] for e in picked] == [ward.ht.code, "dag"]
        assert html.count('name="plan"') == 6, "three boxes, and three hidden for the request"
        assert f"{ward.ht} får hovedansvaret." in html
        assert "Listene til begge team bygges på nytt." in html

    def test_other_units_teams_stand_under_their_names(self, ward, who):
        far = TeamFactory(name="Team Vest")
        html = who("vera").get(url("move_new", ward.patient.number)).text
        group = html[html.index(f'<optgroup label="Annen enhet: {far.unit}">') :]
        assert "Team Vest" in group[: group.index("</optgroup>")]

    def test_a_choice_shows_what_it_would_mean_and_asks_nobody(self, ward, who):
        page = Page(who("vera"), url("move_new", ward.patient.number))
        form = page.find(id="choose")
        wish = chosen(ward, plan=[ward.night.pk], eier="samme", vakt="natt")
        answer = page.client.get(form.attributes["hx-get"], wish, headers=HTMX)
        assert "<html" not in answer.text
        assert "Team Nord har fortsatt hovedansvaret." in answer.text
        assert "Team Nord beholder 2 oppdrag, så teamene deler pasienten." in answer.text
        assert "nattevakten" in answer.text
        assert not MoveRequest.objects.exists()
        whole = page.client.get(form.attributes["action"], wish).text
        part = PASSING.sub("", answer.text).strip()
        assert part in PASSING.sub("", whole), "the part is what a fresh load shows"

    def test_it_says_which_visits_go_a_day_later(self, ward, who):
        wish = chosen(ward, vakt="kveld")
        html = who("vera").get(url("move_new", ward.patient.number), wish).text
        assert "Morgenstell gjøres av Team Nord den dagen også, og går over dagen etter." in html

    def test_sent_with_a_reason_it_stands_where_both_teams_see_it(self, ward, who):
        answer = who("vera").post(
            url("move_propose", ward.patient.number), chosen(ward, reason="Såret væsker.")
        )
        move = MoveRequest.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, url("move", move.pk))
        for name in ("vera", "anne", "ola", "kari"):
            assert "Såret væsker." in who(name).get(url("moves")).text
            assert "Såret væsker." in who(name).get(url("move", move.pk)).text
        assert move.patient.number not in who("siri").get(url("moves")).text

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"reason": " "}, "Skriv hvorfor pasienten bør flyttes."),
            ({"reason": "x" * 1001}, "Skriv kortere: høyst 1000 tegn."),
            ({"til": ""}, "Velg et team."),
            ({"til": "finnes-ikke"}, "Velg et team i listen."),
            ({"dato": "i morgen"}, "Skriv datoen som 23.11.2026."),
            ({"dato": "2020-01-01"}, "Velg i dag eller en senere dato."),
            ({"vakt": "formiddag"}, "Vakten må være dag, kveld eller natt."),
            ({"plan": ["tull"]}, "Oppdragene er endret. Velg på nytt."),
            ({"eier": "samme"}, "Da må"),
            ({"plan": [], "eier": "samme"}, "Velg minst ett oppdrag"),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_stays(self, ward, who, wrong, told):
        body = chosen(ward, reason="Såret væsker.") | wrong
        answer = who("vera").post(url("move_propose", ward.patient.number), body)
        assert answer.status_code == 200
        assert told in answer.text
        assert not MoveRequest.objects.exists()
        if "reason" not in wrong:
            assert "Såret væsker.</textarea>" in answer.text

    def test_while_a_request_waits_there_is_a_way_to_it_instead_of_a_form(self, ward, who):
        move = ask(ward)
        html = who("ola").get(url("move_new", ward.patient.number)).text
        assert f"{ward.people['vera'].name} har alt bedt om å flytte pasienten til" in html
        assert url("move", move.pk) in html
        assert 'name="reason"' not in html
        body = chosen(ward, reason="Også meg.", til="sor")
        told = who("ola").post(url("move_propose", ward.patient.number), body).text
        assert "Svar på den forespørselen først." in told

    def test_of_a_shared_patient_the_giving_team_is_chosen(self, ward, who):
        PlacementFactory(patient=ward.patient, team=ward.ht, code="HSY", owner=False)
        VisitPlanFactory(patient=ward.patient, team=ward.ht, title="HTs egen")
        wish = {"fra": ward.ht.code, "til": "sor", "eier": "samme", "vakt": "dag",
                "dato": TOMORROW.isoformat()}  # fmt: skip
        html = who("anne").get(url("move_new", ward.patient.number), wish).text
        assert "HTs egen" in html
        assert "Kveldsstell" not in html


class TestWhatAYesMeans:
    def test_minutes_a_week_and_competence_of_the_receiving_team(self, ward, who):
        VisitPlanFactory(patient=ward.patient, team=ward.team, title="Sårstell", minutes=30,
                         weekdays=[1, 4], carers=2, needs=["sar"])  # fmt: skip
        able = StaffFactory(team=ward.ht)
        StaffCompetenceFactory(staff=able, competence__code="sar")
        html = who("anne").get(url("move", ask(ward).pk)).text
        assert "540 min i uken" in html, "3 × 20 min × 7 days, and 2 × 2 × 30"
        assert "<td>0 t 00 min</td><td>9 t 00 min</td>" in html
        assert "<td>9 t 00 min</td><td>0 t 00 min</td>" in html
        assert "1 ansatt i teamet kan dette." in html
        assert "krever Sar" in html

    def test_what_nobody_there_can_is_said_in_so_many_words(self, ward, who):
        VisitPlanFactory(patient=ward.patient, team=ward.team, title="Sårstell", needs=["sar"])
        html = who("anne").get(url("move", ask(ward).pk)).text
        assert "Ingen ansatte i teamet kan dette." in html
        assert "mangler kompetanse til Sårstell på minst én vakt." in html

    def test_every_reading_is_logged_for_the_readers_own_team(self, ward, who):
        move = ask(ward, to_team=ward.south, owner_after=ward.south)
        who("sara").get(url("move", move.pk))
        who("sara").get(url("moves"))
        rows = AccessLog.objects.order_by("pk")
        assert [(row.screen, row.team, row.patient_number) for row in rows] == [
            ("move", ward.south, ward.patient.number),
            ("moves", ward.south, ward.patient.number),
        ]

    def test_the_patients_page_is_offered_to_those_who_may_open_it(self, ward, who):
        move = ask(ward, to_team=ward.south, owner_after=ward.south)
        link = reverse("patients:patient", args=[ward.patient.number])
        assert link in who("vera").get(url("move", move.pk)).text
        assert link not in who("sara").get(url("move", move.pk)).text


class TestAnswering:
    def test_yes_is_pressed_with_what_will_happen_before_the_eyes(self, ward, who):
        move = ask(ward)
        page = Page(who("anne"), url("move", move.pk))
        form = page.find(hx_post=url("move_accept", move.pk))
        shown = page.html[form.start : form.end]
        assert "Dette skjer når du sier ja:" in shown
        assert "har" in shown
        assert all(f"{p.pk}:" in shown for p in (ward.morning, ward.evening, ward.night))
        page.press(url("move_accept", move.pk), reason="Vi har plass.")
        assert page.html == page.fresh()
        assert f"{ward.people['anne'].name} svarte ja kl. 06.45." in page.html
        assert "«Vi har plass.»" in page.html
        assert f"{ward.morning.reference} → {ward.morning.reference}.f2" in page.html

    def test_no_without_a_reason_keeps_the_page_and_says_what_to_do(self, ward, who):
        move = ask(ward)
        answer = who("anne").post(url("move_decline", move.pk), {"reason": ""})
        assert (answer.status_code, MoveRequest.objects.get().answer) == (200, "")
        assert "Skriv hvorfor teamet sier nei." in answer.text

    def test_no_with_a_reason_is_seen_by_whoever_asked(self, ward, who):
        move = ask(ward)
        page = Page(who("anne"), url("move", move.pk))
        page.press(url("move_decline", move.pk), reason="Fullt i HT.")
        assert page.html == page.fresh()
        assert "«Fullt i HT.»" in who("vera").get(url("move", move.pk)).text
        assert "avslått" in who("vera").get(url("moves")).text

    def test_whoever_asked_is_told_that_another_answers_and_may_take_it_back(self, ward, who):
        move = ask(ward, by="anne")
        page = Page(who("anne"), url("move", move.pk))
        assert "Du ba selv om flyttingen. En annen må svare." in page.html
        assert not page.has(hx_post=url("move_accept", move.pk))
        page.press(url("move_withdraw", move.pk), reason="Hun er bedre.")
        assert page.html == page.fresh()
        assert "trakk forespørselen" in page.html

    def test_a_form_that_was_open_too_long_says_who_was_first(self, ward, who):
        move = ask(ward)
        moves.decline(request=move, by=ward.user("anne"), reason="Fullt.")
        other = leader(ward, team=ward.ht)
        answer = who(other).post(url("move_accept", move.pk), {"reason": ""}, headers=HTMX)
        assert answer.status_code == 200
        assert f"{ward.people['anne'].name} svarte nei kl. 06.45." in answer.text

    def test_a_plan_that_changed_while_the_page_was_open_is_named(self, ward, who):
        move = ask(ward)
        page = Page(who("anne"), url("move", move.pk))
        VisitPlan.objects.filter(pk=ward.night.pk).update(minutes=90)
        seen = page.find(name="sett").attributes["value"]
        body = {"sett": seen, "reason": "Vi har plass."}
        answer = page.client.post(url("move_accept", move.pk), body)
        assert "Nattilsyn» er endret siden du åpnet siden." in answer.text
        assert "Vi har plass.</textarea>" in answer.text
        assert MoveRequest.objects.get().answer == ""

    def test_when_the_shift_has_begun_a_new_date_is_asked_for(self, ward, who, monkeypatch):
        move = ask(ward, from_date=TODAY, from_shift="kveld")
        at_oclock(monkeypatch, 16)
        moves.escalate(now=clock.now())
        page = Page(who("anne"), url("move", move.pk))
        assert "Svarfristen gikk ut" in page.html
        assert "Velg dato og vakt dere tar imot fra." in page.html
        told = page.client.post(url("move_accept", move.pk), {"reason": ""}).text
        assert "Velg en senere dato og vakt." in told
        page.press(url("move_accept", move.pk), dato=TOMORROW.isoformat(), vakt="kveld")
        assert page.html == page.fresh()
        assert VisitPlan.objects.get(moved_from=ward.evening).valid_from == TOMORROW


class TestTheList:
    def test_late_ones_first_and_answered_ones_of_thirty_days(self, ward, who, monkeypatch):
        def request(**how):
            patient = VisitPlanFactory(team=ward.team).patient
            return MoveRequestFactory(
                patient=patient, from_team=ward.team, to_team=ward.ht,
                proposed_by=ward.user("vera"), **how,
            )  # fmt: skip

        late = request(answer_by=clock.at(TODAY - timedelta(days=1), time(12)), reason="den sene")
        soon = request(reason="den neste")
        said = {"answer": "avslatt", "answered_by": ward.user("anne"), "answer_reason": "fullt"}
        request(answered_at=clock.now() - timedelta(days=2), reason="besvart nå", **said)
        request(
            answered_at=clock.now() - timedelta(days=31), reason="besvart for lenge siden", **said
        )
        html = who("ola").get(url("moves")).text
        order = [html.index(f"«{text}»") for text in (late.reason, soon.reason, "besvart nå")]
        assert order == sorted(order)
        assert "besvart for lenge siden" not in html
        assert "1 forespørsel har gått over fristen" in html

    @pytest.mark.parametrize("page", ["moves", "move"])
    def test_thirty_cost_what_three_cost(self, ward, who, django_assert_num_queries, page):
        move = ask(ward)
        address = url("moves") if page == "moves" else url("move", move.pk)
        who("anne").get(address)
        self.more(ward, 3)
        with CaptureQueriesContext(connection) as three:
            who("anne").get(address)
        self.more(ward, 27)
        with django_assert_num_queries(len(three)):
            who("anne").get(address)

    def more(self, ward, how_many):
        for _ in range(how_many):
            patient = PatientFactory()
            PlacementFactory(patient=patient, team=ward.team)
            MoveRequestFactory(patient=patient, from_team=ward.team, to_team=ward.ht,
                               proposed_by=ward.user("vera"))  # fmt: skip
            ward.plans(1, patient=ward.patient, needs=["sar"])
            ShiftFactory(staff=StaffFactory(team=ward.ht), date=TOMORROW)
