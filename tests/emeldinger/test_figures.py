"""What leaders see of how e-meldinger are dealt with: right to the message, and never about one person."""

from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from emeldinger.models import Closing, Consequence, Message, ReceiptTask, WatchRules
from emeldinger.plots import bars
from emeldinger.queries.figures import figures_of_ht
from heltom.lib import clock
from tests.access_table import WHO
from tests.emelding_factories import MessageFactory, SendingFactory
from tests.factories import PositionFactory, StaffFactory, TeamFactory, UserFactory
from tests.support import clocks
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: A Wednesday at noon.
NOW = datetime(2026, 11, 25, 12, tzinfo=clock.OSLO)


@pytest.fixture
def ward(monkeypatch):
    clocks.pin(monkeypatch, NOW)
    ward = make_ward(NOW.date())
    ward.people["lise"] = StaffFactory(team=ward.ht, user=UserFactory(username="lise"))
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    ward.people["une"] = StaffFactory(team=ward.ht, user=UserFactory(username="une"))
    PositionFactory(staff=ward.people["une"], kind="enhetsleder", team=None, unit=ward.team.unit)
    return ward


@pytest.fixture
def nurses():
    return UserFactory.create_batch(5)


def message(ward, *, ago: timedelta, **more):
    return MessageFactory(ht=ward.ht, patient=None, match="ingen", received_at=NOW - ago, **more)


def closed(ward, by, *, ago: timedelta, took: timedelta, due: timedelta | None = None, **more):
    """Came so long ago, was opened at half time, and closed by somebody."""
    came = NOW - ago
    row = message(
        ward,
        ago=ago,
        opened_at=came + took / 2,
        opened_by=by,
        closed_at=came + took,
        due_at=came + due if due else None,
        **more,
    )
    end(row, by, row.closed_at)
    return row


def end(row, by, at):
    """Nothing is closed without what it led to: the database says so at the end of the transaction."""
    ended = Closing.objects.create(message=row, at=at, by=by)
    Consequence.objects.create(closing=ended, kind="lest", said="Lest")


def page_of(ward):
    return figures_of_ht(ward.user("lise"), ward.ht.code, "12")


def table(page, key):
    (found,) = (table for table in page.tables if table.key == key)
    return found.rows


def test_times_are_the_medians_of_what_was_closed(ward, nurses):
    for number, nurse in enumerate(nurses, 1):
        closed(
            ward, nurse, ago=timedelta(days=3), took=timedelta(hours=number), due=timedelta(hours=3)
        )
    message(ward, ago=timedelta(minutes=30))
    (row,) = table(page_of(ward), "type")
    assert (row.came, row.still_open) == (6, 1)
    assert row.opened == timedelta(hours=1, minutes=30)
    assert row.to_close == "3 t 0 min"
    assert row.slow == timedelta(hours=4, minutes=36)
    assert (row.due, row.percent) == (5, 60)


def test_four_people_are_too_few_to_tell_of(client, ward, nurses):
    for nurse in [*nurses[:4], nurses[0]]:
        closed(ward, nurse, ago=timedelta(days=3), took=timedelta(hours=1), due=timedelta(hours=3))
    page = page_of(ward)
    for rows in (table.rows for table in page.tables):
        (row,) = rows
        assert (row.came, row.percent, row.closed, row.to_open) == (5, None, None, "")
    assert all(times.percent is None for _monday, times in page.week_rows)
    client.force_login(ward.user("lise"))
    html = client.get(reverse("emeldinger:figures", args=[ward.ht.code])).text
    assert html.count("for få har avsluttet til at tider vises") == 3


def test_a_message_opened_again_counts_once_and_by_who_closed_it_last(ward, nurses):
    for nurse in nurses:
        closed(ward, nurse, ago=timedelta(days=1), took=timedelta(hours=1))
    again = Closing.objects.latest("pk")
    again.reopened_at, again.reopened_by, again.reopened_why = NOW, nurses[0], "glemt svar"
    again.save()
    end(again.message, nurses[0], NOW)
    (row,) = table(page_of(ward), "type")
    assert (row.came, row.is_told) == (5, False)


