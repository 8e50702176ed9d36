"""By when a message must be dealt with, and how much hangs on it. Plain data; a unit may set its own.

Each rule carries the source of its figure. A figure without a national source is HeltOm's own default and
says so: it is there to be changed (docs/ansvarsvakt.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: "Straks": somebody must see it at once. The least that a clock can count.
AT_ONCE: Final = 0
HOUR: Final = 60
DAY: Final = 24 * HOUR
#: Later than anything that is due.
NEVER: Final = 10**9


class State(StrEnum):
    """What has become of the message itself, before anybody asks what type it is."""

    USUAL = "vanlig"
    UNREADABLE = "uleselig"
    #: Nobody knows whom it is about, or what it is.
    UNCLEAR = "uklar"
    #: A cancellation of what somebody has opened or closed, and may have acted on.
    TAKES_BACK_DONE = "kansellerer-gjort"
    #: A cancellation of what nobody has opened.
    TAKES_BACK = "kansellerer"
    #: A cancellation of what has not come, or that does not say of what.
    WAITS = "venter"
    #: Changed or cancelled: another message tells what holds.
    OVER = "gjelder-ikke"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at. `content_code` is TypeInnhold (9137–9140); `urgency` is 9067, or 8115 of the
    head where the document has none. `is_copy` where somebody else is to act on it."""

    type_code: str
    event_code: str = ""
    content_code: str = ""
    urgency: str = ""
    state: State = State.USUAL
    is_copy: bool = False
    has_medicines: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """`minutes` from when the message was received; None: it wants nothing done, and may be signed in a
    batch. `rank` is the consequence of leaving it, 1 the worst; it orders what is due at the same time.

    A field that is empty asks for nothing. `event` is that of a message whose type does not name one.
    """

    key: str
    label: Promise | str
    minutes: int | None
    rank: int
    source: Promise | str
    types: tuple[str, ...] = ()
    event: str = ""
    contents: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    state: State | None = None
    for_copies: bool = False
    for_medicines: bool = False

    @property
    def informs(self) -> bool:
        return self.minutes is None

    def fits(self, facts: Facts) -> bool:
        return (
            (self.state is None or self.state is facts.state)
            and (not self.types or self._is_of_type(facts))
            and (not self.contents or facts.content_code in self.contents)
            and (not self.urgencies or facts.urgency in self.urgencies)
            and (not self.for_copies or facts.is_copy)
            and (not self.for_medicines or facts.has_medicines)
        )

    def _is_of_type(self, facts: Facts) -> bool:
        if facts.type_code in self.types:
            return True
        return facts.type_code in ANY_EVENT and bool(self.event) and facts.event_code == self.event


@dataclass(frozen=True, slots=True)
class Due:
    """`at` is None for what only informs."""

    rule: str
    at: datetime | None
    rank: int


#: A clinician of the sender is away. In no national list.
ABSENCE: Final = "MELDING_FRAVAR"
#: Types that do not say which event of list 9121 they tell of.
ANY_EVENT: Final = ("", "PASIENTLOGISTIKK")

LAW: Final = _("FOR-2011-11-18-1115 § 11: kommunen svarer straks")
PLO: Final = _("HIS 80704:2014: innleggelsesrapport senest innen et døgn")
GUIDE: Final = _("HISD 80806:2012: svar innen tre dager")
DIALOG: Final = _("kodeverk 9067: hastegraden avsenderen har satt")
OWN: Final = _("HeltOms forslag: ingen nasjonal frist")

#: What the message itself is goes before its type, and alone.
STATES: Final = (
    Rule("uleselig", _("Kan ikke leses"), HOUR, 2, OWN, state=State.UNREADABLE),
    Rule(
        "kansellerer-gjort",
        _("Kansellering av noe som er åpnet eller gjort"),
        AT_ONCE, 1, OWN, state=State.TAKES_BACK_DONE,
    ),
    Rule(
        "kansellering-venter",
        _("Kansellering der originalen ikke er kjent"),
        HOUR, 2, OWN, state=State.WAITS,
    ),
    Rule(
        "kansellerer",
        _("Kansellering av noe ingen hadde åpnet"),
        None, 5, OWN, state=State.TAKES_BACK,
    ),
    Rule("gjelder-ikke", _("Erstattet eller kansellert"), None, 5, OWN, state=State.OVER),
)  # fmt: skip

#: What makes a message of any type more pressing. The one that is due first holds.
PRESSING: Final = (
    Rule("oyeblikkelig", _("Øyeblikkelig hjelp"), AT_ONCE, 1, DIALOG, urgencies=("1",)),
    Rule("innen-24-timer", _("Avsenderen vil ha svar innen 24 timer"), DAY, 3, DIALOG, urgencies=("3",)),
    Rule("hoy-prioritet", _("Avsenderen har satt høy prioritet"), HOUR, 2, OWN, urgencies=("H",)),
    Rule("uklar", _("Det er uklart hvem eller hva den gjelder"), 4 * HOUR, 2, OWN, state=State.UNCLEAR),
    Rule("medisiner", _("Meldingen har en medisinliste"), DAY, 3, OWN, for_medicines=True),
)  # fmt: skip

