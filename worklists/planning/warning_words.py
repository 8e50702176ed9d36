"""What is said of each kind of warning, and how it is put right. Read by ``warnings`` only."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from worklists.planning.problem import LEVEL_NAMES, Need


class Severity(StrEnum):
    """How bad it is, the worst first."""

    IMPOSSIBLE = "impossible"
    """Each of the visits stays on nobody's list, whatever the planner does."""
    SHORT = "short"
    """Some of the visits surely come too late, or get no room."""
    CHECK = "check"
    """It can be planned, and somebody should look at it."""


class Remedy(StrEnum):
    """Where it is put right."""

    PATIENT = "patient"
    VISIT = "visit"
    DUTY = "duty"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of warning: how bad, what is said, how it is put right, and where."""

    severity: Severity
    remedy: Remedy
    sentence: str
    fix: str


def clock_of_minute(minute: int) -> str:
    """ "07:30" for 450: right on every night but the two when the clock changes."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


@dataclass(frozen=True, slots=True)
class Words:
    """How minutes are shown as times, and what competences are called by people."""

    clock: Callable[[int], str] = clock_of_minute
    competences: Mapping[str, str] = field(default_factory=dict)

    def between(self, first: int, last: int) -> str:
        """From the one minute to the other, or the one minute that it is."""
        if first == last:
            return f"kl. {self.clock(first)}"
        return f"mellom {self.clock(first)} og {self.clock(last)}"

    def who(self, need: Need) -> str:
        """Those who can fill the need, as it goes after "de som"."""
        told = [WHO_IS[need.level]] if need.level else []
        if need.competences:
            told.append(f"har {self.skills(need.competences)}")
        return " og ".join(told)

    def skills(self, codes: Iterable[str]) -> str:
        """Competences by name, in a fixed order."""
        return " og ".join(sorted(self.competences.get(code, code) for code in codes))


WHO_IS = ("", f"er {LEVEL_NAMES[1]} eller {LEVEL_NAMES[2]}", f"er {LEVEL_NAMES[2]}")

IMPOSSIBLE, SHORT, CHECK = Severity.IMPOSSIBLE, Severity.SHORT, Severity.CHECK
PATIENT, VISIT, DUTY = Remedy.PATIENT, Remedy.VISIT, Remedy.DUTY

