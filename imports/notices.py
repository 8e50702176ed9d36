"""What the source should be told: where its files and HeltOm differ, and HeltOm's own word holds.

Nothing here stops the import. The same is said every night until the source is put right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from heltom.lib import clock
from imports.columns import Table
from imports.decided import lines_held
from imports.faults import SHOWN
from imports.format import TABLES
from imports.memory import WITH_MISTAKES, periods
from imports.sql import name, rows


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that was read, and of which something or all does not hold here."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return _("%(file)s, linje %(line)s: %(text)s") % {
            "file": self.file,
            "line": self.line,
            "text": self.text,
        }


@dataclass
class Notices:
    """The first SHOWN are kept, all are counted."""

    kept: list[Notice]
    total: int = 0

    def add(self, this: Table, line: int, text: str) -> None:
        self.total += 1
        if len(self.kept) < SHOWN:
            self.kept.append(Notice(this.file_name, line, text))

    def in_order(self) -> list[Notice]:
        order = {each.file_name: number for number, each in enumerate(TABLES)}
        return sorted(self.kept, key=lambda notice: (order[notice.file], notice.line))


def tell_all(notices: Notices, present: frozenset[str]) -> None:
    """Ask when the files have been staged and found free of faults."""
    for this in TABLES:
        if this.name not in present:
            continue
        if this.name == "visit_plans":
            _moved(notices, this)
            _decided(notices, this)
        if this.name in WITH_MISTAKES:
            _mistaken(notices, this)
        if periods(this):
            _ended(notices, this)


def _moved(notices: Notices, this: Table) -> None:
    found = rows("""
        SELECT raw.line, raw.reference, now.name, raw.team, said.name, raw.code, r.code, r.valid_from
        FROM ready_visit_plans r JOIN raw_visit_plans raw USING (line)
        JOIN moved m ON m.id = r.id AND m.is_last
        JOIN after_teams now ON now.id = r.team_id
        LEFT JOIN after_teams said ON said.code = raw.team
        WHERE (raw.team, raw.code) IS DISTINCT FROM (now.code, r.code::text)
        ORDER BY raw.line
    """)
    for line, plan, now, team, said, said_code, code, since in found:
        file_says = said or team
        if said == now:
            now, file_says = f"{now} ({code})", f"{said} ({said_code})"
        text = _(
            "Tidsplan %(plan)s er flyttet til %(now)s i HeltOm fra %(since)s. Filen sier fortsatt"
            " %(said)s. Endre i fagsystemet."
        )
        words = {"plan": plan, "now": now, "since": _day(since), "said": file_says}
        notices.add(this, line, text % words)


def _decided(notices: Notices, this: Table) -> None:
    for line, plan in lines_held():
        text = _(
            "Tidsplan %(plan)s er endret i HeltOm etter et tavlemøte. Filen sier fortsatt det gamle."
            " Endre i fagsystemet."
        )
        notices.add(this, line, text % {"plan": plan})


def _mistaken(notices: Notices, this: Table) -> None:
    query = f"""SELECT r.line FROM ready_{this.name} r
        WHERE NOT r.is_new AND (r.was).mistaken_at IS NOT NULL ORDER BY r.line"""
    for (line,) in rows(query):
        text = _("Raden er merket som feilført i HeltOm og teller ikke. Rett den i fagsystemet.")
        notices.add(this, line, text)


def _ended(notices: Notices, this: Table) -> None:
    """Ended by somebody here; the file still has it open."""
    end = name(this.ends)
    query = f"""SELECT r.line, r.{end} FROM ready_{this.name} r JOIN raw_{this.name} raw USING (line)
        WHERE raw.{end} IS NULL AND r.{end} IS NOT NULL ORDER BY r.line"""
    for line, ended in rows(query):
        text = _(
            "Avsluttet %(ended)s i HeltOm. Filen har fortsatt ingen slutt. Endre i fagsystemet."
        )
        notices.add(this, line, text % {"ended": _day(ended)})


def left_out(notices: Notices, this: Table, line: int, what: object) -> None:
    """A line that clashes with what was written here is not taken in."""
    text = _("%(what)s. HeltOm og filen er uenige, og linjen er ikke tatt inn. Rett den ene.")
    notices.add(this, line, text % {"what": what})


def _day(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        return f"{moment.astimezone(clock.OSLO):%d.%m.%Y kl. %H:%M}"
    return f"{moment:%d.%m.%Y}"
