"""The huskeliste: written in one field, settled once, never lost, and back again when it repeats."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import AccessLog, AuditEvent
from tests.factories import PauseFactory, ShiftFactory
from tests.shift_factories import ReminderFactory
from tests.support.htmx import Page
from tests.ward import make_ward
from worklists.actions import reminders
from worklists.models import Entry, Reminder, TeamShift, Visit
from worklists.queries.reminders import lines, open_reminders

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = clock.today()


@pytest.fixture
def ward():
    return make_ward(TODAY)


@pytest.fixture
def vera(client, ward):
    client.force_login(ward.user("vera"))
    return client


def page_url(ward, day=TODAY, kind="dag", name="reminders"):
    return reverse(f"worklists:{name}", args=[ward.team.code, day, kind])


def a_line(ward, **more):
    return ReminderFactory(team=ward.team, made_by=ward.user("vera"), **more)


def open_texts(ward, day=TODAY, kind="dag"):
    return [row.text for row in open_reminders(ward.team, day, kind)]


def test_yesterdays_undone_stands_open_today_before_what_is_due(ward):
    a_line(ward, text="Ringe fastlegen")
    a_line(ward, text="Hente nøkkel", due_on=TODAY - DAY, due_shift="kveld")
    a_line(ward, text="Til kvelden", due_shift="kveld")
    a_line(ward, text="I morgen", due_on=TODAY + DAY)
    assert open_texts(ward) == ["Hente nøkkel", "Ringe fastlegen"]
    assert open_texts(ward, kind="natt") == ["Hente nøkkel", "Ringe fastlegen", "Til kvelden"]


def test_written_in_one_field_it_is_for_the_shift_on_the_page(vera, ward):
    page = Page(vera, page_url(ward, kind="kveld"))
    page.press(page_url(ward, kind="kveld", name="reminder_add"), text="Bestille bleier")
    assert page.html == page.fresh()
    line = Reminder.objects.get()
    assert (line.text, line.due_on, line.due_shift) == ("Bestille bleier", TODAY, "kveld")
    assert (line.made_by.username, line.responsible, line.every_days) == ("vera", None, None)
    assert AuditEvent.objects.filter(verb="reminder_added", user__username="vera").exists()


def test_pressed_twice_it_is_written_once(vera, ward):
    for _ in range(2):
        vera.post(page_url(ward, name="reminder_add"), {"text": "Bestille bleier"})
    assert Reminder.objects.count() == 1


def test_a_number_in_the_text_says_whom_it_is_about(vera, ward):
    patient = ward.plans(1)[0].patient
    vera.post(page_url(ward, name="reminder_add"), {"text": f"Sår hos {patient.number} i kveld"})
    assert Reminder.objects.get().patient == patient
    assert patient.name in vera.get(page_url(ward)).text
    assert AccessLog.objects.filter(screen="reminders", patient_number=patient.number).exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": "  "}, "Skriv hva som skal huskes."),
        ({"text": "x", "due_on": "i morgen"}, "Skriv datoen som"),
        ({"text": "x", "due_on": "2020-01-01"}, "Datoen er over."),
        ({"text": "x", "patient": "Nobody"}, "Fant ingen pasient"),
        ({"text": "x", "patient": "Per"}, "Flere passer"),
        ({"text": "x", "every_days": "0"}, "Skriv minst 1."),
        ({"text": "x", "every_days": "2", "weekdays": ["1"]}, "ikke begge"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(vera, ward, typed, told):
    ward.plans(2)
    response = vera.post(page_url(ward, name="reminder_add"), typed)
    assert response.status_code == 200
    assert told in response.text
    assert not Reminder.objects.exists()
    if typed["text"].strip():
        assert 'value="x"' in response.text


def test_done_with_a_tap_and_taken_back(vera, ward):
    line = a_line(ward, text="Ringe fastlegen", due_on=TODAY - DAY)
    page = Page(vera, page_url(ward))
    assert "fra i går" in page.html
    page.press(reverse("worklists:reminder_done", args=[line.pk]), vakt=f"{TODAY} dag")
    assert page.html == page.fresh()
    assert "<s>Ringe fastlegen</s>" in page.html
    page.press(reverse("worklists:reminder_undo", args=[line.pk]), vakt=f"{TODAY} dag")
    line.refresh_from_db()
    assert (line.outcome, line.settled_by) == ("", None)
    assert "fra i går" in page.html


def test_put_off_to_the_next_shift_with_a_tap_and_where_it_stood_is_kept(vera, ward):
    ShiftFactory(staff=ward.people["nils"], team=ward.team, date=TODAY, kind="kveld")
    line = a_line(ward)
    assert "Til i dag, kveld" in vera.get(page_url(ward)).text
    body = {"due_on": TODAY.isoformat(), "due_shift": "kveld", "vakt": f"{TODAY} dag"}
    vera.post(reverse("worklists:reminder_put_off", args=[line.pk]), body)
    line.refresh_from_db()
    assert (line.due_on, line.due_shift) == (TODAY, "kveld")
    assert line.moves.get().from_shift == "dag"
    assert "utsatt av" in vera.get(page_url(ward)).text


def test_not_needed_takes_a_reason(vera, ward):
    line = a_line(ward)
    settle = reverse("worklists:reminder_settle", args=[line.pk])
    assert "Skriv hvorfor" in vera.post(settle, {"som": "bortfalt", "note": ""}).text
    body = {"som": "bortfalt", "note": "datteren gjør det"}
    assert vera.post(settle, body).status_code == 303
    line.refresh_from_db()
    assert (line.outcome, line.note) == ("bortfalt", "datteren gjør det")


def test_whoever_settles_it_differently_is_told_who_was_first(ward):
    line = a_line(ward)
    reminders.done(reminder=line, by=ward.user("kari"))
    reminders.done(reminder=line, by=ward.user("vera"))
    assert Reminder.objects.get().settled_by == ward.user("kari")
    with pytest.raises(Refused, match=r"Kari .* har alt gjort opp punktet kl\. .*: gjort\."):
        reminders.call_off(reminder=line, by=ward.user("vera"), reason="trengs ikke")


@pytest.mark.parametrize(
    ("again", "due", "comes"),
    [
        ({"every_days": 1}, TODAY, TODAY + DAY),
        ({"every_days": 1}, TODAY - DAY, TODAY),
        ({"every_days": 7}, TODAY - 10 * DAY, TODAY + 4 * DAY),
        ({"weekdays": [TODAY.isoweekday()]}, TODAY, TODAY + 7 * DAY),
        ({"weekdays": [(TODAY + 2 * DAY).isoweekday()]}, TODAY, TODAY + 2 * DAY),
    ],
)
def test_what_repeats_comes_again_when_it_is_done(ward, again, due, comes):
    line = a_line(ward, due_on=due, **again)
    reminders.done(reminder=line, by=ward.user("vera"))
    following = Reminder.objects.get(follows=line)
    assert (following.due_on, following.outcome, following.text) == (comes, "", line.text)
    reminders.undo(reminder=line, by=ward.user("vera"))
    assert list(Reminder.objects.all()) == [line]


def test_a_week_counts_from_the_day_it_was_meant_for_also_when_put_off(ward):
    line = a_line(ward, every_days=7)
    vera = ward.user("vera")
    reminders.put_off(reminder=line, due_on=TODAY + 2 * DAY, due_shift="kveld", by=vera)
    reminders.done(reminder=line, by=vera)
    following = Reminder.objects.get(follows=line)
    assert (following.due_on, following.due_shift) == (TODAY + 7 * DAY, "dag")


def test_what_is_not_needed_comes_no_more(ward):
    line = a_line(ward, every_days=1)
    reminders.call_off(reminder=line, by=ward.user("vera"), reason="ferdig behandlet")
    assert list(Reminder.objects.all()) == [line]


def test_the_desk_tells_what_is_due_and_what_was_left(ward):
    a_line(ward, text="Ringe fastlegen")
    a_line(ward, text="Hente nøkkel", due_on=TODAY - DAY)
    a_line(ward, text="Vaske bil", due_on=TODAY - DAY)
    shift = TeamShift(team=ward.team, date=TODAY, kind="dag")
    assert [(line.text, line.level) for line in lines(ward.user("vera"), shift)] == [
        ("Huskeliste fra før: 2 punkter", "warning"),
        ("Huskeliste nå: Ringe fastlegen", "info"),
    ]


def test_thirty_lines_cost_what_three_cost(vera, ward, django_assert_num_queries):
    patient = ward.plans(1)[0].patient
    url = page_url(ward)
    for _ in range(3):
        line = a_line(ward, patient=patient, due_on=TODAY - DAY)
    reminders.put_off(reminder=line, due_on=TODAY, due_shift="dag", by=ward.user("kari"))
    vera.get(url)
    with CaptureQueriesContext(connection) as few:
        vera.get(url)
    for _ in range(27):
        a_line(ward, patient=patient)
    with django_assert_num_queries(len(few)):
        vera.get(url)


class TestNewVisit:
    """The form for a visit that no plan asks for."""

    @pytest.fixture
    def ward(self):
        ward = make_ward(TODAY + DAY)
        ShiftFactory(staff=ward.people["vera"], date=TODAY, function="vk")
        self.patient = ward.plans(4)[0].patient
        ward.build()
        return ward

    def typed(self, **more):
        body = {"patient": self.patient.number, "title": "Blodprøve", "minutes": "15"}
        body |= {"earliest": "09:00", "latest": "13:00", "priority": "1", "level": "0"}
        return body | {"carers": "1", "where": "hjemme"} | more

    def url(self, ward):
        return page_url(ward, TODAY + DAY, name="visit_new")

    def test_who_could_go_is_shown_before_anything_is_made(self, vera, ward):
        html = vera.post(self.url(ward), self.typed()).text
        assert "Der det passer best" in html
        assert "kan være der" in html
        assert not Visit.objects.filter(title="Blodprøve").exists()

    def test_placed_where_it_fits_best_and_on_a_list_at_once(self, vera, ward):
        response = vera.post(self.url(ward), self.typed(til="best"))
        visit = Visit.objects.get(title="Blodprøve")
        assert response["Location"] == reverse("worklists:visit", args=[visit.pk])
        assert Entry.objects.filter(
            visit=visit, worklist__publication__current_for__isnull=False
        ).exists()

    def test_placed_with_the_one_who_was_chosen_and_locked_there(self, vera, ward):
        kari = ward.people["kari"].shifts.get()
        vera.post(self.url(ward), self.typed(til=str(kari.pk)))
        entry = Entry.objects.get(
            visit__title="Blodprøve", worklist__publication__current_for__isnull=False
        )
        assert entry.worklist.shift == kari
        assert entry.visit.locked

    def test_made_from_the_huskeliste_the_line_is_settled_and_linked(self, vera, ward):
        line = a_line(ward, text="Ta blodprøve", patient=self.patient)
        html = vera.get(f"{self.url(ward)}?huskeliste={line.pk}&pasient={self.patient.number}").text
        assert 'value="Ta blodprøve"' in html
        assert f'value="{self.patient.number}"' in html
        for _ in range(2):
            response = vera.post(self.url(ward), self.typed(til="best", huskeliste=line.pk))
        assert "har alt gjort opp punktet" in response.text
        line.refresh_from_db()
        assert line.outcome == "oppdrag"
        assert line.visit == Visit.objects.get(title="Blodprøve")

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"title": ""}, "Skriv hva som skal gjøres."),
            ({"minutes": "0"}, "Skriv minst 1 minutt."),
            ({"latest": "08:00"}, "Senest kan ikke være før tidligst."),
            ({"earliest": "25:00"}, "Skriv klokkeslettet som 14:30."),
            ({"patient": "P-000000"}, "Fant ingen pasient"),
        ],
    )
    def test_what_cannot_be_is_told_and_what_was_typed_stays(self, vera, ward, wrong, told):
        response = vera.post(
            self.url(ward), self.typed(til="best", task_text="husk hansker") | wrong
        )
        assert response.status_code == 200
        assert told in response.text
        assert "husk hansker" in response.text
        assert Visit.objects.filter(date=ward.day).count() == 4

    def test_nobody_is_sent_to_whom_is_away_or_another_teams(self, vera, ward):
        PauseFactory(patient=self.patient, starts_at=clock.midnight(TODAY))
        assert "er borte fra" in vera.post(self.url(ward), self.typed(til="best")).text
        self.patient.pauses.all().delete()
        self.patient.placements.update(valid_to=TODAY)
        assert "hører ikke til Team Nord" in vera.post(self.url(ward), self.typed(til="best")).text
        assert not Visit.objects.filter(title="Blodprøve").exists()