KINDS = {
    "no_carers": Kind(
        IMPOSSIBLE, DUTY,
        "Ingen er på vakt, og {n} oppdrag {when} skal gjøres.",
        "Sett noen på vakten, eller flytt oppdragene til et annet team eller en annen vakt.",
    ),
    "no_competence": Kind(
        IMPOSSIBLE, DUTY,
        "Ingen på vakt {who}: {n} oppdrag {when} trenger det.",
        "Sett på vakt en som {who}, lån en fra et annet team, eller gi en på vakten delegering"
        " for pasienten.",
    ),
    "no_level": Kind(
        IMPOSSIBLE, DUTY,
        "Ingen på vakt {who}: {n} oppdrag {when} trenger det.",
        "Sett på vakt en som {who}, eller lån en fra et annet team.",
    ),
    "no_one_with_all": Kind(
        IMPOSSIBLE, DUTY,
        "Ingen på vakt {who} på én gang: {n} oppdrag {when} trenger alt hos samme ansatt.",
        "Sett på vakt en som har alt, eller gi delegering for pasienten for det som mangler.",
    ),
    "forbidden": Kind(
        IMPOSSIBLE, DUTY,
        "De på vakt som kan ta {n} oppdrag {when}, skal ikke til pasienten.",
        "Sett på vakt en annen med samme kompetanse, eller bytt med et annet team.",
    ),
    "other_team": Kind(
        IMPOSSIBLE, DUTY,
        "Bare ansatte i et annet team kan ta {n} oppdrag {when}, og det er ikke avtalt.",
        "Avtal med det andre teamet at oppdragene kan gå over, eller sett på vakt en med"
        " kompetansen.",
    ),
    "locked_absent": Kind(
        IMPOSSIBLE, VISIT,
        "{n} oppdrag {when} er låst til en som ikke er på vakt.",
        "Lås opp oppdraget, så finner planleggeren en annen.",
    ),
    "locked_unable": Kind(
        IMPOSSIBLE, VISIT,
        "{n} oppdrag {when} er låst til en som mangler kompetansen eller ikke skal til pasienten.",
        "Lås opp oppdraget, så finner planleggeren en som kan ta det.",
    ),
    "too_few": Kind(
        IMPOSSIBLE, DUTY,
        "{n} oppdrag {when} trenger to ansatte, men bare én på vakt kan ta dem.",
        "Sett en til på vakten, eller avtal med et annet team at en derfra møter der.",
    ),
    "pair_not_free": Kind(
        IMPOSSIBLE, VISIT,
        "{n} oppdrag {when} trenger to ansatte, men det er aldri to ledige samtidig.",
        "Lås opp det som står i veien, endre tiden, eller få inn en til i det tidsrommet.",
    ),
    "window_past": Kind(
        IMPOSSIBLE, VISIT,
        "Tiden da {n} oppdrag {when} kunne begynne, er over.",
        "Ring pasienten og avtal en ny tid, eller avlys oppdraget med grunn.",
    ),
    "away": Kind(
        IMPOSSIBLE, PATIENT,
        "Pasienten er borte hele tiden da {n} oppdrag {when} kan gjøres.",
        "Flytt oppdraget til før eller etter avtalen, eller la det utgå denne dagen.",
    ),
    "occupied": Kind(
        IMPOSSIBLE, VISIT,
        "De som kan ta {n} oppdrag {when}, er låst til noe annet da.",
        "Lås opp det som står i veien, eller flytt tiden.",
    ),
    "competence_not_then": Kind(
        IMPOSSIBLE, DUTY,
        "De på vakt som {who}, er ikke der når {n} oppdrag {when} må gjøres.",
        "Flytt oppdragene til når de er på vakt, eller få inn en som {who}, i det tidsrommet.",
    ),
    "too_far": Kind(
        IMPOSSIBLE, PATIENT,
        "{n} oppdrag {when} ligger så langt unna at ingen rekker det.",
        "Sjekk adressen og stedet på kartet. Er de riktige: gi oppdraget til et team som er"
        " nærmere.",
    ),
    "before_shift": Kind(
        IMPOSSIBLE, VISIT,
        "{n} oppdrag {when} må begynne før noen kan være framme. Den første er klar {ready}.",
        "Flytt tiden, eller flytt oppdraget til vakten før.",
    ),
    "after_shift": Kind(
        IMPOSSIBLE, VISIT,
        "{n} oppdrag {when} rekkes ikke før vakten er slutt {wall}.",
        "Flytt tiden, eller flytt oppdraget til vakten etter.",
    ),
    "gap_impossible": Kind(
        IMPOSSIBLE, VISIT,
        "{n} oppdrag {when} skal ha to ansatte etter hverandre, men tidsvinduet er for kort til"
        " det.",
        "Gjør tidsvinduet videre, eller la de to komme samtidig.",
    ),
    "window_impossible": Kind(
        IMPOSSIBLE, VISIT,
        "{n} oppdrag {when} har et tidsvindu som ingen på vakt kan holde.",
        "Gjør tidsvinduet videre, eller flytt oppdraget til en annen vakt.",
    ),
    "no_room": Kind(
        SHORT, DUTY,
        "{n} oppdrag på {due} minutter til sammen må gjøres {when}. {hands} {free} minutter, selv"
        " uten reise. Minst {too_many} oppdrag får ikke plass.",
        "Få inn en til{with_who}, lån fra et annet team, flytt noe til en annen vakt, eller"
        " bestem etter prioriteringslisten hva som skal utgå.",
    ),
    "rush": Kind(
        SHORT, DUTY,
        "{n} oppdrag på {due} minutter til sammen skal gjøres {when}. {hands} {free} minutter,"
        " selv uten reise. Minst {too_many} oppdrag blir for sent eller får ikke plass.",
        "Gjør tidsvinduet videre for dem som kan vente, eller få inn en til{with_who}, i det"
        " tidsrommet.",
    ),
    "late": Kind(
        SHORT, VISIT,
        "{n} oppdrag {when} blir for sent uansett: ingen på vakt kan være framme i tide.",
        "Gjør tidsvinduet videre, eller la en begynne tidligere.",
    ),
    "late_past": Kind(
        SHORT, VISIT,
        "{n} oppdrag {when} skulle vært begynt.",
        "Si fra til pasienten, og send den som er nærmest.",
    ),
    "late_away": Kind(
        SHORT, PATIENT,
        "{n} oppdrag {when} blir for sent uansett: pasienten er borte i tidsvinduet.",
        "Flytt oppdraget til før eller etter avtalen.",
    ),
    "late_occupied": Kind(
        SHORT, VISIT,
        "{n} oppdrag {when} blir for sent uansett: de som kan ta dem, er låst til noe annet da.",
        "Lås opp det som står i veien, eller flytt tiden.",
    ),
    "late_competence": Kind(
        SHORT, DUTY,
        "{n} oppdrag {when} blir for sent uansett: de på vakt som {who}, kan ikke være framme i"
        " tide.",
        "Få inn en som {who}, i det tidsrommet, eller gjør tidsvinduet videre.",
    ),
    "shortened": Kind(
        CHECK, PATIENT,
        "Pasienten er borte i en del av tidsvinduet for {n} oppdrag {when}.",
        "Sjekk at tiden som er igjen, holder. Flytt oppdraget om den ikke gjør det.",
    ),
    "no_address": Kind(
        CHECK, PATIENT,
        "{n} oppdrag {when} er hos pasienter uten sted på kartet. De planlegges som om de var på"
        " basen, uten reise.",
        "Legg inn adresse og koordinater i registeret som pasienten kommer fra.",
    ),
    "outside": Kind(
        CHECK, PATIENT,
        "{n} oppdrag {when} har koordinater som ikke kan stemme. De planlegges som om de var på"
        " basen, uten reise.",
        "Rett koordinatene i registeret som pasienten kommer fra.",
    ),
    "far": Kind(
        CHECK, PATIENT,
        "{n} oppdrag {when} er mer enn {far} minutter unna.",
        "Sjekk adressen og stedet på kartet. Er de riktige: gi oppdraget til et team som er"
        " nærmere.",
    ),
    "collide": Kind(
        CHECK, VISIT,
        "{n} oppdrag {when} er låst til samme ansatt på samme tid.",
        "Lås opp ett av dem, eller flytt tiden.",
    ),
    "tight": Kind(
        CHECK, VISIT,
        "{n} oppdrag {when} er låst så tett at den ansatte ikke rekker fram mellom dem.",
        "Lås opp ett av dem, eller flytt tiden.",
    ),
    "given_unable": Kind(
        CHECK, VISIT,
        "{n} oppdrag {when} er låst til en som mangler kompetansen eller ikke skal til pasienten.",
        "Sjekk at det er meningen, eller lås opp oppdraget.",
    ),
    "given_away": Kind(
        CHECK, VISIT,
        "{n} oppdrag {when} er låst til en tid da pasienten er borte.",
        "Lås opp oppdraget, eller flytt tiden.",
    ),
    "break": Kind(
        CHECK, DUTY,
        "{carers} på vakt kan ikke ta pausen til vanlig tid ({when}).",
        "Lås opp et oppdrag i pausetiden, eller avtal en annen pausetid.",
    ),
}  # fmt: skip
