"""Whether a database still holds invented people alone once an import has written to it."""

from patients.models import Patient
from teams.demo import is_marked_as_demo
from teams.models import Staff, Unit


def is_empty() -> bool:
    return not any(model.objects.exists() for model in (Unit, Staff, Patient))


def only_invented_before() -> bool:
    """Ask before anything is written."""
    return is_marked_as_demo() or is_empty()
