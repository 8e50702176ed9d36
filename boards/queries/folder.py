"""A patient's interdisciplinary folder: its pages newest first, those that were struck still there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.http import Http404

from boards.models import FolderNote
from patients.permissions import check_for_patient, get_patient
from teams.permissions import Permission, can
from teams.queries import name_of

if TYPE_CHECKING:
    from patients.models import Patient
    from teams.models import Team, User

A_PAGE = 30


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A page of the folder. `may_strike`: it is the user's own, or she prepares the board."""

    note: FolderNote
    who: str
    struck_by: str
    may_strike: bool


@dataclass(frozen=True, slots=True)
class FolderPage:
    """`kind` is the one that is shown; empty for all."""

    patient: Patient
    team: Team
    rows: list[FolderRow]
    page: Page[FolderNote]
    kind: str
    may_write: bool

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, str(kind.label)) for kind in FolderNote.Kind]


def get_folder(
    user: User, number: str, permission: Permission = Permission.SEE_BOARD
) -> tuple[Patient, Team]:
    """The patient, and the team of hers in which the user has the right. Raises as get_patient does."""
    patient = get_patient(user, number)
    return patient, check_for_patient(user, patient, permission)


def folder_page(
    user: User, patient: Patient, team: Team, *, kind: str = "", number: str = ""
) -> FolderPage:
    """Two queries. What is no kind shows all; what is no page shows the first."""
    chosen = kind if kind in FolderNote.Kind.values else ""
    rows = FolderNote.objects.filter(patient=patient)
    rows = rows.filter(kind=chosen) if chosen else rows
    joined = rows.select_related("staff", "by__staff", "struck_by__staff", "item__meeting")
    page = Paginator(joined, A_PAGE).get_page(number)
    may_write = can(user, Permission.WRITE_FOLDER, team)
    return FolderPage(patient, team, list(_rows(user, page, team)), page, chosen, may_write)


def _rows(user: User, page: Page[FolderNote], team: Team) -> Iterator[FolderRow]:
    may = {note.pk: may_strike(user, note, team) for note in page}
    for note in page:
        yield FolderRow(note, _who(note), _struck_by(note), may[note.pk])


def _who(note: FolderNote) -> str:
    return note.staff.name if note.staff else name_of(note.by)


def _struck_by(note: FolderNote) -> str:
    return name_of(note.struck_by) if note.struck_by else ""


def may_strike(user: User, note: FolderNote, team: Team) -> bool:
    """Her own page while she may write in the folder; anybody's for whoever prepares the board."""
    if note.struck_at is not None:
        return False
    own = note.by_id == user.pk and can(user, Permission.WRITE_FOLDER, team)
    return own or can(user, Permission.PREPARE_BOARD, team)


def get_page(user: User, pk: int) -> tuple[FolderNote, Team]:
    """A page of the folder of a patient whom this user may read of. Raises as get_patient does."""
    note = FolderNote.objects.select_related("patient").filter(pk=pk).first()
    if note is None:
        raise Http404
    _patient, team = get_folder(user, note.patient.number)
    return note, team
