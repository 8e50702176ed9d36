"""What the templates of the board need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from boards.unnamed import unnamed

if TYPE_CHECKING:
    from patients.models import Patient

register = template.Library()


@register.filter
def without_name(text: object, patient: Patient) -> str:
    """{{ note.text|without_name:item.patient }}"""
    return unnamed(str(text or ""), patient)
