"""The panel that closes a message, filled in and sent as a browser does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from lxml import html as parser

from emeldinger.models import Message


def fields_of(text: str, form: str = "close-form") -> dict[str, list[str]]:
    """What a browser would send of the form as it stands."""
    found = parser.fromstring(text).get_element_by_id(form)
    sent: dict[str, list[str]] = {}
    for name, value in found.form_values():
        sent.setdefault(name, []).append(value)
    return sent


def url_of(message: Message) -> str:
    return reverse("emeldinger:close", args=[message.pk])


def panel(client: Client, message: Message) -> str:
    response = client.get(url_of(message))
    assert response.status_code == 200
    return response.text


def confirm(client: Client, message: Message, **more: Any) -> Any:
    """Open the panel and press the button, with what is typed beside; `steg` is what is ticked instead."""
    sent = fields_of(panel(client, message))
    ticked = more.pop("steg", None)
    if ticked is not None:
        sent["steg"] = ticked
    return client.post(url_of(message), {**sent, **more})
