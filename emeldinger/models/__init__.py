"""The nouns of e-meldinger: what came, as it came; what it was; what went back."""

from emeldinger.models.addresses import Address, Service
from emeldinger.models.closings import Closing, Consequence, ConsequenceKind, HandlingNote
from emeldinger.models.identifications import Identification
from emeldinger.models.ledger import ContactPoint, ReceiptTask
from emeldinger.models.letters import Letter, LetterKind, LetterState
from emeldinger.models.messages import Arrival, Match, Message, Original, Queue, Standing, Verdict
from emeldinger.models.sendings import SENDING_OPEN, Sending, SendingKind, SendingState
from emeldinger.models.watch import Deadline, Escalation, EyesGap, Round, Silence, WatchRules

__all__ = [
    "SENDING_OPEN",
    "Address",
    "Arrival",
    "Closing",
    "Consequence",
    "ConsequenceKind",
    "ContactPoint",
    "Deadline",
    "Escalation",
    "EyesGap",
    "HandlingNote",
    "Identification",
    "Letter",
    "LetterKind",
    "LetterState",
    "Match",
    "Message",
    "Original",
    "Queue",
    "ReceiptTask",
    "Round",
    "Sending",
    "SendingKind",
    "SendingState",
    "Service",
    "Silence",
    "Standing",
    "Verdict",
    "WatchRules",
]
