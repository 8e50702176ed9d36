"""How the people of a unit get from door to door, as its leader may set it."""

from dataclasses import dataclass

from worklists.planning.setting import way

SPEED = "km/t"
AT_THE_DOOR = "minutter"


@dataclass(frozen=True, slots=True)
class Ways:
    """Speeds in tenths of km/h along the road, and tenths of a minute from the road to the door."""

    car_speed: int = way(
        280,
        "Fart med bil",
        "Farten med bil i snitt, med lys og kryss. Brukes der ingen kartserver har målt veien.",
        least=50,
        most=900,
        unit=SPEED,
    )
    car_door: int = way(
        15,
        "Parkering og gange til døra",
        "Kommer i tillegg på hver tur med bil: å parkere, låse og gå til døra.",
        least=0,
        most=200,
        unit=AT_THE_DOOR,
    )
    bicycle_speed: int = way(
        140,
        "Fart med sykkel",
        "Farten med sykkel i snitt, med bakkene. Brukes der ingen kartserver har målt veien.",
        least=50,
        most=300,
        unit=SPEED,
    )
    bicycle_door: int = way(
        10,
        "Fra sykkelen til døra",
        "Kommer i tillegg på hver tur med sykkel: å sette fra seg sykkelen, låse og gå til døra.",
        least=0,
        most=200,
        unit=AT_THE_DOOR,
    )
    foot_speed: int = way(
        48,
        "Fart til fots",
        "Farten til fots i snitt. Brukes der ingen kartserver har målt veien.",
        least=20,
        most=80,
        unit=SPEED,
    )
    foot_door: int = way(
        0,
        "Inn til døra til fots",
        "Kommer i tillegg på hver tur til fots: porter, trapper og heis.",
        least=0,
        most=200,
        unit=AT_THE_DOOR,
    )
