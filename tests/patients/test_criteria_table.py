"""The table out of the database: which one holds, and that its length costs nothing."""

from datetime import timedelta

import pytest

from heltom.lib import clock
from patients.criteria import rules
from patients.queries.criteria import read_table, table_on
from tests.belonging_factories import (
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    TaskRuleFactory,
)
from tests.factories import CompetenceFactory

pytestmark = pytest.mark.django_db

TODAY = clock.today()


def test_a_day_has_the_table_decided_for_it_and_never_a_draft():
    assert table_on(TODAY) is None
    CriteriaTableFactory(number=3, draft=True)
    old = CriteriaTableFactory(number=1, valid_to=TODAY)
    CriteriaTableFactory(number=2, valid_from=TODAY + timedelta(days=1))
    assert table_on(TODAY).number == old.number == 1
    assert table_on(TODAY + timedelta(days=1)).number == 2


def test_a_table_is_read_whole_in_its_order():
    table = CriteriaTableFactory(number=4, name="Våre", is_example=True)
    last = CriterionFactory(table=table, position=2, speaks_for="PBP", strength=1, text="to")
    first = CriterionFactory(table=table, position=1, strength=3, text="en", source="oss")
    ConditionFactory(criterion=first, kind="diagnose", values=["icpc2:T90"], negated=True)
    ConditionFactory(criterion=first, kind="news2", values=[], number=5, days=7)
    ConditionFactory(criterion=last)
    TaskRuleFactory(table=table, competence__code="insulin", text="Med delegering")
    assert read_table(table) == rules.Table(
        number=4,
        name="Våre",
        is_example=True,
        rules=(
            rules.Rule(
                str(first.pk), "HSY", 3, "en", "oss",
                (
                    rules.Condition("diagnose", ("icpc2:T90",), negated=True),
                    rules.Condition("news2", number=5, days=7),
                ),
            ),
            rules.Rule(
                str(last.pk), "PBP", 1, "to", "en test", (rules.Condition("tilstand", ("ustabil",)),)
            ),
        ),
        tasks={"insulin": rules.TaskLaw("insulin", "delegering", "egen", "Med delegering")},
    )  # fmt: skip


def test_a_long_table_costs_no_more_than_a_short_one(django_assert_num_queries):
    table = CriteriaTableFactory()
    for number in range(8):
        ConditionFactory(criterion=CriterionFactory(table=table))
        TaskRuleFactory(table=table, competence=CompetenceFactory(code=f"kurs-{number}"))
    with django_assert_num_queries(4):
        table_on(TODAY)
