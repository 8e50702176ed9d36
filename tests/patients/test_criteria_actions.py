"""One responsible person writes a draft, decides it from a day, and it is never changed again."""

from datetime import timedelta

import pytest

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from patients.actions import criteria, criteria_decisions
from patients.criteria import rules
from patients.models import CriteriaTable
from patients.queries.criteria import read_table, table_on
from teams.models import AuditEvent
from tests.belonging_factories import (
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    TaskRuleFactory,
)
from tests.factories import CompetenceFactory, PositionFactory, StaffFactory

pytestmark = pytest.mark.django_db

TODAY = clock.today()
TOMORROW = TODAY + timedelta(days=1)
UNSTABLE = rules.Condition("tilstand", ("ustabil",))
RULE = rules.Rule("", "HSY", 2, "Et nytt kriterium", "oss", (UNSTABLE,))
LAW = rules.TaskLaw("insulin", "delegering", "egen", "Med kurs")


def adviser():
    """Somebody who may edit the criteria."""
    staff = StaffFactory(with_login=True)
    PositionFactory(staff=staff, kind="konsulent", team=None, unit=staff.team.unit)
    return staff.user


@pytest.fixture
def kine():
    return adviser()


@pytest.fixture
def draft(kine):
    """Kine's draft: one criterion for each side, and one rule for a task."""
    table = CriteriaTableFactory(number=2, draft=True, responsible=kine.staff)
    ConditionFactory(criterion=CriterionFactory(table=table, position=1, text="Ustabil"))
    ConditionFactory(
        criterion=CriterionFactory(table=table, position=2, speaks_for="PBP", text="Stabil"),
        values=["stabil"],
    )
    TaskRuleFactory(table=table)
    return table


def decide(table, by, **more):
    table.refresh_from_db()
    said = {"valid_from": TOMORROW, "why": "Vi vil skille mer.", "version": table.version}
    return criteria_decisions.decide(table=table, by=by, **said | more)


def texts(table):
    return list(table.criteria.values_list("text", flat=True))


# Drafts ---------------------------------------------------------------------------------------


def test_a_draft_begins_as_a_copy_of_what_is_in_force(kine):
    held = CriteriaTableFactory(number=7, name="Våre kriterier")
    ConditionFactory(criterion=CriterionFactory(table=held, text="Ustabil"), negated=True)
    TaskRuleFactory(table=held)
    draft = criteria.make_draft(by=kine)
    assert (draft.number, draft.based_on, draft.responsible) == (8, held, kine.staff)
    copied, original = read_table(draft), read_table(held)
    assert copied.tasks == original.tasks
    assert [rule.conditions for rule in copied.rules] == [r.conditions for r in original.rules]


def test_the_first_draft_begins_as_the_example(kine):
    draft = criteria.make_draft(by=kine)
    assert draft.is_example
    assert draft.criteria.count() >= 20
    assert draft.responsible == kine.staff


def test_a_criterion_is_added_changed_moved_and_deleted(draft, kine):
    new = criteria.add_criterion(table=draft, rule=RULE, version=0, by=kine)
    assert texts(draft) == ["Ustabil", "Stabil", "Et nytt kriterium"]
    criteria.move_criterion(criterion=new, up=True, version=1, by=kine)
    assert texts(draft) == ["Et nytt kriterium", "Stabil", "Ustabil"], "past its own side's"
    other = rules.Rule("", "PBP", 1, "Endret", "", (UNSTABLE, UNSTABLE))
    criteria.change_criterion(criterion=new, rule=other, version=2, by=kine)
    new.refresh_from_db()
    assert (new.text, new.speaks_for, new.strength) == ("Endret", "PBP", 1)
    assert new.conditions.count() == 2
    criteria.delete_criterion(criterion=new, version=3, by=kine)
    assert texts(draft) == ["Stabil", "Ustabil"]
    told = AuditEvent.objects.filter(object_id=draft.pk).order_by("pk")
    assert [event.verb for event in told] == [
        "criterion_added",
        "criterion_moved",
        "criterion_changed",
        "criterion_deleted",
    ]


def test_moving_the_first_one_up_does_nothing(draft, kine):
    criteria.move_criterion(criterion=draft.criteria.first(), up=True, version=0, by=kine)
    assert texts(draft) == ["Ustabil", "Stabil"]


def test_a_criterion_that_cannot_be_judged_by_is_refused_whole(draft, kine):
    bad = rules.Rule("", "HSY", 2, "x", "", (rules.Condition("diagnose", ("icpc2:T9O",)),))
    with pytest.raises(Refused, match="«T9O» er ikke en kode i ICPC-2"):
        criteria.change_criterion(criterion=draft.criteria.first(), rule=bad, version=0, by=kine)
    draft.refresh_from_db()
    assert texts(draft) == ["Ustabil", "Stabil"]


