"""What a road server has told, kept so that a day can be planned and read without asking it again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from teams.models import Transport

#: Roads change: an answer older than this is asked for anew, and holds until the new one is there.
FRESH = timedelta(days=30)
#: An answer that nobody has asked for anew in so long is about a place that nobody goes to any more.
KEPT = timedelta(days=180)
#: A server that did not answer is left alone for so long, whoever wants to ask.
PAUSE = timedelta(minutes=2)

#: Five decimals of a degree: about a metre. The same door is the same place.
DECIMALS = 5


class RoadTimesQuerySet(models.QuerySet["RoadTimes"]):
    def old(self, now: datetime) -> RoadTimesQuerySet:
        return self.filter(fetched_at__lt=now - KEPT)


class RoadTimes(models.Model):
    """The seconds from one place to each of the others that somebody has asked about.

    A place is its rounded coordinates, "60.39030,5.33330", and belongs to no patient. `seconds`
    holds null where the server found no way. A row a place, and not a row a pair: a team's shift
    reads some hundred rows and not ten thousand.
    """

    server = models.CharField(_("kartserver"), max_length=200)
    transport = models.CharField(_("reisemåte"), max_length=10, choices=Transport)
    start = models.CharField(_("fra"), max_length=24)
    seconds = models.JSONField(default=dict)
    fetched_at = models.DateTimeField(_("hentet"), db_index=True)

    objects = RoadTimesQuerySet.as_manager()

    class Meta:
        ordering = ["server", "transport", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["server", "transport", "start"], name="worklists_roadtimes_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transport} {self.start}"


class RoadTrouble(models.Model):
    """A road server that did not answer, or gave an answer that cannot be used, and when.

    The row goes away when it answers again.
    """

    server = models.CharField(_("kartserver"), max_length=200, unique=True)
    at = models.DateTimeField(_("når"))
    garbled = models.BooleanField(_("svarte, men ikke som ventet"), default=False)

    class Meta:
        ordering = ["server"]

    def __str__(self) -> str:
        return f"{self.server} {self.at}"
