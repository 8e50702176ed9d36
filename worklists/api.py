"""The API's door to the day: the same queries and actions as the pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from teams.models import ShiftKind
from teams.permissions import Permission, teams_visible_to
from worklists.actions import rebuilds
from worklists.permissions import get_team
from worklists.queries.balance import balances_on

if TYPE_CHECKING:
    from teams.models import User

    class SignedInRequest(Request):
        user: User
else:
    SignedInRequest = Request


class BalanceRow(serializers.Serializer[object]):
    """One team's shift: due = on_list + done + cancelled + unassigned, where it balances."""

    team = serializers.CharField()
    date = serializers.DateField()
    shift = serializers.ChoiceField(choices=ShiftKind.choices)
    due = serializers.IntegerField()
    on_list = serializers.IntegerField()
    done = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    unassigned = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    unacknowledged = serializers.IntegerField()
    balances = serializers.BooleanField()
    faults = serializers.ListField(child=serializers.CharField())


class DayAsked(serializers.Serializer[object]):
    date = serializers.DateField(required=False)


class RebuildWish(serializers.Serializer[object]):
    """Whose lists to build anew, and for when."""

    team = serializers.SlugField()
    date = serializers.DateField()
    shift = serializers.ChoiceField(choices=ShiftKind.choices)


class RebuildAnswer(serializers.Serializer[object]):
    id = serializers.IntegerField()
    status = serializers.CharField()


class DayBalanceView(APIView):
    """The day balance of every team the caller answers for. Operators see every team."""

    @extend_schema(
        parameters=[OpenApiParameter("date", date, description="ellers i dag")],
        responses=BalanceRow(many=True),
    )
    def get(self, request: SignedInRequest) -> Response:
        asked = DayAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        day = asked.validated_data.get("date") or clock.today()
        teams = teams_visible_to(request.user, Permission.SEE_OVERVIEW)
        rows = [balance.as_dict() for balance in balances_on(day, teams)]
        if not teams_visible_to(request.user, Permission.SEE_PATIENTS):
            # A fault's sentence names the patient's number and the job; figures are for everybody.
            rows = [{**row, "faults": []} for row in rows]
        return Response(rows)


class RebuildView(APIView):
    """Ask for lists. They are built by the worker; ask the day balance for what came of it."""

    @extend_schema(request=RebuildWish, responses={202: RebuildAnswer})
    def post(self, request: SignedInRequest) -> Response:
        wish = RebuildWish(data=request.data)
        wish.is_valid(raise_exception=True)
        asked = wish.validated_data
        try:
            team = get_team(request.user, asked["team"], Permission.REBUILD)
            row = rebuilds.request(
                team=team, day=asked["date"], kind=asked["shift"], by=request.user,
                why="API", urgent=True,
            )  # fmt: skip
        except NotAllowed as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_403_FORBIDDEN)
        except Refused as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_409_CONFLICT)
        return Response({"id": row.pk, "status": row.status}, status.HTTP_202_ACCEPTED)
