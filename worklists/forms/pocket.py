"""What a phone sends, read carefully: it may be old, cut off, or not from a phone at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib.errors import Refused
from heltom.lib.kept_json import check_can_be_kept
from patients.actions.notes import LONGEST
from worklists.actions.pocket import Answer, Pressed
from worklists.forms.reasons import TOO_LONG
from worklists.models import PhoneMessage

#: A whole shift's presses without network, and more.
MOST = 200
#: A key of a row has no more figures.
MOST_FIGURES = 18


@dataclass(frozen=True, slots=True)
class Sent:
    """`user` is whose things they are, as the phone knows it. `unread` could not be read."""

    user: str
    sent_at: datetime
    pressed: list[Pressed]
    unread: list[Answer]


def read(body: bytes) -> Sent:
    """Raises Refused where it is no batch at all."""
    try:
        found = json.loads(body)
        sent_at = _instant(found["sent_at"])
        messages = found["messages"][:MOST]
        user = str(found["user"])
    except (ValueError, KeyError, TypeError) as fault:
        raise Refused(_("Det som ble sendt, kunne ikke leses.")) from fault
    pressed = [_pressed(one) for one in messages]
    unread = list(_unread(messages, pressed))
    return Sent(user, sent_at, [one for one in pressed if one], unread)


def _pressed(one: object) -> Pressed | None:
    try:
        return Pressed(
            key=UUID(one["key"]),  # type: ignore[index]
            visit_id=_key(one["visit"]),  # type: ignore[index]
            what=PhoneMessage.What(one["what"]).value,  # type: ignore[index]
            pressed_at=_instant(one["pressed_at"]),  # type: ignore[index]
            content=_content(one["content"]),  # type: ignore[index]
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _unread(messages: list[object], pressed: list[Pressed | None]) -> Iterator[Answer]:
    """Those that have a key to answer by: the phone shows them to her instead of sending them for ever."""
    for raw, read_ in zip(messages, pressed, strict=True):
        if read_ is None and isinstance(raw, dict):
            try:
                key = UUID(str(raw.get("key")))
            except ValueError:
                continue
            sentence = _("Dette kunne ikke leses. Før det på nytt.")
            yield Answer(key, PhoneMessage.Outcome.REFUSED, sentence)


def _key(value: object) -> int:
    text = str(value)
    if not text.isdecimal() or len(text) > MOST_FIGURES:
        raise ValueError(text)
    return int(text)


def _instant(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None or found.tzinfo is None:
        raise ValueError(text)
    return found


def _content(value: object) -> dict[str, object]:
    """Words, ticks and one level of measurements. Raises ValueError for what no table can hold."""
    if not isinstance(value, dict):
        raise ValueError
    check_can_be_kept(value)
    return value


class NoteForm(forms.Form):
    """A rapport. The first field is enough; what the next one must know may stand alone."""

    text = forms.CharField(
        label=_lazy("Hva så du?"), max_length=LONGEST, required=False, error_messages=TOO_LONG,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    next_must_know = forms.CharField(
        label=_lazy("Det neste må vite"), max_length=LONGEST, required=False,
        error_messages=TOO_LONG, widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    done = forms.CharField(
        label=_lazy("Hva ble gjort"), max_length=LONGEST, required=False, error_messages=TOO_LONG,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    assessment = forms.CharField(
        label=_lazy("Vurdering"), max_length=LONGEST, required=False, error_messages=TOO_LONG,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    important = forms.BooleanField(label=_lazy("Viktig"), required=False)
    aim = forms.CharField(required=False, max_length=30)

    def clean(self) -> None:
        cleaned = super().clean() or self.cleaned_data
        words = (cleaned.get("text"), cleaned.get("next_must_know"))
        if not self.errors and not any(words):
            self.add_error("text", _("Skriv hva du så."))
