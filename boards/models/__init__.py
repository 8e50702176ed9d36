"""The nouns of the weekly tavlemøte. Everything here points down, to patients and teams."""

from boards.models.agenda import (
    BoardRebuild,
    Finding,
    Invitation,
    Item,
    ItemReading,
    ItemReport,
    Watermark,
)
from boards.models.area import AreaMeeting
from boards.models.decisions import (
    Decision,
    Discussion,
    Effect,
    FolderNote,
    Light,
    PlanChange,
    Review,
)
from boards.models.meetings import (
    Attendance,
    Meeting,
    MeetingPlan,
    Seat,
    Service,
    TherapistOffer,
)
from boards.models.settings import BoardSettings, RuleSetting

__all__ = [
    "AreaMeeting",
    "Attendance",
    "BoardRebuild",
    "BoardSettings",
    "Decision",
    "Discussion",
    "Effect",
    "Finding",
    "FolderNote",
    "Invitation",
    "Item",
    "ItemReading",
    "ItemReport",
    "Light",
    "Meeting",
    "MeetingPlan",
    "PlanChange",
    "Review",
    "RuleSetting",
    "Seat",
    "Service",
    "TherapistOffer",
    "Watermark",
]
