"""What the templates of the board need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from boards.unnamed import unnamed
from teams.queries import name_of

if TYPE_CHECKING:
    from patients.models import Patient
    from teams.models import User

register = template.Library()


@register.filter
def without_name(text: object, patient: Patient) -> str:
    """{{ note.text|without_name:item.patient }}"""
    return unnamed(str(text or ""), patient)


@register.filter
def person(user: User) -> str:
    """{{ effect.by|person }}: the name of the employed behind a login, else the login's own."""
    return name_of(user)
