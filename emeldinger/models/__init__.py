"""The nouns of e-meldinger: what came, as it came; what it was; what went back."""

from emeldinger.models.addresses import Address, Service
from emeldinger.models.identifications import Identification
from emeldinger.models.messages import Arrival, Match, Message, Original, Queue, Standing, Verdict
from emeldinger.models.sendings import SENDING_OPEN, Sending, SendingKind, SendingState

__all__ = [
    "SENDING_OPEN",
    "Address",
    "Arrival",
    "Identification",
    "Match",
    "Message",
    "Original",
    "Queue",
    "Sending",
    "SendingKind",
    "SendingState",
    "Service",
    "Standing",
    "Verdict",
]