def test_each_task_has_one_rule(draft, kine):
    law = rules.TaskLaw("insulin", "nei", "lov", "", "helsepersonelloven § 4")
    criteria.save_task_rule(table=draft, law=law, version=0, by=kine)
    assert read_table(draft).tasks == {"insulin": law}
    criteria.delete_task_rule(rule=draft.task_rules.get(), version=1, by=kine)
    assert read_table(draft).tasks == {}


@pytest.mark.parametrize(
    ("law", "sentence"),
    [
        (rules.TaskLaw("finnes-ikke", "ja", "egen"), "Oppgaven finnes ikke"),
        (rules.TaskLaw("insulin", "kanskje", "egen"), "Velg om helsefagarbeider får gjøre det"),
    ],
)
def test_a_rule_for_a_task_must_make_sense(draft, kine, law, sentence):
    with pytest.raises(Refused, match=sentence):
        criteria.save_task_rule(table=draft, law=law, version=0, by=kine)


def test_what_was_seen_by_now_changed_is_not_written_over(draft, kine):
    criteria.rename(table=draft, name="A", why="", is_example=False, version=0, by=kine)
    with pytest.raises(Refused, match="ble endret av Kari Oppdiktet"):
        criteria.rename(table=draft, name="B", why="", is_example=False, version=0, by=kine)
    draft.refresh_from_db()
    assert draft.name == "A"


def test_only_the_responsible_edits_and_another_may_take_over(draft, kine):
    other = adviser()
    with pytest.raises(Refused, match="er ansvarlig for utkastet"):
        criteria.add_criterion(table=draft, rule=RULE, version=0, by=other)
    criteria.take_over(table=draft, by=other)
    criteria.take_over(table=draft, by=other)  # pressed twice
    criteria.add_criterion(table=draft, rule=RULE, version=1, by=other)
    with pytest.raises(Refused, match="er ansvarlig for utkastet"):
        criteria.add_criterion(table=draft, rule=RULE, version=2, by=kine)
    event = AuditEvent.objects.get(verb="criteria_taken_over")
    assert event.details["before"] == kine.staff.number


def test_a_draft_nobody_needs_can_be_thrown_away(draft, kine):
    criteria.delete_draft(table=draft, version=0, by=kine)
    assert not CriteriaTable.objects.exists()
    with pytest.raises(Refused, match="Utkastet er slettet"):
        criteria.delete_draft(table=draft, version=1, by=kine)


# Every edit -------------------------------------------------------------------------------------

EDITS = {
    "rename": lambda table, by: criteria.rename(
        table=table, name="x", why="", is_example=False, version=table.version, by=by
    ),
    "add": lambda table, by: criteria.add_criterion(
        table=table, rule=RULE, version=table.version, by=by
    ),
    "change": lambda table, by: criteria.change_criterion(
        criterion=table.criteria.first(), rule=RULE, version=table.version, by=by
    ),
    "delete": lambda table, by: criteria.delete_criterion(
        criterion=table.criteria.first(), version=table.version, by=by
    ),
    "move": lambda table, by: criteria.move_criterion(
        criterion=table.criteria.first(), up=False, version=table.version, by=by
    ),
    "save law": lambda table, by: criteria.save_task_rule(
        table=table, law=LAW, version=table.version, by=by
    ),
    "delete law": lambda table, by: criteria.delete_task_rule(
        rule=table.task_rules.get(), version=table.version, by=by
    ),
    "delete draft": lambda table, by: criteria.delete_draft(
        table=table, version=table.version, by=by
    ),
    "take over": lambda table, by: criteria.take_over(table=table, by=by),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_is_decided_is_never_changed_again(draft, kine, edit):
    # Before its day another may become responsible, to take it back.
    decide(draft, kine, valid_from=TODAY if edit is EDITS["take over"] else TOMORROW)
    before = read_table(draft)
    with pytest.raises(Refused, match="er bestemt og endres ikke"):
        edit(CriteriaTable.objects.get(pk=draft.pk), kine)
    assert read_table(CriteriaTable.objects.get(pk=draft.pk)) == before


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_who_may_not_edit_criteria_edits_nothing(draft, edit):
    leader = PositionFactory().staff.user
    draft.responsible = leader.staff
    draft.save()
    with pytest.raises(NotAllowed, match="Bare sykepleierfaglig konsulent og enhetsleder"):
        edit(draft, leader)


# Deciding ---------------------------------------------------------------------------------------


def test_a_decided_draft_holds_from_its_day_and_the_one_before_until_then(draft, kine):
    CriteriaTableFactory(number=1)
    row = decide(draft, kine)
    assert table_on(TODAY).number == 1
    assert table_on(TOMORROW).number == 2
    assert (row.decided_by, row.why) == (kine, "Vi vil skille mer.")
    assert row.state_on(TODAY) == "kommer"
    event = AuditEvent.objects.get(verb="criteria_decided")
    assert (event.reason, event.role) == ("Vi vil skille mer.", "clinical_adviser")


def test_deciding_twice_is_deciding_once(draft, kine):
    version = draft.version
    decide(draft, kine)
    decide(draft, kine, version=version)
    assert AuditEvent.objects.filter(verb="criteria_decided").count() == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"why": " "}, "Skriv hva som er nytt, og hvorfor"),
        ({"valid_from": TODAY - timedelta(days=1)}, "en dag som er over"),
        ({"valid_from": TODAY + timedelta(days=400)}, "høyst et år fram"),
        ({"version": 9}, "ble endret etter at du åpnet siden"),
    ],
)
def test_a_decision_must_be_whole(draft, kine, more, sentence):
    with pytest.raises(Refused, match=sentence):
        decide(draft, kine, **more)
    assert table_on(TOMORROW) is None


