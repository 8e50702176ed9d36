"""What HeltOm knows of a patient that the hospital should know: for her innleggelsesrapport."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emeldinger.formats import codes
from emeldinger.letter_words import plain
from heltom.lib import clock
from patients.models import Code, Contact, Note, Observation, Patient, Pause, Placement
from patients.queries.measured import last_measured
from patients.queries.news2 import readings, sentence_of
from patients.queries.notes import FOR_THE_NEXT, readable
from teams.models import Staff, Team
from worklists.models import VisitPlan
from worklists.queries.patterns import pattern_in_words

#: How far back what the next one must know is told of.
NOTES_BACK = timedelta(days=14)
NOTES = 5
#: Kinds of service (9151) by the code that a team carries her with.
SERVICES = {Code.HSY: "15", Code.PBP: "1"}
#: List 9060 by our own word for the profession.
PROFESSIONS = {
    "sykepleier": "SP",
    "vernepleier": "VP",
    "helsefagarbeider": "HF",
    "fysioterapeut": "FT",
    "ergoterapeut": "ET",
    "ernaeringsfysiolog": "KE",
}
IPLOS = "9111"


def report_texts(patient: Patient) -> dict[str, str]:
    """The texts of the form, each to be changed. What nobody has written is empty."""
    return {
        "state": _state(patient),
        "measured": _measured(patient),
        "services": "\n".join(_services(patient)),
        "medicines": _medicines(patient),
        "goals": "\n".join(_goals(patient)),
        "matters": "\n".join(filter(None, (patient.what_matters, patient.wishes))),
        "practical": _practical(patient),
        "important": "\n".join(_important(patient)),
    }


def report_facts(ht: Team, patient: Patient) -> dict[str, list[dict[str, Any]]]:
    """The facts that go as codes and names, as they stand now: the letter keeps them."""
    found = {
        "kin": _kin(patient),
        "contacts": _contacts(patient),
        "diagnoses": _diagnoses(patient),
        "functions": _functions(patient),
        "equipment": _equipment(patient),
        "teams": _teams(patient),
    }
    return {name: [_plain(row) for row in rows] for name, rows in found.items()}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(one) if isinstance(one, str) else one for name, one in row.items()}


def _state(patient: Patient) -> str:
    rows = patient.health_states.right().on(clock.today())
    return "\n".join(
        ": ".join(filter(None, (str(row.get_state_display()).capitalize(), row.note)))
        for row in rows
    )


def _measured(patient: Patient) -> str:
    """The last NEWS2 with its parts, then weight, Katz and frailty."""
    newest = next((one for one in readings(patient) if not one.observation.struck_at), None)
    lines = (
        [f"{_day(newest.taken_at.astimezone(clock.OSLO).date())}: {sentence_of(newest)}"]
        if newest
        else []
    )
    for series in last_measured(patient):
        if series.kind == Observation.Kind.NEWS2:
            continue
        on = _day(series.at.astimezone(clock.OSLO).date())
        said = " ".join(filter(None, (series.figure, series.unit)))
        since = f", {series.since}" if series.since else ""
        lines.append(f"{series.label}: {said} ({on}{since})")
    return "\n".join(lines)


def _day(day: date) -> str:
    return date_format(day, "j. F Y")


def _plans(patient: Patient) -> list[VisitPlan]:
    return list(
        VisitPlan.objects.on(clock.today())
        .filter(patient=patient)
        .select_related("team")
        .order_by("shift", "earliest", "pk")
    )


def _services(patient: Patient) -> Iterator[str]:
    """One line for each visit plan: what, when, for how long, by which team."""
    for plan in _plans(patient):
        hours = f"{plan.earliest:%H.%M}–{plan.latest:%H.%M}"
        told = {
            "title": plan.title,
            "pattern": pattern_in_words(plan.weekdays, plan.every_weeks),
            "hours": hours,
            "minutes": plan.minutes,
            "team": plan.team,
        }
        carers = _(", to hjelpere") if plan.carers > 1 else ""
        yield (
            _("%(title)s: %(pattern)s kl. %(hours)s, %(minutes)s minutter, %(team)s") % told
            + carers
        )


def _medicines(patient: Patient) -> str:
    """HeltOm has no list of medicines; which visits are about them it knows."""
    about = [plan for plan in _plans(patient) if _is_about_medicines(plan)]
    titles = dict.fromkeys(plan.title for plan in about)
    return _("Hjelp til legemidler fra oss: %s.") % ", ".join(titles) if titles else ""


def _is_about_medicines(plan: VisitPlan) -> bool:
    said = f"{plan.title} {plan.task_text}".casefold()
    return any(word in said for word in ("medisin", "legemid", "dosett", "insulin", "injeksjon"))


def _goals(patient: Patient) -> Iterator[str]:
    today = clock.today()
    for goal in patient.goals.open_on(today).prefetch_related("measures"):
        measures = ", ".join(one.text for one in goal.measures.all() if one.is_open_on(today))
        yield f"{goal.problem}: {goal.text}" + (f" ({measures})" if measures else "")


def _practical(patient: Patient) -> str:
    lines = [
        _("Nøkkel: %s") % patient.key_info if patient.key_info else "",
        _("Språk: %s") % patient.language_name
        if patient.language not in ("nb", "nn", "no")
        else "",
        *(_away(one) for one in patient.pauses.at(clock.now())),
    ]
    return "\n".join(filter(None, lines))


def _away(pause: Pause) -> str:
    on = _day(pause.starts_at.astimezone(clock.OSLO).date())
    return _("Tjenestene hjemme er stanset fra %s.") % on


def _important(patient: Patient) -> Iterator[str]:
    rows = readable().filter(
        FOR_THE_NEXT, patient=patient, at__gte=clock.now() - NOTES_BACK, struck_at__isnull=True
    )
    for note in rows[:NOTES]:
        yield f"{_day(note.at.astimezone(clock.OSLO).date())}: {_said(note)}"


def _said(note: Note) -> str:
    return " ".join(" ".join(filter(None, (note.text, note.next_must_know))).split())


def _kin(patient: Patient) -> list[dict[str, Any]]:
    return [
        {"name": row.name, "relation": row.relation, "phone": row.phone, "first": row.first}
        for row in patient.next_of_kin.all()
    ]


def _contacts(patient: Patient) -> list[dict[str, Any]]:
    held = Contact.objects.on(clock.today()).filter(patient=patient, kind=Contact.Kind.PRIMARY)
    return [person_facts(row.staff) for row in held.select_related("staff__team")]


def person_facts(staff: Staff) -> dict[str, Any]:
    """One of us as a letter keeps her. Called at the team's phone: her own is hers."""
    return {
        "given": staff.given_name,
        "family": staff.family_name,
        "profession": PROFESSIONS.get(staff.profession, ""),
        "hpr": staff.hpr_number,
        "number": staff.number,
        "phone": staff.team.phone or staff.phone,
    }


