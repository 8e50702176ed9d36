"""The API's door to the day: the same queries and actions as the pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from patients.models import Code
from patients.permissions import get_patient
from teams.audit import log_access
from teams.models import ShiftKind
from teams.permissions import Permission, check_can, teams_visible_to
from worklists.actions import alarms, rebuilds
from worklists.models import Alarm
from worklists.permissions import get_team, get_team_shift
from worklists.planning.warnings import Severity
from worklists.queries.alarm_names import Named, named
from worklists.queries.balance import Balance, balances_on
from worklists.queries.estimates import open_proposals, still_asks
from worklists.queries.proposal import Kind
from worklists.queries.proposal_page import proposal_page
from worklists.queries.warnings import warnings_page

if TYPE_CHECKING:
    from teams.models import User

    class SignedInRequest(Request):
        user: User
else:
    SignedInRequest = Request


def _within_reach(day: date) -> None:
    if not clock.within_reach(day):
        raise serializers.ValidationError(_("Datoen må være innen to år fra i dag."))


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
    date = serializers.DateField(required=False, validators=[_within_reach])


class RebuildWish(serializers.Serializer[object]):
    """Whose lists to build anew, and for when."""

    team = serializers.SlugField()
    date = serializers.DateField(validators=[_within_reach])
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
        open_to_her = set(teams_visible_to(request.user, Permission.SEE_PATIENTS))
        balances = balances_on(day, teams)
        return Response([_row(request, each, each.team in open_to_her) for each in balances])


def _row(request: SignedInRequest, balance: Balance, with_patients: bool) -> dict[str, object]:
    """A fault's sentence names the patient's number and the job: it is for those who may see the
    team's patients, and its reading is logged. The figures are for everybody here.
    """
    if not with_patients:
        return {**balance.as_dict(), "faults": []}
    log_access(
        request,
        patient_numbers=balance.patient_numbers,
        screen="api_day_balance",
        team=balance.team,
    )
    return balance.as_dict()


class ProposalRow(serializers.Serializer[object]):
    """A visit plan that should have other minutes, and the figures behind. No carer, no dates."""

    id = serializers.IntegerField(source="pk")
    plan = serializers.CharField(source="plan.reference")
    patient = serializers.CharField(source="plan.patient.number")
    title = serializers.CharField(source="plan.title")
    planned = serializers.IntegerField()
    proposed = serializers.IntegerField(source="minutes")
    median = serializers.IntegerField()
    low = serializers.IntegerField()
    high = serializers.IntegerField()
    visits = serializers.IntegerField()
    more_a_week = serializers.IntegerField()


class MinutesProposalsView(APIView):
    """The proposals for other minutes that wait for an answer in a team."""

    @extend_schema(responses=ProposalRow(many=True))
    def get(self, request: SignedInRequest, code: str) -> Response:
        try:
            team = get_team(request.user, code, Permission.SEE_ESTIMATES)
        except NotAllowed as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_403_FORBIDDEN)
        rows = [row for row in open_proposals(request.user, team) if still_asks(row)]
        numbers = {row.plan.patient.number for row in rows}
        log_access(request, patient_numbers=numbers, screen="api_minutes_proposals", team=team)
        return Response(ProposalRow(rows, many=True).data)


class SpokenRow(serializers.Serializer[object]):
    """A criterion that speaks, and what in the patient makes it speak."""

    speaks_for = serializers.ChoiceField(choices=Code.choices, source="rule.speaks_for")
    strength = serializers.IntegerField(source="rule.strength", help_text="3 avgjør alene")
    text = serializers.CharField(source="rule.text")
    origin = serializers.CharField(source="rule.source")
    because = serializers.CharField()


class BelongingRow(serializers.Serializer[object]):
    """Where a patient belongs, as the criteria have it. `code` is a person's where she has decided."""

    patient = serializers.CharField(source="patient.number")
    date = serializers.DateField(source="day")
    kind = serializers.ChoiceField(choices=[str(one) for one in Kind])
    code = serializers.ChoiceField(choices=Code.choices, allow_null=True)
    team = serializers.CharField(source="placement.team.code", default=None)
    headline = serializers.CharField()
    against_decision = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())
    missing = serializers.ListField(child=serializers.CharField())
    spoken = SpokenRow(source="judgement.spoken", many=True)


