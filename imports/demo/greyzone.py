"""The five standing gråsone patients in the first OT: the cases that the units could not agree on.

After HeltOm 3.0, 8.2: badly regulated diabetes; mental health; KOLS; cognitive failure with swollen
legs and a tendency to wounds; palliative cancer. Everything about them is invented. They are the
first five patients of every demo, P-100001 to P-100005.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from imports.demo import jobs as n
from imports.demo.land import Hood
from imports.demo.needs import Need
from imports.demo.patients import Register, grant, person, placements
from imports.demo.shape import TeamShape
from imports.demo.world import Patient

PROFILE = "gråsone"
SIGNS_AGO = (17, 9, 2)
WELL: dict[str, float | int] = {
    "respiration": 16,
    "spo2": 96,
    "spo2_scale": 1,
    "oxygen": 0,
    "systolic": 132,
    "pulse": 74,
    "consciousness": 0,
    "temperature": 36.9,
}
LUNGS: dict[str, float | int] = {"spo2_scale": 2, "oxygen": 1, "respiration": 22, "spo2": 89}


@dataclass(frozen=True, slots=True)
class Case:
    given: str
    family: str
    sex: str
    theme: str
    needs: tuple[Need, ...]
    notes: tuple[str, ...]
    """Oldest first; spread over the last two weeks."""
    why: str
    months: int
    diagnoses: tuple[str, ...]
    states: tuple[str, ...]
    things: tuple[str, ...]
    matters: str
    """What matters to the patient, in her own words."""
    signs: tuple[dict[str, float | int], ...] = ({}, {}, {})
    """NEWS2 of the last weeks, oldest first: what is other than well, measured SIGNS_AGO days ago."""


CASES = (
    Case(
        "Torgeir", "Rabben", "m", "diabetes",
        (n.INSULIN_MORNING, n.INSULIN_DINNER, n.INSULIN_NIGHT, n.SHOWER, n.WOUND),
        (
            "Blodsukker 19,4 før frokost. Sier han spiste brus og boller i går kveld.",
            "Blodsukker 3,2 før middag, skjelven. Fikk juice og brødskive, 6,1 etter tjue minutter.",
            "Insulin er endret to ganger denne uken. Usikker på om helsefagarbeider kan vurdere dosen.",
            "Lite sår under høyre fot, rødt rundt. Meldt til HT.",
            "Blodsukker 21,8. Ringte ansvarsvakt, ny ordinasjon fra fastlegen i morgen.",
            "Snakket om HT bør ha ham en periode. Han vil helst ha dem han kjenner.",
        ),
        "Diabetes som er vanskelig å regulere. Gråsone mellom OT og HT.", 26,
        ("T89", "S97"), ("ustabil",), ("blodsukkerapparat", "trygghetsalarm"),
        "At de jeg kjenner, setter sprøyten. Og litt kake på lørdag.",
        ({}, {"pulse": 96}, {"pulse": 98, "respiration": 21}),
    ),
    Case(
        "Målfrid", "Skorpen", "k", "psyk",
        (replace(n.MORNING_MEDS, level=1, priority=1), n.NIGHT_MEDS, n.CALL, replace(n.TALK, by="ht")),
        (
            "Ville ikke åpne i dag. Snakket gjennom døren, sa hun hadde det bra.",
            "Åpnet, men har ikke sovet på to netter. Gardinene er for.",
            "Tok medisinen mens jeg så på. Sier at naboen styrer strømmen.",
            "Bedre i dag, spiste frokost sammen med meg.",
            "Har ikke tatt medisinen i helgen. Dosetten er urørt for lørdag og søndag.",
            "Trenger faste folk. Nye hjelpere slipper ikke inn.",
        ),
        "Psykisk helse, stabil i perioder. Gråsone mellom OT og HT.", 14,
        ("P72",), ("psykisk",), ("medisinskap",),
        "At det er de samme som kommer, og at de banker på før de går inn.",
    ),
    Case(
        "Birger", "Tveitaskog", "m", "kols",
        (n.CARE, n.BEDTIME, n.NIGHT_MEDS, replace(n.LUNGS, by="ht")),
        (
            "Tungpusten etter morgenstellet, måtte hvile på sengekanten.",
            "Saturasjon 88 etter gange til badet, 91 i ro. Bruker oksygen hjemme.",
            "Mer oppspytt enn vanlig, gulgrønt. NEWS2 målt og meldt til VK.",
            "HT har vært her, prednisolon startet etter akuttplanen.",
            "Puster lettere. Orker å sitte ved bordet når han spiser.",
            "Har gått ned i vekt. Orker bare halve porsjoner.",
        ),
        "KOLS grad 4 med forverringer. Gråsone mellom OT og HT.", 19,
        ("R95", "J44.1"), ("ustabil", "somatisk"), ("oksygen", "inhalator", "trygghetsalarm"),
        "Å slippe sykehuset. Og å kunne sitte på balkongen når været er fint.",
        (LUNGS, LUNGS | {"respiration": 25, "pulse": 104, "temperature": 38.2}, LUNGS),
    ),
    Case(
        "Hjørdis", "Almelid", "k", "ben",
        (n.STOCKINGS_ON, n.STOCKINGS_OFF, n.BREAKFAST, n.DINNER, n.SHOWER, replace(n.WOUND, times=2)),
        (
            "Hadde tatt av strømpene selv. Begge leggene er hovne.",
            "Fant ikke veien til badet i dag. Spør flere ganger hvilken dag det er.",
            "Rift på venstre legg etter bordkanten, væsker. Ren bandasje lagt på.",
            "Væsker gjennom bandasjen. HT ser på såret i morgen.",
            "Strømpene på. Hun klør seg under bandasjen, negler klippet.",
            "Komfyrvakten har slått seg på to ganger denne uken.",
        ),
        "Kognitiv svikt, hovne ben og lett for å få sår. Gråsone mellom OT og HT.", 31,
        ("P70", "K07", "S97"), ("kognitiv",), ("komfyrvakt", "rullator"),
        "Å gå i butikken selv, slik jeg alltid har gjort.",
        ({}, {}, {"temperature": 38.1}),
    ),
    Case(
        "Sverre", "Lindås", "m", "palliativ",
        (n.CARE, n.LUNCH, n.BEDTIME, *(replace(need, by="ht") for need in n.RELIEF[2:]), n.NIGHT_RELIEF),
        (
            "Kona er sliten. Hun vil at han skal være hjemme så lenge det går.",
            "Mer smerter ved stell. Smerteplaster er skiftet av HT.",
            "Spiser nesten ikke. Tar litt yoghurt og drikke.",
            "Kvalm etter medisinen. Ansvarsvakt ringt, behovsmedisin gitt.",
            "Sover mesteparten av dagen. Vil ha dem han kjenner til stellet.",
            "Samtale med kona og HT om hva som er viktig nå.",
        ),
        "Kreft med lindrende behandling. OT og HT deler. Gråsone mellom OT og HT.", 3,
        ("D76",), ("palliativ-tidlig",), ("seng",),
        "Å være hjemme hos kona så lenge det går.",
        ({"pulse": 92}, {"pulse": 96}, {"pulse": 102, "respiration": 21}),
    ),
)  # fmt: skip


def greyzone_patients(
    team: TeamShape, hoods: list[Hood], rng: Random, register: Register
) -> list[Patient]:
    """The five, in the order of CASES, owned by `team`."""
    return [_patient(case, team, hoods[0], rng, register) for case in CASES]


def _patient(case: Case, team: TeamShape, hood: Hood, rng: Random, register: Register) -> Patient:
    patient = person(team, hood, rng, register)
    patient.given, patient.family, patient.sex = case.given, case.family, case.sex
    patient.theme, patient.profile, patient.criticality = case.theme, PROFILE, 1
    patient.language, patient.wished_sex = "nb", ""
    patient.started = register.today - timedelta(days=case.months * 30)
    for need in case.needs:
        grant(patient, need, team, rng, register.today)
    patient.placements = placements(patient, team, rng)
    patient.placements[0].why = case.why
    return patient
