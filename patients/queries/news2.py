"""NEWS2 as it is shown: names and limits, the scale that holds, the unit's responses, and the trend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from patients import news2
from patients.models import NewsResponse, Observation, OxygenScale, Patient
from patients.news2 import Band, Parameter, Score, score
from teams.models import Unit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Asks = NewsResponse.Asks

NAMES: dict[Parameter, _StrPromise] = {
    Parameter.RESPIRATION: _lazy("Respirasjon"),
    Parameter.SATURATION: _lazy("Oksygenmetning"),
    Parameter.OXYGEN: _lazy("Luft eller oksygen"),
    Parameter.SYSTOLIC: _lazy("Systolisk blodtrykk"),
    Parameter.PULSE: _lazy("Puls"),
    Parameter.CONSCIOUSNESS: _lazy("Bevissthet"),
    Parameter.TEMPERATURE: _lazy("Temperatur"),
}
SHORT: dict[Parameter, _StrPromise | str] = {
    Parameter.RESPIRATION: _lazy("Resp"),
    Parameter.SATURATION: "SpO₂",
    Parameter.OXYGEN: _lazy("Luft/O₂"),
    Parameter.SYSTOLIC: _lazy("Sys"),
    Parameter.PULSE: _lazy("Puls"),
    Parameter.CONSCIOUSNESS: _lazy("Bev"),
    Parameter.TEMPERATURE: _lazy("Temp"),
}
UNITS: dict[Parameter, _StrPromise | str] = {
    Parameter.RESPIRATION: _lazy("i minuttet"),
    Parameter.SATURATION: "%",
    Parameter.SYSTOLIC: "mmHg",
    Parameter.PULSE: _lazy("i minuttet"),
    Parameter.TEMPERATURE: "°C",
}
#: The letters are RCP's, the words ours.
CONSCIOUS: dict[int, tuple[str, _StrPromise]] = {
    news2.AWAKE: ("A", _lazy("våken")),
    news2.CONFUSED: ("C", _lazy("ny forvirring")),
    news2.VOICE: ("V", _lazy("svarer på tiltale")),
    news2.PAIN: ("P", _lazy("reagerer på smerte")),
    news2.UNRESPONSIVE: ("U", _lazy("reagerer ikke")),
}
OXYGEN = {news2.AIR: _lazy("luft"), news2.ON_OXYGEN: _lazy("oksygen")}

#: What a result leads to where the unit has not written its own: what RCP (2017) asks for, sobered for a
#: home without a doctor at hand. It is the municipality's to change.
DEFAULTS: dict[Band, tuple[_StrPromise, str]] = {
    Band.ZERO: (
        _lazy("Ingen tegn til akutt sykdom. Mål igjen når planen sier det, eller hvis noe endrer seg."),
        Asks.NOBODY,
    ),
    Band.LOW: (
        _lazy(
            "Sammenlign med hva pasienten pleier å ha. Er det nytt eller mer enn vanlig, eller er du"
            " urolig: spør ansvarsvakten. Mål igjen innen 4–6 timer hvis det er nytt."
        ),
        Asks.NOBODY,
    ),
    Band.RED: (
        _lazy(
            "Én måling gir 3 poeng alene. Ansvarsvakten skal vurdere pasienten. Mål igjen innen en"
            " time. Bli hos pasienten hvis du er urolig."
        ),
        Asks.SOON,
    ),
    Band.MEDIUM: (
        _lazy(
            "Haster. Ansvarsvakten skal vurdere pasienten nå, og avgjør om lege eller legevakt skal"
            " kontaktes. Mål igjen innen en time."
        ),
        Asks.NOW,
    ),
    Band.HIGH: (
        _lazy(
            "Akutt. Bli hos pasienten. Ring 113 om ikke annet er avtalt for denne pasienten, og"
            " ansvarsvakten straks. Mål hele tiden til noen har overtatt."
        ),
        Asks.NOW,
    ),
    Band.INCOMPLETE: (
        _lazy("Ikke alt er målt, så det blir ingen sum. Mål det som mangler, eller skriv hvorfor ikke."),
        Asks.NOBODY,
    ),
}  # fmt: skip
SOURCE = "Royal College of Physicians: National Early Warning Score (NEWS) 2, 2017"

LAST = 8
#: A telephone's clock may be a little ahead of ours.
AHEAD = timedelta(minutes=5)
WIDTH, HEIGHT, EDGE = 320, 120, 14


@dataclass(frozen=True, slots=True)
class Response:
    """What a result leads to in a unit, in whose words."""

    band: str
    text: str
    asks: str
    changed: NewsResponse | None = None
    """The unit's own row; None for the default."""

    @property
    def label(self) -> str:
        return str(NewsResponse.Band(self.band).label)


