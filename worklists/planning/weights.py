"""What a unit decides about its lists: the prices of a plan, and how the question is put.

Every one of them has a label, a sentence that a leader understands, a default and bounds. Prices
are whole points; people read them in minutes of travel, which is the yardstick of all the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from worklists.planning.setting import (
    CHANGE,
    KNOWN,
    LEFT,
    POINTS_A_MINUTE,
    SKILL,
    habit,
    price,
    settings_of,
)
from worklists.planning.ways import Ways


@dataclass(frozen=True, slots=True)
class Weights:
    """What a plan costs, in points. A unit may set every one of them but the yardstick."""

    travel_minute: int = price(
        POINTS_A_MINUTE,
        "Reise",
        "Hvert minutt på vei mellom to oppdrag; de andre prisene måles mot dette.",
        least=POINTS_A_MINUTE,
        most=POINTS_A_MINUTE,
        one="Ett minutt reise",
    )
    waiting_minute: int = price(
        1,
        "Venting",
        "Hvert minutt noen venter på at et oppdrag eller en kollega er klar.",
        most=100,
        one="Ett minutt venting",
    )
    late_minute: int = price(
        10,
        "Forsinkelse",
        "Hvert minutt et oppdrag starter etter at tidsvinduet er slutt.",
        least=1,
        one="Ett minutt forsinkelse",
    )
    worst_late_minute: int = price(
        0,
        "Verste forsinkelse",
        "Hvert minutt av dagens største forsinkelse, i tillegg.",
        one="Ett minutt av den største forsinkelsen",
    )
    overtime_minute: int = price(
        30,
        "Overtid",
        "Hvert minutt noen er tilbake etter at vakten deres er slutt.",
        most=600,
        one="Ett minutt overtid",
    )
    reserve_minute: int = price(
        10,
        "Reserve",
        "Hvert minutt som mangler av tiden vaktkoordinator skal ha fri til vakten.",
        one="Ett minutt mindre til vaktkoordinator",
    )
    stranger: int = price(
        60,
        "Ukjent ansatt",
        "Når pasienten får en som ikke er kjent, og en kjent er på vakt.",
        group=KNOWN,
        most=2400,
        one="Et oppdrag med en ukjent ansatt",
    )
    recent: int = price(
        30,
        "Kjent ansatt",
        "Når en som nylig har vært hos pasienten, kommer for primærkontakten.",
        group=KNOWN,
        most=2400,
        one="Et oppdrag med en kjent ansatt i stedet for primærkontakten",
    )
    deputy: int = price(
        15,
        "Vikar for primærkontakt",
        "Når vikaren kommer i stedet for primærkontakten.",
        group=KNOWN,
        most=2400,
        one="Et oppdrag med vikaren i stedet for primærkontakten",
    )
    not_wished: int = price(
        80,
        "Ønske",
        "Når pasienten får en annen enn dem han eller hun har ønsket seg.",
        group=KNOWN,
        most=2400,
        one="Et oppdrag med en annen enn ønsket",
    )
    over_level: int = price(
        20,
        "For høy kompetanse",
        "For hvert trinn den ansatte er over det oppdraget trenger.",
        group=SKILL,
        most=1200,
        one="Ett trinn for høy kompetanse",
    )
    other_team: int = price(
        100,
        "Annet team",
        "Når en fra et annet team tar oppdraget, slik teamene har avtalt.",
        group=SKILL,
        most=2400,
        one="Et oppdrag med en fra et annet team",
    )
    drop_must_now: int = price(
        20000,
        "Må gjøres til tiden",
        "Når et oppdrag som må gjøres til tiden, ikke får plass.",
        group=LEFT,
        least=5000,
        most=50000,
        one="Et oppdrag som må gjøres til tiden og ikke får plass",
    )
    drop_must_today: int = price(
        4000,
        "Må gjøres i dag",
        "Når et oppdrag som må gjøres i dag, ikke får plass.",
        group=LEFT,
        least=1200,
        most=50000,
        one="Et oppdrag som må gjøres i dag og ikke får plass",
    )
    drop_may_go: int = price(
        1200,
        "Kan utgå",
        "Når et oppdrag som kan flyttes eller utgå, ikke får plass.",
        group=LEFT,
        least=300,
        most=50000,
        one="Et oppdrag som kan utgå og ikke får plass",
    )
    changed_carer: int = price(
        50,
        "Ny ansatt på listen",
        "Når et oppdrag flyttes fra en liste som alt er publisert.",
        group=CHANGE,
        most=2400,
        one="Et oppdrag som flyttes til en annen liste",
    )
    changed_minute: int = price(
        1,
        "Nytt klokkeslett",
        "Hvert minutt et oppdrag flyttes fra tiden som alt er publisert.",
        group=CHANGE,
        most=100,
        one="Ett minutt fra publisert tid",
    )

    def drop(self, priority: int) -> int:
        """The price of leaving out a visit of the priority class 1, 2 or 3."""
        return (self.drop_must_now, self.drop_must_today, self.drop_may_go)[priority - 1]


@dataclass(frozen=True, slots=True)
class Practice:
    """How the planner is asked: what stays, when the break is, who is known. No prices."""

    on_her_way_minutes: int = habit(
        10,
        "På vei",
        "Mens vakten går: et oppdrag som begynner om så få minutter, flyttes ikke.",
        least=0,
        most=60,
        unit="minutter",
    )
    break_from_minutes: int = habit(
        330,
        "Vakter med matpause",
        "Vakter på minst så mange minutter har matpause; loven krever den etter 330.",
        least=180,
        most=330,
        unit="minutter",
    )
    break_earliest_minutes: int = habit(
        180,
        "Matpause tidligst",
        "Så mange minutter etter at vakten begynte, kan matpausen tidligst begynne.",
        least=60,
        most=360,
        unit="minutter",
    )
    break_latest_minutes: int = habit(
        300,
        "Matpause senest",
        "Så mange minutter etter at vakten begynte, må matpausen senest ha begynt.",
        least=60,
        most=420,
        unit="minutter",
    )
    known_days: int = habit(
        14,
        "Kjent for pasienten",
        "Den som har vært hos pasienten de siste så mange dagene, er kjent.",
        least=1,
        most=90,
        unit="dager",
    )
    late_times_now: int = habit(
        20,
        "Forsinkelse når det må gjøres til tiden",
        "Så mange ganger regnes et minutt forsinkelse når tiden selv er poenget.",
        least=1,
        most=60,
        unit="ganger",
    )
    late_times_today: int = habit(
        1,
        "Forsinkelse når det må gjøres i dag",
        "Så mange ganger regnes et minutt forsinkelse for det som må gjøres i dag.",
        least=1,
        most=20,
        unit="ganger",
    )
    late_times_may_go: int = habit(
        1,
        "Forsinkelse når det kan utgå",
        "Så mange ganger regnes et minutt forsinkelse for det som kan flyttes eller utgå.",
        least=1,
        most=20,
        unit="ganger",
    )

    change_times_running: int = habit(
        3,
        "Ny ansatt mens vakten går",
        "Så mange ganger regnes det at et oppdrag flyttes til en annen, når vakten har begynt.",
        least=1,
        most=40,
        unit="ganger",
    )
    far_minutes: int = habit(
        60,
        "Langt unna",
        "Før bygging varsles det om oppdrag som ligger flere minutters reise unna enn dette.",
        least=10,
        most=300,
        unit="minutter",
    )

    def late_times(self, priority: int) -> int:
        """How many times a minute's lateness counts for the priority class 1, 2 or 3."""
        return (self.late_times_now, self.late_times_today, self.late_times_may_go)[priority - 1]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds for a unit's lists: prices, practice and ways together."""

    weights: Weights = Weights()
    practice: Practice = Practice()
    ways: Ways = field(default_factory=Ways)

    @classmethod
    def of(cls, chosen: Mapping[str, int]) -> "Chosen":
        """The defaults, but for what has been chosen. Names that are no longer used are passed by."""
        return cls(
            replace(Weights(), **_those(WEIGHTS, chosen)),
            replace(Practice(), **_those(PRACTICE, chosen)),
            replace(Ways(), **_those(WAYS, chosen)),
        )

    def values(self) -> dict[str, int]:
        """Every value by the name of its setting."""
        parts = ((self.weights, WEIGHTS), (self.practice, PRACTICE), (self.ways, WAYS))
        return {name: getattr(part, name) for part, names in parts for name in names}


