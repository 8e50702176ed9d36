"""Half-written forms, kept for whoever is writing: a telephone, a shut browser or a login loses nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import FormDraft

if TYPE_CHECKING:
    from teams.models import User

#: What one form may hold, characters; and how many forms one person may have under way.
MOST, FORMS = 20_000, 50
#: What nobody has come back to for so long was not to be sent.
KEPT = timedelta(days=7)

type Fields = list[list[str]]
"""[name, value] for each field as it stands; a box that is not ticked is left out."""


def keep(
    *, key: str, names: list[str], fields: Fields, page: str, title: str, by: User
) -> FormDraft:
    """Keep what `by` has typed into the form `key`, over what was kept of it before.

    `names` are the fields she has touched, `page` where the form stands and `title` what it is called
    there. Raises Refused for more than a form can hold.
    """
    if sum(len(part) for pair in [names, *fields] for part in pair) > MOST:
        raise Refused(_("Skjemaet er for langt til at det du har skrevet, kan tas vare på."))
    data = {"names": names, "fields": fields, "page": page, "title": title}
    draft, created = FormDraft.objects.update_or_create(
        user=by, key=key, defaults={"data": data, "at": clock.now()}
    )
    if created:
        _let_the_oldest_go(by)
    return draft


def forget(*, key: str, by: User) -> None:
    """The form has been sent, or she lets go of it. Nothing to forget is no fault."""
    FormDraft.objects.filter(user=by, key=key).delete()


def forget_old() -> int:
    """What is more than a week old, whoever wrote it. Returns how many."""
    return FormDraft.objects.filter(at__lt=clock.now() - KEPT).delete()[0]


def _let_the_oldest_go(user: User) -> None:
    newest = FormDraft.objects.filter(user=user).values("pk")[:FORMS]
    FormDraft.objects.filter(user=user).exclude(
        pk__in=list(newest.values_list("pk", flat=True))
    ).delete()
