"""Two people at the criteria in the same moment: one is first, the other is told."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.actions import criteria, criteria_decisions
from patients.models import CriteriaTable
from tests.belonging_factories import ConditionFactory, CriteriaTableFactory, CriterionFactory
from tests.factories import PositionFactory, StaffFactory

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = clock.today() + timedelta(days=1)


def adviser():
    staff = StaffFactory(with_login=True)
    PositionFactory(staff=staff, kind="konsulent", team=None, unit=staff.team.unit)
    return staff


def whole_draft(staff, **more):
    """A draft of hers that can be decided."""
    table = CriteriaTableFactory(draft=True, responsible=staff, **more)
    for side in ("HSY", "PBP"):
        ConditionFactory(criterion=CriterionFactory(table=table, speaks_for=side))
    return table


def at_once(*doings):
    """Does them all in the same moment. Returns what was refused."""
    meet, refused, broken = threading.Barrier(len(doings), timeout=5), [], []

    def do(doing):
        try:
            meet.wait()
            doing()
        except Refused as refusal:
            refused.append(str(refusal))
        except Exception as fault:
            broken.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(doing,)) for doing in doings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return refused


def test_two_drafts_decided_from_the_same_day_give_one_table():
    drafts = [whole_draft(adviser()) for _ in range(2)]

    def decide(draft):
        criteria_decisions.decide(
            table=draft, valid_from=TOMORROW, why="x", version=0, by=draft.responsible.user
        )

    refused = at_once(*(lambda draft=draft: decide(draft) for draft in drafts))
    assert CriteriaTable.objects.on(TOMORROW).count() == 1
    assert len(refused) == 1
    assert "Velg en senere dag" in refused[0]


def test_two_windows_on_one_draft_do_not_undo_each_other():
    kine = adviser()
    draft = whole_draft(kine)

    def rename(name):
        criteria.rename(table=draft, name=name, why="", is_example=False, version=0, by=kine.user)

    refused = at_once(lambda: rename("A"), lambda: rename("B"))
    draft.refresh_from_db()
    assert draft.version == 1
    assert len(refused) == 1
    assert "kanskje i et annet vindu" in refused[0]


def test_two_first_drafts_have_each_their_number():
    one, other = adviser(), adviser()
    refused = at_once(
        lambda: criteria.make_draft(by=one.user), lambda: criteria.make_draft(by=other.user)
    )
    assert refused == []
    assert set(CriteriaTable.objects.values_list("number", flat=True)) == {1, 2}


def test_a_draft_decided_while_it_is_edited_is_decided_as_it_was_read():
    kine = adviser()
    draft = whole_draft(kine)
    refused = at_once(
        lambda: criteria.delete_criterion(
            criterion=draft.criteria.first(), version=0, by=kine.user
        ),
        lambda: criteria_decisions.decide(
            table=draft, valid_from=TOMORROW, why="x", version=0, by=kine.user
        ),
    )
    draft.refresh_from_db()
    assert len(refused) == 1
    assert (draft.decided_at is not None) is (draft.criteria.count() == 2)
