"""When the whole of each patient was gone through, before the boards began or in another system."""

from boards.models import Review
from imports.columns import Table, day, reference, text

REVIEWS = Table(
    "reviews",
    Review,
    "When the whole of a patient was gone through, and when it must be done again. The newest row holds.",
    (
        text("reference", "The review's own id", "HG-10234-3", required=True),
        reference("patient", "patients", "Patient number", "P10234", required=True),
        reference("team", "teams", "The team that did it", "bergenhus-ot1", required=True),
        day("on", "Day", "2026-09-16", required=True),
        day("next_on", "When it must be done again at the latest", "2027-03-17", required=True),
        text(
            "next_why",
            "Why then, where it is another day than the unit's interval gives",
            "Følges etter opphold",
        ),
        text("text", "What was seen", "Trenger mer hjelp om morgenen"),
    ),
    key=("reference",),
)