def responses_of(unit: Unit) -> list[Response]:
    """All six, in the order of the table. One query."""
    rows = NewsResponse.objects.filter(unit=unit).select_related("changed_by__staff")
    own = {row.band: row for row in rows}
    return [_response(band, own.get(band.value)) for band in Band]


def response_of(unit: Unit, band: str) -> Response:
    row = NewsResponse.objects.filter(unit=unit, band=band).select_related("changed_by__staff")
    return _response(Band(band), row.first())


def _response(band: Band, own: NewsResponse | None) -> Response:
    if own is not None:
        return Response(band.value, own.text, own.asks, own)
    text, asks = DEFAULTS[band]
    return Response(band.value, str(text), str(asks))


def scale_of(patient: Patient) -> OxygenScale | None:
    """The row by which scale 2 holds now, or None: scale 1. One query."""
    return (
        OxygenScale.objects.filter(patient=patient, ended_at__isnull=True)
        .select_related("set_by__staff")
        .first()
    )


def scales_of(patient: Patient) -> list[OxygenScale]:
    """Newest first, those that are over included. One query."""
    rows = OxygenScale.objects.filter(patient=patient)
    return list(rows.select_related("set_by__staff", "ended_by__staff"))


def scale_at(patient: Patient, at: datetime) -> int:
    """1, or 2 where a named clinician had set it by then."""
    then = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    held = OxygenScale.objects.filter(then, patient=patient, set_at__lte=at)
    return 2 if held.exists() else 1


@dataclass(frozen=True, slots=True)
class Part:
    """One parameter of a measurement as it is read: "26 i minuttet", 3 points."""

    parameter: str
    name: str
    shown: str
    points: int | None
    short: str = ""
    """The heading in a table, and without a unit what stands under it."""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A measurement with its points. `total` is None where something is missing."""

    observation: Observation
    score: Score
    total: int | None
    parts: list[Part]

    @property
    def taken_at(self) -> datetime:
        return self.observation.taken_at

    @property
    def by(self) -> str:
        return self.observation.by.name if self.observation.by else ""

    @property
    def band(self) -> Band:
        """Of what was imported the total is the source's own."""
        return self.score.band if self.total is not None else Band.INCOMPLETE

    @property
    def level(self) -> str:
        """How loudly it is shown: by what it is acted on as."""
        return LEVELS[self.score.acts_as]

    @property
    def missing(self) -> list[str]:
        return [str(NAMES[one]).lower() for one in self.score.missing]

    @property
    def red(self) -> list[Part]:
        return [part for part in self.parts if part.points == news2.RED]

    @property
    def scale(self) -> int:
        return 2 if self.observation.parts.get(news2.SCALE) == 2 else 1


#: RCP's yellow, orange and red, as words that the style sheet has colours for.
LEVELS = {
    Band.ZERO: "none",
    Band.LOW: "low",
    Band.RED: "yellow",
    Band.MEDIUM: "orange",
    Band.HIGH: "red",
    Band.INCOMPLETE: "none",
}


def reading_of(observation: Observation) -> Reading:
    """No queries. A total that came with an imported measurement stands, also without its parts."""
    found = score(observation.parts)
    total = None if observation.value is None else int(observation.value)
    return Reading(observation, found, total, list(_parts(observation.parts, found)))


def _parts(parts: Mapping[str, object], found: Score) -> Iterator[Part]:
    for one in Parameter:
        value = parts.get(one.value)
        shown = "" if value is None else in_words(one, value)
        figure = shown.removesuffix(f" {UNITS[one]}") if one in UNITS else shown
        if one is Parameter.CONSCIOUSNESS:
            figure = shown[:1]
        yield Part(
            one.value, str(NAMES[one]), shown, found.points[one], str(SHORT[one]), figure
        )  # fmt: skip


