"""The whole municipality, step by step: patients, the people for them, who is ill, and the past."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from imports.demo import holes
from imports.demo.away import make_appointments, send_away
from imports.demo.bergen import municipality
from imports.demo.boards import Board, board_therapists
from imports.demo.care import give_goals
from imports.demo.chance import stream
from imports.demo.characters import CHARACTERS, FIRST_OT
from imports.demo.contacts import give_contacts, give_delegations, leader_of
from imports.demo.decline_demo import slow_decliners
from imports.demo.greyzone import PROFILE, greyzone_patients
from imports.demo.health import describe
from imports.demo.history import Job, mark_growing, mark_misjudged, past_visits
from imports.demo.land import hood
from imports.demo.misplaced import misplace
from imports.demo.observations import is_losing_weight, observations_of
from imports.demo.patients import Register, more_patients, patients_of
from imports.demo.records import events_of, greyzone_notes, notes_of
from imports.demo.roster import rota_of
from imports.demo.rota import Rota, on_duty
from imports.demo.shape import HT, TeamShape, UnitShape
from imports.demo.sickness import make_ill
from imports.demo.singles import ENDED, end_some, extra_visits, make_exceptions
from imports.demo.staff import Office, leaders_of
from imports.demo.world import (
    DAYS_BEFORE,
    Carer,
    Done,
    Duty,
    Event,
    Extra,
    Note,
    Observation,
    Patient,
)


@dataclass(slots=True)
class World:
    """Everything that is written to the folder."""

    size: str
    seed: int
    today: date
    units: tuple[UnitShape, ...]
    patients: dict[str, list[Patient]] = field(default_factory=dict)
    """By the code of the team that owns them."""
    rotas: dict[str, Rota] = field(default_factory=dict)
    leaders: list[Carer] = field(default_factory=list)
    therapists: list[Carer] = field(default_factory=list)
    """Of another service: they come to the boards and have no shift."""
    boards: list[Board] = field(default_factory=list)
    visits: list[Done] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def teams(self) -> list[TeamShape]:
        return [team for unit in self.units for team in unit.teams]

    @property
    def all_patients(self) -> list[Patient]:
        return [patient for team in self.teams for patient in self.patients[team.code]]

    @property
    def carers(self) -> list[Carer]:
        rostered = [carer for team in self.teams for carer in self.rotas[team.code].carers]
        return rostered + self.leaders + self.therapists

    @property
    def duties(self) -> list[Duty]:
        """From DAYS_BEFORE on: the run-up of the rotas is not part of the demo."""
        first = self.today - timedelta(days=DAYS_BEFORE)
        rostered = (duty for team in self.teams for duty in self.rotas[team.code].duties)
        return [duty for duty in rostered if duty.day >= first]


def generate(size: str, seed: int, today: date) -> World:
    """Build the demo municipality of this size around `today`: the same for the same three.

    `bergen` takes about half a minute. Raises ValueError for an unknown size.
    """
    world = World(size, seed, today, municipality(size))
    _people_to_care_for(world)
    _people_who_care(world)
    misplace(world.patients, world.teams, stream(seed, "misplaced"))
    _how_they_are(world)
    _who_knows_whom(world)
    _past(world)
    return world


def _people_to_care_for(world: World) -> None:
    register = Register(world.today)
    for unit in world.units:
        register.without = frozenset(unit.without)
        # The OTs come first, so that the first OT has the first patients whatever the size.
        for team in sorted(unit.teams, key=lambda team: team.kind == HT):
            world.patients[team.code] = _patients(world, team, register)


def _patients(world: World, team: TeamShape, register: Register) -> list[Patient]:
    rng = stream(world.seed, team.code, "patients")
    # Streets belong to the neighbourhood: two teams in one have the same.
    hoods = [hood(code, stream(world.seed, "hood", code)) for code in team.hoods]
    first = greyzone_patients(team, hoods, rng, register) if team.code == FIRST_OT else []
    patients = patients_of(team, hoods, rng, register, first)
    ended = more_patients(team, hoods, rng, register, round(len(patients) * ENDED))
    rng = stream(world.seed, team.code, "away")
    send_away(patients, rng, world.today, overdue=True)
    make_appointments(patients, rng, world.today)
    make_exceptions(patients, rng, world.today)
    mark_growing(patients, rng)
    mark_misjudged(patients, stream(world.seed, team.code, "misjudged"))
    end_some(ended, rng, world.today)
    return patients + ended


def _people_who_care(world: World) -> None:
    office, held = Office(world.today), {found.position for found in CHARACTERS if found.position}
    everybody = world.all_patients
    for unit in world.units:
        bases = _bases(unit)
        for team in unit.teams:
            rng = stream(world.seed, team.code, "staff")
            world.rotas[team.code] = rota_of(team, bases[team.site], everybody, rng, office)
            make_ill(world.rotas[team.code], team, world.today)
        world.leaders += leaders_of(unit, stream(world.seed, unit.code, "leaders"), office, held)
    _people_at_the_boards(world, office)
    for function in holes.TEAMS_A_HOLE:
        rng = stream(world.seed, "holes", function)
        holes.plant_holes(world.rotas.values(), function, rng, world.today)


def _people_at_the_boards(world: World, office: Office) -> None:
    """Last of all who are hired, so that everybody else keeps her number."""
    for unit in world.units:
        known = [carer for team in unit.teams for carer in world.rotas[team.code].carers]
        rng = stream(world.seed, unit.code, "boards")
        new, boards = board_therapists(unit, known, rng, office)
        world.therapists += new
        world.boards += boards


def _how_they_are(world: World) -> None:
    for team in world.teams:
        patients = world.patients[team.code]
        describe(patients, stream(world.seed, team.code, "health"), world.today)
        give_goals(patients, stream(world.seed, team.code, "goals"), world.today)


def _who_knows_whom(world: World) -> None:
    for team in world.teams:
        rng, rota = stream(world.seed, team.code, "contacts"), world.rotas[team.code]
        patients, leader = world.patients[team.code], leader_of(world.carers, team.code)
        give_contacts(patients, rota, team, rng)
        give_delegations(patients, rng, world.today)
        for patient in patients:
            for placement in patient.placements:
                placement.decided_by = leader.number
        world.extras += extra_visits(team, patients, rng, world.today)


def _past(world: World) -> None:
    jobs = _jobs_by_team(world)
    for unit in world.units:
        bases = _bases(unit)
        for team in unit.teams:
            rng, rota = stream(world.seed, team.code, "history"), world.rotas[team.code]
            visits = past_visits(bases[team.site], jobs[team.code], rota.duties, rng, world.today)
            world.visits += visits
    for team in world.teams:
        _records(world, team)


def _bases(unit: UnitShape) -> dict[str, tuple[float, float]]:
    return {site.code: (site.lat, site.lon) for site in unit.sites}


def _jobs_by_team(world: World) -> dict[str, list[Job]]:
    jobs: dict[str, list[Job]] = {team.code: [] for team in world.teams}
    for patient in world.all_patients:
        for plan in patient.plans:
            jobs[plan.team].append((plan, patient))
    return jobs


def _records(world: World, team: TeamShape) -> None:
    """What was measured and written of the team's own patients."""
    rng, rota = stream(world.seed, team.code, "records"), world.rotas[team.code]
    who, thinner = partial(on_duty, rota, rng), set[str]()
    patients = world.patients[team.code]
    worse = slow_decliners(
        patients, rota, world.today, stream(world.seed, team.code, "slow decline")
    )
    for patient in patients:
        seen = list(observations_of(patient, world.today, who, rng))
        happened = list(events_of(patient, world.today, who, rng))
        if patient.number in worse:
            seen, happened = worse[patient.number].observations, worse[patient.number].events
        elif is_losing_weight(seen):
            thinner.add(patient.number)
        world.observations += seen
        world.events += happened
    own = [done for done in world.visits if done.patient.team == team.code]
    world.notes += [note for note in notes_of(own, thinner, rng) if note.patient not in worse]
    world.notes += [note for told in worse.values() for note in told.notes]
    world.notes += greyzone_notes(
        own, [patient for patient in patients if patient.profile == PROFILE]
    )