def test_what_is_past_its_deadline_and_open_was_not_in_time(ward, nurses):
    for nurse in nurses:
        closed(ward, nurse, ago=timedelta(days=2), took=timedelta(hours=1), due=timedelta(hours=1))
    late = {"type_text": "", "type_code": "LOG_UTSKREVET"}
    message(ward, ago=timedelta(hours=9), due_at=NOW - timedelta(hours=5), **late)
    message(ward, ago=timedelta(hours=9), due_at=NOW - timedelta(hours=2), **late)
    message(ward, ago=timedelta(hours=9), due_at=NOW + timedelta(hours=2))
    page = page_of(ward)
    (week,) = (times for _monday, times in page.week_rows if times.came)
    assert (week.due, week.percent) == (7, 71)
    (row,) = page.standing.overdue
    assert (row.number, row.age, page.standing.late) == (2, "5 t 0 min", 2)
    assert page.standing.open == 3


def test_what_is_due_at_once_was_in_time_when_somebody_soon_opened_it(ward, nurses):
    """Opened after 5, 10, 15, 20 and 25 minutes; the next one is told after 15, here after 20."""
    at_once = {"ago": timedelta(days=2), "due": timedelta(0)}
    for number, nurse in enumerate(nurses, 1):
        closed(ward, nurse, took=timedelta(minutes=10 * number), **at_once)
    Message.objects.update(due_at=F("received_at"))
    assert table(page_of(ward), "type")[0].percent == 60
    rules = {"unreachable_minutes": 20, "changed_at": NOW, "changed_by": nurses[0]}
    WatchRules.objects.create(ht=ward.ht, **rules)
    assert table(page_of(ward), "type")[0].percent == 80


def test_rejected_and_other_hts_messages_are_in_no_figure(ward):
    message(ward, ago=timedelta(days=1), rejected=True)
    MessageFactory(received_at=NOW - timedelta(days=1))
    message(ward, ago=timedelta(weeks=14))
    page = page_of(ward)
    assert (page.came, [table.rows for table in page.tables]) == (0, [[], [], []])


def test_a_week_begins_on_monday_in_local_time_also_when_the_clock_is_set_back(ward):
    """The clock was set back in the night to Sunday 25 October 2026."""
    for day, hour in ((25, 23), (26, 0)):
        at = datetime(2026, 10, day, hour, 30, tzinfo=clock.OSLO)
        MessageFactory(ht=ward.ht, patient=None, match="ingen", received_at=at)
    page = page_of(ward)
    assert [times.label for _monday, times in page.week_rows] == [str(n) for n in range(36, 49)]
    assert {times.label: times.came for _monday, times in page.week_rows if times.came} == {
        "43": 1,
        "44": 1,
    }


def test_hours_are_local_and_the_weekend_stands_by_itself(ward):
    """Twelve weeks and a piece of this one have 63 weekdays and 24 days of weekend."""
    for day in (18, 19):
        at = datetime(2026, 11, day, 8, 30, tzinfo=clock.OSLO)
        MessageFactory(ht=ward.ht, patient=None, match="ingen", received_at=at)
    saturday = datetime(2026, 11, 21, 23, 10, tzinfo=clock.OSLO)
    MessageFactory(ht=ward.ht, patient=None, match="ingen", received_at=saturday)
    page = page_of(ward)
    assert page.hours[8].weekdays == pytest.approx(2 / 63)
    assert page.hours[23].weekend == pytest.approx(1 / 24)
    assert sum(hour.weekdays + hour.weekend for hour in page.hours) == pytest.approx(
        2 / 63 + 1 / 24
    )
    assert [(row.label, row.came) for row in table(page, "vakt")] == [
        ("hverdag, dag (7–15)", 2),
        ("lørdag og søndag", 1),
    ]


def test_receipts_that_have_not_come_are_told_by_age(ward):
    for hours, answered in ((2, ""), (30, ""), (100, ""), (100, "1")):
        sending = SendingFactory(
            kind="melding", answers=None, receipt_status="", receiver_her="1", receiver_name="Lege",
            ht=ward.ht, written_at=NOW - timedelta(hours=hours), sent=True, answered_status=answered,
        )  # fmt: skip
    ReceiptTask.objects.create(sending=sending, kind="mangler", opened_at=NOW)
    SendingFactory(answers=message(ward, ago=timedelta(hours=1)))
    out = page_of(ward).standing.outstanding
    assert (out.young, out.late, out.presumed, out.total) == (1, 1, 1, 3)
    assert (out.tasks, out.unowned, out.owed) == (1, 1, 1)


