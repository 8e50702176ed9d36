"""The criteria as sentences, for people who have never seen a program."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from patients.criteria.kinds import ICD10, ICPC2, STATES, SYSTEMS, Kind
from patients.criteria.rules import Condition, Rule
from patients.criteria.spell import in_sentence, last_days, one_of

#: What codes are called: {"oppgave:insulin": "Insulin", "utstyr:oksygen": "Oksygen hjemme"}.
type Names = Mapping[str, str]


def sentence(rule: Rule, names: Names) -> str:
    """ "Når diagnosen er T90 (ICPC-2), og tilstanden er ustabil."."""
    if not rule.conditions:
        return "Mangler vilkår, og taler derfor aldri."
    told = ", og ".join(phrase(condition, names) for condition in rule.conditions)
    return f"Når {told}."


def phrase(condition: Condition, names: Names) -> str:
    """What follows "når"."""
    tell = _TELLERS.get(condition.kind)
    return tell(condition, names) if tell else f"«{condition.kind}» er noe HeltOm ikke kjenner"


def called(names: Names, kind: Kind, code: str) -> str:
    """What the code is called in the middle of a sentence."""
    return in_sentence(names.get(f"{kind}:{code}", code))


def _all_called(condition: Condition, names: Names) -> str:
    return one_of(called(names, Kind(condition.kind), code) for code in condition.values)


def _diagnosis(condition: Condition, names: Names) -> str:
    start = "ingen diagnose er" if condition.negated else "diagnosen er"
    by_system = [_codes(condition, system) for system in (ICPC2, ICD10)]
    return f"{start} {' eller '.join(filter(None, by_system))}"


def _codes(condition: Condition, system: str) -> str:
    codes = [v.partition(":")[2] for v in condition.values if v.startswith(f"{system}:")]
    return f"{one_of(codes)} ({SYSTEMS[system]})" if codes else ""


def _task(condition: Condition, names: Names) -> str:
    start = "ingen tidsplan krever" if condition.negated else "en tidsplan krever"
    return f"{start} {_all_called(condition, names)}"


def _title(condition: Condition, names: Names) -> str:
    start = "ingen oppdrag har" if condition.negated else "et oppdrag har"
    return f"{start} {one_of(f'«{value}»' for value in condition.values)} i navnet"


def _visit_code(condition: Condition, names: Names) -> str:
    code, number = one_of(condition.values), condition.number
    if number is None:
        return f"{'ingen' if condition.negated else 'noen'} oppdrag har kode {code}"
    how_many = f"færre enn {number}" if condition.negated else f"minst {number}"
    return f"{how_many} oppdrag i uken har kode {code}"


def _nurse_minutes(condition: Condition, names: Names) -> str:
    number = condition.number
    if condition.negated and number == 1:
        return "ingenting i tidsplanene krever sykepleier"
    how_many = "mindre enn" if condition.negated else "minst"
    return f"{how_many} {number} minutter i uken krever sykepleier"


def _visits(condition: Condition, names: Names) -> str:
    return (
        f"det er {'færre enn' if condition.negated else 'minst'} {condition.number} oppdrag i uken"
    )


def _equipment(condition: Condition, names: Names) -> str:
    start = "pasienten ikke har" if condition.negated else "pasienten har"
    return f"{start} {_all_called(condition, names)}"


def _state(condition: Condition, names: Names) -> str:
    start = "tilstanden ikke er" if condition.negated else "tilstanden er"
    return f"{start} {one_of(STATES.get(value, value) for value in condition.values)}"


def _news2(condition: Condition, names: Names) -> str:
    limit = _or_higher(condition)
    return f"siste NEWS2 {last_days(condition.days)} er {limit}"


def _news2_rise(condition: Condition, names: Names) -> str:
    has = "ikke har" if condition.negated else "har"
    return f"NEWS2 {has} steget med {condition.number} eller mer {last_days(condition.days)}"


def _discharged(condition: Condition, names: Names) -> str:
    came = "ikke kom" if condition.negated else "kom"
    return f"pasienten {came} hjem fra sykehus {last_days(condition.days)}"


def _frailty(condition: Condition, names: Names) -> str:
    return f"klinisk skrøpelighet er {_or_higher(condition)}"


def _or_higher(condition: Condition) -> str:
    number = condition.number
    return f"lavere enn {number}" if condition.negated else f"{number} eller høyere"


def _katz(condition: Condition, names: Names) -> str:
    number = condition.number
    return (
        f"Katz ADL er {f'høyere enn {number}' if condition.negated else f'{number} eller lavere'}"
    )


_TELLERS: dict[str, Callable[[Condition, Names], str]] = {
    Kind.DIAGNOSIS: _diagnosis,
    Kind.TASK: _task,
    Kind.TITLE: _title,
    Kind.VISIT_CODE: _visit_code,
    Kind.NURSE_MINUTES: _nurse_minutes,
    Kind.VISITS: _visits,
    Kind.EQUIPMENT: _equipment,
    Kind.STATE: _state,
    Kind.NEWS2: _news2,
    Kind.NEWS2_RISE: _news2_rise,
    Kind.DISCHARGED: _discharged,
    Kind.FRAILTY: _frailty,
    Kind.KATZ: _katz,
}
