"""How a patient with each bundle of needs is: the pictures that her diagnoses and state are drawn from.

Stable in the OTs, unsteady in the HTs, as the criteria sort them.
"""

from __future__ import annotations

from dataclasses import dataclass

STABLE, UNSTABLE = "stabil", "ustabil"


@dataclass(frozen=True, slots=True)
class Picture:
    """`diagnoses`: one of them; `things`: (code, share who have it); `states` hold at once."""

    diagnoses: tuple[str, ...]
    states: tuple[str, ...] = (STABLE,)
    things: tuple[tuple[str, float], ...] = ()
    note: str = ""


# Tables, kept in rows.
# fmt: off

#: What the codes are called. ICPC-2 unless the code is longer than three signs.
NAMES = {
    "D75": "Ondartet svulst i tykktarm", "D76": "Ondartet svulst i bukspyttkjertel",
    "F93": "Grønn stær", "K07": "Hovne ankler", "K77": "Hjertesvikt", "K78": "Hjerteflimmer",
    "K86": "Høyt blodtrykk", "K90": "Hjerneslag", "K94": "Åreknuter og dårlige vener",
    "L76": "Brudd", "L89": "Hofteleddsslitasje", "L95": "Beinskjørhet", "N86": "Multippel sklerose",
    "N87": "Parkinsons sykdom", "P70": "Demens", "P72": "Schizofreni", "P73": "Bipolar lidelse",
    "P76": "Depresjon", "R84": "Ondartet svulst i lunge", "R95": "KOLS", "S76": "Infeksjon i hud",
    "S97": "Kronisk hudsår", "T05": "Matproblem hos voksen", "T82": "Fedme",
    "T89": "Diabetes type 1", "T90": "Diabetes type 2", "U71": "Urinveisinfeksjon",
    "U04": "Urinlekkasje", "Y85": "Godartet forstørret prostata", "A05": "Nedsatt allmenntilstand",
    "I50.9": "Hjertesvikt uten nærmere opplysning", "J44.1": "KOLS med akutt forverring",
    "E10.6": "Diabetes type 1 med komplikasjoner", "C34.9": "Ondartet svulst i lunge",
    "G12.2": "ALS", "L89.2": "Trykksår grad 3",
}
THINGS = {
    "rullator": "Rullator", "trygghetsalarm": "Trygghetsalarm", "dosett": "Dosett",
    "multidose": "Multidose", "heis": "Personheis", "seng": "Sykeseng", "kateter": "Kateter",
    "oksygen": "Oksygen hjemme", "sonde": "Ernæringssonde", "smertepumpe": "Smertepumpe",
    "piccline": "PICC-line", "rullestol": "Rullestol", "inhalator": "Forstøver til inhalasjon",
    "komfyrvakt": "Komfyrvakt", "medisinskap": "Låst medisinskap",
    "blodsukkerapparat": "Blodsukkerapparat",
}

ALARM, WALKER, DOSETTE = ("trygghetsalarm", 0.6), ("rullator", 0.4), ("dosett", 0.7)
PICTURES = {
    # In the OTs.
    "praktisk bistand": Picture(("L95", "L89", "K86"), things=(("trygghetsalarm", 0.4), WALKER)),
    "dosett": Picture(("K86", "K78", "P76"), things=(("dosett", 1), ("trygghetsalarm", 0.4))),
    "tilsyn på telefon": Picture(("P76", "K86", "A05"), things=(("trygghetsalarm", 0.8),)),
    "dusj": Picture(("L89", "K90", "A05"), things=(WALKER, ALARM)),
    "morgenmedisin": Picture(("K77", "K78", "K86"), things=(DOSETTE, ALARM)),
    "kompresjon": Picture(("K94", "K07", "T82"), things=(WALKER, ALARM)),
    "medisin to ganger": Picture(("K78", "K86", "K77"), things=(("multidose", 0.7), ALARM)),
    "øyedråper": Picture(("F93",), things=(("trygghetsalarm", 0.3),)),
    "insulin": Picture(("T90", "T90", "T89"), things=(("blodsukkerapparat", 0.9), ALARM)),
    "parkinson": Picture(("N87",), things=(("rullator", 0.8), ALARM)),
    "mat og stell": Picture(("A05", "K90", "T05"), things=(WALKER, ALARM)),
    "kognitiv svikt": Picture(("P70",), (STABLE, "kognitiv"),
                              (("komfyrvakt", 0.6), ("medisinskap", 0.5))),
    "to hjelpere": Picture(("N86", "K90", "G12.2"),
                           things=(("heis", 0.9), ("seng", 0.9), ("rullestol", 0.8))),
    "kateter": Picture(("Y85", "U04"), things=(("kateter", 1), ALARM)),
    "fallfare": Picture(("L95", "K90", "L76"), things=(("rullator", 0.9), ("trygghetsalarm", 0.9))),
    # In the HTs.
    "sår": Picture(("S97", "S76"), (UNSTABLE,), (WALKER,), "Såret gror ikke som ventet"),
    "sår annenhver dag": Picture(("S97", "L89.2"), (UNSTABLE,), (("seng", 0.4),),
                                 "Tegn til infeksjon i såret"),
    "dosett HT": Picture(("K77", "I50.9"), (UNSTABLE,), (("dosett", 1),), "Medisinene endres ofte"),
    "hjertesvikt": Picture(("K77", "I50.9"), (UNSTABLE, "somatisk"), (("dosett", 1), ALARM),
                           "Vekten svinger"),
    "kols": Picture(("R95", "J44.1"), (UNSTABLE, "somatisk"),
                    (("oksygen", 0.4), ("inhalator", 0.8)), "To forverringer siden sommeren"),
    "antibiotika": Picture(("S76", "U71"), (UNSTABLE,), (("piccline", 0.8),), "Under behandling"),
    "sonde": Picture(("R84", "K90"), (UNSTABLE, "somatisk"), (("sonde", 1),), "Går ned i vekt"),
    "lindrende": Picture(("D75", "R84", "C34.9"), ("palliativ-sen",),
                         (("smertepumpe", 0.4), ("seng", 0.8))),
    "ustabil diabetes": Picture(("T89", "T90", "E10.6"), (UNSTABLE, "somatisk"),
                                (("blodsukkerapparat", 1),), "Blodsukker fra 2,9 til 22"),
    "psykisk helse": Picture(("P72", "P73"), (UNSTABLE,), (("medisinskap", 0.6),),
                             "Tegn til tilbakefall"),
    "rehabilitering": Picture(("K90", "L76"), (UNSTABLE,), (("rullator", 0.7),),
                              "Endrer seg fra uke til uke"),
    "kateter HT": Picture(("Y85", "N86"), (UNSTABLE,), (("kateter", 1),),
                          "Infeksjon igjen og igjen"),
}
# fmt: on
