"""What waits for the ansvarsvakt now: one line each, in the order of what may happen if it is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emeldinger.models import Message
from emeldinger.queries.counting import MANY, counted
from emeldinger.queries.due_words import due_words
from emeldinger.queries.escalations import Level, Told, escalations_for
from emeldinger.queries.gaps import gaps_for
from emeldinger.queries.ledger import ledger_counts
from emeldinger.queries.letters import open_drafts
from emeldinger.queries.lines import type_name
from emeldinger.queries.queue_order import in_order
from emeldinger.queries.rounds import RoundLine, RoundState, rounds_of
from emeldinger.queries.silence import silences_for
from heltom.lib import clock
from heltom.lib.words import from_to, hhmm
from teams.models import Team, User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import TeamShift
from worklists.queries import advice_lines
from worklists.queries.belonging import Belonging
from worklists.queries.belonging import Line as Belongs
from worklists.queries.desk_lines import DeskLine
from worklists.queries.desk_lines import Level as DeskLevel
from worklists.queries.report import important_count, unread_count

#: So many of one sort stand here by themselves; the rest is one line that leads to all of them.
EACH = 6


@dataclass(frozen=True, slots=True)
class Unread:
    """Of the HT's report: its own patients, and the OTs' important notes. None for who may not read it."""

    own: int = 0
    others: int = 0


def unread_of(user: User, ht: Team) -> Unread:
    if not can(user, Permission.FOLLOW_REPORT, ht):
        return Unread()
    return Unread(unread_count(ht), important_count(ht))


def lines(user: User, ht: Team, shift: TeamShift, unread: Unread) -> Iterator[DeskLine]:
    """Some forty queries, whatever waits. Each part gives only what the user may see."""
    yield from _escalations(user)
    yield from _messages(ht)
    yield from _gaps(user, ht)
    yield from _rounds(ht)
    yield from _silences(user, ht)
    yield from advice_lines.lines(user, shift)
    yield from _sent(ht)
    yield from _report(ht, unread)
    yield from _belonging(user)
    yield from _letters(ht)


def _escalations(user: User) -> Iterator[DeskLine]:
    for told in escalations_for(user):
        url = reverse("emeldinger:desk", args=[told.ht.code])
        yield DeskLine("escalation", _escalated(told), url, "danger", told.oldest)


def _escalated(told: Told) -> str:
    words = ngettext(
        "%(ht)s: %(number)d melding som haster, er ikke tatt. %(who)s har fått beskjed.",
        "%(ht)s: %(number)d meldinger som haster, er ikke tatt. %(who)s har fått beskjed.",
        told.number,
    )
    who = Level(told.level).label
    return words % {"ht": told.ht, "number": told.number, "who": str(who).capitalize()}


def _messages(ht: Team) -> Iterator[DeskLine]:
    """What must be seen at once and what is over its deadline: the same thing by now. Two queries."""
    now = clock.now()
    late = Message.objects.open().filter(ht=ht, due_at__lte=now)
    joined = late.select_related("patient", "taken_by__staff").defer("findings")
    rows = list(in_order(joined, now)[: EACH + 1])
    for row in rows[:EACH]:
        url = reverse("emeldinger:message", args=[row.pk])
        number = row.patient.number if row.patient else ""
        level: DeskLevel = "warning" if row.taken_by_id else "danger"
        yield DeskLine("message", _message(row), url, level, row.received_at, number)
    if len(rows) > EACH:
        more = counted(late, MANY) - EACH
        words = _("%s meldinger til er over fristen") % (f"{MANY}+" if more > MANY - EACH else more)
        yield DeskLine("message", words, reverse("emeldinger:desk", args=[ht.code]), "danger")


def _message(row: Message) -> str:
    """ "Straks: Pasient innlagt, P-100001 Olav Dal (Anne Birkemo har den)"."""
    due = due_words(row, clock.now())
    patient = row.patient
    who = f"{patient.number} {patient.name}" if patient else row.person_name or _("ukjent pasient")
    said = ": ".join(filter(None, (due.tag, type_name(row.type_code, row.type_text))))
    taken = _(" (%s har den)") % name_of(row.taken_by) if row.taken_by else ""
    return f"{said}, {who}{taken}"


def _gaps(user: User, ht: Team) -> Iterator[DeskLine]:
    """Those of the neighbouring HTs too: they are dealt with on her own page."""
    url = reverse("emeldinger:watch", args=[ht.code])
    for gap in gaps_for(user):
        words = {"ht": gap.ht, "hours": from_to(gap.starts_at, gap.ends_at)}
        text = _("%(ht)s: ingen ser etter e-meldingene %(hours)s") % words
        said = f" ({gap.said})" if gap.said else ""
        level: DeskLevel = "warning" if gap.seen_at else "danger"
        yield DeskLine("gap", text + said, url, level, gap.starts_at)


def _rounds(ht: Team) -> Iterator[DeskLine]:
    """The one to be gone now, and those missed today: told where one is signed."""
    found = rounds_of(ht, clock.today())
    url = reverse("emeldinger:watch", args=[ht.code])
    for line in found:
        if line.may_be_signed:
            yield DeskLine("round", _round(line), url, _haste(line), line.due_at)
    missed = [line for line in found if line.state is RoundState.MISSED]
    if missed:
        times = ", ".join(hhmm(line.due_at) for line in missed)
        yield DeskLine("round", _("Ikke gått meldingsrunde i dag kl. %s") % times, url, "warning")


def _round(line: RoundLine) -> str:
    at = hhmm(line.due_at)
    is_late = line.state is RoundState.LATE
    return (_("Meldingsrunden kl. %s er sen") if is_late else _("Meldingsrunde kl. %s")) % at


def _haste(line: RoundLine) -> DeskLevel:
    return "danger" if line.state is RoundState.LATE else "warning"


def _silences(user: User, ht: Team) -> Iterator[DeskLine]:
    url = reverse("emeldinger:watch", args=[ht.code])
    for line in silences_for(user):
        loud: DeskLevel = "danger" if line.is_line else "warning"
        level: DeskLevel = "info" if line.row.seen_at else loud
        yield DeskLine("silence", line.what, url, level, line.row.last_at)


def _sent(ht: Team) -> Iterator[DeskLine]:
    counts = ledger_counts(ht)
    if not counts.tasks:
        return
    words = ngettext(
        "%(tasks)d sendt melding kom ikke fram som den skulle, %(unowned)d uten noen som følger den",
        "%(tasks)d sendte meldinger kom ikke fram som de skulle, %(unowned)d uten noen som følger dem",
        counts.tasks,
    )
    text = words % {"tasks": counts.tasks, "unowned": counts.unowned}
    url = reverse("emeldinger:sent", args=[ht.code])
    yield DeskLine("sent", text, url, "warning" if counts.unowned else "info", counts.oldest)


def _report(ht: Team, unread: Unread) -> Iterator[DeskLine]:
    url = reverse("worklists:report", args=[ht.code])
    if own := unread.own:
        words = ngettext("%d ulest i HT-rapporten", "%d uleste i HT-rapporten", own)
        yield DeskLine("report", words % own, url)
    if others := unread.others:
        words = ngettext(
            "%d viktig rapport fra omsorgsteamene er ulest",
            "%d viktige rapporter fra omsorgsteamene er ulest",
            others,
        )
        yield DeskLine("report", words % others, f"{url}?vis=viktige")


def _belonging(user: User) -> Iterator[DeskLine]:
    """Who should be home, whose move waits for an answer, whose gråsonevurdering is over its day."""
    found = Belonging(user).urgent
    yield from map(_belongs, found[:EACH])
    if more := len(found[EACH:]):
        words = ngettext("%d til om tilhørighet", "%d til om tilhørighet", more) % more
        yield DeskLine("belonging", words, reverse("worklists:belonging"))


def _belongs(line: Belongs) -> DeskLine:
    text = f"{line.number}, {line.team}: {line.text}"
    level: DeskLevel = "warning" if line.level == "danger" else "info"
    return DeskLine(
        "belonging", text, reverse(line.view, args=[line.key]), level, None, line.number
    )


def _letters(ht: Team) -> Iterator[DeskLine]:
    """A message is closed with a letter that is begun: it is told here that it has not been sent."""
    drafts = open_drafts(ht)
    late = sum(one.is_late for one in drafts)
    if drafts:
        words = ngettext("%d brev er ikke signert", "%d brev er ikke signert", len(drafts))
        text = words % len(drafts) + (_(", %d over fristen") % late if late else "")
        url = reverse("emeldinger:letter_drafts", args=[ht.code])
        yield DeskLine("letter", text, url, "warning" if late else "info")
