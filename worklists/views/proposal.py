"""Where a patient belongs: the page, and the few lines of it on the patient's own page."""

from django.http import HttpResponse

from heltom.lib.htmx import page_or_part
from heltom.lib.http import SignedIn, reads
from patients.permissions import get_patient
from teams.audit import log_access
from worklists.queries.proposal_page import proposal_page


@reads
def proposal(request: SignedIn, number: str) -> HttpResponse:
    patient = get_patient(request.user, number)
    page = proposal_page(request.user, patient)
    log_access(request, patient_numbers=[number], screen="proposal", team=page.team)
    context = {"page": page, "proposal": page.proposal}
    return page_or_part(request, "worklists/proposal.html", "proposal", context)
