"""Invented pasts for the rules. `ago` is days before the day that is judged, ON."""

from datetime import date, timedelta

from boards.rules.found import Found
from boards.rules.history import Face, Happened, History, Measured, Seen, Written
from boards.rules.registry import BY_CODE

ON = date(2026, 6, 1)


def ago(days):
    return ON - timedelta(days=days)


def past(**known):
    """Somebody who has been with the team for years, at home, and of whom nothing is known."""
    said = {"started_on": ago(900), "placed_on": ago(900), "review_due_on": ago(-90)}
    return History(patient=1, **said | known)


def measured(kind, *values, **parts):
    """(days ago, value), oldest first."""
    return tuple(Measured(kind, ago(days), value, "A1", parts) for days, value in values)


def notes(*rows):
    """(days ago, who, text), oldest first."""
    return tuple(Written(ago(days), by, text) for days, by, text in rows)


def happened(kind, *days):
    return tuple(Happened(kind, ago(day), "A1") for day in days)


def visits(first, last, *, took=30, who=lambda day: f"C{day % 7}", temp=False, **seen):
    """One a day from `first` to `last` days ago, planned for thirty minutes."""
    return tuple(
        Seen(
            **{"on": ago(day), "plan": "p", "planned": 30, "took": took} | seen,
            faces=(Face(who(day), temp),),
        )
        for day in range(first, last - 1, -1)
    )


def judge(code, history, on=ON, **thresholds):
    rule = BY_CODE[code]
    return rule.judge(history, on, rule.with_defaults(thresholds))


def fires(code, history, on=ON, **thresholds):
    return isinstance(judge(code, history, on, **thresholds), Found)
