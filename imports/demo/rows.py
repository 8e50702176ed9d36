"""The municipality as rows of the import format: table name → one mapping for each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta

from imports.demo.addresses import CONTACT_POINTS, address_rows
from imports.demo.boards import board_rows, position_rows
from imports.demo.build import World
from imports.demo.cards import card_rows
from imports.demo.chance import stream
from imports.demo.health_rows import health_rows
from imports.demo.names import hpr_number
from imports.demo.needs import COMPETENCES
from imports.demo.reviews import review_rows
from imports.demo.world import Done, Patient, Plan, instant, oslo_day

Row = Mapping[str, object]
#: Courses last five years, those of a profession for ever.
RENEWED = ("medisinkurs", "insulin", "forflytning")


def tables(world: World) -> dict[str, Iterable[Row]]:
    """Every file of the folder, in the order of the format. Rows are made as they are read."""
    return {
        "units": _units(world),
        "sites": _sites(world),
        "teams": _teams(world),
        "addresses": address_rows(world.teams),
        "contact_points": CONTACT_POINTS,
        "action_cards": card_rows(unit.code for unit in world.units),
        "competences": ({"code": code, "name": name} for code, name in COMPETENCES.items()),
        "staff": _staff(world),
        "staff_competences": _staff_competences(world),
        "positions": _positions(world),
        "absences": _absences(world),
        "shifts": _shifts(world),
        "patients": _patients(world),
        "next_of_kin": _next_of_kin(world),
        "placements": _placements(world),
        "contacts": _contacts(world),
        "delegations": _delegations(world),
        "pauses": _pauses(world),
        **health_rows(world),
        "visit_plans": _visit_plans(world),
        "plan_exceptions": _plan_exceptions(world),
        "appointments": _appointments(world),
        "visits": _visits(world),
        "observations": _observations(world),
        "notes": _notes(world),
        "events": _events(world),
        **board_rows(world),
        "reviews": review_rows(world),
    }


def _units(world: World) -> Iterator[Row]:
    for unit in world.units:
        yield {"code": unit.code, "name": unit.name, "variant": unit.variant}


def _sites(world: World) -> Iterator[Row]:
    for unit in world.units:
        for site in unit.sites:
            yield {
                "code": site.code,
                "unit": unit.code,
                "name": site.name,
                "address": site.address,
                "latitude": site.lat,
                "longitude": site.lon,
            }


def _teams(world: World) -> Iterator[Row]:
    for number, team in enumerate(world.teams, 1):
        yield {
            "code": team.code,
            "site": team.site,
            "name": team.name,
            "kind": team.kind,
            "ht": team.ht,
            "phone": f"00 55 00 {number:02}",
        }


def _staff(world: World) -> Iterator[Row]:
    rng = stream(world.seed, "hpr")
    for carer in world.carers:
        # Assistenter have no HPR number; the standing characters' are drawn like the others'.
        hpr = "" if carer.profession == "assistent" else hpr_number(rng)
        yield {
            "number": carer.number,
            "given_name": carer.given,
            "family_name": carer.family,
            "profession": carer.profession,
            "team": carer.team,
            "hpr_number": hpr,
            "post_percent": carer.post,
            "hired_in": carer.hired_in,
            "sex": carer.sex,
            "languages": carer.languages,
            "transport": carer.transport,
            "phone": carer.phone,
            "username": carer.username,
            "employed_from": carer.employed_from or _years_before(world.today, 5),
        }


def _years_before(day: date, years: int) -> date:
    return day - timedelta(days=365 * years)


def _staff_competences(world: World) -> Iterator[Row]:
    for carer in world.carers:
        rng = stream(world.seed, carer.number, "courses")
        for code in carer.competences:
            since = world.today - timedelta(days=rng.randint(60, 1500))
            until = since + timedelta(days=5 * 365) if code in RENEWED else None
            yield {
                "staff": carer.number,
                "competence": code,
                "valid_from": since,
                "valid_to": until,
            }


def _positions(world: World) -> Iterator[Row]:
    for carer in world.carers:
        if carer.position:
            kind, scope, code = carer.position
            since = _years_before(world.today, 2)
            yield {"staff": carer.number, "kind": kind, scope: code, "valid_from": since}
    yield from position_rows(world)


def _absences(world: World) -> Iterator[Row]:
    for team in world.teams:
        for number, absences in sorted(world.rotas[team.code].absences.items()):
            for away in sorted(absences, key=lambda absence: absence.start):
                yield {
                    "staff": number,
                    "starts_at": away.start,
                    "ends_at": away.end,
                    "reason": away.reason,
                }


def _shifts(world: World) -> Iterator[Row]:
    for duty in world.duties:
        yield {
            "staff": duty.carer.number,
            "team": duty.team,
            "date": duty.day,
            "kind": duty.kind,
            "function": duty.function,
            "starts_at": duty.start,
            "ends_at": duty.end,
        }


def _patients(world: World) -> Iterator[Row]:
    for patient in world.all_patients:
        yield {
            "number": patient.number,
            "national_number": patient.national_number,
            "given_name": patient.given,
            "family_name": patient.family,
            "address": patient.spot.address,
            "postcode": patient.spot.postcode,
            "place": patient.spot.place,
            "latitude": patient.spot.lat,
            "longitude": patient.spot.lon,
            "phone": patient.phone,
            "key_info": patient.key_info,
            "language": patient.language,
            "wished_carer_sex": patient.wished_sex,
            "wishes": patient.wishes,
            "what_matters": patient.what_matters,
            "criticality": patient.criticality,
            "started_on": patient.started,
            "ended_on": patient.ended,
            "ended_reason": patient.ended_reason,
        }


def _next_of_kin(world: World) -> Iterator[Row]:
    for patient in world.all_patients:
        for name, relation, phone, first in patient.kin:
            yield {
                "patient": patient.number,
                "name": name,
                "relation": relation,
                "phone": phone,
                "first": first,
            }


def _placements(world: World) -> Iterator[Row]:
    for patient in world.all_patients:
        for placement in patient.placements:
            yield {
                "patient": patient.number,
                "team": placement.team,
                "code": placement.code,
                "owner": placement.owner,
                "valid_from": placement.valid_from,
                "valid_to": placement.valid_to,
                "decided_by": placement.decided_by,
                "why": placement.why,
            }


def _contacts(world: World) -> Iterator[Row]:
    for patient in world.all_patients:
        for kind, carer in (("primar", patient.primary), ("vara", patient.deputy)):
            if carer:
                yield {
                    "patient": patient.number,
                    "kind": kind,
                    "staff": carer.number,
                    "valid_from": patient.started,
                    "valid_to": patient.ended,
                }


def _delegations(world: World) -> Iterator[Row]:
    for patient in world.all_patients:
        for carer, code, since in patient.delegations:
            yield {
                "patient": patient.number,
                "staff": carer.number,
                "competence": code,
                "valid_from": since,
                "delegated_by": patient.placements[0].decided_by,
            }


def _pauses(world: World) -> Iterator[Row]:
    for patient in world.all_patients:
        for pause in patient.pauses:
            yield {
                "patient": patient.number,
                "starts_at": pause.start,
                "ends_at": pause.end,
                "expected_return": pause.expected,
                "reason": pause.reason,
                "where": pause.where,
            }


def _plans(patients: Iterable[Patient]) -> Iterator[Plan]:
    for patient in patients:
        yield from patient.plans


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _visit_plans(world: World) -> Iterator[Row]:
    for plan in _plans(world.all_patients):
        yield {
            "reference": plan.reference,
            "patient": plan.patient,
            "team": plan.team,
            "code": plan.code,
            "title": plan.title,
            "task_text": plan.text,
            "weekdays": plan.weekdays,
            "every_weeks": plan.every_weeks,
            "shift": plan.shift,
            "earliest": _clock(plan.earliest),
            "latest": _clock(plan.latest),
            "minutes": plan.minutes,
            "carers": plan.carers,
            "level": plan.level,
            "second_level": plan.second_level,
            "priority": plan.priority,
            "where": plan.where,
            "fixed_time": plan.fixed_time,
            "competences": plan.competences,
            "valid_from": plan.valid_from,
            "valid_to": plan.valid_to,
        }


def _plan_exceptions(world: World) -> Iterator[Row]:
    for plan in _plans(world.all_patients):
        for day, kind, reason in plan.exceptions:
            yield {"plan": plan.reference, "date": day, "kind": kind, "reason": reason}


def _appointments(world: World) -> Iterator[Row]:
    for patient in world.all_patients:
        for number, appointment in enumerate(patient.appointments, 1):
            yield {
                "reference": f"A-{patient.number[2:]}-{oslo_day(appointment.start):%y%m%d}-{number}",
                "patient": patient.number,
                "starts_at": appointment.start,
                "ends_at": appointment.end,
                "what": appointment.what,
            }


def _visits(world: World) -> Iterator[Row]:
    for done in world.visits:
        yield _done(done)
    for extra in world.extras:
        yield {
            "reference": extra.reference,
            "date": extra.day,
            "state": "venter",
            "patient": extra.patient.number,
            "team": extra.patient.team,
            "code": "PBP",
            "shift": extra.shift,
            "earliest": instant(extra.day, extra.earliest),
            "latest": instant(extra.day, extra.latest),
            "title": extra.title,
            "task_text": extra.text,
            "minutes": extra.minutes,
            "where": extra.where,
        }


def _done(done: Done) -> Row:
    row: dict[str, object] = {
        "reference": f"O{done.plan.reference[1:]}-{done.day:%y%m%d}",
        "plan": done.plan.reference,
        "date": done.day,
    }
    if done.start is None:
        return row | {"state": "avlyst", "reason": done.reason}
    numbers = [carer.number for carer in done.carers]
    return row | {
        "state": "utfort",
        "carer": numbers[0],
        "second_carer": "".join(numbers[1:]),
        "started_at": done.start,
        "ended_at": done.end,
    }


def _observations(world: World) -> Iterator[Row]:
    for number, seen in enumerate(world.observations, 1):
        yield {
            "reference": f"M-{seen.patient[2:]}-{number}",
            "patient": seen.patient,
            "kind": seen.kind,
            "taken_at": seen.at,
            "value": seen.value,
            "parts": seen.parts,
            "by": seen.by,
        }


def _notes(world: World) -> Iterator[Row]:
    for number, note in enumerate(world.notes, 1):
        yield {
            "reference": f"N-{note.patient[2:]}-{number}",
            "patient": note.patient,
            "at": note.at,
            "by": note.by,
            "text": note.text,
        }


def _events(world: World) -> Iterator[Row]:
    for number, event in enumerate(world.events, 1):
        yield {
            "reference": f"H-{event.patient[2:]}-{number}",
            "patient": event.patient,
            "kind": event.kind,
            "at": event.at,
            "text": event.text,
            "by": event.by,
        }