def test_who_sends_to_the_wrong_place_is_counted(ward, nurses):
    for name in ("Sykehuset", "Sykehuset", "Legen"):
        row = closed(
            ward, nurses[0], ago=timedelta(days=1), took=timedelta(hours=1), sender_name=name
        )
        Consequence.objects.filter(closing__message=row).update(kind="feil-adresse")
    undone = Consequence.objects.filter(closing__message__sender_name="Legen").get()
    undone.undone_at, undone.undone_by = NOW, nurses[0]
    undone.save()
    assert [(row.sender, row.number) for row in page_of(ward).wrong] == [("Sykehuset", 2)]


def test_a_unit_adds_its_hts_together(client, ward):
    other = TeamFactory(kind="HT", ht=None, site=ward.ht.site, code="ht-to", name="HT To")
    message(ward, ago=timedelta(hours=1))
    MessageFactory(ht=other, received_at=NOW - timedelta(hours=2))
    client.force_login(ward.user("une"))
    answer = client.get(reverse("emeldinger:figures_unit", args=[ward.team.unit.code]))
    assert answer.context["page"].came == 2
    assert [row.came for row in table(answer.context["page"], "ht")] == [1, 1]
    assert "Etter helsetjenesteteam" in answer.text
    home = client.get(reverse("emeldinger:figures_home"))
    assert home.url == reverse("emeldinger:figures_unit", args=[ward.team.unit.code])


def test_many_messages_cost_no_more_queries(client, ward, nurses, django_assert_max_num_queries):
    client.force_login(ward.user("lise"))
    url = reverse("emeldinger:figures", args=[ward.ht.code])
    for nurse in nurses:
        closed(ward, nurse, ago=timedelta(days=3), took=timedelta(hours=1), due=timedelta(hours=3))
    with django_assert_max_num_queries(24):
        assert client.get(url).status_code == 200


def test_the_way_there(client, ward):
    """From the list for who reads it too; from the top of the page for who leads the unit."""
    for name, page, leads_to in (
        ("lise", reverse("emeldinger:desk", args=[ward.ht.code]), "figures"),
        ("une", reverse("worklists:overview", args=[NOW.date()]), "figures_home"),
    ):
        client.force_login(ward.user(name))
        args = [ward.ht.code] if leads_to == "figures" else []
        assert f'href="{reverse(f"emeldinger:{leads_to}", args=args)}"' in client.get(page).text
    client.force_login(ward.user("ola"))
    leader_of_an_ot = client.get(reverse("worklists:overview", args=[NOW.date()])).text
    assert reverse("emeldinger:figures_home") not in leader_of_an_ot


# Lise leads the HT and Une the unit; Anne is on duty and Ola leads the OT: it is not for them.
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("figures", [302, 403, 403, 403, 403, 404, 404, 403, 200, 200]),
        ("figures_unit", [302, 403, 403, 403, 403, 404, 404, 403, 200, 200]),
        ("figures_home", [302, 403, 403, 403, 403, 403, 403, 403, 302, 302]),
    ],
)
def test_who_may_see_the_figures(client, ward, name, expected):
    ward.people["drift"] = StaffFactory(team=ward.team, with_login=True)
    PositionFactory(
        staff=ward.people["drift"], kind="systemansvarlig", team=None, unit=ward.team.unit
    )
    codes = {"figures": [ward.ht.code], "figures_unit": [ward.team.unit.code]}
    url = reverse(f"emeldinger:{name}", args=codes.get(name, []))
    found = []
    for who in [*WHO, "lise", "une"]:
        client.logout()
        if who != "anonymous":
            client.force_login(ward.user(who))
        found.append(client.get(url).status_code)
    assert found == expected


def test_a_bar_that_is_missing_is_no_nought():
    drawn = bars(
        [50, None, 0], ["a", "b", "c"], ["50 %", "–", "0 %"], top=100, width=300, height=140
    )
    assert [(bar.label, bar.height, bar.y) for bar in drawn.bars] == [("a", 50, 68), ("c", 0, 118)]
    assert [bar.label for bar in drawn.missing] == ["b"]
