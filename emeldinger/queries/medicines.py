"""What is new on a message's medicine list since the list before, in the words of the ward."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from emeldinger.formats.letter import read_letter
from emeldinger.formats.reading import Reading, read
from emeldinger.formats.words import Medicine
from emeldinger.medicine_changes import Difference, Fact, Line, News, Shift, compare, lines_of
from emeldinger.models import Message, Standing
from emeldinger.models.messages import MessageQuerySet
from emeldinger.originals import OriginalMissing, beginning
from emeldinger.queries.lines import type_name
from teams.models import User

#: So many earlier messages are read to find a list, the newest first; most of the kinds below have one.
READ = 5
#: Larger ones are not read for this: what makes a message so large is pictures.
LARGEST = 5_000_000
#: Where many patients are told of at once, so many messages of each are read, and only small ones.
READ_OF_MANY, LARGEST_OF_MANY = 3, 1_000_000
#: A list is as old as what it says of itself: one that was delayed on the way is not the newest.
WRITTEN = Coalesce("generated_at", "received_at")

WORDS = {
    News.STOPPED: _lazy("seponert"),
    News.NEW: _lazy("ny"),
    News.AGAIN: _lazy("satt i gang igjen"),
    News.CHANGED: _lazy("endret"),
    News.GONE: _lazy("står ikke her"),
    News.SAME: "",
}
COLOURS = {
    News.STOPPED: "danger",
    News.NEW: "info",
    News.AGAIN: "info",
    News.CHANGED: "warning",
    News.GONE: "warning",
    News.SAME: "",
}
FACTS = {
    Fact.NAME: _lazy("navn"),
    Fact.STRENGTH: _lazy("styrke"),
    Fact.FORM: _lazy("form"),
    Fact.DOSE: _lazy("dosering"),
    Fact.USE: _lazy("bruk"),
    Fact.UNTIL: _lazy("slutter"),
    Fact.MULTIDOSE: _lazy("multidose"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One medicine and what is other with it: "dosering: var 1 tablett kl. 08, er 2 tabletter kl. 08"."""

    news: News
    name: str
    word: str
    colour: str
    more: tuple[str, ...]

    @property
    def is_news(self) -> bool:
        return self.news is not News.SAME

    @property
    def is_stopped(self) -> bool:
        return self.news is News.STOPPED

    @property
    def is_shifted(self) -> bool:
        """Whether `more` says what it was: the line itself says what it is."""
        return self.news in (News.CHANGED, News.AGAIN)


@dataclass(frozen=True, slots=True)
class MedicineNews:
    """`rows` are what is other, the gravest first; `same` how many are as before. Without an `earlier`
    message there was nothing to compare with. `later` has a newer list than this one.
    """

    earlier: Message | None = None
    later: Message | None = None
    rows: tuple[Told, ...] = ()
    same: int = 0
    by_medicine: dict[Medicine, Told] = field(default_factory=dict)

    @property
    def earlier_title(self) -> str:
        return _title(self.earlier)

    @property
    def later_title(self) -> str:
        return _title(self.later)


def _title(message: Message | None) -> str:
    return type_name(message.type_code, message.type_text) if message else ""


def medicine_news(message: Message, reading: Reading, user: User) -> MedicineNews | None:
    """None where the message has no list. Else reads messages about the patient until one has, at most five
    written before it and five after.
    """
    now = lines_of(reading.sections)
    if not now:
        return None
    if message.patient is None:
        return MedicineNews()
    others, at = _others(message, user), message.generated_at or message.received_at
    before = _first_list(others.filter(LessThan(WRITTEN, at)))
    after = _first_list(others.filter(GreaterThan(WRITTEN, at)))
    later = after[0] if after else None
    if before is None:
        return MedicineNews(later=later)
    found = compare(before[1], now)
    return MedicineNews(
        earlier=before[0],
        later=later,
        rows=tuple(_in_order(found)),
        same=sum(one.news is News.SAME for one in found),
        by_medicine={one.medicine: _told(one) for one in found if one.news is not News.GONE},
    )


