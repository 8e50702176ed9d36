"""The two records: what was written (audit) and whose data was read (access log).

Both are written in the same request and transaction as the thing itself; if the record cannot be
written, neither is the change made nor the page shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from heltom.lib import request_id
from teams.models import AccessLog, AuditEvent
from teams.permissions import Permission, reaches, roles_that
from teams.roles import Role, roles_of, staff_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from rest_framework.request import Request

    from teams.models import Team, User

#: The role of somebody who reads her own coming list before her duty has begun.
OWN_LIST = "own_list"


def record(
    *,
    by: User | None,
    verb: str,
    obj: object,
    team: Team | None = None,
    permission: Permission | None = None,
    patient_number: str = "",
    reason: str = "",
    details: dict[str, object] | None = None,
) -> AuditEvent:
    """Note a write. `by` None is the clock (the worker). Call it inside the action's transaction.

    `permission` is the right that the write took: of several hats the one that gives it is noted.
    """
    role = _role_for(by, team, permission) if by else None
    return AuditEvent.objects.create(
        user=by,
        staff=staff_of(by) if by else None,
        role=role.kind.value if role else ("clock" if by is None else ""),
        verb=verb,
        object_type=type(obj).__name__,
        object_id=str(getattr(obj, "pk", "") or ""),
        team=team,
        patient_number=patient_number,
        reason=reason,
        details=details or {},
        request_id=request_id.current(),
    )


def log_access(
    request: HttpRequest | Request,
    *,
    patient_numbers: Iterable[str],
    screen: str,
    team: Team | None,
    reason: str = "",
) -> None:
    """Note that the user of this request is shown these patients of the team. One INSERT for the
    whole screen. `team` is None only where there is no patient to show.
    """
    user = request.user
    if not user.is_authenticated:
        raise TypeError("patient data is shown to nobody without a login")
    role = _role_for(user, team, Permission.SEE_PATIENTS)
    AccessLog.objects.bulk_create(
        AccessLog(
            user=user,
            staff=staff_of(user),
            role=role.kind.value if role else OWN_LIST,
            team=team,
            patient_number=number,
            screen=screen,
            reason=reason,
            request_id=request_id.current(),
        )
        for number in sorted(set(patient_numbers))
    )


def _role_for(user: User, team: Team | None, permission: Permission | None) -> Role | None:
    """The hat that gives the right in the team; else the duty on whose list the visit stands."""
    worn = roles_of(user)
    if permission is None:
        giving = [role for role in worn if team is None or reaches(role, team)]
    else:
        giving = roles_that(user, permission, team)
    return next(iter([*giving, *(role for role in worn if role.shift)]), None)