def _those(names: Mapping[str, object], chosen: Mapping[str, int]) -> dict[str, int]:
    return {name: value for name, value in chosen.items() if name in names}


WEIGHTS, PRACTICE, WAYS = settings_of(Weights), settings_of(Practice), settings_of(Ways)
SETTINGS = WEIGHTS | PRACTICE | WAYS
"""All that a unit may set, by name, in the order of the page. The yardstick is not among them."""

NOT_MORE_THAN = (
    ("deputy", "recent"),
    ("recent", "stranger"),
    ("drop_must_today", "drop_must_now"),
    ("drop_may_go", "drop_must_today"),
    ("break_earliest_minutes", "break_latest_minutes"),
    ("late_times_today", "late_times_now"),
    ("late_times_may_go", "late_times_today"),
)


def complaints(values: Mapping[str, int]) -> dict[str, str]:
    """What is wrong with a unit's values, as a sentence by the name of the setting."""
    found = {
        name: f"Må være fra {s.shown(s.least)} til {s.shown(s.most)} {s.unit}."
        for name, s in SETTINGS.items()
        if name in values and not s.least <= values[name] <= s.most
    }
    for lower, higher in NOT_MORE_THAN:
        if lower in values and higher in values and values[lower] > values[higher]:
            told = f"Kan ikke være mer enn «{SETTINGS[higher].label}»."
            found.setdefault(lower, told)
    return found
