"""What was said in the tavlemøter that the demo has held, and what was decided: by what had put the patient
on the board. All invented.
"""

from __future__ import annotations

from dataclasses import dataclass

from boards.models import Decision, Service

Kind = Decision.Kind


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be done, so many days after the meeting. `service` is whom it is asked of."""

    kind: str
    text: str
    days: int
    service: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One patient of a meeting: the light, what was said, and what was decided. `became` is what came of
    the first of it: done, or why not; empty while it is open. `why` is why somebody put her forward.
    """

    light: str
    said: str
    decided: tuple[Decided, ...] = ()
    became: str = Decision.State.DONE
    why: str = ""


#: The last but one, and the last: put forward by hand.
BY_HAND = (
    (
        Told(
            "gul", "Reiser seg med støtte. Trenger mer tid om morgenen enn før.",
            (Decided(Kind.TEST, "Katz ADL på nytt", 10),
             Decided(Kind.MEASURE, "Prøve høyere stol i stua", 14)),
            why="Sliter mer med å komme seg opp av stolen",
        ),
        Told(
            "rod", "Klærne er blitt for store. Veies ikke fast.",
            (Decided(Kind.MEASURE, "Veie hver uke", 7),
             Decided(Kind.MEASURE, "Mellommåltid klokken 14", 7)),
            became="Ville ikke veies. Vi spør igjen.", why="Spiser lite til middag",
        ),
    ),
    (
        Told(
            "gul", "Ustø om natten. Lys på gulvet kan hjelpe.",
            (Decided(Kind.TASK_TEXT, "Se etter at nattlyset står på, og at gulvet er ryddig", 7),
             Decided(Kind.HOME_VISIT, "Se over lys, matter og dørstokker sammen", 6,
                     Service.OCCUPATIONAL_THERAPY)),
            became="", why="Var ute av sengen om natten to ganger",
        ),
        Told(
            "gul", "Fryser på badet. Vil helst stelle seg selv.",
            (Decided(Kind.MEASURE, "Varme badet før dusj", 4),),
            became="", why="Sier nei til dusj",
        ),
    ),
)  # fmt: skip
#: By the rule that spoke first.
BY_RULE = {
    "katz": Told(
        "gul", "Klarer mindre av stellet selv enn i sommer. Vil gjerne trene.",
        (Decided(Kind.REFERRAL, "Hverdagsrehabilitering: stell og påkledning", 10, Service.REABLEMENT),),
    ),
    "skropelighet": Told(
        "gul", "Blir fortere sliten. Går ikke ut alene lenger.",
        (Decided(Kind.MEASURE, "Følge til postkassen når været er godt", 14),),
    ),
    "vekt": Told(
        "rod", "Har gått ned i vekt uten å ville det. Spiser alene.",
        (Decided(Kind.REFERRAL, "Vurdere kost og næringsdrikk", 7, Service.DIETITIAN),
         Decided(Kind.TEST, "Veie hver mandag i fire uker", 28)),
    ),
    "fall": Told(
        "gul", "Har falt på vei til badet. Ingen skade.",
        (Decided(Kind.HOME_VISIT, "Gå gjennom leiligheten sammen", 10, Service.OCCUPATIONAL_THERAPY),
         Decided(Kind.TEST, "Blodtrykk liggende og stående", 5)),
        became="Var hos datteren den dagen. Ny dag må avtales.",
    ),
    "ny": Told(
        "gronn", "Er blitt kjent med de faste. Planen fra kartleggingen passer.",
        (Decided(Kind.TEST, "Første Katz og skrøpelighet", 14),),
    ),
    "hjemme": Told(
        "gul", "Svakere etter oppholdet. Nye medisiner.",
        (Decided(Kind.REFERRAL, "Be om gjennomgang av medisinene", 7, Service.DOCTOR),),
    ),
    "rapporter": Told(
        "gul", "Flere har sett det samme. Primærkontakten følger med hver dag i to uker.",
        (Decided(Kind.MEASURE, "Skrive hver dag hva som er spist og hvordan natten var", 14),),
    ),
    "mertid": Told("gronn", "Den nye tiden trengs. Planen står."),
    "maal": Told(
        "gul", "Målet var for stort. Settes ned sammen med pasienten.",
        (Decided(Kind.MEASURE, "Skrive nytt mål sammen med pasienten", 10),),
    ),
}  # fmt: skip
OTHERWISE = Told("gul", "Vi følger med, og tar det opp igjen om en måned.")
REVIEWED = (
    Told("gronn", "Klarer seg godt. Planen virker."),
    Told("gronn", "Ingen endring siden sist."),
    Told(
        "gul", "Planen virker, men målet er for gammelt.",
        (Decided(Kind.MEASURE, "Evaluere målet sammen med pasienten", 14),),
    ),
)  # fmt: skip
#: Who put somebody forward before each of the meetings, by turns: login, criterion, what was seen.
REPORTS = (
    ("jon", "sammen", "Har ringt på alarmen bare for å få selskap tre kvelder på rad."),
    ("tuva", "tverrfaglig", "Går utrygt med rullatoren. Jeg vil gjerne trene på trappen."),
    ("kari", "funksjonsfall", "Får ikke lenger på seg strømpene selv."),
    ("eva", "funksjonsfall", "Finner ikke fram til badet når det er mørkt."),
)
#: Before the one that comes.
LAST_REPORTS = (
    ("kari", "funksjonsfall", "Klarer ikke lenger å kle på seg selv. Trenger hjelp til begge armene."),
    ("tuva", "tverrfaglig", "Vi har trent på trappen sammen. Trening hver dag ville hjelpe."),
)  # fmt: skip
