"""The words for the shape of a municipality: units, their sites and their teams."""

from __future__ import annotations

from dataclasses import dataclass

OT, HT = "OT", "HT"

#: Visits of a team's own patients on a weekday, for each patient, where nothing else is said.
HT_RATE = 1.32


@dataclass(frozen=True, slots=True)
class SiteShape:
    code: str
    name: str
    address: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class TeamShape:
    """A team as it is meant to be. `rate`: weekday visits for each patient.

    `temps`: how many are hired in, for each list; `on_foot`: share who walk or cycle. With `day_lists`
    every list is covered today as well, so that measurements always meet the same team.
    """

    code: str
    name: str
    kind: str
    site: str
    ht: str
    patients: int
    hoods: tuple[str, ...]
    rate: float = HT_RATE
    nurses: int = 0
    nurse_2: bool = False
    stations: tuple[str, ...] = ()
    care_worker_share: float = 0.66
    temps: float = 0.45
    on_foot: float = 0.05
    day_lists: int = 0
    """Lists on a weekday's day shift, where they are not to follow from the work."""


@dataclass(frozen=True, slots=True)
class UnitShape:
    code: str
    name: str
    variant: str
    sites: tuple[SiteShape, ...]
    teams: tuple[TeamShape, ...]
    clinical_leads: int = 0
    """How many fagansvarlige where they are fewer than the teams; 0 is one for each team."""
    adviser: bool = True
    without: tuple[str, ...] = ()
    """Competences of the therapists that the unit has not got."""
