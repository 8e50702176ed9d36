"""A map of Bergen: neighbourhoods with a centre, invented streets in them, and how long the way is.

Positions are approximate, and the radius of a neighbourhood is kept small, so that nobody lives in
the fjord. Streets have ordinary names; that one of them exists somewhere is chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from imports.demo.world import Spot

KM_PER_DEGREE = 111.2
#: A house with service flats in every neighbourhood: several patients behind one door.
SERVICE_FLATS_SHARE = 0.12

#: code: (name, latitude, longitude, radius in km, post code, post town)
HOODS: dict[str, tuple[str, float, float, float, str, str]] = {
    "nordnes": ("Nordnes", 60.3962, 5.3085, 0.24, "5005", "BERGEN"),
    "mohlenpris": ("Møhlenpris", 60.3848, 5.3238, 0.28, "5006", "BERGEN"),
    "sentrum": ("Sentrum", 60.3928, 5.3325, 0.25, "5015", "BERGEN"),
    "sandviken": ("Sandviken", 60.4085, 5.3285, 0.30, "5035", "BERGEN"),
    "ytre-sandviken": ("Ytre Sandviken", 60.4205, 5.3195, 0.22, "5036", "BERGEN"),
    "kalfaret": ("Kalfaret", 60.3850, 5.3480, 0.35, "5018", "BERGEN"),
    "fjellsiden": ("Fjellsiden", 60.3990, 5.3320, 0.28, "5033", "BERGEN"),
    "landas": ("Landås", 60.3620, 5.3650, 0.50, "5097", "BERGEN"),
    "nattland": ("Nattland", 60.3545, 5.3800, 0.40, "5098", "BERGEN"),
    "solheim": ("Solheim", 60.3735, 5.3390, 0.30, "5058", "BERGEN"),
    "lovstakken": ("Løvstakksiden", 60.3665, 5.3300, 0.35, "5055", "BERGEN"),
    "minde": ("Minde", 60.3570, 5.3490, 0.42, "5068", "BERGEN"),
    "slettebakken": ("Slettebakken", 60.3530, 5.3600, 0.35, "5093", "BERGEN"),
    "fridalen": ("Fridalen", 60.3665, 5.3560, 0.35, "5063", "BERGEN"),
    "haukeland": ("Haukeland", 60.3735, 5.3600, 0.33, "5021", "BERGEN"),
    "oasen": ("Oasen", 60.3500, 5.2880, 0.45, "5147", "FYLLINGSDALEN"),
    "krokatjonn": ("Krokatjønn", 60.3570, 5.2870, 0.35, "5147", "FYLLINGSDALEN"),
    "hesjaholtet": ("Hesjaholtet", 60.3405, 5.2950, 0.40, "5143", "FYLLINGSDALEN"),
    "saelen": ("Sælen", 60.3330, 5.2850, 0.32, "5142", "FYLLINGSDALEN"),
    "lovas": ("Løvås", 60.3485, 5.2740, 0.32, "5145", "FYLLINGSDALEN"),
    "bones": ("Bønes", 60.3300, 5.3060, 0.42, "5154", "BØNES"),
    "damsgard": ("Damsgård", 60.3818, 5.3050, 0.28, "5160", "LAKSEVÅG"),
    "gravdal": ("Gravdal", 60.3885, 5.2745, 0.30, "5165", "LAKSEVÅG"),
    "loddefjord": ("Loddefjord", 60.3620, 5.2360, 0.48, "5171", "LODDEFJORD"),
    "vadmyra": ("Vadmyra", 60.3570, 5.2300, 0.40, "5172", "LODDEFJORD"),
    "bjorndal": ("Bjørndal", 60.3510, 5.2400, 0.35, "5171", "LODDEFJORD"),
    "olsvik": ("Olsvik", 60.3850, 5.2230, 0.42, "5183", "OLSVIK"),
    "godvik": ("Godvik", 60.3775, 5.2160, 0.32, "5179", "GODVIK"),
    "nesttun": ("Nesttun", 60.3185, 5.3530, 0.48, "5221", "NESTTUN"),
    "midtun": ("Midtun", 60.3110, 5.3740, 0.38, "5224", "NESTTUN"),
    "paradis": ("Paradis", 60.3355, 5.3480, 0.33, "5231", "PARADIS"),
    "saedalen": ("Sædalen", 60.3400, 5.3860, 0.35, "5099", "BERGEN"),
    "skjold": ("Skjold", 60.3050, 5.3430, 0.42, "5235", "RÅDAL"),
    "radal": ("Rådal", 60.2965, 5.3320, 0.40, "5239", "RÅDAL"),
    "stend": ("Stend", 60.2720, 5.3310, 0.40, "5244", "FANA"),
    "sandsli": ("Sandsli", 60.2935, 5.2815, 0.48, "5254", "SANDSLI"),
    "steinsvik": ("Steinsvik", 60.3020, 5.2960, 0.35, "5237", "RÅDAL"),
    "kokstad": ("Kokstad", 60.2885, 5.2610, 0.38, "5257", "KOKSTAD"),
    "soreide": ("Søreide", 60.3095, 5.2740, 0.40, "5251", "SØREIDGREND"),
    "blomsterdalen": ("Blomsterdalen", 60.2790, 5.2430, 0.38, "5258", "BLOMSTERDALEN"),
    "indre-arna": ("Indre Arna", 60.4195, 5.4690, 0.36, "5260", "INDRE ARNA"),
    "adna": ("Ådna", 60.4140, 5.4760, 0.32, "5262", "ARNATVEIT"),
    "ytre-arna": ("Ytre Arna", 60.4590, 5.4335, 0.26, "5265", "YTRE ARNA"),
    "espeland": ("Espeland", 60.3900, 5.4560, 0.40, "5267", "ESPELAND"),
    "haukeland-arna": ("Haukeland i Arna", 60.3690, 5.4520, 0.30, "5268", "HAUKELAND"),
    "ulset": ("Ulset", 60.4640, 5.3235, 0.42, "5119", "ULSET"),
    "rolland": ("Rolland", 60.4600, 5.3400, 0.38, "5115", "ULSET"),
    "eidsvag": ("Eidsvåg", 60.4440, 5.3235, 0.30, "5105", "EIDSVÅG I ÅSANE"),
    "tertnes": ("Tertnes", 60.4535, 5.3020, 0.30, "5114", "TERTNES"),
    "flaktveit": ("Flaktveit", 60.4590, 5.3680, 0.42, "5134", "FLAKTVEIT"),
    "nyborg": ("Nyborg", 60.4720, 5.3440, 0.33, "5131", "NYBORG"),
    "hylkje": ("Hylkje", 60.5010, 5.3450, 0.30, "5109", "HYLKJE"),
    "morvik": ("Morvik", 60.4790, 5.2910, 0.35, "5124", "MORVIK"),
    "toppe": ("Toppe", 60.4900, 5.2980, 0.33, "5136", "MJØLKERÅEN"),
}

_ENDINGS = ("veien", "bakken", "lien", "stien")
_STEMS = (
    "Bjørke", "Gran", "Furu", "Eike", "Lyng", "Rogne", "Hassel", "Lønne", "Ospe", "Selje", "Bregne",
    "Kløver", "Blåbær", "Multe", "Tyttebær", "Vier", "Einer", "Orre", "Lerke", "Linerle", "Svale",
    "Måke", "Tiur", "Rype", "Hare", "Ekorn", "Varde", "Stein", "Myr", "Elve", "Bekke", "Foss",
    "Mølle", "Smed", "Teglverks", "Skole", "Sol", "Vår", "Høst", "Kveld",
)  # fmt: skip
_TOWN_STREETS = (
    "Nedre Smalgate", "Øvre Smalgate", "Skomakersmauet", "Bakergaten", "Tønnemauet", "Reperbanegaten",
    "Seilmakergaten", "Skippersmauet", "Losmauet", "Fyrgaten", "Kompassgaten", "Ankergaten",
    "Nøstemauet", "Brønnsmauet", "Kornboden", "Trappesmauet", "Lindegaten", "Almegaten",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hood:
    """A neighbourhood with its streets, each with a middle of its own."""

    streets: tuple[Spot, ...]
    flats: Spot
    reach: float
    """How far a street goes to either side of its middle, in kilometres."""

    def somewhere(self, rng: Random) -> Spot:
        """An address: in the service flats, or a house in one of the streets."""
        if rng.random() < SERVICE_FLATS_SHARE:
            return self.flats
        street = rng.choice(self.streets)
        number = rng.randint(1, 60)
        # House numbers grow along the street.
        along = (number - 30) / 30 * self.reach
        return _moved(street, along * 0.8, along * 0.6, f"{street.address} {number}")


def hood(code: str, rng: Random) -> Hood:
    """The neighbourhood, with a dozen streets drawn for it."""
    name, lat, lon, radius, postcode, place = HOODS[code]
    centre = Spot(name, postcode, place, lat, lon)
    names = rng.sample(_names(postcode), 12)
    streets = tuple(_scattered(rng, centre, radius * 0.75, street) for street in names)
    flats = _scattered(rng, centre, radius * 0.4, f"{name} omsorgsboliger")
    return Hood(streets, flats, radius * 0.25)


def _names(postcode: str) -> list[str]:
    """The old town has alleys and gates, the rest roads and slopes."""
    if postcode < "5040":
        return list(_TOWN_STREETS)
    return [stem + _ENDINGS[number % len(_ENDINGS)] for number, stem in enumerate(_STEMS)]


def _scattered(rng: Random, centre: Spot, radius: float, address: str) -> Spot:
    """Evenly over the disc."""
    distance, angle = radius * math.sqrt(rng.random()), rng.random() * 2 * math.pi
    return _moved(centre, distance * math.cos(angle), distance * math.sin(angle), address)


def _moved(spot: Spot, north: float, east: float, address: str) -> Spot:
    """`north` and `east` in kilometres; five decimals are about one metre."""
    lat = spot.lat + north / KM_PER_DEGREE
    lon = spot.lon + east / (KM_PER_DEGREE * math.cos(math.radians(spot.lat)))
    return Spot(address, spot.postcode, spot.place, round(lat, 5), round(lon, 5))


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """As the crow flies; (latitude, longitude)."""
    north = (a[0] - b[0]) * KM_PER_DEGREE
    east = (a[1] - b[1]) * KM_PER_DEGREE * math.cos(math.radians(a[0]))
    return math.hypot(north, east)


def drive_minutes(a: tuple[float, float], b: tuple[float, float]) -> int:
    """By car through a Norwegian town: roads are a third longer than the bird's, and one parks."""
    distance = kilometres(a, b)
    return 0 if distance < 0.02 else round(2 + distance * 1.35 / 28 * 60)
