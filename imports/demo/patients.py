"""The patients of a team: people, addresses, visit plans and the teams they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from imports.demo import names
from imports.demo.bundles import BUNDLES, Bundle
from imports.demo.chance import fives, weighted
from imports.demo.land import Hood
from imports.demo.needs import Need
from imports.demo.shape import HT, TeamShape
from imports.demo.world import NIGHT, Patient, Placement, Plan

#: Visits are planned for those who are in hospital too, so that about 3 % more must be granted.
GROSS = 1.035
#: How far the number of visits may wander from the pace of the team before it is pulled back.
LEASH = 2.0

KEYS = ("Nøkkelboks ved inngangsdøren", "Elektronisk dørlås", "Nøkkel på tavlen, knagg {n}",
        "Låser opp selv", "Ring på, datter åpner", "Elektronisk dørlås, inngang på baksiden")  # fmt: skip
LANGUAGES = {"nb": 92.0, "nn": 4, "en": 1, "de": 1, "pl": 1, "ar": 0.5, "so": 0.5}
#: What women and men wish of the carer's sex; most have no wish.
WISHED_BY = {"k": {"": 92.0, "k": 7, "m": 1}, "m": {"": 96.0, "m": 3, "k": 1}}
WISHES = ("Vil helst ha besøk etter klokken 9", "Ring før dere kommer", "Bruk skoovertrekk",
          "Hunden må stenges inne", "Hører dårlig, bank hardt på", "Vil ha fast hjelper til dusj",
          "Er glad i å prate om båter", "Lukk vinduet på soverommet før dere går")  # fmt: skip
WHY = {"OT": "Stabil, hjelp til dagligliv. Etter kriteriene PBP.",
       "HT": "Sammensatt behov, trenger sykepleier. Etter kriteriene HSY."}  # fmt: skip


@dataclass(slots=True)
class Register:
    """What must be unique over the whole municipality, or is handed out in order."""

    today: date
    without: frozenset[str] = frozenset()
    """What nobody in the unit at hand can do."""
    national_numbers: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(100_001, 999_999)))

    def next_number(self) -> str:
        return f"P-{next(self.numbers)}"


def patients_of(
    team: TeamShape, hoods: list[Hood], rng: Random, register: Register, first: list[Patient]
) -> list[Patient]:
    """The team's patients, `first` among them.

    Bundles are drawn by weight; where the sum of visits leaves the pace of the team, the next one
    is drawn among the lighter or the heavier ones.
    """
    pace, made = team.rate * GROSS, list(first)
    visits = sum(map(weekday_visits, first))
    while len(made) < team.patients:
        bundle = _bundle(team, visits - pace * len(made), pace, rng, register)
        made.append(_patient(team, rng.choice(hoods), bundle, rng, register))
        visits += weekday_visits(made[-1])
    return made


def more_patients(
    team: TeamShape, hoods: list[Hood], rng: Random, register: Register, count: int
) -> list[Patient]:
    """So many besides: they are not counted among those whom the team has today."""
    pace = team.rate * GROSS
    return [
        _patient(team, rng.choice(hoods), _bundle(team, 0, pace, rng, register), rng, register)
        for _ in range(count)
    ]


def weekday_visits(patient: Patient) -> float:
    return sum(
        sum(day <= 5 for day in plan.weekdays) / 5 / plan.every_weeks for plan in patient.plans
    )


def _bundle(team: TeamShape, ahead: float, pace: float, rng: Random, register: Register) -> Bundle:
    """One by weight, of those whose main need somebody in the unit can meet."""
    bundles = [
        (bundle, bundle.weight)
        for bundle in BUNDLES[team.kind]
        if not register.without & set(bundle.needs[0].competences)
    ]
    if ahead > LEASH:
        bundles = [(bundle, weight) for bundle, weight in bundles if bundle.visits < pace]
    elif ahead < -LEASH:
        bundles = [(bundle, weight) for bundle, weight in bundles if bundle.visits >= pace]
    return weighted(rng, bundles)


def _patient(
    team: TeamShape, hood: Hood, bundle: Bundle, rng: Random, register: Register
) -> Patient:
    patient = person(team, hood, rng, register)
    patient.theme, patient.profile, patient.criticality = (
        bundle.theme,
        bundle.name,
        bundle.criticality,
    )
    possible = [need for need in bundle.needs if not register.without & set(need.competences)]
    chosen = [need for need in possible if rng.random() < need.chance]
    for need in chosen or possible[:1]:
        grant(patient, need, team, rng, register.today)
    patient.started = min([patient.started, *(plan.valid_from for plan in patient.plans)])
    patient.placements = placements(patient, team, rng)
    return patient


def person(team: TeamShape, hood: Hood, rng: Random, register: Register) -> Patient:
    """Somebody with an address, a key and next of kin, without plans as yet."""
    given, family, sex = names.older(rng)
    patient = Patient(
        number=register.next_number(),
        given=given,
        family=family,
        sex=sex,
        team=team.code,
        spot=hood.somewhere(rng),
        theme="hverdag",
        profile="",
        started=_started(rng, register.today),
        national_number=names.national_number(rng, register.national_numbers),
        phone=names.phone(rng),
        key_info=rng.choice(KEYS).format(n=rng.randint(1, 60)),
        language=weighted(rng, LANGUAGES),
        wished_sex=weighted(rng, WISHED_BY[sex]),
        wishes=rng.choice(WISHES) if rng.random() < 0.15 else "",
    )
    _add_kin(patient, rng)
    return patient


def _add_kin(patient: Patient, rng: Random) -> None:
    for number in range(weighted(rng, [(0, 4), (1, 56), (2, 40)])):
        name, relation = names.kin(rng, patient.family, patient.sex)
        if name not in [known for known, *_ in patient.kin]:
            patient.kin.append((name, relation, names.phone(rng), number == 0))


def _started(rng: Random, today: date) -> date:
    bounds = weighted(rng, [((180, 1900), 62), ((40, 180), 28), ((8, 40), 8), ((1, 7), 2)])
    return today - timedelta(days=rng.randint(*bounds))


def grant(patient: Patient, need: Need, team: TeamShape, rng: Random, today: date) -> Plan:
    """Give the patient a visit plan for the need."""
    by_ht = need.by == "ht" and team.kind != HT
    start, every = fives(rng, need.start), rng.choice(need.every)
    first, last = _period(patient, need, every, rng, today)
    plan = Plan(
        reference=f"T-{patient.number[2:]}-{len(patient.plans) + 1}",
        patient=patient.number,
        team=team.ht if by_ht else team.code,
        code="HSY" if team.kind == HT or need.level == 2 else "PBP",
        title=need.title,
        text=need.text,
        weekdays=rng.choice(need.patterns),
        every_weeks=every,
        shift=need.shift,
        earliest=start,
        latest=start + fives(rng, need.width),
        minutes=fives(rng, need.minutes),
        carers=need.carers,
        level=need.level,
        second_level=need.second_level,
        priority=need.priority,
        where=need.where,
        competences=need.competences,
        valid_from=first,
        valid_to=last,
    )
    patient.plans.append(plan)
    return plan


def _period(
    patient: Patient, need: Need, every: int, rng: Random, today: date
) -> tuple[date, date | None]:
    """Something that goes on for some weeks is somewhere in its course today; the rest has no end."""
    if need.weeks:
        first = today - timedelta(days=rng.randint(0, need.weeks * 7 - 5))
        return first, first + timedelta(days=need.weeks * 7 - 1)
    # Spread over the weeks of the rhythm, so that not everybody is cleaned for in the same one.
    return patient.started - timedelta(weeks=rng.randrange(every)), None


def placements(patient: Patient, team: TeamShape, rng: Random) -> list[Placement]:
    """The team that owns, the HT that shares, and now and then the team that had her before."""
    code = "HSY" if team.kind == HT else "PBP"
    own = Placement(team.code, code, True, patient.started, why=WHY[team.kind])
    shared = [plan for plan in patient.plans if plan.team != team.code]
    rows = [own]
    if shared:
        nights_only = all(plan.shift == NIGHT for plan in shared)
        code = "HSY" if any(plan.code == "HSY" for plan in shared) else "PBP"
        why = (
            "Nattpatruljen går om natten." if nights_only else "HT gjør det som krever sykepleier."
        )
        rows.append(
            Placement(team.ht, code, False, min(plan.valid_from for plan in shared), why=why)
        )
    elif team.kind != HT and rng.random() < 0.05:
        rows[:0] = _moved(own, team, rng)
    return rows


def _moved(own: Placement, team: TeamShape, rng: Random) -> list[Placement]:
    """The HT had the patient first, until things were steady."""
    first = own.valid_from
    own.valid_from = first + timedelta(days=rng.randint(10, 60))
    own.why = "Stabil nå, flyttet fra HT."
    last = own.valid_from - timedelta(days=1)
    return [Placement(team.ht, "HSY", True, first, last, why="Kom fra sykehus, ustabil.")]