def _diagnoses(patient: Patient) -> list[dict[str, Any]]:
    rows = patient.diagnoses.on(clock.today())
    return [{"system": row.system, "code": row.code, "name": row.name} for row in rows]


def _functions(patient: Patient) -> list[dict[str, Any]]:
    """The last IPLOS: "v05" → variable 5 of list 9111."""
    rows = patient.observations.holding().filter(kind=Observation.Kind.IPLOS)
    newest = rows.order_by("-taken_at", "-pk").first()
    parts = newest.parts if newest else {}
    found = []
    for name, score in sorted(parts.items()):
        code = name.removeprefix("v").lstrip("0")
        text = codes.text_of(IPLOS, code)
        if text and isinstance(score, int):
            found.append({"code": code, "text": text, "score": score})
    return found


def _equipment(patient: Patient) -> list[dict[str, Any]]:
    return [{"name": row.name} for row in patient.equipment.on(clock.today())]


def _teams(patient: Patient) -> list[dict[str, Any]]:
    """Who carries her and with which code, the one with the main responsibility first."""
    held = Placement.objects.on(clock.today()).filter(patient=patient).select_related("team")
    return [
        {
            "kind": SERVICES[Code(row.code)],
            "name": str(row.get_code_display()).capitalize(),
            "team": row.team.name,
            "since": patient.started_on.isoformat(),
        }
        for row in held.order_by("-owner", "pk")
    ]
