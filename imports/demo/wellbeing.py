"""What patients say when they are asked what matters to them, and the goals that come of it."""

from __future__ import annotations

from dataclasses import dataclass

# Tables, kept in rows.
# fmt: off

MATTERS = (
    "Å bo hjemme så lenge jeg kan.",
    "Å klare morgenen selv, og få hjelp bare med det jeg ikke rekker.",
    "At de samme kommer, så jeg slipper å forklare.",
    "Å komme ut en tur hver dag, om så bare til postkassen.",
    "Kaffen klokken ti med naboen.",
    "Å få være med barnebarna på fotballkamp.",
    "At noen ringer hvis de blir forsinket.",
    "Å lage maten min selv.",
    "Katten. Den skal ha mat før meg.",
    "Å sove godt om natten.",
    "Å slippe å ha vondt når jeg reiser meg.",
    "Å gå i kirken på søndag.",
    "Å lese avisen i fred etter frokost.",
    "At jeg får bestemme når jeg legger meg.",
    "Å holde hagen i orden.",
    "Å høre på radioen, og at den står der jeg rekker den.",
    "Å ikke være til bry for datteren min.",
    "Å komme tilbake i koret.",
    "At det er rolig rundt meg når jeg spiser.",
    "Å kunne gå i trappen uten å være redd.",
)


@dataclass(frozen=True, slots=True)
class Aim:
    area: str
    problem: str
    goal: str
    measures: tuple[str, ...]


NUTRITION = (
    Aim("ernaering", "Spiser lite og går ned i vekt", "Vekten er den samme om tre måneder",
        ("Næringsdrikk mellom måltidene", "Veies første mandag i måneden")),
    Aim("ernaering", "Hopper over måltider når hun er alene", "Spiser fire måltider om dagen",
        ("Vi setter fram lunsj og sitter ned", "Datter handler det hun liker")),
    Aim("ernaering", "Drikker for lite", "Drikker minst seks glass om dagen",
        ("Glass og mugge der hun sitter", "Skrives på listen ved hvert besøk")),
    Aim("ernaering", "Ensidig kost, ofte bare brød", "Varm middag minst fem dager i uken",
        ("Middag fra kommunen", "Vi varmer og ser at den blir spist")),
)
AIMS = {
    "hverdag": Aim("egenomsorg", "Orker ikke stell og rengjøring alene",
                   "Klarer stellet selv med litt hjelp",
                   ("Dusj med hjelp en gang i uken",)),
    "hjerte": Aim("pust", "Tungpusten og hoven i bena", "Går til postkassen uten å måtte hvile",
                  ("Veies hver uke", "Bena høyt etter middag")),
    "ben": Aim("hud", "Hovne ben og tynn hud", "Ingen nye sår på leggene",
               ("Kompresjonsstrømper hver dag", "Bena smøres og sees etter")),
    "diabetes": Aim("medisiner", "Blodsukkeret svinger",
                    "Blodsukker mellom 6 og 12 de fleste dager",
                    ("Måles før måltid", "Spiser etter at insulinet er satt")),
    "fall": Aim("bevegelse", "Har falt hjemme", "Går trygt fra seng til bad",
                ("Reiser seg fra stolen ti ganger, to ganger om dagen",
                "Nattlys og fri vei til badet")),
    "demens": Aim("hukommelse", "Glemmer dag og tid", "Kjenner seg trygg i de faste rutinene",
                  ("Dagtavle på kjøkkenet", "Samme rekkefølge hver morgen")),
    "urin": Aim("toalett", "Kateter med mye irritasjon", "Ingen infeksjon de neste tre månedene",
                ("Drikker godt", "Stell rundt kateteret morgen og kveld")),
    "sår": Aim("hud", "Sår som ikke gror", "Såret er mindre om fire uker",
               ("Sårstell etter prosedyre", "Måles og tas bilde av hver uke")),
    "kols": Aim("pust", "Blir redd når pusten er tung",
                "Vet hva hun skal gjøre når pusten blir tung",
                ("Akuttplan på kjøleskapet", "Øver på pusteteknikk")),
    "infeksjon": Aim("medisiner", "Intravenøs behandling hjemme",
                     "Kuren er fullført uten komplikasjoner",
                     ("Innstikket sees på ved hvert besøk",)),
    "palliativ": Aim("smerte", "Smerter og kvalme", "Smerten er til å leve med, dag og natt",
                     ("Smerte kartlegges ved hvert besøk", "Behovsmedisin etter ordinasjon")),
    "psyk": Aim("psykisk", "Urolig og isolerer seg", "Ute av leiligheten to ganger i uken",
                ("Fast samtale tirsdag og fredag", "Faste hjelpere")),
    "rehab": Aim("bevegelse", "Svak i høyre side etter hjerneslag", "Går i trappen med rekkverk",
                 ("Trening etter program", "Øver på trappen med oss")),
    "ernæring": Aim("egenomsorg", "Trenger hjelp til måltider og stell", "Klarer frokosten selv",
                    ("Vi setter fram, hun smører selv",)),
}
#: What is seen when a goal is evaluated.
SEEN = {
    "nadd": ("Målet er nådd. Går videre uten.", "Klarer det nå."),
    "bedre": ("Går rett vei.", "Bedre enn sist, vi fortsetter."),
    "likt": ("Som før. Vi fortsetter og ser igjen.", "Ingen endring siden sist."),
    "verre": ("Dårligere enn sist. Tas opp med fagansvarlig.", "Orker mindre nå."),
}
# fmt: on