#: By type. The first that fits holds; every message fits the last.
TYPES: Final = (
    Rule(
        "utskrivningsklar", _("Utskrivningsklar pasient"), AT_ONCE, 1, LAW,
        types=("LOG_UTSKRIVNINGSKLAR",), event="3",
    ),
    Rule("dod", _("Pasienten er død"), AT_ONCE, 1, OWN, types=("LOG_DOD",), event="13"),
    Rule(
        "avmelding", _("Utskrivningsklar pasient er avmeldt"), AT_ONCE, 2, OWN,
        types=("LOG_AVMELDING",), event="4",
    ),
    Rule(
        "utskrevet", _("Pasienten er utskrevet"), 2 * HOUR, 1, OWN,
        types=("LOG_UTSKREVET",), event="2",
    ),
    Rule(
        "utskrivningsrapport", _("Utskrivningsrapport"), 2 * HOUR, 2, OWN,
        types=("UTSKRIVNINGSRAPPORT", "TVERRFAGLIG_EPIKRISE"),
    ),
    Rule("innlagt", _("Pasienten er innlagt"), DAY, 2, PLO, types=("LOG_INNLAGT",), event="1"),
    Rule(
        "tidligmelding", _("Tidligmelding: pasienten trenger hjelp etter oppholdet"), DAY, 3, OWN,
        types=("HELSEOPPL_SOKNAD",), contents=("1",),
    ),
    Rule(
        "oppdatert", _("Helseopplysninger: oppdatert"), None, 5, OWN,
        types=("HELSEOPPL_SOKNAD",), contents=("2",),
    ),
    Rule("helseopplysninger", _("Helseopplysninger"), DAY, 4, OWN, types=("HELSEOPPL_SOKNAD",)),
    Rule(
        "medisinliste", _("Legemiddelopplysninger"), 4 * HOUR, 2, OWN,
        types=("LEGEMIDDELHANDTERING", "EPJ-EKSTRAKT"),
    ),
    Rule(
        "avvik", _("Tilbakemelding om feil i noe vi har sendt"), 4 * HOUR, 3, OWN,
        types=("DIALOG_AVVIK",),
    ),
    Rule("foresporsel", _("Forespørsel"), 3 * DAY, 4, GUIDE, types=("DIALOG_FORESPORSEL",)),
    Rule("svar", _("Svar på noe vi har spurt om"), DAY, 4, OWN, types=("DIALOG_SVAR",)),
    # A note of a fastlege may be an order. It is only a copy that nobody has to act on.
    Rule(
        "kopi", _("Kopi av epikrise eller notat"), None, 5, OWN, for_copies=True,
        types=("EPIKRISE", "FODSELS_EPIKRISE", "DIALOG_NOTAT", "DIALOG_HELSEFAGLIG"),
    ),
    Rule(
        "dialog", _("Helsefaglig dialog eller notat"), DAY, 4, OWN,
        types=("DIALOG_HELSEFAGLIG", "DIALOG_NOTAT", "DIALOG"),
    ),
    Rule("epikrise", _("Epikrise"), DAY, 4, OWN, types=("EPIKRISE", "FODSELS_EPIKRISE")),
    Rule(
        "medisinske", _("Medisinske opplysninger"), DAY, 4, OWN, types=("MEDISINSKE_OPPLYSNINGER",)
    ),
    Rule(
        "til-orientering", _("Status på henvisning og annet til orientering"), None, 5, OWN,
        types=(
            "DIALOG_STATUS_HENVISNING", "ORIENTERING_TJENESTETILBUD", "TILBAKEMELD", ABSENCE,
            "STATUS_REKVISISJON", "BEKREFT_REKVISISJON",
        ),
    ),
    Rule("annet", _("Alle andre meldinger"), DAY, 5, OWN),
)  # fmt: skip

RULES: Final[tuple[Rule, ...]] = (*STATES, *PRESSING, *TYPES)
BY_KEY: Final[Mapping[str, Rule]] = {rule.key: rule for rule in RULES}

type Own = Mapping[str, tuple[int | None, int]]


def rule_for(facts: Facts, own: Own | None = None) -> Rule:
    """What the message itself is, else the first due of its type and all that makes it more pressing."""
    state = next((rule for rule in STATES if rule.fits(facts)), None)
    return state or min(_fitting(facts), key=lambda rule: _when(rule, own or {}))


def _fitting(facts: Facts) -> Iterator[Rule]:
    yield next(rule for rule in TYPES if rule.fits(facts))
    yield from (rule for rule in PRESSING if rule.fits(facts))


def _when(rule: Rule, own: Own) -> tuple[int, int]:
    minutes, rank = _set(rule, own)
    return NEVER if minutes is None else minutes, rank


def _set(rule: Rule, own: Own) -> tuple[int | None, int]:
    return own.get(rule.key, (rule.minutes, rule.rank))


def due(facts: Facts, received_at: datetime, own: Own) -> Due:
    """`own` is what the unit has set: rule key to (minutes, rank). The minutes are real ones, also in the
    two nights when the clock changes: counted anew from the row it is the same instant.
    """
    rule = rule_for(facts, own)
    minutes, rank = _set(rule, own)
    at = None if minutes is None else received_at.astimezone(UTC) + timedelta(minutes=minutes)
    return Due(rule.key, at, rank)
