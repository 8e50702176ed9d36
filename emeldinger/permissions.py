"""Who may read e-meldinger, and who may handle them: a nurse on duty for the HT (HeltOm 3.0, 7.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from emeldinger.models import Message, ReceiptTask, Sending
from heltom.lib.errors import NotAllowed
from patients.permissions import get_unit
from teams.models import Team, TeamKind
from teams.permissions import (
    SENTENCES,
    Permission,
    can,
    can_in_unit,
    check_can,
    colleague_units,
    teams_where,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from emeldinger.models.messages import MessageQuerySet
    from teams.models import Unit, User
    from teams.roles import Role


def messages_visible_to(
    messages: MessageQuerySet, user: User | AnonymousUser, permission: Permission | None = None
) -> MessageQuerySet:
    """The messages that lie with an HT for which the user holds the right. What lies with nobody, because
    the installation had no HT when it came, is everybody's who may read messages at all.
    """
    right = permission or Permission.SEE_MESSAGES
    teams = Team.objects.filter(teams_where(user, right))
    mine = Q(ht__in=teams)
    if can(user, right):
        mine |= Q(ht__isnull=True)
    return messages.filter(mine)


def can_handle(user: User, message: Message) -> bool:
    return can(user, Permission.HANDLE_MESSAGES, message.ht)


def check_can_handle(user: User, message: Message) -> Role:
    return check_can(user, Permission.HANDLE_MESSAGES, message.ht)


def is_colleague(user: User, message: Message) -> bool:
    """Whether she is to be told that she lacks the right (403) or that there is nothing (404)."""
    return message.ht is not None and message.ht.site.unit_id in colleague_units(user)


def get_message(user: User, pk: int) -> Message:
    """The message, without the bytes. Raises Http404 for a stranger, NotAllowed for a colleague."""
    people = ("opened_by__staff", "taken_by__staff")
    joined = ("original", "patient", "ht__site__unit", "followed_by", "twin_of", *people)
    messages = Message.objects.select_related(*joined).defer("original__content").filter(pk=pk)
    found = messages.visible_to(user).first()
    if found is not None:
        return found
    hidden = messages.first()
    if hidden is None or not is_colleague(user, hidden):
        raise Http404
    raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))


def check_can_follow_up(user: User, sending: Sending) -> Role:
    """Whether what we sent got there is for a nurse on duty, as all of e-meldinger is."""
    return check_can(user, Permission.HANDLE_MESSAGES, sending.ht)


def check_sees_contacts(user: User) -> None:
    """Whom to ring about messages is for those who read them, and those who keep the list."""
    if not can(user, Permission.EDIT_WATCH):
        check_can(user, Permission.SEE_MESSAGES)


def get_task(user: User, pk: int) -> ReceiptTask:
    """Raises Http404 for a stranger, NotAllowed for a colleague who may not see the HT's messages."""
    joined = ("sending__ht__site__unit", "sending__patient", "owner__staff", "settled_by__staff")
    task = ReceiptTask.objects.select_related(*joined).filter(pk=pk).first()
    ht = task.sending.ht if task else None
    if task is None or ht is None or ht.site.unit_id not in colleague_units(user):
        raise Http404
    check_can(user, Permission.SEE_MESSAGES, ht)
    return task


def get_ht(user: User, code: str) -> Team:
    """An HT whose messages the user may read. Raises Http404 for a stranger, NotAllowed for a colleague."""
    hts = Team.objects.filter(kind=TeamKind.HT).select_related("site__unit", "ht")
    found = hts.filter(code=code).first()
    if found is None or found.site.unit_id not in colleague_units(user):
        raise Http404
    check_can(user, Permission.SEE_MESSAGES, found)
    return found


def can_edit_watch(user: User, unit: Unit) -> bool:
    return can_in_unit(user, Permission.EDIT_WATCH, unit)


def check_can_edit_watch(user: User, unit: Unit) -> None:
    """Deadlines, rounds and contact points are the leaders' to set."""
    if not can_edit_watch(user, unit):
        raise NotAllowed(str(SENTENCES[Permission.EDIT_WATCH]))


def get_watched_unit(user: User, code: str) -> Unit:
    """A unit whose deadlines the user may read: those who handle its messages, and its leaders.

    Raises Http404 for a stranger, NotAllowed for a colleague.
    """
    unit = get_unit(user, code)
    if not (can_edit_watch(user, unit) or can_in_unit(user, Permission.SEE_MESSAGES, unit)):
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))
    return unit
