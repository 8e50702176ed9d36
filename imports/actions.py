"""Read a municipality's folder into the database: all of it, or nothing and a list of faults."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.apps import apps
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from psycopg import errors

from heltom.lib.errors import Refused
from imports.apply import apply
from imports.checks import Checking, check_all, leave_arranged, leave_out
from imports.decided import let_go
from imports.faults import SHOWN, Fault, Faults
from imports.folder import find_files
from imports.format import TABLES
from imports.invented import only_invented_before
from imports.load import Progress, Staged, stage_file
from imports.meanwhile import ChangedMeanwhile, check_untouched
from imports.memory import remember, remembered
from imports.notices import Notice, Notices, tell_all
from imports.sql import rows, run
from imports.staging import close_staging, open_staging, resolve
from imports.touched import note_changes
from teams.audit import record
from teams.demo import mark_as_demo
from teams.models import User
from worklists.actions.report import begin_new

#: The advisory lock that keeps two imports apart; any number that nothing else uses.
LOCK = 0x4E170001


class ImportBusy(Refused):
    """Another import runs, or somebody holds the rows. Nothing was written."""


class _Undo(Exception):
    """Leave the transaction without keeping it: a dry run, or faults."""


@dataclass
class Count:
    """What became of the lines of one file. A row that got its end is not counted as changed."""

    new: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0


@dataclass
class ImportRun:
    """The outcome. With faults nothing was written; `total_faults` counts those not kept, too.

    `notices` are lines of which HeltOm's own word holds; `total_notices` counts those not kept, too.
    """

    dry_run: bool
    files: dict[str, Count] = field(default_factory=dict)
    teams_touched: int = 0
    total_faults: int = 0
    faults_by_file: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    total_notices: int = 0
    notices: list[Notice] = field(default_factory=list)
    seconds: float = 0

    @property
    def written(self) -> bool:
        return not self.dry_run and not self.total_faults


def import_folder(
    *,
    folder: Path,
    by: User | None,
    dry_run: bool = False,
    invented: bool = False,
    limit: int | None = SHOWN,
    progress: Progress = lambda step: None,
) -> ImportRun:
    """Read every file of the folder, check the whole, and write it in one transaction.

    A dry run does all of it and takes it back. `limit` bounds the faults that are kept (None: all).
    Unless the people of the folder are all `invented`, the database is no demo any more.
    Raises ImportBusy. Memory does not grow with the files.
    """
    began = time.monotonic()
    faults = Faults(limit)
    result = ImportRun(dry_run=dry_run)
    try:
        with transaction.atomic():
            _take_lock()
            still_demo = invented and only_invented_before()
            _run(result, find_files(folder, faults), faults, by=by, progress=progress)
            mark_as_demo(invented=still_demo)
            if faults.total or dry_run:
                raise _Undo
    except _Undo:
        pass
    except ChangedMeanwhile as error:
        faults.add(_changed(error.file_name))
    except IntegrityError as error:
        faults.add(_clash(error))
    except OperationalError as error:
        raise _busy(error) from error
    result.faults = faults.in_order(each.file_name for each in TABLES)
    result.total_faults, result.faults_by_file = faults.total, dict(faults.by_file)
    result.seconds = round(time.monotonic() - began, 1)
    return result


def _take_lock() -> None:
    """Until the end of the transaction. A web process gives up early on everything but this."""
    run("SET LOCAL statement_timeout = 0")
    # Many small statements over tables without statistics: compiling each costs more than it gives.
    run("SET LOCAL jit = off")
    ((taken,),) = rows(f"SELECT pg_try_advisory_xact_lock({LOCK})")
    if not taken:
        raise ImportBusy(_("En annen import holder på. Vent til den er ferdig, og prøv igjen."))


def _run(
    result: ImportRun,
    files: dict[str, Path],
    faults: Faults,
    *,
    by: User | None,
    progress: Progress,
) -> None:
    open_staging()
    staged: dict[str, Staged] = {}
    for each in TABLES:
        if path := files.get(each.name):
            staged[each.name] = stage_file(each, path, faults, progress)
        found = staged.get(each.name, Staged())
        resolve(each, found.given, found.count)
    progress(_("Kontrollerer"))
    unreadable = frozenset(name for name, file in staged.items() if not file.readable)
    checking, notices = Checking(faults, frozenset(staged), unreadable), Notices([])
    leave_out(checking, notices)
    leave_arranged(checking, notices)
    check_all(checking)
    if faults.total:
        return
    tell_all(notices, checking.present)
    result.notices, result.total_notices = notices.in_order(), notices.total
    result.files = {name: _count(name) for name in staged}
    check_untouched()
    absences = apply(by=by, progress=lambda file: progress(_("Skriver %(file)s") % {"file": file}))
    begin_new()
    result.teams_touched = note_changes(by=by, absences=absences)
    _remember(staged)
    record(by=by, verb="import", obj=result, details=_for_audit(result))
    close_staging()


def _remember(staged: dict[str, Staged]) -> None:
    for each in TABLES:
        if each.name in staged and remembered(each):
            remember(each, staged[each.name].given)
    if "visit_plans" in staged:
        let_go(staged["visit_plans"].given)


def _count(table: str) -> Count:
    """By line: the line of a plan that was moved can speak for two rows."""
    ((new, changed, ended, unchanged),) = rows(f"""
        SELECT count(*) FILTER (WHERE new), count(*) FILTER (WHERE changed AND NOT ended),
            count(*) FILTER (WHERE ended), count(*) FILTER (WHERE NOT new AND NOT changed)
        FROM (SELECT bool_or(is_new) AS new, bool_or(changed) AS changed, bool_or(ended) AS ended
              FROM ready_{table} GROUP BY line) by_line
    """)
    return Count(new, changed, ended, unchanged)


def _for_audit(result: ImportRun) -> dict[str, object]:
    """Counts alone; no row of a file is repeated in the record."""
    return {
        "files": {name: asdict(count) for name, count in result.files.items()},
        "teams_touched": result.teams_touched,
    }


def _clash(error: IntegrityError) -> Fault:
    """The checks found nothing, so somebody has written since; the constraint says what."""
    cause = error.__cause__
    constraint = cause.diag.constraint_name if isinstance(cause, errors.Error) else None
    return _changed(_words(constraint))


def _changed(what: str) -> Fault:
    return Fault(
        "",
        0,
        "",
        "clash",
        _("Noen endret det samme mens importen gikk: %(what)s") % {"what": what},
        _("Kjør importen en gang til."),
    )


def _words(constraint: str | None) -> str:
    for model in apps.get_models():
        for known in model._meta.constraints:
            if known.name == constraint:
                return str(known.violation_error_message)
    return constraint or ""


def _busy(error: OperationalError) -> Exception:
    if isinstance(error.__cause__, (errors.LockNotAvailable, errors.DeadlockDetected)):
        return ImportBusy(_("Noen endrer de samme radene akkurat nå. Prøv igjen om litt."))
    return error
