"""A criterion is a sentence that anybody can read, and a change is told by what it changes."""

from dataclasses import replace

import pytest

from patients.criteria.check import code_fault
from patients.criteria.compare import compare
from patients.criteria.rules import Condition, Rule, Table, TaskLaw
from patients.criteria.words import phrase, sentence

NAMES = {"oppgave:insulin": "Insulin", "utstyr:o2": "Oksygen hjemme"}


@pytest.mark.parametrize(
    ("condition", "plain", "turned"),
    [
        (
            Condition("diagnose", ("icpc2:T90", "icd10:E11*")),
            "diagnosen er T90 (ICPC-2) eller E11* (ICD-10)",
            "ingen diagnose er T90 (ICPC-2) eller E11* (ICD-10)",
        ),
        (
            Condition("oppgave", ("insulin", "dosett")),
            "en tidsplan krever insulin eller dosett",
            "ingen tidsplan krever insulin eller dosett",
        ),
        (
            Condition("tittel", ("frokost",)),
            "et oppdrag har «frokost» i navnet",
            "ingen oppdrag har «frokost» i navnet",
        ),
        (Condition("kode", ("PBP",)), "noen oppdrag har kode PBP", "ingen oppdrag har kode PBP"),
        (
            Condition("kode", ("PBP",), number=7),
            "minst 7 oppdrag i uken har kode PBP",
            "færre enn 7 oppdrag i uken har kode PBP",
        ),
        (
            Condition("sykepleierminutter", number=1),
            "minst 1 minutter i uken krever sykepleier",
            "ingenting i tidsplanene krever sykepleier",
        ),
        (
            Condition("oppdrag", number=14),
            "det er minst 14 oppdrag i uken",
            "det er færre enn 14 oppdrag i uken",
        ),
        (
            Condition("utstyr", ("o2",)),
            "pasienten har oksygen hjemme",
            "pasienten ikke har oksygen hjemme",
        ),
        (
            Condition("tilstand", ("ustabil", "doende")),
            "tilstanden er ustabil eller døende",
            "tilstanden ikke er ustabil eller døende",
        ),
        (
            Condition("news2", number=5, days=7),
            "siste NEWS2 de siste 7 dagene er 5 eller høyere",
            "siste NEWS2 de siste 7 dagene er lavere enn 5",
        ),
        (
            Condition("news2-stiger", number=3, days=14),
            "NEWS2 har steget med 3 eller mer de siste 14 dagene",
            "NEWS2 ikke har steget med 3 eller mer de siste 14 dagene",
        ),
        (
            Condition("utskrevet", days=1),
            "pasienten kom hjem fra sykehus det siste døgnet",
            "pasienten ikke kom hjem fra sykehus det siste døgnet",
        ),
        (
            Condition("skropelighet", number=7),
            "klinisk skrøpelighet er 7 eller høyere",
            "klinisk skrøpelighet er lavere enn 7",
        ),
        (Condition("katz", number=2), "Katz ADL er 2 eller lavere", "Katz ADL er høyere enn 2"),
    ],
)
def test_each_kind_is_told_both_ways(condition, plain, turned):
    assert phrase(condition, NAMES) == plain
    assert phrase(replace(condition, negated=True), NAMES) == turned


def test_a_criterion_is_one_sentence():
    both = (Condition("diagnose", ("icpc2:T90",)), Condition("tilstand", ("ustabil",)))
    rule = Rule("1", "HSY", 2, "x", "", both)
    assert sentence(rule, {}) == "Når diagnosen er T90 (ICPC-2), og tilstanden er ustabil."
    assert sentence(replace(rule, conditions=()), {}) == "Mangler vilkår, og taler derfor aldri."


@pytest.mark.parametrize("code", ["T90", "T9*", "T*", "A01"])
def test_codes_that_icpc_2_can_hold(code):
    assert code_fault("icpc2", code) == ""


@pytest.mark.parametrize("code", ["E11", "E11.9", "E119", "E11*", "E1*", "E*", "E11.*"])
def test_codes_that_icd_10_can_hold(code):
    assert code_fault("icd10", code) == ""


@pytest.mark.parametrize("code", ["T9O", "90", "T900", "t90", "", "*"])
def test_what_is_mistyped_says_how_a_code_is_written(code):
    assert "Skriv en bokstav og to tall, som T90" in code_fault("icpc2", code)


def test_a_code_of_the_other_classification_is_asked_about():
    assert "Hører den til ICD-10?" in code_fault("icpc2", "E11.9")


# What is changed --------------------------------------------------------------------------------

ONE = Rule("1", "HSY", 2, "Ustabil", "oss", (Condition("tilstand", ("ustabil",)),))
TWO = Rule("2", "PBP", 1, "Stabil", "oss", (Condition("tilstand", ("stabil",)),))
LAW = TaskLaw("insulin", "ja", "egen")


def table(*rules, **laws):
    return Table(1, "x", rules=rules, tasks=laws)


def test_a_copy_with_other_keys_and_another_order_is_no_change():
    copy = table(replace(TWO, key="9"), replace(ONE, key="8"), insulin=LAW)
    assert not compare(table(ONE, TWO, insulin=LAW), copy)


def test_what_is_new_gone_and_changed_is_told_apart():
    stronger = replace(ONE, key="8", strength=3)
    renamed = replace(TWO, key="9", text="Stabil over tid")
    new = Rule("10", "PBP", 1, "Nytt", "", (Condition("katz", number=2),))
    told = compare(table(ONE, TWO), table(stronger, renamed, new))
    assert told.changed == ((ONE, stronger), (TWO, renamed))
    assert (told.added, told.removed) == ((new,), ())
    assert compare(table(ONE, TWO), table(ONE)).removed == (TWO,)


def test_the_rules_for_tasks_are_compared_too():
    stricter = replace(LAW, allowed="nei")
    assert compare(table(insulin=LAW), table(insulin=stricter)).laws == ((LAW, stricter),)
    assert compare(table(insulin=LAW), table()).laws == ((LAW, None),)
