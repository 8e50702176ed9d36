"""The criteria as pages: what holds, what is being written, what has been; and one table to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min
from django.http import Http404

from heltom.lib import clock
from patients.criteria import rules
from patients.criteria.compare import Differences, compare
from patients.criteria.kinds import SIDES, Kind
from patients.criteria.words import Names, sentence
from patients.models import Code, Condition, CriteriaTable, Criterion, Equipment, Strength, TaskRule
from patients.queries.criteria import read_table
from teams.models import Competence, User
from teams.permissions import Permission, can
from teams.queries import name_of
from teams.roles import staff_of


def get_table(number: int) -> CriteriaTable:
    """The table with this number. Raises Http404."""
    rows = CriteriaTable.objects.select_related("responsible", "decided_by__staff", "based_on")
    row = rows.filter(number=number).first()
    if row is None:
        raise Http404
    return row


def get_criterion(table: CriteriaTable, pk: int) -> Criterion:
    row = table.criteria.prefetch_related("conditions").filter(pk=pk).first()
    if row is None:
        raise Http404
    row.table = table
    return row


def get_task_rule(table: CriteriaTable, code: str) -> TaskRule:
    row = table.task_rules.select_related("competence").filter(competence__code=code).first()
    if row is None:
        raise Http404
    return row


def competence_names() -> dict[str, str]:
    return dict(Competence.objects.values_list("code", "name"))


def equipment_names() -> dict[str, str]:
    """What patients have, and what a table asks about, by code. Two queries."""
    asked = Condition.objects.filter(kind=Kind.EQUIPMENT).values_list("values", flat=True)
    named = {code: code.capitalize() for values in asked for code in values}
    rows = Equipment.objects.order_by("code").values_list("code").annotate(Min("name"))
    return named | dict(rows)


def names() -> dict[str, str]:
    """What codes are called, as `patients.criteria.words` asks. Three queries."""
    tasks = {f"{Kind.TASK}:{code}": name for code, name in competence_names().items()}
    return tasks | {f"{Kind.EQUIPMENT}:{code}": name for code, name in equipment_names().items()}


@dataclass(frozen=True, slots=True)
class Version:
    """One version in a list. `state` is the word for it today."""

    table: CriteriaTable
    state: CriteriaTable.State
    decided_by: str
    criteria: int


@dataclass(frozen=True, slots=True)
class CriteriaHome:
    in_force: Version | None
    coming: list[Version]
    drafts: list[Version]
    history: list[Version]
    may_edit: bool


def criteria_home(user: User) -> CriteriaHome:
    """One query, whatever the number of versions; the newest first."""
    today = clock.today()
    rows = CriteriaTable.objects.select_related("responsible", "decided_by__staff")
    versions = [_version(row) for row in rows.annotate(count=Count("criteria"))]

    def those(state: CriteriaTable.State) -> list[Version]:
        return [one for one in versions if one.table.state_on(today) == state]

    state = CriteriaTable.State
    return CriteriaHome(
        in_force=next(iter(those(state.IN_FORCE)), None),
        coming=those(state.COMING)[::-1],
        drafts=those(state.DRAFT),
        history=those(state.SUPERSEDED),
        may_edit=can(user, Permission.EDIT_CRITERIA),
    )


def _version(row: CriteriaTable) -> Version:
    return Version(
        table=row,
        state=row.state_on(clock.today()),
        decided_by=name_of(row.decided_by) if row.decided_by else "",
        criteria=row.count,  # type: ignore[attr-defined]
    )


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One criterion as people read it."""

    key: str
    text: str
    strength: int
    strength_words: str
    when: str
    source: str
    speaks_for: str


@dataclass(frozen=True, slots=True)
class LawRow:
    code: str
    name: str
    allowed: str
    allowed_words: str
    basis_words: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Side:
    code: str
    label: str
    rules: list[RuleRow]


