"""A responsible person writes the criteria table: made as a copy, edited as a draft, kept for ever.

A draft has one responsible, who alone edits it. What has been decided is never changed: a copy is.
Every edit names the version of the draft that the person saw, so that two who write at once do not
undo each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from patients.actions.criteria_decisions import put_in_force
from patients.criteria import rules
from patients.criteria.check import rule_faults
from patients.criteria.document import EXAMPLE, BadTable, law_faults, read_data, read_file
from patients.models import Condition, CriteriaTable, Criterion, TaskRule
from patients.queries.criteria import read_table
from teams import audit
from teams.models import Competence, Staff, Unit, User
from teams.permissions import Permission, check_can
from teams.roles import staff_of

EDIT = Permission.EDIT_CRITERIA


@transaction.atomic
def load(
    *,
    path_or_data: Path | Mapping[str, Any] = EXAMPLE,
    by: User | None = None,
    responsible: Staff | None = None,
    in_force_from: date | None = None,
) -> CriteriaTable:
    """A table file as a new draft, or in force from a day. `by` None is the command line.

    Rules for competences that this installation does not know are left out. Raises Refused with
    everything that is wrong with the file; a municipality's own table needs somebody responsible
    before it can be in force, which the example does not.
    """
    try:
        is_path = isinstance(path_or_data, Path)
        table, why = read_file(path_or_data) if is_path else read_data(path_or_data)  # type: ignore[arg-type]
    except BadTable as bad:
        raise Refused("\n".join(bad.faults)) from None
    if in_force_from and responsible is None and not table.is_example:
        raise Refused(_("Si hvem som er ansvarlig for tabellen, eller les den inn som utkast."))
    row = _write(table, why=why, by=by, responsible=responsible)
    _note("criteria_loaded", row, by)
    if in_force_from:
        put_in_force(row, in_force_from, by=by)
    return row


@transaction.atomic
def make_draft(*, by: User) -> CriteriaTable:
    """A draft for `by` to edit: a copy of what is in force, or of the example where nothing is."""
    check_can(by, EDIT)
    responsible = _staff(by)
    held = CriteriaTable.objects.on(clock.today()).first()
    if held is None:
        return load(by=by, responsible=responsible)
    row = _write(read_table(held), why="", by=by, responsible=responsible, based_on=held)
    _note("criteria_draft_made", row, by)
    return row


@transaction.atomic
def take_over(*, table: CriteriaTable, by: User) -> CriteriaTable:
    """Become responsible for a draft, or for what is decided and does not hold yet: whoever is may have
    left, and only the responsible takes it back. Being it already is no fault.
    """
    check_can(by, EDIT)
    row, staff = _not_begun(table), _staff(by)
    if row.responsible_id == staff.pk:
        return row
    before, row.responsible = row.responsible, staff
    row.version += 1
    row.save(update_fields=["responsible", "version"])
    _note("criteria_taken_over", row, by, before=before.number if before else "")
    return row


@transaction.atomic
def rename(
    *, table: CriteriaTable, name: str, why: str, is_example: bool, version: int, by: User
) -> CriteriaTable:
    """What the draft is called, what is new in it and why, and whether it still is only an example."""
    row = _editing(table, version, by)
    if not name.strip():
        raise Refused(_("Skriv hva tabellen heter."))
    row.name, row.why, row.is_example = name.strip(), why.strip(), is_example
    row.save(update_fields=["name", "why", "is_example"])
    _note("criteria_renamed", row, by)
    return row


@transaction.atomic
def add_criterion(*, table: CriteriaTable, rule: rules.Rule, version: int, by: User) -> Criterion:
    """Last in the table. Raises Refused with everything that is wrong with the rule."""
    row = _editing(table, version, by)
    _check(rule)
    last = row.criteria.aggregate(last=Max("position"))["last"] or 0
    criterion = _write_rule(row, rule, last + 1)
    _note("criterion_added", row, by, criterion=criterion.pk, text=criterion.text)
    return criterion


@transaction.atomic
def change_criterion(
    *, criterion: Criterion, rule: rules.Rule, version: int, by: User
) -> Criterion:
    """The criterion and all its conditions are as `rule` says."""
    row = _editing(criterion.table, version, by)
    _check(rule)
    found = _still_there(row, criterion)
    found.speaks_for, found.strength = rule.speaks_for, rule.strength
    found.text, found.source = rule.text.strip(), rule.source.strip()
    found.save()
    found.conditions.all().delete()
    _write_conditions(found, rule.conditions)
    _note("criterion_changed", row, by, criterion=found.pk, text=found.text)
    return found


@transaction.atomic
def delete_criterion(*, criterion: Criterion, version: int, by: User) -> CriteriaTable:
    row = _editing(criterion.table, version, by)
    found = _still_there(row, criterion)
    _note("criterion_deleted", row, by, criterion=found.pk, text=found.text)
    found.delete()
    return row


@transaction.atomic
def move_criterion(*, criterion: Criterion, up: bool, version: int, by: User) -> CriteriaTable:
    """One place up or down among those of its side. It changes what is read first, nothing else."""
    row = _editing(criterion.table, version, by)
    found = _still_there(row, criterion)
    side = list(row.criteria.filter(speaks_for=found.speaks_for))
    here = next(number for number, one in enumerate(side) if one.pk == found.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(side):
        other = side[there]
        found.position, other.position = other.position, found.position
        Criterion.objects.bulk_update([found, other], ["position"])
        _note("criterion_moved", row, by, criterion=found.pk, text=found.text)
    return row


@transaction.atomic
def save_task_rule(*, table: CriteriaTable, law: rules.TaskLaw, version: int, by: User) -> TaskRule:
    """Whether a helsefagarbeider may do what asks for the competence: one rule for each."""
    row = _editing(table, version, by)
    competence = Competence.objects.filter(code=law.competence).first()
    if competence is None:
        raise Refused(_("Oppgaven finnes ikke. Velg en annen."))
    faults = law_faults(law)
    if faults:
        raise Refused(faults[0])
    said = {"allowed": law.allowed, "basis": law.basis, "text": law.text, "source": law.source}
    rule, _made = TaskRule.objects.update_or_create(table=row, competence=competence, defaults=said)
    _note("task_rule_saved", row, by, competence=competence.code, allowed=law.allowed)
    return rule


@transaction.atomic
def delete_task_rule(*, rule: TaskRule, version: int, by: User) -> CriteriaTable:
    row = _editing(rule.table, version, by)
    found = row.task_rules.filter(pk=rule.pk).select_related("competence").first()
    if found is None:
        raise Refused(_("Regelen er alt slettet."))
    _note("task_rule_deleted", row, by, competence=found.competence.code)
    found.delete()
    return row


@transaction.atomic
def delete_draft(*, table: CriteriaTable, version: int, by: User) -> None:
    """Throw away a draft that nothing was built on."""
    row = _editing(table, version, by)
    if CriteriaTable.objects.filter(based_on=row).exists():
        raise Refused(_("En annen utgave bygger på dette utkastet. Det kan ikke slettes."))
    _note("criteria_draft_deleted", row, by, number=row.number)
    row.delete()


# What the actions share -------------------------------------------------------------------------


def _draft(table: CriteriaTable) -> CriteriaTable:
    """The row, locked. Raises Refused for what has been decided, or is gone."""
    row = CriteriaTable.objects.select_for_update(of=("self",)).filter(pk=table.pk).first()
    if row is None:
        raise Refused(_("Utkastet er slettet."))
    if row.decided_at is not None:
        raise Refused(_("Denne utgaven er bestemt og endres ikke. Lag et nytt utkast."))
    return row


def _not_begun(table: CriteriaTable) -> CriteriaTable:
    """The row, locked: a draft, or one whose day has not come."""
    row = CriteriaTable.objects.select_for_update(of=("self",)).filter(pk=table.pk).first()
    if row is not None and row.valid_from is not None and row.valid_from > clock.today():
        return row
    return _draft(table)


def _editing(table: CriteriaTable, version: int, by: User) -> CriteriaTable:
    """The draft, locked and counted on, for its responsible who saw this version of it."""
    check_can(by, EDIT)
    row = _draft(table)
    if row.responsible is None:
        raise Refused(
            _("Utkastet har ingen ansvarlig. Ta over ansvaret først, så kan du endre det.")
        )
    if row.responsible_id != _staff(by).pk:
        raise Refused(
            _("%s er ansvarlig for utkastet. Ta over ansvaret først, så kan du endre det.")
            % row.responsible.name
        )
    if row.version != version:
        raise Refused(
            _(
                "Utkastet ble endret av %s mens du skrev, kanskje i et annet vindu."
                " Se hva som står der nå, og prøv en gang til."
            )
            % row.responsible.name
        )
    CriteriaTable.objects.filter(pk=row.pk).update(version=F("version") + 1)
    row.version += 1
    return row


def _staff(by: User) -> Staff:
    staff = staff_of(by)
    if staff is None:
        raise Refused(_("Innloggingen din er ikke koblet til en ansatt."))
    return staff


def _still_there(row: CriteriaTable, criterion: Criterion) -> Criterion:
    found = row.criteria.filter(pk=criterion.pk).first()
    if found is None:
        raise Refused(_("Kriteriet er alt slettet."))
    return found


def _check(rule: rules.Rule) -> None:
    faults = rule_faults(rule)
    if faults:
        raise Refused(" ".join(faults))


def _write(
    table: rules.Table,
    *,
    why: str,
    by: User | None,
    responsible: Staff | None,
    based_on: CriteriaTable | None = None,
) -> CriteriaTable:
    """The table as a new draft with the next number; two at once take each its own.

    They wait at the first unit's row, which stands for the municipality: there may be no table yet.
    """
    Unit.objects.select_for_update(of=("self",)).order_by("pk").first()
    last = CriteriaTable.objects.aggregate(last=Max("number"))["last"] or 0
    row = CriteriaTable.objects.create(
        number=last + 1,
        name=table.name,
        is_example=table.is_example,
        responsible=responsible,
        based_on=based_on,
        why=why,
        made_at=clock.now(),
        made_by=by,
    )
    for position, rule in enumerate(table.rules, 1):
        _write_rule(row, rule, position)
    known = {one.code: one for one in Competence.objects.filter(code__in=list(table.tasks))}
    TaskRule.objects.bulk_create(
        TaskRule(
            table=row,
            competence=known[law.competence],
            allowed=law.allowed,
            basis=law.basis,
            text=law.text,
            source=law.source,
        )
        for law in table.tasks.values()
        if law.competence in known
    )
    return row


def _write_rule(row: CriteriaTable, rule: rules.Rule, position: int) -> Criterion:
    criterion = Criterion.objects.create(
        table=row,
        position=position,
        speaks_for=rule.speaks_for,
        strength=rule.strength,
        text=rule.text.strip(),
        source=rule.source.strip(),
    )
    _write_conditions(criterion, rule.conditions)
    return criterion


def _write_conditions(criterion: Criterion, conditions: Sequence[rules.Condition]) -> None:
    Condition.objects.bulk_create(
        Condition(
            criterion=criterion,
            kind=one.kind,
            values=list(one.values),
            number=one.number,
            days=one.days,
            negated=one.negated,
        )
        for one in conditions
    )


def _note(verb: str, row: CriteriaTable, by: User | None, **details: object) -> None:
    audit.record(
        by=by, verb=verb, obj=row, permission=EDIT, details={"number": row.number, **details}
    )