def test_a_table_must_be_able_to_speak_for_both_sides(draft, kine):
    draft.criteria.get(speaks_for="PBP").delete()
    with pytest.raises(Refused, match="mangler et kriterium som taler for PBP"):
        decide(draft, kine)


def test_a_criterion_without_conditions_holds_the_decision_back(draft, kine):
    CriterionFactory(table=draft, text="Tomt")
    with pytest.raises(Refused, match="«Tomt» mangler vilkår"):
        decide(draft, kine)


def test_only_the_responsible_decides(draft):
    with pytest.raises(Refused, match="Bare den som er ansvarlig"):
        decide(draft, adviser())


def test_a_draft_without_anybody_responsible_is_taken_over_first(draft, kine):
    draft.responsible = None
    draft.save()
    with pytest.raises(Refused, match="Bare den som er ansvarlig"):
        decide(draft, kine)
    with pytest.raises(Refused, match="Utkastet har ingen ansvarlig"):
        criteria.add_criterion(table=draft, rule=RULE, version=0, by=kine)


def test_two_versions_never_hold_from_the_same_day(draft, kine):
    CriteriaTableFactory(number=1, valid_from=TOMORROW)
    with pytest.raises(Refused, match=r"Nr\. 1 gjelder fra"):
        decide(draft, kine)


def test_a_coming_one_is_withdrawn_before_its_day_and_the_one_before_holds_on(draft, kine):
    CriteriaTableFactory(number=1)
    decide(draft, kine)
    row = criteria_decisions.withdraw(table=draft, by=kine)
    criteria_decisions.withdraw(table=draft, by=kine)  # pressed twice
    assert row.valid_from is None
    assert table_on(TOMORROW).number == 1
    assert CriteriaTable.objects.get(number=1).valid_to is None
    criteria.add_criterion(table=draft, rule=RULE, version=row.version, by=kine)


def test_another_takes_over_a_coming_one_to_take_it_back(draft, kine):
    other = adviser()
    decide(draft, kine)
    with pytest.raises(Refused, match="Ta over ansvaret først"):
        criteria_decisions.withdraw(table=draft, by=other)
    criteria.take_over(table=draft, by=other)
    assert criteria_decisions.withdraw(table=draft, by=other).responsible == other.staff


def test_what_holds_today_is_not_withdrawn(draft, kine):
    decide(draft, kine, valid_from=TODAY)
    with pytest.raises(Refused, match="gjelder alt og kan ikke trekkes tilbake"):
        criteria_decisions.withdraw(table=draft, by=kine)


def test_the_last_one_decided_is_withdrawn_first(draft, kine):
    decide(draft, kine)
    later = criteria_decisions.put_in_force(
        CriteriaTableFactory(number=3, draft=True), TOMORROW + timedelta(days=7), by=kine
    )
    with pytest.raises(Refused, match="En senere utgave er bestemt"):
        criteria_decisions.withdraw(table=draft, by=kine)
    assert later.valid_from


def test_if_the_record_cannot_be_written_nothing_is_decided(draft, kine, monkeypatch):
    def broken(**_):
        raise RuntimeError

    monkeypatch.setattr("teams.audit.record", broken)
    with pytest.raises(RuntimeError):
        decide(draft, kine)
    assert table_on(TOMORROW) is None


# Files --------------------------------------------------------------------------------------------


def test_the_example_is_loaded_in_force_without_rules_for_unknown_competences():
    CompetenceFactory(code="insulin")
    row = criteria.load(in_force_from=TODAY)
    assert row.is_example
    assert list(read_table(row).tasks) == ["insulin"]
    assert table_on(TODAY).number == row.number


def test_an_own_table_needs_somebody_responsible_before_it_is_in_force():
    rows = [
        {"speaks_for": side, "strength": 2, "text": side, "conditions": [
            {"kind": "tilstand", "values": ["stabil"]}
        ]}
        for side in ("HSY", "PBP")
    ]  # fmt: skip
    data = {"name": "Vår", "criteria": rows}
    with pytest.raises(Refused, match="Si hvem som er ansvarlig"):
        criteria.load(path_or_data=data, in_force_from=TODAY)
    row = criteria.load(path_or_data=data, responsible=StaffFactory(), in_force_from=TODAY)
    assert table_on(TODAY).number == row.number
