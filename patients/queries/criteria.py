"""The criteria table out of the database: as plain data to judge by, and as pages to read."""

from __future__ import annotations

from datetime import date

from patients.criteria import rules
from patients.models import Condition, CriteriaTable, Criterion, TaskRule


def table_on(day: date) -> rules.Table | None:
    """The table that holds on the day; None where none has been decided. Four queries."""
    row = CriteriaTable.objects.on(day).first()
    return read_table(row) if row else None


def read_table(row: CriteriaTable) -> rules.Table:
    """A table, draft or decided, as plain data. Three queries, whatever its length."""
    criteria = row.criteria.prefetch_related("conditions")
    laws = row.task_rules.select_related("competence")
    return rules.Table(
        number=row.number,
        name=row.name,
        is_example=row.is_example,
        rules=tuple(rule_of(criterion) for criterion in criteria),
        tasks={law.competence: law for law in map(law_of, laws)},
    )


def rule_of(criterion: Criterion) -> rules.Rule:
    """Wants the conditions prefetched."""
    return rules.Rule(
        key=str(criterion.pk),
        speaks_for=criterion.speaks_for,
        strength=criterion.strength,
        text=criterion.text,
        source=criterion.source,
        conditions=tuple(condition_of(condition) for condition in criterion.conditions.all()),
    )


def condition_of(condition: Condition) -> rules.Condition:
    return rules.Condition(
        kind=condition.kind,
        values=tuple(condition.values),
        number=condition.number,
        days=condition.days,
        negated=condition.negated,
    )


def law_of(rule: TaskRule) -> rules.TaskLaw:
    """Wants the competence joined in."""
    return rules.TaskLaw(
        competence=rule.competence.code,
        allowed=rule.allowed,
        basis=rule.basis,
        text=rule.text,
        source=rule.source,
    )