@dataclass(frozen=True, slots=True)
class TablePage:
    """`may_edit`: has the right. `is_mine`: has it and is responsible. `edits`: that, of a draft."""

    table: CriteriaTable
    state: CriteriaTable.State
    decided_by: str
    sides: list[Side]
    laws: list[LawRow]
    without_law: list[str]
    before: CriteriaTable | None
    may_edit: bool
    is_mine: bool
    edits: bool

    @property
    def is_draft(self) -> bool:
        return self.state == CriteriaTable.State.DRAFT

    @property
    def is_coming(self) -> bool:
        return self.state == CriteriaTable.State.COMING


def table_page(user: User, table: CriteriaTable) -> TablePage:
    """Eight queries, whatever the length. The table comes from get_table."""
    read, called = read_table(table), names()
    may_edit, staff = can(user, Permission.EDIT_CRITERIA), staff_of(user)
    is_mine = staff is not None and staff.pk == table.responsible_id
    competences = competence_names()
    return TablePage(
        table=table,
        state=table.state_on(clock.today()),
        decided_by=name_of(table.decided_by) if table.decided_by else "",
        sides=[
            Side(code, str(Code(code).label), _rows(read.rules, code, called)) for code in SIDES
        ],
        laws=[law_row(law, competences) for law in read.tasks.values()],
        without_law=[name for code, name in competences.items() if code not in read.tasks],
        before=before(table),
        may_edit=may_edit,
        is_mine=may_edit and is_mine,
        edits=may_edit and is_mine and table.decided_at is None,
    )


def _rows(read: Iterable[rules.Rule], code: str, called: Names) -> list[RuleRow]:
    return [rule_row(rule, called) for rule in read if rule.speaks_for == code]


def rule_row(rule: rules.Rule, called: Names) -> RuleRow:
    return RuleRow(
        key=rule.key,
        text=rule.text,
        strength=rule.strength,
        strength_words=str(Strength(rule.strength).label),
        when=sentence(rule, called),
        source=rule.source,
        speaks_for=rule.speaks_for,
    )


def law_row(law: rules.TaskLaw, competences: dict[str, str]) -> LawRow:
    return LawRow(
        code=law.competence,
        name=competences.get(law.competence, law.competence),
        allowed=law.allowed,
        allowed_words=str(TaskRule.Allowed(law.allowed).label),
        basis_words=str(TaskRule.Basis(law.basis).label),
        text=law.text,
        source=law.source,
    )


def before(table: CriteriaTable) -> CriteriaTable | None:
    """What the table is read against: what holds today for a draft, else the one decided before it."""
    decided = CriteriaTable.objects.decided().exclude(pk=table.pk).order_by("-valid_from")
    day = table.valid_from or clock.today()
    if table.valid_from is None:
        return decided.filter(valid_from__lte=day).first()
    return decided.filter(valid_from__lt=day).first()


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What is new, gone and changed, each as it is read."""

    table: CriteriaTable
    before: CriteriaTable | None
    added: list[RuleRow]
    removed: list[RuleRow]
    changed: list[tuple[RuleRow, RuleRow]]
    laws: list[tuple[LawRow | None, LawRow | None]]

    @property
    def nothing(self) -> bool:
        return not (self.added or self.removed or self.changed or self.laws)


def changes_page(table: CriteriaTable) -> ChangesPage:
    """Eleven queries, whatever the length."""
    earlier = before(table)
    told = _difference(earlier, table)
    called, competences = names(), competence_names()

    def law(one: rules.TaskLaw | None) -> LawRow | None:
        return law_row(one, competences) if one else None

    return ChangesPage(
        table=table,
        before=earlier,
        added=[rule_row(rule, called) for rule in told.added],
        removed=[rule_row(rule, called) for rule in told.removed],
        changed=[(rule_row(was, called), rule_row(now, called)) for was, now in told.changed],
        laws=[(law(was), law(now)) for was, now in told.laws],
    )


def _difference(earlier: CriteriaTable | None, table: CriteriaTable) -> Differences:
    nothing = rules.Table(0, "")
    return compare(read_table(earlier) if earlier else nothing, read_table(table))
