"""The example that ships: the five cases of HeltOm 3.0, ch. 8, come out as grey zone, others do not."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from heltom.lib import clock
from imports.demo.needs import COMPETENCES
from patients.criteria.document import EXAMPLE, BadTable, read_data, read_file
from patients.criteria.facts import Facts, Reading, Task
from patients.criteria.judge import judge
from patients.criteria.kinds import Kind
from patients.models import CriteriaTable
from tests.factories import CompetenceFactory

TODAY = date(2026, 11, 22)
TABLE, WHY = read_file(EXAMPLE)


def task(title, *competences, code="PBP", level=1, minutes=15, a_week=7.0):
    return Task(title, title, code, frozenset(competences), level, minutes, a_week)


def by_nurse(title, competence, *, minutes=30, a_week=3.0):
    return task(title, competence, code="HSY", level=2, minutes=minutes, a_week=a_week)


CARE = task("Morgenstell og frokost", "stell", "medisinkurs", minutes=30)
MEDS = task("Kveldsmedisin", "medisinkurs")
WOUND = by_nurse("Sårstell", "sarstell")
LUNGS = by_nurse("Oppfølging KOLS", "observasjon", minutes=28)
TALK = by_nurse("Samtale", "psykisk-helse", minutes=45, a_week=2.0)
RELIEF = by_nurse("Lindrende tilsyn", "lindring", a_week=14.0)
INSULIN = task("Insulin før frokost", "insulin", "medisinkurs", a_week=21.0)


def judged(*tasks, states=(), diagnoses=(), **more):
    facts = Facts(TODAY, frozenset(diagnoses), tasks, states=frozenset(states), names={}, **more)
    return judge(facts, TABLE)


def test_badly_regulated_diabetes_is_a_grey_zone():
    told = judged(INSULIN, WOUND, states=["ustabil"], diagnoses=["icpc2:T90"])
    assert told.is_grey
    assert "Diagnose T90; Ustabil" in [one.because for one in told.speaking_for("HSY")]
    assert told.speaking_for("PBP")[0].rule.text.startswith("Fast insulin")


@pytest.mark.parametrize("steady", ["stabil", "ustabil"])
def test_mental_health_is_a_grey_zone_in_good_weeks_and_bad(steady):
    assert judged(MEDS, TALK, states=["psykisk", steady], diagnoses=["icpc2:P72"]).is_grey


@pytest.mark.parametrize("news2", [(), (Reading(TODAY - timedelta(days=2), 6),)])
def test_kols_with_flare_ups_is_a_grey_zone(news2):
    told = judged(CARE, LUNGS, states=["ustabil"], diagnoses=["icpc2:R95"], news2=news2)
    assert told.is_grey


def test_cognitive_failure_with_swollen_legs_and_wounds_is_a_grey_zone():
    stockings = task("Kompresjonsstrømper på", "stell")
    told = judged(stockings, CARE, WOUND, states=["kognitiv"], diagnoses=["icpc2:P70"])
    assert told.is_grey


def test_palliative_cancer_shared_by_two_teams_is_a_grey_zone():
    assert judged(CARE, RELIEF, states=["palliativ-tidlig"], diagnoses=["icd10:C34"]).is_grey


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (judged(CARE, MEDS, states=["stabil"]), "PBP"),
        (judged(CARE, MEDS), "PBP"),
        (judged(CARE, WOUND, states=["stabil"]), "PBP"),
        (judged(INSULIN, states=["stabil"], diagnoses=["icpc2:T90"]), "PBP"),
        (judged(LUNGS, CARE, states=["stabil"], diagnoses=["icpc2:R95"]), None),
        (judged(by_nurse("Intravenøs antibiotika", "infusjon", a_week=21.0), CARE), "HSY"),
        (judged(by_nurse("Sondeernæring", "sonde", a_week=21.0), states=["stabil"]), "HSY"),
        (judged(CARE, RELIEF, states=["palliativ-sen"]), "HSY"),
        (judged(CARE, states=["ustabil"], discharged_on=TODAY - timedelta(days=3)), "HSY"),
        (judged(CARE, states=["ustabil"]), "HSY"),
        (judged(), None),
    ],
)
def test_the_plain_cases_are_plain(told, code):
    assert told.code == code


def test_the_example_says_that_it_is_one_and_names_only_what_exists():
    assert TABLE.is_example
    assert WHY == "Eksempel. Byttes ut med kommunens egne kriterier."
    assert all(rule.source for rule in TABLE.rules)
    asked = {
        value
        for rule in TABLE.rules
        for condition in rule.conditions
        if condition.kind == Kind.TASK
        for value in condition.values
    }
    assert asked | set(TABLE.tasks) <= set(COMPETENCES)
    assert set(COMPETENCES) - set(TABLE.tasks) == {"vk", "primaerkontakt"}


# Files that will not do -----------------------------------------------------------------------

GOOD = {"speaks_for": "HSY", "strength": 2, "text": "x", "conditions": [
    {"kind": "tilstand", "values": ["stabil"]}
]}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Filen må ha et navn"),
        ({"name": "x", "kriterier": []}, "Filen: «kriterier» er ukjent."),
        ({"name": 3}, "Filen: «name» har feil slags verdi."),
        ({"name": "x", "criteria": [GOOD, 3]}, "Kriterium 2: skal være en gruppe"),
        ({"name": "x", "criteria": [GOOD | {"strength": 4}]}, "Kriterium 1: Velg hvor sterkt"),
        ({"name": "x", "criteria": [GOOD | {"strength": True}]}, "«strength» har feil slags"),
        ({"name": "x", "criteria": [GOOD | {"speaks_for": "OT"}]}, "taler for HSY eller PBP"),
        ({"name": "x", "criteria": [GOOD | {"conditions": []}]}, "minst ett vilkår"),
        (
            {"name": "x", "criteria": [GOOD | {"conditions": [{"kind": "vær"}]}]},
            "Kriterium 1: Vilkår 1: Velg hva vilkåret gjelder.",
        ),
        (
            {"name": "x", "criteria": [GOOD | {"conditions": [{"kind": "news2", "number": 99}]}]},
            "Vilkår 1: Skriv et tall fra 1 til 20.",
        ),
        (
            {"name": "x", "criteria": [GOOD | {"conditions": [{"kind": "diagnose", "values": [3]}]}]},
            "Kriterium 1, vilkår 1: «values» skal være tekster",
        ),
        (
            {"name": "x", "criteria": [
                GOOD | {"conditions": [{"kind": "diagnose", "values": ["T90"]}]}
            ]},
            "har ikke kodeverk",
        ),
        (
            {"name": "x", "criteria": [
                GOOD | {"conditions": [
                    {"kind": "diagnose", "values": ["icpc2:T90"], "number": 40_000}
                ]}
            ]},
            "Vilkår 1: Vilkåret spør ikke etter et tall.",
        ),
        (
            {"name": "x", "criteria": [
                GOOD | {"conditions": [
                    {"kind": "skropelighet", "values": ["x" * 99], "number": 3}
                ]}
            ]},
            "Vilkår 1: Vilkåret spør ikke etter verdier.",
        ),
        (
            {"name": "x", "criteria": [
                GOOD | {"conditions": [{"kind": "diagnose", "values": ["icpc2:T٩٠"]}]}
            ]},
            "er ikke en kode i ICPC-2",
        ),
        ({"name": "x\0"}, "Filen: «name» har et tegn som ikke kan lagres."),
        (
            {"name": "x", "criteria": [
                GOOD | {"conditions": [{"kind": "tittel", "values": ["dusj\0"]}]}
            ]},
            "vilkår 1: «values» har et tegn som ikke kan lagres.",
        ),
        ({"name": "x", "criteria": [GOOD] * 501}, "høyst 500 kriterier"),
        (
            {"name": "x", "task_rules": [{"competence": "insulin", "allowed": "kanskje"}]},
            "Regel for oppgave 1: Velg om helsefagarbeider får gjøre det",
        ),
    ],
)  # fmt: skip
def test_a_file_that_will_not_do_says_where(data, sentence):
    with pytest.raises(BadTable) as told:
        read_data(data)
    assert sentence in str(told.value)


def test_every_fault_of_a_file_is_told_at_once():
    with pytest.raises(BadTable) as told:
        read_data({"name": "", "criteria": [GOOD | {"text": ""}, GOOD | {"strength": 0}]})
    assert len(told.value.faults) == 3


@pytest.mark.django_db
def test_the_command_loads_the_example_and_says_what_it_left_out():
    CompetenceFactory(code="insulin")
    out = StringIO()
    call_command("load_criteria", "--in-force-from", str(clock.today()), stdout=out)
    assert "nr. 1 gjelder fra" in out.getvalue()
    assert "Uten regel, for kompetansen finnes ikke her: dosett, ergoterapi" in out.getvalue()
    assert "Bytt den ut med kommunens egne kriterier." in out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", "ikke gyldig TOML"),
        (f"name = {'[' * 5_000}", "ikke gyldig TOML"),
        (f"name = {'9' * 5_000}", "ikke gyldig TOML"),
        ("", "Filen må ha et navn"),
        (None, "Finner ikke filen"),
    ],
)
def test_the_command_writes_nothing_of_a_bad_file(tmp_path, text, sentence):
    path = tmp_path / "kriterier.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CommandError, match=f"(?s)Ingenting er lest inn.*{sentence}"):
        call_command("load_criteria", str(path))
    assert not CriteriaTable.objects.exists()


@pytest.mark.django_db
def test_the_command_wants_a_date_that_is_one():
    with pytest.raises(CommandError, match="«i morgen» er ikke en dato"):
        call_command("load_criteria", "--in-force-from", "i morgen")