class BelongingView(APIView):
    """The proposal for one patient with its reasons. Nothing is decided, and nobody moved."""

    @extend_schema(responses=BelongingRow)
    def get(self, request: SignedInRequest, number: str) -> Response:
        try:
            patient = get_patient(request.user, number)
        except NotAllowed as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_403_FORBIDDEN)
        page = proposal_page(request.user, patient)
        log_access(request, patient_numbers=[number], screen="api_proposal", team=page.team)
        return Response(BelongingRow(page.proposal).data)


class WarnedVisit(serializers.Serializer[object]):
    plan = serializers.CharField(help_text="tidsplan-id, eller «ekstra»")
    patient = serializers.CharField()
    title = serializers.CharField()
    window = serializers.CharField()
    remark = serializers.CharField()


class WarningRow(serializers.Serializer[object]):
    """What is wrong with a shift before its lists are built, for which visits, and how it is mended."""

    code = serializers.CharField()
    severity = serializers.ChoiceField(choices=[str(one) for one in Severity])
    sentence = serializers.CharField()
    fix = serializers.CharField()
    numbers = serializers.DictField(child=serializers.IntegerField())
    visits = WarnedVisit(many=True)


class WarningsView(APIView):
    """The warnings of a team's shift, the worst first. Nothing is planned, and nothing changed."""

    @extend_schema(responses=WarningRow(many=True))
    def get(self, request: SignedInRequest, code: str, day: date, kind: str) -> Response:
        try:
            shift = get_team_shift(request.user, code, day, kind)
        except NotAllowed as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_403_FORBIDDEN)
        page = warnings_page(shift)
        log_access(
            request,
            patient_numbers=page.patient_numbers,
            screen="api_warnings",
            team=shift.team,
        )
        return Response([told.as_dict() for told in page.warnings])


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


class AlarmTold(serializers.Serializer[object]):
    """An alarm as the responssenter's system sends it."""

    reference = serializers.CharField(
        max_length=60,
        required=False,
        help_text="Responssenterets eget nummer. Samme nummer to ganger er én alarm.",
    )
    patient = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        help_text="Fødselsnummer eller pasientnummer. Er pasienten ukjent, send «who» og «team».",
    )
    who = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="Hvem det er, med ord."
    )
    team = serializers.SlugField(
        required=False, help_text="Teamets kode. Trengs når pasienten ikke har et team hos oss."
    )
    kind = serializers.ChoiceField(choices=Alarm.Kind.choices, default=Alarm.Kind.SAFETY)
    text = serializers.CharField(max_length=2000, required=False, allow_blank=True)

    def validate(self, told: dict[str, str]) -> dict[str, str]:
        if not told.get("patient", "").strip() and not told.get("who", "").strip():
            raise serializers.ValidationError(
                {"patient": [_("Send «patient», eller «who» med ord om hvem det er.")]}
            )
        return told


class AlarmTaken(serializers.Serializer[object]):
    """What the alarm became: the same answer however often it is sent."""

    id = serializers.IntegerField(source="pk")
    reference = serializers.CharField(allow_null=True)
    team = serializers.CharField(source="team.code")
    phone = serializers.CharField(source="team.phone")
    known = serializers.SerializerMethodField(help_text="Om pasienten er kjent hos oss.")
    received_at = serializers.DateTimeField()

    def get_known(self, alarm: Alarm) -> bool:
        return alarm.patient_id is not None


class AlarmView(APIView):
    """Take an alarm: 201 the first time, 200 when it was sent before. It stands on the desks at once."""

    @extend_schema(request=AlarmTold, responses={201: AlarmTaken, 200: AlarmTaken})
    def post(self, request: SignedInRequest) -> Response:
        try:
            check_can(request.user, Permission.RECEIVE_ALARMS)
        except NotAllowed as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_403_FORBIDDEN)
        asked = AlarmTold(data=request.data)
        asked.is_valid(raise_exception=True)
        told = asked.validated_data
        try:
            about = named(told.get("patient", ""), told.get("who", ""), told.get("team", ""))
        except Refused as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_400_BAD_REQUEST)
        return _receive(request, told, about)


def _receive(request: SignedInRequest, told: dict[str, str], about: Named) -> Response:
    try:
        alarm, is_new = alarms.receive(
            team=about.team, patient=about.patient, who=about.who, kind=told["kind"],
            text=told.get("text", ""), source=Alarm.Source.API, by=request.user,
            reference=told.get("reference"), permission=Permission.RECEIVE_ALARMS,
        )  # fmt: skip
    except Refused as refusal:
        return Response({"detail": str(refusal)}, status.HTTP_409_CONFLICT)
    code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
    return Response(AlarmTaken(alarm).data, code)
