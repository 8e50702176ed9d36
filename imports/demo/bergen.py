"""The shape of the municipality: units, sites and teams, with the figures of the HeltOm 3.0 report.

From the report: Fana/Ytrebygda 756 patients in 2 HT and 5 OT, Bergenhus 539 in 1 HT and 4 OT on
three sites (November 2023); Fyllingsdalen with its fourth OT (spring 2024), Laksevåg 4 OT and 1 HT;
Arna 2 OT and 1 HT, Åsane 5 OT under two HTs (two and three). The videreutviklet model: Fyllingsdalen/
Laksevåg, and Fana/Ytrebygda, which piloted the new role of the fagansvarlige.

Not in the report, and chosen: Årstad's teams (1 HT, 4 OT), the patients of the other three units
(3,600 in all), how a unit's patients are shared among its teams, and visits a day by team, so that
they come to about 5,200 a day in all (1.9 million a year).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from imports.demo.needs import THERAPY
from imports.demo.shape import HT, OT, SiteShape, TeamShape, UnitShape

SIZES = ("bergen", "enhet", "team")

# Tables, kept in rows.
# fmt: off


def _ots(
    unit: str, site: str, ht: str, rate: float, rows: Sequence[tuple[object, ...]], first: int = 1,
    **more: Any,
) -> list[TeamShape]:
    """OTs numbered from `first`; each row is (name, patients, hood, hood …)."""
    return [
        replace(
            TeamShape(
                f"{unit}-ot{number}", f"{name}", OT, site, ht, int(str(patients)),
                tuple(map(str, hoods)), rate,
            ),
            **more,
        )
        for number, (name, patients, *hoods) in enumerate(rows, first)
    ]


STATIONS = ("brukertelefon", "fordeling", "nye-pasienter", "medisinrom", "e-meldinger")

BERGENHUS_HOODS = ("nordnes", "sandviken", "sentrum", "mohlenpris", "kalfaret", "fjellsiden")
BERGENHUS = UnitShape(
    "bergenhus",
    "Bergenhus",
    "original",
    (
        SiteShape("bergenhus-sentrum", "Bergenhus sentrum", "Engen 10", 60.3915, 5.3185),
        SiteShape("bergenhus-sandviken", "Sandviken", "Sandviksveien 30", 60.4075, 5.3245),
        SiteShape("bergenhus-kalfaret", "Kalfaret", "Kalfarveien 20", 60.3862, 5.3440),
    ),
    (
        TeamShape(
            "bergenhus-ht", "Bergenhus HT", HT, "bergenhus-sentrum", "", 99, BERGENHUS_HOODS,
            nurse_2=True, stations=STATIONS[:3], on_foot=0.15,
        ),
        *_ots("bergenhus", "bergenhus-sentrum", "bergenhus-ht", 1.48,
              [("Bergenhus OT 1", 112, "nordnes", "mohlenpris"),
               ("Bergenhus OT 2", 108, "sentrum", "mohlenpris")], nurses=1, on_foot=0.3),
        *_ots("bergenhus", "bergenhus-sandviken", "bergenhus-ht", 1.48,
              [("Bergenhus OT 3", 114, "sandviken", "ytre-sandviken")], 3, nurses=1),
        *_ots("bergenhus", "bergenhus-kalfaret", "bergenhus-ht", 1.48,
              [("Bergenhus OT 4", 106, "kalfaret", "fjellsiden", "sentrum")], 4, nurses=2),
    ),
)

FANA = UnitShape(
    "fana-ytrebygda",
    "Fana/Ytrebygda",
    "videreutviklet",
    (
        SiteShape("fana-nesttun", "Fana", "Nesttunveien 90", 60.3170, 5.3535),
        SiteShape("ytrebygda-sandsli", "Ytrebygda", "Sandsliveien 40", 60.2935, 5.2800),
    ),
    (
        TeamShape("fana-ht", "Fana HT", HT, "fana-nesttun", "", 84,
                  ("nesttun", "paradis", "skjold", "midtun", "saedalen"), stations=STATIONS[:2]),
        TeamShape("ytrebygda-ht", "Ytrebygda HT", HT, "ytrebygda-sandsli", "", 66,
                  ("sandsli", "soreide", "kokstad", "blomsterdalen"), stations=STATIONS[:1]),
        *_ots("fana", "fana-nesttun", "fana-ht", 1.452,
              [("Fana OT 1", 126, "nesttun", "midtun"), ("Fana OT 2", 122, "paradis", "saedalen"),
               ("Fana OT 3", 120, "skjold", "radal", "stend")]),
        *_ots("ytrebygda", "ytrebygda-sandsli", "ytrebygda-ht", 1.452,
              [("Ytrebygda OT 1", 121, "sandsli", "steinsvik"),
               ("Ytrebygda OT 2", 117, "soreide", "kokstad", "blomsterdalen")]),
    ),
    clinical_leads=4,
)

FYLLINGSDALEN = UnitShape(
    "fyllingsdalen-laksevag",
    "Fyllingsdalen/Laksevåg",
    "videreutviklet",
    (
        SiteShape("fyllingsdalen", "Fyllingsdalen", "Krokatjønnveien 11C", 60.3560, 5.2895),
        SiteShape("laksevag", "Laksevåg", "Janaflaten 30", 60.3745, 5.2190),
    ),
    (
        TeamShape("fyllingsdalen-ht", "Fyllingsdalen HT", HT, "fyllingsdalen", "", 82,
                  ("oasen", "hesjaholtet", "bones", "saelen"), stations=STATIONS[:2]),
        TeamShape("laksevag-ht", "Laksevåg HT", HT, "laksevag", "", 88,
                  ("loddefjord", "olsvik", "damsgard", "gravdal"), nurse_2=True,
                  stations=STATIONS[:3]),
        *_ots("fyllingsdalen", "fyllingsdalen", "fyllingsdalen-ht", 1.458,
              [("Fyllingsdalen OT 1", 132, "oasen", "krokatjonn"),
               ("Fyllingsdalen OT 2", 83, "hesjaholtet", "saelen"),
               ("Fyllingsdalen OT 3", 80, "bones"), ("Fyllingsdalen OT 4", 76, "oasen", "lovas")]),
        # Too large on purpose: about 180 visits and 12 lists on a day shift, for measurements and
        # for the warning. The report names Fyllingsdalen/Laksevåg's teams as too large (2.4).
        *_ots("laksevag", "laksevag", "laksevag-ht", 1.84,
              [("Laksevåg OT 1", 172, "loddefjord", "vadmyra", "bjorndal")], day_lists=12),
        *_ots("laksevag", "laksevag", "laksevag-ht", 1.458,
              [("Laksevåg OT 2", 84, "olsvik", "godvik"), ("Laksevåg OT 3", 82, "damsgard"),
               ("Laksevåg OT 4", 81, "gravdal", "damsgard")], 2),
    ),
    clinical_leads=6,
    adviser=False,  # The unit was without both for much of the time (table 4).
    without=("ernaering",),
)

ARNA = UnitShape(
    "arna-asane",
    "Arna/Åsane",
    "original",
    (
        SiteShape("arna", "Arna", "Ådnavegen 60", 60.4200, 5.4665),
        SiteShape("asane", "Åsane", "Langarinden 16", 60.4690, 5.3420),
    ),
    (
        TeamShape("arna-ht", "Arna HT", HT, "arna", "", 46, ("indre-arna", "ytre-arna", "espeland")),
        TeamShape("asane-ht1", "Åsane HT 1", HT, "asane", "", 54, ("ulset", "eidsvag", "nyborg")),
        TeamShape("asane-ht2", "Åsane HT 2", HT, "asane", "", 60, ("flaktveit", "morvik", "toppe"),
                  stations=STATIONS[:1]),
        *_ots("arna", "arna", "arna-ht", 1.448,
              [("Arna OT 1", 88, "indre-arna", "adna"),
               ("Arna OT 2", 84, "ytre-arna", "espeland", "haukeland-arna")]),
        *_ots("asane", "asane", "asane-ht1", 1.448,
              [("Åsane OT 1", 93, "ulset", "rolland"), ("Åsane OT 2", 90, "eidsvag", "tertnes")]),
        # Two teams with few trained people and especially many temps (5.2, table 5).
        *_ots("asane", "asane", "asane-ht2", 1.448,
              [("Åsane OT 3", 93, "flaktveit"), ("Åsane OT 4", 91, "nyborg", "hylkje")], 3,
              care_worker_share=0.46, temps=1.1),
        *_ots("asane", "asane", "asane-ht2", 1.448, [("Åsane OT 5", 91, "morvik", "toppe")], 5),
    ),
)

ARSTAD = UnitShape(
    "arstad",
    "Årstad",
    "original",
    (SiteShape("arstad", "Årstad", "Kanalveien 20", 60.3660, 5.3480),),
    (
        TeamShape("arstad-ht", "Årstad HT", HT, "arstad", "", 95,
                  ("landas", "solheim", "minde", "fridalen"), nurse_2=True, stations=STATIONS[:2]),
        *_ots("arstad", "arstad", "arstad-ht", 1.448,
              [("Årstad OT 1", 117, "landas", "nattland"), ("Årstad OT 2", 115, "solheim", "lovstakken"),
               ("Årstad OT 3", 113, "minde", "slettebakken"),
               ("Årstad OT 4", 115, "fridalen", "haukeland")], nurses=1),
    ),
)

# fmt: on


def municipality(size: str) -> tuple[UnitShape, ...]:
    """The units of a size. Raises ValueError for a size that is not one of SIZES."""
    if size == "bergen":
        return (BERGENHUS, FANA, FYLLINGSDALEN, ARNA, ARSTAD)
    if size == "enhet":
        return (BERGENHUS, _neighbour())
    if size == "team":
        return (_one_team(), _neighbour())
    raise ValueError(f"{size}: expected one of {', '.join(SIZES)}")


def _one_team() -> UnitShape:
    ht, ot = BERGENHUS.teams[:2]
    small = replace(ht, patients=22, stations=STATIONS[:1], nurse_2=False, hoods=ot.hoods)
    teams = (small, replace(ot, patients=88))
    return replace(BERGENHUS, sites=BERGENHUS.sites[:1], teams=teams, without=THERAPY)


def _neighbour() -> UnitShape:
    """A small part of another unit, so that Siri has somewhere else to be."""
    ht = replace(ARSTAD.teams[0], patients=12, stations=(), nurse_2=False, hoods=("landas",))
    return replace(ARSTAD, teams=(ht,), adviser=False, without=THERAPY)