def _others(message: Message, user: User) -> QuerySet[Message]:
    """Those with a list that may be read, the newest first."""
    rows = _listed(LARGEST).visible_to(user).filter(patient=message.patient)
    joined = rows.exclude(pk=message.pk).select_related("original").defer("original__content")
    return joined.order_by(WRITTEN.desc(), "-pk")


def _listed(largest: int) -> MessageQuerySet:
    """Those with a list that holds."""
    rows = Message.objects.work().filter(has_medicines=True, original__size__lte=largest)
    return rows.exclude(standing__in=[Standing.CANCELLED, Standing.CANCELS])


def _first_list(rows: QuerySet[Message]) -> tuple[Message, list[Line]] | None:
    """The newest that has one. One query, and one for each that is read: mostly one."""
    for row in rows[:READ]:
        if lines := _lines_in(row):
            return row, lines
    return None


def _lines_in(message: Message) -> list[Line]:
    """None of what cannot be read now: it is no reason to keep this message from her."""
    try:
        raw = beginning(message.original)
    except OriginalMissing:
        return []
    return lines_of(read(read_letter(raw)).sections)


@dataclass(frozen=True, slots=True)
class LatestList:
    """A patient's newest list, and what is other on it than on the one before. `before_at` is None where
    there was none to compare with.
    """

    message: Message
    at: datetime
    before_at: datetime | None
    rows: tuple[Told, ...]

    @property
    def title(self) -> str:
        return _title(self.message)


def latest_lists(patients: Iterable[int], since: datetime) -> dict[int, LatestList]:
    """By patient, of those with a list written since then. For whoever may see the patients: what is new
    with her medicines, and not the letters. One query.
    """
    found: dict[int, list[Message]] = defaultdict(list)
    newest = Window(
        RowNumber(), partition_by=F("patient"), order_by=[F("written").desc(), F("pk").desc()]
    )
    rows = _listed(LARGEST_OF_MANY).filter(patient__in=set(patients)).annotate(written=WRITTEN)
    for row in rows.annotate(number=newest).filter(number__lte=READ_OF_MANY).order_by("number"):
        found[row.patient_id or 0].append(row)
    told = {key: _latest(messages, since) for key, messages in found.items()}
    return {key: one for key, one in told.items() if one is not None}


def _latest(messages: list[Message], since: datetime) -> LatestList | None:
    """The newest is compared with the newest before it that has a list."""
    if not messages or _written(messages[0]) < since:
        return None
    read_ones = [(row, lines) for row in messages if (lines := _lines_in(row))]
    if not read_ones or _written(read_ones[0][0]) < since:
        return None
    message, now = read_ones[0]
    before = read_ones[1] if len(read_ones) > 1 else None
    rows = tuple(_in_order(compare(before[1], now))) if before else ()
    return LatestList(message, _written(message), _written(before[0]) if before else None, rows)


def _written(message: Message) -> datetime:
    return message.generated_at or message.received_at


# In words ---------------------------------------------------------------------------------------------


def _in_order(found: list[Difference]) -> Iterator[Told]:
    for news in News:
        if news is not News.SAME:
            yield from (_told(one) for one in found if one.news is news)


def _told(one: Difference) -> Told:
    shown = one.medicine
    return Told(
        news=one.news,
        name=" ".join(filter(None, (shown.name, shown.strength))),
        word=str(WORDS[one.news]),
        colour=COLOURS[one.news],
        more=tuple(_more(one)),
    )


def _more(one: Difference) -> Iterator[str]:
    """Of what is new or gone, how it is or was taken; else each thing that has changed."""
    if one.news is News.NEW and one.medicine.dose:
        yield one.medicine.dose
    elif one.news is News.GONE and one.medicine.dose:
        yield _("var %s") % one.medicine.dose
    for shift in one.shifts:
        yield _shift(shift)


def _shift(shift: Shift) -> str:
    told = {"what": FACTS[shift.fact], "before": shift.before, "now": shift.now}
    if not shift.now:
        return _("%(what)s: var %(before)s, sies ikke her") % told
    if not shift.before:
        return _("%(what)s: %(now)s") % told
    return _("%(what)s: %(now)s, var %(before)s") % told
