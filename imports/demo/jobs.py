"""What home care does, job by job: when, how long, by whom. One row after the other, as in a plan."""

from __future__ import annotations

from dataclasses import replace

from imports.demo.needs import need
from imports.demo.world import DAY, EVENING, NIGHT, hm

# A table, kept in rows.
# fmt: off

MED, MEDS = ("medisinkurs",), "Gi medisin fra dosett og se at den blir tatt."

MORNING_MEDS = need("Morgenmedisin", MEDS, DAY, "07:45-09:15", (5, 10), width=(60, 90), competences=MED)
LUNCH_MEDS = need("Middagsmedisin", MEDS, DAY, "11:45-12:45", (5, 10), competences=MED)
DINNER_MEDS = need("Medisin kl. 17", MEDS, EVENING, "16:00-17:00", (5, 10), competences=MED)
NIGHT_MEDS = need("Kveldsmedisin", MEDS, EVENING, "19:45-20:45", (5, 10), width=(60, 90), competences=MED)
PARKINSON = need(
    "Parkinsonmedisin", "Gi medisin på klokkeslett. Skal ikke forsinkes.", DAY, "08:00-09:00", (5, 10),
    width=(20, 30), level=1, priority=1, competences=MED,
)
PARKINSON_LUNCH = replace(PARKINSON, start=(hm("12:00"), hm("13:00")))
PARKINSON_EVENING = replace(PARKINSON, shift=EVENING, start=(hm("17:00"), hm("18:00")))
SHOWER = need(
    "Dusj", "Hjelp til dusj, hårvask og skift av sengetøy. Se etter røde punkter på huden.", DAY,
    "10:00-12:15", (35, 45), width=(90, 120), times=1, competences=("stell",),
)
STOCKINGS_ON = need(
    "Kompresjonsstrømper på", "Ta på kompresjonsstrømper. Smør bena, se etter sår og hevelse.", DAY,
    "07:45-09:15", (10, 15), width=(75, 90), competences=("stell",),
)
STOCKINGS_OFF = need(
    "Kompresjonsstrømper av", "Ta av kompresjonsstrømper og smør bena.", EVENING, "19:30-20:30", (10, 10),
    width=(75, 90), competences=("stell",),
)
EYE_DROPS = tuple(
    need("Øyedråper", "Drypp begge øyne etter liste.", shift, start, (5, 10), competences=MED, weeks=9)
    for shift, start in ((DAY, "08:00-09:30"), (DAY, "12:15-13:15"), (EVENING, "19:30-20:30"))
)
INSULIN_MORNING = need(
    "Insulin før frokost", "Mål blodsukker og sett insulin etter ordinasjon. Se at pasienten spiser.", DAY,
    "07:45-08:30", (10, 15), width=(30, 45), level=1, priority=1, competences=("insulin", "medisinkurs"),
)
INSULIN_LUNCH = replace(INSULIN_MORNING, title="Insulin før lunsj", start=(hm("11:30"), hm("12:15")))
INSULIN_DINNER = replace(
    INSULIN_MORNING, title="Insulin før middag", shift=EVENING, start=(hm("16:00"), hm("16:45"))
)
INSULIN_NIGHT = replace(
    INSULIN_MORNING, title="Langtidsvirkende insulin", shift=EVENING, start=(hm("20:15"), hm("21:00"))
)
CARE = need(
    "Morgenstell og frokost", "Hjelp til stell og påkledning. Lag frokost. Gi morgenmedisin.", DAY,
    "07:45-09:30", (25, 35), width=(60, 90), competences=("stell", "medisinkurs"),
)
BREAKFAST = need(
    "Frokost", "Lag frokost og se at pasienten spiser og drikker. Gi morgenmedisin.", DAY, "08:00-09:30",
    (15, 20), width=(60, 75), competences=MED,
)
LUNCH = need(
    "Lunsj", "Lag lunsj, hjelp til toalettet. Gi medisin.", DAY, "11:45-12:45", (15, 20), competences=MED,
)
DINNER = need(
    "Middag", "Varm middag. Se at pasienten spiser og drikker.", EVENING, "15:45-17:00", (15, 20),
    width=(60, 75), competences=MED,
)
SUPPER = need(
    "Kveldsmat", "Lag kveldsmat. Gi kveldsmedisin.", EVENING, "18:30-19:30", (10, 15), competences=MED,
)
BEDTIME = need(
    "Kveldsstell", "Hjelp til stell og i seng. Se at alarmen sitter på.", EVENING, "20:00-20:45", (15, 20),
    width=(75, 90), competences=("stell",),
)
TWO = {"carers": 2, "competences": ("forflytning", "stell"), "level": 1}
CARE_TWO = need(
    "Morgenstell, to hjelpere", "Stell i seng, bruk heis over i stol. To må være til stede.", DAY,
    "08:00-09:45", (30, 40), width=(60, 90), **TWO,
)
TURN_TWO = need(
    "Toalett og leieendring, to", "Bruk heis. Se på trykkutsatte steder.", DAY, "12:15-13:30", (15, 20),
    **TWO,
)
DINNER_TWO = need(
    "Middag og leieendring, to", "Varm middag. Leieendring med heis.", EVENING, "16:15-17:30", (20, 20),
    **TWO,
)
BED_TWO = need(
    "Kveldsstell, to hjelpere", "Bruk heis fra stol til seng. Kveldsstell og kveldsmedisin.", EVENING,
    "19:30-20:30", (20, 30), width=(75, 90), **TWO,
)
NIGHT_TURN = need(
    "Snu i seng, to hjelpere", "Leieendring. Se på hælene og korsryggen.", NIGHT, "24:30-27:00", (15, 15),
    width=(135, 180), by="ht", carers=2, competences=("forflytning",),
)
NIGHT_LOOK = need(
    "Nattilsyn", "Se at alt er vel. Lås opp stille, tenn ikke lyset.", NIGHT, "23:30-26:00", (10, 10),
    width=(135, 180), by="ht", competences=("observasjon",),
)
NIGHT_TOILET = need(
    "Toalett om natten", "Følg til toalettet og i seng igjen. Fallfare.", NIGHT, "26:00-28:30", (15, 15),
    width=(75, 90), by="ht", competences=("observasjon",),
)
DOSETTE = need(
    "Dosett", "Legg i dosett for en uke etter gjeldende liste. Bestill det som mangler.", DAY,
    "10:00-12:30", (15, 20), width=(120, 150), times=1, level=1, competences=("dosett",),
)
DOSETTE_HT = replace(DOSETTE, by="ht", level=2, minutes=(20, 25))
CALL = need(
    "Tilsynsringing", "Ring og hør hvordan det går. Minn om medisin.", DAY, "09:30-11:30", (5, 5),
    width=(120, 120), where="telefon", priority=3, times=5, competences=MED,
)
EVENING_CALL = replace(CALL, shift=EVENING, start=(hm("17:30"), hm("18:30")), times=7)
CLEANING = need(
    "Renhold", "Støvsug, vask gulv, bad og kjøkken. Skift på sengen.", DAY, "11:00-12:30", (60, 75),
    width=(90, 120), times=1, every=(2, 3), priority=3,
)
SHOPPING = need(
    "Handling", "Bestill varer sammen med pasienten og sett dem på plass.", DAY, "10:30-12:30", (30, 40),
    width=(120, 120), times=1, every=(1, 2), priority=3,
)
WALK = need(
    "Gåtur", "Gå en tur eller trapper sammen. Bruk rullator.", DAY, "12:30-13:15", (25, 30), width=(60, 75),
    times=2, priority=3, competences=("stell",),
)
CATHETER_BAG = need(
    "Kateterpose", "Tøm og skift kateterpose. Se på urinen.", DAY, "08:15-09:30", (10, 15), width=(75, 90),
    level=1, competences=("kateter",),
)
CATHETER_CHANGE = need(
    "Kateterskift", "Skift kateter. Skriv størrelse og hvordan det gikk.", DAY, "09:30-12:00", (30, 40),
    width=(120, 120), times=1, every=(6, 8), level=2, by="ht", competences=("kateter",),
)
WOUND = need(
    "Sårstell", "Stell såret etter prosedyre. Ta bilde og mål en gang i uken.", DAY, "09:00-12:00",
    (25, 35), width=(120, 150), times=3, level=2, by="ht", competences=("sarstell",),
)
B12 = need(
    "B12-injeksjon", "Sett injeksjon. Skriv dato for neste.", DAY, "09:30-12:30", (10, 15),
    width=(120, 150), times=1, every=(8, 12), level=2, by="ht", competences=("medisinkurs", "dosett"),
)
PHYSIO = need(
    "Trening med fysioterapeut", "Styrke og balanse etter program.", DAY, "09:00-12:30", (40, 45),
    width=(60, 90), times=2, level=2, by="ht", competences=("fysioterapi",), weeks=12,
)
ERGO = need(
    "Ergoterapi", "Øv på stell, kjøkken og hjelpemidler.", DAY, "09:00-12:00", (40, 45), width=(60, 90),
    days=((1,), (3,), (4,)), level=2, by="ht", competences=("ergoterapi",), weeks=12,
)
NUTRITION = need(
    "Oppfølging av ernæring", "Gå gjennom vekt og matinntak, juster tiltak.", DAY, "10:00-12:30", (40, 45),
    width=(90, 120), days=((3,),), every=(2,), level=2, by="ht", competences=("ernaering",), weeks=16,
)
INFUSION = tuple(
    need("Intravenøs antibiotika", "Gi antibiotika etter ordinasjon. Se på innstikkstedet.", shift, start,
         (25, 30), width=(30, 45), level=2, priority=1, competences=("infusjon",), weeks=3)
    for shift, start in ((DAY, "08:00-09:00"), (EVENING, "15:45-16:30"), (EVENING, "20:30-21:00"))
)
TUBE = tuple(
    need("Sondeernæring", "Koble til ernæring, skyll sonden.", shift, start, (20, 25), width=(45, 60),
         level=2, priority=1, competences=("sonde",))
    for shift, start in ((DAY, "08:00-09:00"), (DAY, "12:30-13:30"), (EVENING, "18:00-19:30"))
)
RELIEF = tuple(
    need("Lindrende tilsyn", "Kartlegg smerte, kvalme og uro. Gi behovsmedisin etter ordinasjon.", shift,
         start, (25, 35), width=(45, 60), level=2, priority=1, competences=("lindring",))
    for shift, start in ((DAY, "08:15-10:00"), (DAY, "12:30-13:30"), (EVENING, "17:00-18:30"),
                         (EVENING, "20:00-21:00"))
)
NIGHT_RELIEF = need(
    "Lindrende tilsyn natt", "Se til pasient og pårørende. Ring ansvarsvakt ved uro eller smerte.", NIGHT,
    "24:00-27:00", (20, 20), width=(120, 150), by="ht", level=1, priority=1, competences=("observasjon",),
)
LUNGS = need(
    "Oppfølging KOLS", "Mål NEWS2 med skala 2. Se på pust, oppspytt og inhalasjonsteknikk.", DAY,
    "09:15-11:30", (25, 30), width=(90, 120), times=3, level=2, competences=("observasjon", "dosett"),
)
HEART = need(
    "Oppfølging hjertesvikt", "Mål vekt, blodtrykk og puls. Meld fra ved mer enn to kilo på tre dager.",
    DAY, "09:00-11:30", (20, 25), width=(90, 120), times=3, level=2, competences=("observasjon", "dosett"),
)
TALK = need(
    "Samtale", "Støttesamtale etter plan. Se etter forvarsler.", DAY, "10:00-12:30", (40, 45),
    width=(90, 120), times=2, level=2, competences=("psykisk-helse",),
)
