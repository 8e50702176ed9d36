"""When each team has its tavlemøte, and who belongs to it."""

from dataclasses import replace

from boards.models import MeetingPlan, Seat
from imports.columns import Table, choice, clock, day, integer, reference, text

BOARD_PLANS = Table(
    "board_plans",
    MeetingPlan,
    "The standing hour of each team's tavlemøte. Meetings are made ahead from it; never in the lunch.",
    (
        reference("team", "teams", "The team that meets", "bergenhus-ot1", required=True),
        choice("weekday", "Weekday, Monday to Friday", "onsdag", MeetingPlan.Weekday, required=True),
        replace(clock("starts", "Begins, by the Oslo clock", "13:00"), required=True),
        integer("minutes", "Minutes, where not as in the unit", "30", 10, 120),
        text("room", "Room", "Møterom 1", required=True),
        day("valid_from", "First day", "2026-01-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
    ),
    key=("team", "valid_from"),
    ends="valid_to",
)  # fmt: skip

BOARD_SEATS = Table(
    "board_seats",
    Seat,
    "Who belongs to a team's tavlemøte week after week: its therapists. The fagansvarlig and the"
    " avdelingsleder are expected without standing here.",
    (
        reference("team", "teams", "The team", "bergenhus-ot1", required=True),
        reference("staff", "staff", "Staff number", "20417", required=True),
        day("valid_from", "First day", "2026-01-01", required=True),
        day("valid_to", "Last day; empty while it holds", "2026-12-31"),
    ),
    key=("team", "staff", "valid_from"),
    ends="valid_to",
)
