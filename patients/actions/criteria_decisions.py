"""From draft to in force: one table at a time, from a day until the next one's."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.models import Code, CriteriaTable
from patients.models.criteria import CriteriaTableQuerySet
from teams import audit
from teams.models import User
from teams.permissions import Permission, check_can
from teams.roles import staff_of

EDIT = Permission.EDIT_CRITERIA
#: One that is typed into the far future would keep every other one out.
MOST_DAYS_AHEAD = 366


@transaction.atomic
def decide(
    *, table: CriteriaTable, valid_from: date, why: str, version: int, by: User
) -> CriteriaTable:
    """The draft holds from the day; the one before it until the day before. Twice does nothing.

    Raises Refused where somebody else is responsible, where it was changed meanwhile, without a
    why, without a criterion for each side, for one without conditions, and for a day that is over,
    more than a year ahead, or not after the day of what is decided already.
    """
    check_can(by, EDIT)
    row = _locked().get(pk=table.pk)
    if row.decided_at is not None and row.valid_from == valid_from:
        return row
    _check(row, valid_from, why, version, by)
    row.why = why.strip()
    return put_in_force(row, valid_from, by=by)


def put_in_force(row: CriteriaTable, valid_from: date, *, by: User | None) -> CriteriaTable:
    """Wants a transaction. Raises Refused where another one holds on or after the day."""
    before = _locked().decided().order_by("-valid_from").first()
    if before is not None:
        _end(before, valid_from)
    row.decided_at, row.decided_by, row.valid_from = clock.now(), by, valid_from
    row.save(update_fields=["why", "decided_at", "decided_by", "valid_from"])
    _note("criteria_decided", row, by, valid_from=valid_from)
    return row


@transaction.atomic
def withdraw(*, table: CriteriaTable, by: User) -> CriteriaTable:
    """Back to a draft, before its day has come; the one before it holds on. A draft stays a draft.

    Raises Refused from its first day on, for what is not the last one decided, and for others than
    the responsible.
    """
    check_can(by, EDIT)
    row = _locked().get(pk=table.pk)
    if row.valid_from is None:
        return row
    _check_responsible(row, by)
    if row.valid_from <= clock.today():
        raise Refused(_("Utgaven gjelder alt og kan ikke trekkes tilbake. Lag et nytt utkast."))
    if _locked().decided().filter(valid_from__gt=row.valid_from).exists():
        raise Refused(_("En senere utgave er bestemt. Trekk den tilbake først."))
    day = row.valid_from
    row.decided_at = row.decided_by = row.valid_from = row.valid_to = None
    row.version += 1
    row.save()
    _locked().decided().filter(valid_to=day - timedelta(days=1)).update(valid_to=None)
    _note("criteria_withdrawn", row, by, valid_from=day)
    return row


def _locked() -> CriteriaTableQuerySet:
    """All versions at once: there are few, and each decision touches two of them."""
    rows: CriteriaTableQuerySet = CriteriaTable.objects.select_for_update(of=("self",))
    list(rows.order_by("pk"))
    return rows


def _end(before: CriteriaTable, valid_from: date) -> None:
    if before.valid_from is not None and before.valid_from >= valid_from:
        raise Refused(
            _("Nr. %(number)s gjelder fra %(day)s. Velg en senere dag, eller trekk den tilbake.")
            % {"number": before.number, "day": f"{before.valid_from:%d.%m.%Y}"}
        )
    before.valid_to = valid_from - timedelta(days=1)
    before.save(update_fields=["valid_to"])


def _check(row: CriteriaTable, valid_from: date, why: str, version: int, by: User) -> None:
    if row.decided_at is not None:
        raise Refused(_("Denne utgaven er bestemt og endres ikke. Lag et nytt utkast."))
    _check_responsible(row, by)
    if row.version != version:
        raise Refused(_("Utkastet ble endret etter at du åpnet siden. Les det, og bestem på nytt."))
    if not why.strip():
        raise Refused(_("Skriv hva som er nytt, og hvorfor."))
    if valid_from < clock.today():
        raise Refused(_("Tabellen kan ikke gjelde fra en dag som er over."))
    if valid_from > clock.today() + timedelta(days=MOST_DAYS_AHEAD):
        raise Refused(_("Velg en dag som er høyst et år fram."))
    _check_rows(row)


def _check_rows(row: CriteriaTable) -> None:
    sides = set(row.criteria.values_list("speaks_for", flat=True))
    for side in Code:
        if side.value not in sides:
            raise Refused(_("Tabellen mangler et kriterium som taler for %s.") % side.value)
    empty = row.criteria.filter(conditions__isnull=True).first()
    if empty is not None:
        raise Refused(_("«%s» mangler vilkår og ville aldri tale.") % empty.text)


def _check_responsible(row: CriteriaTable, by: User) -> None:
    staff = staff_of(by)
    if row.responsible is None or staff is None or row.responsible_id != staff.pk:
        raise Refused(
            _("Bare den som er ansvarlig for tabellen, bestemmer. Ta over ansvaret først.")
        )


def _note(verb: str, row: CriteriaTable, by: User | None, *, valid_from: date) -> None:
    audit.record(
        by=by,
        verb=verb,
        obj=row,
        permission=EDIT,
        reason=row.why,
        details={"number": row.number, "valid_from": valid_from.isoformat()},
    )
