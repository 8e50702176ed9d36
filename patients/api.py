"""The API's door to goals and measures: the same figures as the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from heltom.lib.errors import NotAllowed
from patients.queries.goal_figures import figures_of, get_figures_team

if TYPE_CHECKING:
    from teams.models import User

    class SignedInRequest(Request):
        user: User
else:
    SignedInRequest = Request


class FigurePoint(serializers.Serializer[object]):
    """One day: the team's patients, those with goal and measure, and those of them evaluated."""

    date = serializers.DateField()
    patients = serializers.IntegerField(source="with_goal.of")
    with_goal = serializers.IntegerField(source="with_goal.number")
    evaluated = serializers.IntegerField(source="evaluated.number")


class FigureRow(serializers.Serializer[object]):
    """One area; the empty one is any area at all. Half a year ago, a quarter ago and today."""

    area = serializers.CharField(allow_blank=True)
    trend = FigurePoint(many=True)


class GoalFiguresView(APIView):
    """How many of a team's patients have goals and measures. Counts only."""

    @extend_schema(responses=FigureRow(many=True))
    def get(self, request: SignedInRequest, code: str) -> Response:
        try:
            team = get_figures_team(request.user, code)
        except NotAllowed as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_403_FORBIDDEN)
        (figures,) = figures_of(request.user, [team])
        return Response(FigureRow([*figures.areas, figures.any_area], many=True).data)
