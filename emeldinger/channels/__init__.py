"""The ways in and out behind one seam: a folder, and NHN's Meldingstjener (MSH API v2).

base.py says what a channel is; configured() gives those that the settings name.
"""

from __future__ import annotations

from django.conf import settings

from emeldinger.channels.base import Channel
from emeldinger.channels.folder import Folder
from emeldinger.channels.msh import Msh


def configured() -> list[Channel]:
    """Those that this installation has, the folder first. Nothing is opened or asked by this."""
    found: list[Channel] = []
    if settings.HELTOM_EMELDING_FOLDER:
        found.append(Folder(settings.HELTOM_EMELDING_FOLDER))
    if settings.HELTOM_MSH_URL:
        found.append(Msh.configured())
    return found


def channel_named(name: str) -> Channel | None:
    """The one that a sending goes by: so called, or the first there is for what came in by a command or
    the API, which cannot carry an answer. None where the settings no longer name it.
    """
    known = configured()
    if name not in (Folder.name, Msh.name):
        return next(iter(known), None)
    return next((channel for channel in known if channel.name == name), None)
