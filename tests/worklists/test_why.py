"""Why her and not another one: in minutes of travel, the one measure that the leader's page has."""

from datetime import timedelta

import pytest

from heltom.lib import clock
from tests.ward import make_ward
from worklists.models import Visit
from worklists.planning.explain import explain
from worklists.planning.plan import Alternative, Explanation, Plan, Term
from worklists.queries import why


def told(extra, *terms):
    other = Alternative("k", extra, "possible", "…", 575, tuple(Term(*term) for term in terms))
    return why._other(other, clock.today())


def test_another_choice_is_told_with_its_time_and_the_parts_of_its_price():
    dearer = told(78, ("waiting", -12, -12), ("travel", 6, 60), ("continuity", 1, 30))
    assert dearer == (
        "Kan ta oppdraget 09:35, men det veier som 7,8 minutter mer reise:"
        " reise +6, kontinuitet +3, venting −1,2."
    )
    cheaper = told(-10, ("travel", -1, -10), ("reserve", 3, 0))
    assert cheaper == "Kan ta oppdraget 09:35, og det veier som 1 minutt mindre reise: reise −1."
    assert told(0) == "Kan ta oppdraget 09:35, og det veier likt."


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (32, "Dette er best for hele dagen. Det nest beste veier som 3,2 minutter mer reise."),
        (0, "Dette er best for hele dagen. Et annet valg veier likt."),
        (-1598, "Slik dagen er nå, veier et annet valg som 159,8 minutter mindre reise."),
        (1234567, "Dette er best for hele dagen. Det nest beste veier som 123456,7 minutter mer reise."),
    ],
)  # fmt: skip
def test_how_far_off_the_next_best_is(extra, sentence):
    assert why._best(extra) == sentence


@pytest.mark.django_db
def test_the_parts_add_up_to_the_whole_for_everybody_who_could(monkeypatch):
    ward = make_ward(clock.today() + timedelta(days=1))
    ward.plans(6)
    ward.carers(2)
    ward.build()
    priced: list[Alternative] = []

    def spied(problem: object, plan: Plan, key: str) -> Explanation:
        found = explain(problem, plan, key)
        priced.extend(other for other in found.alternatives if other.extra is not None)
        return found

    monkeypatch.setattr(why, "explain", spied)
    answer = why.why(Visit.objects.first())
    assert answer.is_priced
    assert priced
    assert [sum(term.points for term in other.terms) for other in priced] == [
        other.extra for other in priced
    ]
    assert all("poeng" not in other.sentence for other in answer.others)
