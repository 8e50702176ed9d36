"""What people of each profession can do."""

# A table, kept in rows.
# fmt: off

#: Share of those with each profession who have the competence.
SKILLS: dict[str, dict[str, float]] = {
    "assistent": {
        "medisinkurs": 0.92, "stell": 1, "forflytning": 0.8, "observasjon": 0.5, "insulin": 0.12,
    },
    "helsefagarbeider": {
        "medisinkurs": 0.99, "stell": 1, "forflytning": 0.95, "insulin": 0.88, "observasjon": 0.95,
        "kateter": 0.75, "dosett": 0.6, "vk": 0.5, "primaerkontakt": 0.8,
    },
    "sykepleier": {
        "medisinkurs": 1, "stell": 1, "forflytning": 0.9, "insulin": 1, "observasjon": 1, "kateter": 1,
        "dosett": 1, "sarstell": 0.97, "infusjon": 0.94, "sonde": 0.97, "lindring": 0.94,
        "psykisk-helse": 0.7, "primaerkontakt": 0.9,
    },
    "vernepleier": {
        "medisinkurs": 1, "stell": 1, "forflytning": 0.9, "insulin": 1, "observasjon": 1, "kateter": 0.8,
        "dosett": 0.95, "sarstell": 0.8, "lindring": 0.6, "psykisk-helse": 0.95, "primaerkontakt": 0.9,
    },
    "fysioterapeut": {"fysioterapi": 1, "forflytning": 1},
    "ergoterapeut": {"ergoterapi": 1, "forflytning": 1},
    "ernaeringsfysiolog": {"ernaering": 1},
}
#: Days on which a therapist is in the team; visits for those with few days fall on them.
THERAPY_DAYS = {
    "fysioterapeut": (1, 2, 3, 4, 5),
    "ergoterapeut": (1, 3, 4),
    "ernaeringsfysiolog": (3,),
}
#: Every OT trains at least so many vaktkoordinatorer (the report's 4–5, and enough for the weekends).
LEAST_VK = 9
