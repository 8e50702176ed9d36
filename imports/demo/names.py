"""Invented people: ordinary names put together by chance, and numbers that belong to nobody.

Telephone numbers begin with 00: no Norwegian subscriber number begins with 0, so none of them
can ring anywhere. HPR numbers have leading zeros, which are not given out. National numbers are from
the synthetic series (month + 80), which no living person has.
"""

from __future__ import annotations

from random import Random

from heltom.lib.national_id import control_digits
from imports.demo.chance import weighted


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


OLDER_WOMEN = words(
    "Oddny Gerd Solveig Aslaug Bjørg Ruth Randi Inger Kirsten Ingrid Liv Reidun Turid Astrid Borghild "
    "Gudrun Magnhild Åse Ellen Kjellaug Sigrun Torbjørg Marit Berit Wenche Unni Eldbjørg Synnøve "
    "Ragnhild Helga Signe Målfrid Asbjørg Hjørdis Edith Evelyn Karin Else Jorunn Anna Margit Laila "
    "Sonja Grete Tordis Olaug"
)
OLDER_MEN = words(
    "Odd Arne Kjell Harald Sverre Einar Olav Reidar Leif Arvid Torleif Magne Asbjørn Birger Finn Gunnar "
    "Sigurd Ivar Johannes Kåre Rolf Trygve Knut Egil Oddvar Ragnar Steinar Halvard Audun Alf Erling "
    "Svein Per Jan Hans Georg Nils Ole Thorvald Bjarne Willy Norvald Ansgar"
)
WOMEN = words(
    "Ida Hanne Silje Marianne Camilla Linda Ingvild Tonje Marte Kristin Lene Heidi Stine Anette Monica "
    "Trine Hilde Julie Ingeborg Guro Maren Mona Nina Elin Sara Thea Emilie Malin Benedicte Cecilie "
    "Janne Vilde Tuva Eline Oda Helene Kaja Solfrid Gro Line"
)
MEN = words(
    "Lars Erik Morten Anders Thomas Henrik Espen Kristian Jonas Martin Øyvind Håkon Magnus Eirik Sindre "
    "Andreas Tor Geir Stian Fredrik Simen Vegard Trond Marius Sondre"
)
FAMILIES = words(
    "Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen "
    "Eriksen Berg Haugen Hagen Johannessen Andreassen Jacobsen Halvorsen Lund Dahl Jørgensen Henriksen "
    "Sørensen Strand Moen Solberg Eide Martinsen Bakken Rasmussen Iversen Lie Knutsen Kristoffersen Moe "
    "Aas Sæther Myhre Ruud Arnesen Lunde Bakke Nygård Haugland Tangen Sandvik Birkeland Fredriksen "
    "Hauge Ellingsen Aasen Gundersen Solheim Vik Hovland Tveit Fossum Helland Mikkelsen Amundsen "
    "Espeland Sunde Nilsson Thorsen Skår Fjeld Holm Nesse Rød Løken Vågen Instebø Toft Brekke Hope "
    "Garvik Kleppe Økland Vatne Ulvik Røen Bolstad Mjelde Stokke Grimstad Nordås Aarseth Sjøvold Kvamme "
    "Langeland Tveiten Lien Rygg Søvik Kvåle Heggland"
)
#: Languages that staff and patients have brought with them: code, women, men, families.
FROM_ABROAD: tuple[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    ("pl", ("Agnieszka", "Katarzyna", "Magdalena", "Ewa"), ("Piotr", "Marek", "Tomasz"),
     ("Kowalska", "Nowak", "Zielinska", "Wojcik")),
    ("tl", ("Maricel", "Rowena", "Jocelyn", "Liza"), ("Rodel", "Jun", "Arnel"),
     ("Santos", "Reyes", "Cruz", "Mendoza")),
    ("ti", ("Selam", "Saba", "Winta", "Luwam"), ("Filmon", "Yonas", "Samuel"),
     ("Tesfay", "Habte", "Gebre", "Kidane")),
    ("so", ("Amina", "Hodan", "Ifrah", "Sahra"), ("Abdi", "Yusuf", "Liban"),
     ("Warsame", "Hassan", "Farah", "Abdullahi")),
    ("ar", ("Rania", "Nour", "Layla", "Hanan"), ("Omar", "Khaled", "Sami"),
     ("Haddad", "Nasser", "Khalil", "Mansour")),
    ("uk", ("Oksana", "Iryna", "Olena", "Nataliia"), ("Andrii", "Taras", "Oleh"),
     ("Kovalenko", "Shevchuk", "Bondar", "Melnyk")),
    ("ta", ("Priya", "Anitha", "Kavitha"), ("Suresh", "Ravi", "Kumaran"),
     ("Sivakumar", "Rajah", "Nadarajah")),
    ("lt", ("Rasa", "Jurgita", "Daiva"), ("Mantas", "Darius"), ("Kazlauskas", "Petrauskas")),
)  # fmt: skip
RELATIONS = (("datter", "k"), ("sønn", "m"), ("ektefelle", ""), ("søster", "k"), ("bror", "m"),
             ("niese", "k"), ("nevø", "m"), ("nabo", "m"), ("svigerdatter", "k"))  # fmt: skip


def older(rng: Random) -> tuple[str, str, str]:
    """Given name, family name and sex of somebody who could be eighty; two of three are women."""
    sex = "k" if rng.random() < 0.64 else "m"
    given = rng.choice(OLDER_WOMEN if sex == "k" else OLDER_MEN)
    return given, rng.choice(FAMILIES), sex


def younger(rng: Random, women: float = 0.84) -> tuple[str, str, str]:
    """Given name, family name and sex of somebody in working age."""
    sex = "k" if rng.random() < women else "m"
    return rng.choice(WOMEN if sex == "k" else MEN), rng.choice(FAMILIES), sex


def from_abroad(rng: Random, women: float = 0.84) -> tuple[str, str, str, str]:
    """As `younger`, with the code of the first language."""
    language, female, male, families = rng.choice(FROM_ABROAD)
    sex = "k" if rng.random() < women else "m"
    return rng.choice(female if sex == "k" else male), rng.choice(families), sex, language


def kin(rng: Random, family: str, sex: str) -> tuple[str, str]:
    """Name and relation of a relative; most share the family name."""
    relation, of = rng.choice(RELATIONS)
    if relation == "ektefelle":
        pool = OLDER_MEN if sex == "k" else OLDER_WOMEN
    else:
        pool = WOMEN if of == "k" else MEN
    shared = relation not in ("nabo", "niese") and rng.random() < 0.7
    return f"{rng.choice(pool)} {family if shared else rng.choice(FAMILIES)}", relation


def phone(rng: Random) -> str:
    """Eight digits that begin with 00."""
    return f"00 {rng.randint(0, 99):02} {rng.randint(0, 99):02} {rng.randint(0, 99):02}"


def hpr_number(rng: Random) -> str:
    return f"0000{rng.randint(0, 99999):05}"


def national_number(rng: Random, taken: set[str]) -> str:
    """A synthetic number that nobody in `taken` has; adds it there."""
    while True:
        year = weighted(
            rng, [(rng.randint(30, 45), 7), (rng.randint(46, 60), 2), (rng.randint(61, 85), 1)]
        )
        nine = f"{rng.randint(1, 28):02}{rng.randint(81, 92):02}{year:02}{rng.randint(0, 499):03}"
        digits = control_digits(nine)
        if digits and nine + digits not in taken:
            taken.add(nine + digits)
            return nine + digits
