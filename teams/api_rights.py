"""A right as a door of the API: asked before the body is read, with the sentence for whoever lacks it."""

from __future__ import annotations

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from heltom.lib.errors import NotAllowed
from teams.permissions import Permission, check_can


def holding(permission: Permission) -> type[BasePermission]:
    class Holding(BasePermission):
        def has_permission(self, request: Request, view: APIView) -> bool:
            try:
                check_can(request.user, permission)
            except NotAllowed as refusal:
                self.message = str(refusal)
                return False
            return True

    return Holding
