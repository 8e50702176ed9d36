"""The team's prioriteringsliste: how a visit finds its line, who writes it, what the planner reads."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import AuditEvent
from tests.shift_factories import PriorityItemFactory
from tests.support.htmx import Page
from tests.ward import make_ward
from worklists.actions import priorities, team_shifts
from worklists.models import PriorityItem
from worklists.queries import problem
from worklists.queries.priorities import priorities_of, priorities_page
from worklists.queries.work import read_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make_ward(clock.today() + timedelta(days=1))


def words_of(team):
    return list(
        PriorityItem.objects.filter(team=team).order_by("position").values_list("words", flat=True)
    )


def test_a_visit_belongs_to_the_first_line_whose_words_its_title_has(ward):
    for position, words in enumerate(("langtidsvirkende", "insulin", "  Dusj ")):
        PriorityItemFactory(team=ward.team, position=position, words=words)
    listed = priorities_of(ward.team)
    assert listed.of("Langtidsvirkende  insulin").number == 1
    assert listed.of("INSULIN før frokost").number == 2
    assert listed.of("Hjelp til dusj").number == 3
    assert listed.of("Middag") is None


def test_the_lowest_line_that_may_go_is_the_cheapest_and_no_line_is_as_it_was(ward):
    rules = ("skal", "vente", "utga", "utga", "utga")
    for position, (words, rule) in enumerate(zip("abcde", rules, strict=True)):
        PriorityItemFactory(team=ward.team, position=position, words=words, rule=rule)
    listed = priorities_of(ward.team)
    percents = [listed.drop_percent(words) for words in "abcde"]
    assert percents == [150, 95, 90, 75, 60]
    assert listed.drop_percent("x") == 100


def test_the_planner_is_told(ward):
    ward.plans(1, title="Dusj")
    ward.plans(1, title="Middag")
    PriorityItemFactory(team=ward.team, words="dusj", rule="utga")
    shift = team_shifts.get(team=ward.team, day=ward.day, kind="dag")
    asked = problem.build(read_work(shift), clock.now())
    percents = {
        job.visit.title: need.drop_percent
        for job, need in zip(asked.jobs.values(), asked.problem.visits, strict=True)
    }
    assert percents == {"Dusj": 60, "Middag": 100}


def test_the_preview_counts_the_coming_week_line_by_line(ward):
    ward.plans(2, title="Dusj", weekdays=[1, 2, 3, 4, 5, 6, 7], valid_from=clock.today())
    ward.plans(1, title="Dusj", weekdays=[1], priority=1, valid_from=clock.today())
    ward.plans(1, title="Middag", weekdays=[2], valid_from=clock.today())
    PriorityItemFactory(team=ward.team, words="dusj", rule="utga")
    page = priorities_page(ward.team)
    assert [(line.visits, line.at_time) for line in page.lines] == [(15, 1)]
    assert (page.loose, page.visits) == (1, 16)


def test_a_team_without_a_list_begins_with_a_sober_one_and_one_with_a_list_keeps_it(ward):
    ola = ward.user("ola")
    assert priorities.copy_default(team=ward.team, by=ola)
    assert words_of(ward.team)[0] == "insulin"
    assert priorities.copy_default(team=ward.team, by=ola) == []
    assert AuditEvent.objects.filter(verb="priorities_begun").count() == 1


def test_a_line_moves_to_the_place_that_was_said_and_pressed_twice_stays_there(ward):
    ola = ward.user("ola")
    a, _b, _c = (
        priorities.add(team=ward.team, words=words, rule="utga", by=ola) for words in "abc"
    )
    priorities.move(item=a, to=2, by=ola)
    priorities.move(item=a, to=2, by=ola)
    assert words_of(ward.team) == ["b", "a", "c"]
    priorities.move(item=a, to=99, by=ola)
    assert words_of(ward.team) == ["b", "c", "a"]


def test_the_same_words_stand_there_once(ward):
    ola = ward.user("ola")
    first = priorities.add(team=ward.team, words="Dusj", rule="utga", by=ola)
    other = priorities.add(team=ward.team, words="gåtur", rule="utga", by=ola)
    with pytest.raises(Refused, match="«dusj» står alt på listen"):
        priorities.add(team=ward.team, words="  dusj ", rule="skal", by=ola)
    with pytest.raises(Refused):
        priorities.change(item=other, words="DUSJ", rule="utga", by=ola)
    priorities.change(item=first, words="dusj", rule="vente", note="ny dag", by=ola)
    assert PriorityItem.objects.get(pk=first.pk).rule == "vente"


def test_the_second_leader_is_told_that_the_line_is_gone(ward):
    ola = ward.user("ola")
    item = priorities.add(team=ward.team, words="dusj", rule="utga", by=ola)
    priorities.remove(item=item, by=ola)
    priorities.remove(item=item, by=ola)
    with pytest.raises(Refused, match="fjernet av en annen"):
        priorities.change(item=item, words="dusj", rule="skal", by=ola)


def test_the_leader_writes_on_the_page_and_those_on_duty_only_read(client, ward, monkeypatch):
    noon = clock.at(ward.day, time(12))
    monkeypatch.setattr(clock, "now", lambda: noon)
    url = reverse("worklists:priorities", args=[ward.team.code])
    client.force_login(ward.user("ola"))
    page = Page(client, url)
    page.press(url, words="dusj", rule="utga", note="")
    page.press(url, words="gåtur", rule="utga", note="")
    assert page.html == page.fresh()
    item = PriorityItem.objects.get(words="gåtur")
    page.press(reverse("worklists:priority_move", args=[ward.team.code, item.pk]), to="1")
    assert page.html == page.fresh()
    assert words_of(ward.team) == ["gåtur", "dusj"]
    page.press(url, words=" ", rule="utga", note="kommer igjen")
    assert "Skriv minst ett ord" in page.html
    assert "kommer igjen" in page.html
    client.force_login(ward.user("kari"))
    seen = client.get(url).text
    assert "gåtur" in seen
    assert "Ny linje" not in seen