def in_words(one: Parameter, value: object) -> str:
    """ "26 i minuttet", "oksygen", "C ny forvirring", "38,2 °C"."""
    number = Decimal(str(value))
    if one is Parameter.OXYGEN:
        return str(OXYGEN[int(number > 0)])
    if one is Parameter.CONSCIOUSNESS:
        letter, words = CONSCIOUS.get(int(number), CONSCIOUS[news2.UNRESPONSIVE])
        return f"{letter} {words}"
    places = 1 if one is Parameter.TEMPERATURE else 0
    return f"{number_format(number, decimal_pos=places)} {UNITS[one]}"


def readings(patient: Patient, *, most: int = LAST) -> list[Reading]:
    """The last ones, newest first, those that were struck included. One query."""
    rows = patient.observations.filter(
        kind=Observation.Kind.NEWS2, taken_at__lte=clock.now() + AHEAD
    )
    return [reading_of(row) for row in rows.select_related("by", "struck_by__staff")[:most]]


def sentence_of(reading: Reading) -> str:
    """ "NEWS2 7 kl. 14.05: respirasjon 26 i minuttet (3), …; ikke målt: temperatur." """
    total = _("NEWS2 %s") % reading.total if reading.total is not None else _("NEWS2 ufullstendig")
    at = reading.taken_at.astimezone(clock.OSLO)
    measured = ", ".join(
        f"{_named(part)} ({'–' if part.points is None else part.points})"
        for part in reading.parts
        if part.shown
    )
    missing = _(" Ikke målt: %s.") % ", ".join(reading.missing) if reading.missing else ""
    return (
        _("%(total)s kl. %(at)s: %(measured)s.")
        % {
            "total": total,
            "at": f"{at:%H:%M}",
            "measured": measured,
        }
        + missing
    )


def _named(part: Part) -> str:
    """ "puls 92 i minuttet", and only "luft" for air."""
    alone = part.parameter == Parameter.OXYGEN
    return part.shown if alone else f"{part.name.lower()} {part.shown}"


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    label: str
    level: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A drawing of the totals: a line that is broken where a measurement has none."""

    lines: list[str]
    dots: list[Dot]
    gaps: list[str]
    """Where on the axis something was measured without a total."""
    marks: list[tuple[str, int]]
    """The heights of five and seven."""
    width: int = WIDTH
    height: int = HEIGHT


def curve_of(chosen: list[Reading]) -> Curve | None:
    """Oldest to the left, equally far between: hours and weeks are read from the table below it."""
    rows = [one for one in reversed(chosen) if one.observation.struck_at is None]
    totals = [one.total for one in rows if one.total is not None]
    if len(totals) < 2:
        return None
    top = max(*totals, news2.EMERGENCY + 1)
    lines: list[list[str]] = [[]]
    dots, gaps = [], []
    for number, one in enumerate(rows):
        x = f"{EDGE + (WIDTH - 2 * EDGE) * number / (len(rows) - 1):.1f}"
        if one.total is None:
            gaps.append(x)
            lines.append([])
            continue
        y = _height(one.total, top)
        lines[-1].append(f"{x},{y}")
        dots.append(Dot(x, y, str(one.total), one.level))
    marks = [(_height(limit, top), limit) for limit in (news2.URGENT, news2.EMERGENCY)]
    return Curve([" ".join(line) for line in lines if len(line) > 1], dots, gaps, marks)


def _height(total: int, top: int) -> str:
    return f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * total / top:.1f}"


@dataclass(frozen=True, slots=True)
class News2:
    """What the patient's page and the page of measuring show of her."""

    last: Reading | None
    readings: list[Reading]
    curve: Curve | None
    scale: OxygenScale | None


def news2_of(patient: Patient) -> News2:
    """Two queries."""
    found = readings(patient)
    held = [one for one in found if one.observation.struck_at is None]
    return News2(held[0] if held else None, found, curve_of(found), scale_of(patient))
