"""Sykepleierråd: asked in writing, with a clock, and answered once by somebody with a name."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.append_only import AppendOnlyError
from heltom.lib.errors import Refused
from teams.models import AccessLog, AuditEvent
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    ShiftFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    VisitFactory,
)
from tests.shift_factories import AdviceFactory
from tests.support.htmx import Page
from tests.ward import make_ward
from worklists.actions import advice, team_shifts
from worklists.models import Advice, AdviceStep, TeamShift
from worklists.queries.advice import Question, queue
from worklists.queries.advice_figures import advice_figures
from worklists.queries.advice_lines import lines
from worklists.queries.on_call import who_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch):
    """A clock that the test moves: now[0]."""
    at = [clock.at(clock.today(), time(12))]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    return at


@pytest.fixture
def ward(now):
    return make_ward()


@pytest.fixture
def patient(ward):
    patient = PatientFactory()
    PlacementFactory(patient=patient, team=ward.team)
    return patient


def ask(ward, patient=None, who="vera", **more):
    asked = {"kind": "rad", "urgency": "snart", "question": "Er det greit å vente?"} | more
    return advice.ask(team=ward.team, patient=patient, by=ward.user(who), **asked)


def nurse_two(ward, name="nina"):
    staff = StaffFactory(team=ward.ht, user=UserFactory(username=name), given_name=name.title())
    ShiftFactory(staff=staff, date=ward.day, function="sykepleier2")
    ward.people[name] = staff
    return ward.user(name)


@pytest.mark.parametrize(
    ("urgency", "minutes"), [("straks", 10), ("snart", 60), ("vakta", 180)], ids=str
)
def test_the_clock_is_the_units_own_or_the_end_of_the_shift(ward, now, urgency, minutes):
    """Noon; the ansvarsvakt goes home at three."""
    asked = ask(ward, urgency=urgency)
    assert asked.answers == ward.ht
    assert asked.answer_by == now[0] + timedelta(minutes=minutes)


def test_pressed_twice_it_is_asked_once(ward, patient):
    assert ask(ward, patient) == ask(ward, patient)
    assert ask(ward, patient, question="Noe annet") != ask(ward, patient)
    assert AdviceStep.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"question": " "}, "Skriv hva du trenger"),
        ({"kind": "behovsmedisin"}, "hvilken medisin og dose"),
        ({"kind": "behovsmedisin", "medicine": "Paracet 1 g", "patient": None}, "hvilken pasient"),
    ],
)
def test_what_is_missing_is_said(ward, patient, more, said):
    chosen = {"patient": patient, **more}
    with pytest.raises(Refused, match=said):
        ask(ward, **chosen)
    assert Advice.objects.count() == 0


def test_seen_coming_and_answered_each_is_a_step(ward, patient, now):
    asked, anne = ask(ward, patient), ward.user("anne")
    advice.see(advice=asked, by=anne)
    advice.see(advice=asked, by=anne)
    now[0] += timedelta(minutes=5)
    there = now[0] + timedelta(minutes=20)
    advice.come(advice=asked, arrives_at=there, by=anne)
    advice.come(advice=asked, arrives_at=there, by=anne)
    advice.answer(advice=asked, text="Ring legevakten.", by=anne)
    advice.answer(advice=asked, text="Ring legevakten.", by=anne)
    steps = list(asked.steps.values_list("state", "note"))
    assert steps == [
        ("spurt", "Er det greit å vente?"),
        ("sett", ""),
        ("kommer", "Kommer ca. kl. 12:25."),
        ("besvart", "Ring legevakten."),
    ]
    with pytest.raises(AppendOnlyError):
        asked.steps.first().save()
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["advice_asked", "advice_seen", "advice_coming", "advice_answered"]


def test_medicine_is_allowed_with_name_and_time(ward, patient, now):
    asked = ask(ward, patient, kind="behovsmedisin", medicine="Paracet 1 g")
    now[0] = clock.at(clock.today(), time(14, 32))
    with pytest.raises(Refused, match="ja eller nei"):
        advice.answer(advice=asked, text="", by=ward.user("anne"))
    with pytest.raises(Refused, match="hvorfor medisinen ikke"):
        advice.answer(advice=asked, text="", allowed=False, by=ward.user("anne"))
    done = advice.answer(advice=asked, text="", allowed=True, by=ward.user("anne"))
    name = ward.people["anne"].name
    assert Question(done, now[0]).outcome == f"{name} tillot Paracet 1 g kl. 14:32"
    assert done.steps.last().note == "Ja, Paracet 1 g kan gis."


def test_the_second_nurse_is_told_who_was_first(ward, patient):
    asked, nina = ask(ward, patient), nurse_two(ward)
    advice.come(advice=asked, arrives_at=clock.now() + timedelta(minutes=9), by=nina)
    with pytest.raises(Refused, match=r"Nina .* skal komme kl. 12:00: Kommer ca. kl. 12:09"):
        advice.come(
            advice=asked, arrives_at=clock.now() + timedelta(minutes=5), by=ward.user("anne")
        )
    advice.answer(advice=asked, text="Vent og se.", by=ward.user("anne"))
    with pytest.raises(Refused, match=r"Anne .* svarte kl. 12:00: Vent og se."):
        advice.answer(advice=asked, text="Ring 113.", by=nina)
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("Vent og se.", ward.user("anne"))


@pytest.mark.django_db(transaction=True)
def test_two_nurses_at_the_very_same_time_give_one_answer(ward, patient):
    asked, nurses = ask(ward, patient), [ward.user("anne"), nurse_two(ward)]
    start = threading.Barrier(2)

    def press(nurse):
        start.wait()
        try:
            advice.answer(advice=asked, text=f"Sier {nurse.username}", by=nurse)
            return "ja"
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        told = list(both.map(press, nurses))
    assert told.count("ja") == 1
    assert "svarte kl." in next(words for words in told if words != "ja")
    assert AdviceStep.objects.filter(state="besvart").count() == 1


def test_a_question_is_taken_back_with_a_reason_but_not_once_answered(ward, patient):
    first, second = ask(ward, patient), ask(ward, patient, question="Enda et?")
    with pytest.raises(Refused, match="hvorfor"):
        advice.withdraw(advice=first, why=" ", by=ward.user("vera"))
    advice.withdraw(advice=first, why="Fant det ut", by=ward.user("vera"))
    advice.withdraw(advice=first, why="Fant det ut", by=ward.user("vera"))
    with pytest.raises(Refused, match="trakk spørsmålet"):
        advice.answer(advice=first, text="Ja", by=ward.user("anne"))
    advice.answer(advice=second, text="Ja", by=ward.user("anne"))
    with pytest.raises(Refused, match="svarte"):
        advice.withdraw(advice=second, why="Trenger ikke", by=ward.user("vera"))


def test_help_goes_to_her_own_vaktkoordinator_else_to_the_ansvarsvakt(ward, patient):
    asked = ask(ward, patient, who="kari", kind="hjelp", urgency="straks")
    assert asked.answers == ward.team
    ward.people["vera"].shifts.all().delete()
    assert ask(ward, None, who="kari", kind="hjelp", urgency="straks").answers == ward.ht
    ward.people["anne"].shifts.all().delete()
    alone = ask(ward, None, who="kari", kind="hjelp", urgency="snart")
    assert alone.answers == ward.team


def desk(team, day, kind="dag"):
    return TeamShift(team=team, date=day, kind=kind)


def told(ward, who, team):
    return [(line.level, line.text) for line in lines(ward.user(who), desk(team, ward.day))]


def test_both_desks_see_the_state_and_the_answer_goes_when_it_is_read(ward, patient, now):
    asked = ask(ward, patient, urgency="straks")
    ((level, text),) = told(ward, "anne", ward.ht)
    assert (level, "Team Nord, venter på svar" in text) == ("danger", True)
    assert told(ward, "vera", ward.team)[0][0] == "warning", "hers to know: it cannot wait"
    now[0] += timedelta(minutes=11)
    ((level, text),) = told(ward, "vera", ward.team)
    assert (level, "ikke svart i tide, ring" in text) == ("danger", True)
    advice.answer(advice=asked, text="Ring 113.", by=ward.user("anne"))
    assert told(ward, "anne", ward.ht) == []
    ((level, text),) = told(ward, "vera", ward.team)
    assert (level, text.startswith("Anne ")) == ("warning", True)
    advice.read(advice=asked, by=ward.user("vera"))
    advice.read(advice=asked, by=ward.user("vera"))
    assert told(ward, "vera", ward.team) == []
    assert told(ward, "kari", ward.team) == []


def test_help_is_a_danger_line_on_the_vaktkoordinators_desk(ward, patient):
    ask(ward, patient, who="kari", kind="hjelp", urgency="straks", question="Får ikke løftet")
    ((level, text),) = told(ward, "vera", ward.team)
    assert level == "danger"
    assert text.endswith("trenger hjelp: Får ikke løftet")
    assert told(ward, "anne", ward.ht) == []


def test_a_question_is_about_now_and_stands_on_no_other_days_desk(ward, patient):
    ask(ward, patient)
    yesterday, tomorrow = ward.day - timedelta(days=1), ward.day + timedelta(days=1)
    assert lines(ward.user("anne"), desk(ward.ht, tomorrow)) == []
    assert lines(ward.user("anne"), desk(ward.ht, yesterday)) == []
    assert len(lines(ward.user("anne"), desk(ward.ht, yesterday, "natt"))) == 1


@pytest.mark.django_db(transaction=True)
def test_the_desks_of_both_teams_are_told_to_look_again(ward, patient):
    mine = team_shifts.get(team=ward.team, day=ward.day, kind="dag")
    theirs = team_shifts.get(team=ward.ht, day=ward.day, kind="dag")
    before = mine.version, theirs.version
    ask(ward, patient)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.version, theirs.version) == (before[0] + 1, before[1] + 1)


def test_the_queue_has_all_her_teams_overdue_first_then_haste(ward, now):
    other = TeamFactory(site=ward.team.site, ht=ward.ht)
    at = {"asked_at": now[0]}
    elsewhere = AdviceFactory(team=TeamFactory(), **at)
    out = now[0] - timedelta(minutes=1)
    late = AdviceFactory(team=other, urgency="vakta", answer_by=out, **at)
    soon = AdviceFactory(team=ward.team, urgency="snart", **at)
    straks = AdviceFactory(team=other, urgency="straks", **at)
    coming = AdviceFactory(team=ward.team, state="kommer", **at)
    page = queue(ward.user("anne"))
    assert [q.advice for q in page.waiting] == [late, straks, soon]
    assert ([q.advice for q in page.coming], page.overdue) == ([coming], 1)
    assert elsewhere not in [q.advice for q in page.asked]
    asked = queue(ward.user("vera"))
    assert asked.waiting == []
    assert {q.advice for q in asked.asked} == {soon, coming}


def test_a_long_queue_asks_no_more_than_a_short_one(client, ward):
    client.force_login(ward.user("anne"))
    address = reverse("worklists:advice_queue")
    client.get(address)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    AdviceFactory(team=ward.team, asked_at=clock.now())
    few = queries()
    AdviceFactory.create_batch(9, team=ward.team, asked_at=clock.now())
    assert queries() == few


def test_the_queue_is_quiet_until_something_happens_or_time_runs_out(client, ward, patient, now):
    asked = ask(ward, patient, urgency="straks")
    client.force_login(ward.user("anne"))
    page = Page(client, reverse("worklists:advice_queue"))
    poll = f"{page.url}?version={queue(ward.user('anne')).version}"
    assert page.poll(poll) == 204
    now[0] += timedelta(minutes=11)
    assert page.poll(poll) == 200
    assert "over tiden" in page.html
    assert page.html == page.fresh()
    assert asked.patient.number in page.html


def test_asked_answered_and_read_on_the_pages(client, ward, patient):
    """Each press leaves the page as a fresh load would have it."""
    client.force_login(ward.user("vera"))
    form = reverse("worklists:advice_new", args=[ward.team.code, ward.day, "dag"])
    page = Page(client, form)
    assert ward.people["anne"].name in page.html
    page.press(
        reverse("worklists:advice_ask", args=[ward.team.code, ward.day, "dag"]),
        kind="behovsmedisin", medicine="Paracet 1 g", patient=patient.number, urgency="straks",
        question="",
    )  # fmt: skip
    asked = Advice.objects.get()
    assert (asked.patient, asked.question) == (patient, "Kan pasienten få dette nå?")
    client.force_login(ward.user("anne"))
    page = Page(client, reverse("worklists:advice", args=[asked.pk]))
    page.press(reverse("worklists:advice_answer", args=[asked.pk]), text="", allowed="nei")
    assert "Skriv hvorfor medisinen ikke skal gis" in page.html
    page.press(reverse("worklists:advice_answer", args=[asked.pk]), text="", allowed="ja")
    assert "tillot Paracet 1 g kl." in page.html
    assert page.html == page.fresh()
    client.force_login(ward.user("vera"))
    page = Page(client, reverse("worklists:advice", args=[asked.pk]))
    page.press(reverse("worklists:advice_read", args=[asked.pk]))
    assert page.html == page.fresh()
    assert AccessLog.objects.filter(screen="advice", patient_number=patient.number).count() >= 2


def test_a_question_about_nobody_needs_no_patient_and_one_about_a_stranger_is_refused(client, ward):
    client.force_login(ward.user("vera"))
    address = reverse("worklists:advice_ask", args=[ward.team.code, ward.day, "dag"])
    body = {"kind": "rad", "urgency": "snart", "question": "Hvor er dosettene?", "patient": ""}
    stranger = PatientFactory()
    assert "Fant ingen pasient" in client.post(address, body | {"patient": stranger.number}).text
    assert client.post(address, body).status_code == 303
    assert Advice.objects.get().patient is None


def test_a_visit_fills_in_whom_it_is_about(client, ward, patient):
    visit = VisitFactory(patient=patient, team=ward.team)
    client.force_login(ward.user("vera"))
    form = reverse("worklists:advice_new", args=[ward.team.code, ward.day, "dag"])
    html = client.get(form, {"oppdrag": visit.pk}).text
    assert f'value="{patient.number}"' in html
    address = reverse("worklists:advice_ask", args=[ward.team.code, ward.day, "dag"])
    body = {"kind": "rad", "urgency": "snart", "question": "?", "patient": patient.number}
    client.post(address, body | {"oppdrag": visit.pk})
    assert Advice.objects.get().visit == visit


def test_a_carer_sees_what_she_asked_and_its_answer_until_she_has_read_it(client, ward, patient):
    asked = ask(ward, patient, who="kari", kind="hjelp", urgency="straks")
    client.force_login(ward.user("kari"))
    assert "Venter på svar" in client.get(reverse("worklists:my_advice")).text
    advice.answer(advice=asked, text="Jeg sender Ola.", by=ward.user("vera"))
    assert "Jeg sender Ola." in client.get(reverse("worklists:my_advice")).text
    client.post(reverse("worklists:advice_read", args=[asked.pk]))
    assert "Jeg sender Ola." not in client.get(reverse("worklists:my_advice")).text


def answered(ward, now, minutes, who, **more):
    user = ward.user(who)
    asked = AdviceFactory(
        team=ward.team, patient=None, asked_at=now[0] - timedelta(hours=3), **more
    )
    AdviceStep.objects.create(
        advice=asked, state="besvart", by=user, at=asked.asked_at + timedelta(minutes=minutes)
    )
    Advice.objects.filter(pk=asked.pk).update(
        state="besvart", answered_at=asked.asked_at + timedelta(minutes=minutes), answered_by=user
    )


def test_figures_are_for_groups_of_five_who_have_answered(ward, now):
    names = [f"sykepleier{n}" for n in range(5)]
    for name in names:
        nurse_two(ward, name)
    for minutes, name in zip((10, 20, 30, 70), names, strict=False):
        answered(ward, now, minutes, name)
    (figure,) = advice_figures([ward.ht]).by_answering
    assert (figure.asked, figure.minutes, figure.percent) == (4, None, None)
    answered(ward, now, 80, names[4])
    AdviceFactory(team=ward.team, asked_at=now[0] - timedelta(hours=2))
    AdviceFactory(team=ward.team, kind="hjelp", asked_at=now[0] - timedelta(hours=2))
    AdviceFactory(team=ward.team, state="trukket", asked_at=now[0] - timedelta(hours=2))
    (figure,) = advice_figures([ward.ht]).by_answering
    assert (figure.asked, figure.minutes, figure.percent) == (6, 30, 50)
    (asking,) = advice_figures([ward.team]).by_asking
    assert (asking.team, asking.minutes) == (ward.team, 30)


def test_the_figures_name_nobody(client, ward, now):
    for name in [f"sykepleier{n}" for n in range(5)]:
        nurse_two(ward, name)
        answered(ward, now, 10, name)
    client.force_login(ward.user("ola"))
    html = client.get(reverse("worklists:advice_figures")).text
    assert "10 min" in html
    assert "Sykepleier0" not in html


def test_nurse_two_answers_where_there_is_no_ansvarsvakt(ward):
    nurse_two(ward)
    assert who_answers(ward.ht, "rad").shift.staff == ward.people["anne"]
    ward.people["anne"].shifts.all().delete()
    assert who_answers(ward.ht, "rad").first_name == "Nina"
