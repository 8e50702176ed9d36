"""The standing characters: people with a login who are in every demo, whatever its size and seed.

They are on duty as written here on every date of the roster, which no real roster would ask of
anybody: a demo that is started on any day must look right. They work in the first OT of Bergenhus
and in its HT; Siri works in another unit.
"""

from dataclasses import dataclass

SECOND_OT = "bergenhus-ot2"
FIRST_OT, FIRST_HT, FIRST_UNIT = "bergenhus-ot1", "bergenhus-ht", "bergenhus"
#: The unit where Siri works. The two smaller sizes have it as a small neighbour, for her sake.
OTHER_HT = "arstad-ht"


@dataclass(frozen=True, slots=True)
class Character:
    """`duty` is (kind of shift, function) for every date; `position` (kind, team or unit, code)."""

    username: str
    number: str
    given: str
    family: str
    sex: str
    profession: str
    team: str
    who: str
    duty: tuple[str, str] | None = None
    position: tuple[str, str, str] | None = None
    competences: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


CHARACTERS = (
    Character(
        "kari",
        "10001",
        "Kari",
        "Fjelltun",
        "k",
        "helsefagarbeider",
        FIRST_OT,
        "Helsefagarbeider i Bergenhus OT 1. Går på liste på dagvakt.",
        duty=("dag", "liste"),
        competences=("medisinkurs", "insulin", "stell", "forflytning", "observasjon"),
    ),
    Character(
        "vera",
        "10002",
        "Vera",
        "Lundemo",
        "k",
        "helsefagarbeider",
        FIRST_OT,
        "Helsefagarbeider og vaktkoordinator i Bergenhus OT 1 på dagvakt, med egen liste.",
        duty=("dag", "vk"),
        competences=("medisinkurs", "insulin", "stell", "forflytning", "observasjon", "vk"),
    ),
    Character(
        "ola",
        "10003",
        "Ola",
        "Hauglien",
        "m",
        "vernepleier",
        FIRST_OT,
        "Avdelingsleder for Bergenhus OT 1.",
        position=("avdelingsleder", "team", FIRST_OT),
    ),
    Character(
        "anne",
        "10004",
        "Anne",
        "Birkemo",
        "k",
        "sykepleier",
        FIRST_HT,
        "Sykepleier. Ansvarsvakt i Bergenhus HT på dagvakt, for HT og alle OT under det.",
        duty=("dag", "ansvarsvakt"),
        competences=("medisinkurs", "insulin", "kateter", "sarstell", "dosett", "observasjon"),
    ),
    Character(
        "frida",
        "10005",
        "Frida",
        "Solheimsnes",
        "k",
        "sykepleier",
        FIRST_OT,
        "Fagansvarlig sykepleier for Bergenhus OT 1. Forbereder og leder tavlemøtet.",
        position=("fagansvarlig", "team", FIRST_OT),
        competences=("medisinkurs", "insulin", "kateter", "sarstell", "dosett", "observasjon"),
    ),
    Character(
        "ulla",
        "10006",
        "Ulla",
        "Nygjerde",
        "k",
        "sykepleier",
        FIRST_HT,
        "Enhetsleder for Bergenhus.",
        position=("enhetsleder", "unit", FIRST_UNIT),
    ),
    Character(
        "kirsten",
        "10010",
        "Kirsten",
        "Øvretveit",
        "k",
        "sykepleier",
        FIRST_HT,
        "Sykepleierfaglig konsulent for Bergenhus. Ansvarlig for kriteriene, veileder de fagansvarlige.",
        position=("konsulent", "unit", FIRST_UNIT),
    ),
    Character(
        "eva",
        "10011",
        "Eva",
        "Sandvold",
        "k",
        "helsefagarbeider",
        FIRST_OT,
        "Helsefagarbeider og vaktkoordinator i Bergenhus OT 1 på kveldsvakt, med egen liste.",
        duty=("kveld", "vk"),
        competences=("medisinkurs", "insulin", "stell", "forflytning", "observasjon", "vk"),
    ),
    Character(
        "jon",
        "10012",
        "Jon",
        "Bakkerud",
        "m",
        "helsefagarbeider",
        FIRST_OT,
        "Helsefagarbeider i Bergenhus OT 1. Går på liste på kveldsvakt.",
        duty=("kveld", "liste"),
        competences=("medisinkurs", "insulin", "stell", "forflytning", "observasjon"),
    ),
    Character(
        "maja",
        "10013",
        "Maja",
        "Ekrene",
        "k",
        "assistent",
        FIRST_OT,
        "Assistent i Bergenhus OT 1. Går på liste på kveldsvakt.",
        duty=("kveld", "liste"),
        competences=("medisinkurs", "stell"),
    ),
    Character(
        "tone",
        "10014",
        "Tone",
        "Haukeland",
        "k",
        "sykepleier",
        FIRST_HT,
        "Sykepleier. Ansvarsvakt i Bergenhus HT på kveldsvakt, for HT og alle OT under det.",
        duty=("kveld", "ansvarsvakt"),
        competences=("medisinkurs", "insulin", "kateter", "sarstell", "dosett", "observasjon"),
    ),
    Character(
        "liv",
        "10015",
        "Liv",
        "Tangerås",
        "k",
        "helsefagarbeider",
        SECOND_OT,
        "Vaktkoordinator i naboteamet Bergenhus OT 2 på kveldsvakt. Blir spurt om hjelp.",
        duty=("kveld", "vk"),
        competences=("medisinkurs", "insulin", "stell", "forflytning", "observasjon", "vk"),
    ),
    Character(
        "nora",
        "10016",
        "Nora",
        "Vikøyr",
        "k",
        "sykepleier",
        FIRST_HT,
        "Sykepleier. Ansvarsvakt i Bergenhus HT på nattevakt. Leser overleveringen fra kvelden.",
        duty=("natt", "ansvarsvakt"),
        competences=("medisinkurs", "insulin", "kateter", "sarstell", "dosett", "observasjon"),
    ),
    Character(
        "bodil",
        "10018",
        "Bodil",
        "Espeset",
        "k",
        "sykepleier",
        FIRST_HT,
        "Sykepleier 2 i Bergenhus HT på dagvakt. Får meldingene når ansvarsvakten ikke kan ta dem.",
        duty=("dag", "sykepleier2"),
        competences=("medisinkurs", "insulin", "kateter", "sarstell", "dosett", "observasjon"),
    ),
    Character(
        "hanna",
        "10017",
        "Hanna",
        "Tveitnes",
        "k",
        "sykepleier",
        FIRST_HT,
        "Avdelingsleder for Bergenhus HT. Får beskjed når ingen tar e-meldingene.",
        position=("avdelingsleder", "team", FIRST_HT),
    ),
    Character(
        "tuva",
        "10019",
        "Tuva",
        "Straumsnes",
        "k",
        "fysioterapeut",
        FIRST_HT,
        "Fysioterapeut. Fast i tavlemøtene til Bergenhus HT og teamene under det.",
        position=("terapeut", "team", FIRST_OT),
    ),
    Character(
        "siri",
        "10007",
        "Siri",
        "Myrhaug",
        "k",
        "sykepleier",
        OTHER_HT,
        "Sykepleier på liste i en annen enhet, Årstad. Skal ikke se noe fra Bergenhus.",
        duty=("dag", "liste"),
        competences=(
            "medisinkurs",
            "insulin",
            "kateter",
            "sarstell",
            "dosett",
            "observasjon",
            "infusjon",
            "sonde",
            "lindring",
        ),
    ),
    Character(
        "nils",
        "10008",
        "Nils",
        "Rognmo",
        "m",
        "assistent",
        FIRST_OT,
        "Ansatt i Bergenhus OT 1, men ikke på vakt. Har ingen rolle nå.",
    ),
    Character(
        "drift",
        "10009",
        "Dagfinn",
        "Riisnes",
        "m",
        "ergoterapeut",
        FIRST_HT,
        "Systemansvarlig. Leser inn data og følger driften, ser ingen pasienter.",
        position=("systemansvarlig", "unit", FIRST_UNIT),
    ),
)


def character(username: str) -> Character:
    """Raises KeyError for a name that is none of them."""
    return {found.username: found for found in CHARACTERS}[username]
