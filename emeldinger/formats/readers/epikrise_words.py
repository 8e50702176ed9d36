"""What the elements of the epikrise are called, and under which heading each kind of text stands."""

from __future__ import annotations

from emeldinger.formats.readers.walk import Column, How, Word

_DAY, _PHONE, _KIND = How.DAY, How.PHONE, How.KIND

LETTER = "Epikrisen"
CRITICAL = "Kritisk informasjon"
STAY = "Opphold"
DIAGNOSES = "Diagnoser"
ASSESSED = "Vurdering"
PLAN = "Videre oppfølging"
INFORMED = "Informasjon til pasient og pårørende"
MEDICINES = "Legemidler"
WHY = "Årsak"
COURSE = "Forløp og behandling"
HISTORY = "Sykehistorie"
RESULTS = "Funn og prøver"
UNANSWERED = "Ubesvarte prøver"
PROCEDURES = "Prosedyrer"
FUNCTION = "Funksjon og hjelpetiltak"
FAMILY = "Familie og sosialt"
SICK_LEAVE = "Sykmelding"
OTHER = "Andre opplysninger"
REFERRAL = "Henvisningen"
CONTACTS = "Kontakter"
PATIENT = "Pasienten"
FILES = "Vedlegg i epikrisen"
MESSAGE = "Om meldingen"

#: In the order a nurse reads: what to beware of, what happened, what is to be done, then the rest.
HEADINGS = (
    CRITICAL, LETTER, STAY, DIAGNOSES, ASSESSED, PLAN, INFORMED, MEDICINES, WHY, COURSE, HISTORY, RESULTS,
    UNANSWERED, PROCEDURES, FUNCTION, FAMILY, SICK_LEAVE, OTHER, REFERRAL, CONTACTS, PATIENT, FILES,
    MESSAGE,
)  # fmt: skip

#: Texts by their heading code (8311).
TEXTS = {
    "VU": ASSESSED, "OP": PLAN, "UTRED": PLAN, "IP": INFORMED, "ME": MEDICINES, "AI": WHY, "ÅI": WHY,
    "AH": WHY, "PROB": WHY, "BG": WHY, "FO": COURSE, "TB": COURSE, "TS": HISTORY,
    "DIAG": DIAGNOSES, "FU": RESULTS, "LR": RESULTS,
    "UP": UNANSWERED, "HJ": FUNCTION, "FA": FAMILY, "SY": SICK_LEAVE,
}  # fmt: skip
#: Clinical facts by their type (8233).
FACTS = {
    "CAVE": CRITICAL, "NB": CRITICAL, "SM": CRITICAL, "H": DIAGNOSES, "B": DIAGNOSES, "ART": HISTORY,
    "ANAM": HISTORY, "TB": HISTORY, "US": HISTORY, "FUNN": RESULTS, "SYMP": WHY, "MEDB": MEDICINES,
    "MPRS": PROCEDURES, "PRS": PROCEDURES, "OPIN": PROCEDURES, "SYKM": SICK_LEAVE,
}  # fmt: skip

TYPES_OF_FACTS = Word("Type", "8233")
HEADING = Word("Overskrift", "8311", sure=False)
REASON = Word("Begrunnelse", "8231", sure=False)
NUMBER_KIND = Word("Type nummer", "8116", _KIND, sure=False)
MODIFIER = Word("Presisering", "7305", sure=False)
MEDICINE_STATE = Word("Status", "7307")
PROFESSION = Word("Yrke", "9060", sure=False)
ADDRESS_KIND = Word("Type adresse", "3401", _KIND, sure=False)
PLACE = Word("Sted", "8251", sure=False)
SUB_PLACE = Word("Sted", "8242", sure=False)
UNIT_KIND = Word("Type nummer", "9051", _KIND, sure=False)

WORDS = {
    "Type": Word("Type", sure=False),
    "MsgVersion": Word("Meldingsversjon"),
    "MIGversion": Word("Versjon"),
    "GenDate": Word("Laget", how=_DAY),
    "MsgId": Word("Meldings-id"),
    "Status": Word("Status", "7306", sure=False),
    "ServType": Word("Gjelder", "7309"),
    "IssueDate": Word("Utstedt", how=_DAY),
    "ApprDate": Word("Godkjent", how=_DAY),
    "Priority": Word("Hastegrad", "7303", sure=False),
    "Ack": Word("Ber om kvittering", "7304", sure=False),
    "MsgDescr": Word("Type", "7315", sure=False),
    "ServProvId": Word("Avsenders nummer"),
    # The stay
    "StartDateTime": Word("Fra", how=_DAY),
    "EndDateTime": Word("Til", how=_DAY),
    "OrgDate": Word("Opprinnelig fra", how=_DAY),
    "Recipient": Word("Mottaker av tjenesten", "8250", sure=False),
    "AdmOutcome": Word("Ut til", "7300", sure=False),
    "ExpDuration": Word("Ventet varighet"),
    "Service": Word("Tjeneste"),
    "ServId": Word("Tjeneste"),
    "MedSpecialty": Word("Fagområde", "8451", sure=False),
    "AdmCat": Word("Omsorgsnivå", "8240", sure=False),
    "AssRequest": Word("Tilknyttet henvisning"),
    "MsgType": Word("Type", "8114", sure=False),
    "Id": Word("Nummer"),
    "EventLocation": Word("Sted"),
    "Role": Word("Rolle", sure=False),
    "Location": Word("Sted", how=How.OPEN),
    "Description": Word("Beskrivelse"),
    "SubLocation": Word("Nærmere sted"),
    "Place": Word("Sted"),
    "PlannedEvent": Word("Planlagt"),
    "PlanningStage": Word("Planlegging", sure=False),
    "StatusOfPlan": Word("Status for planen", "8230", sure=False),
    "PlanComment": Word("Kommentar"),
    "PlanningDate": Word("Planlagt", how=_DAY),
    "ScheduledDate": Word("Avtalt", how=_DAY),
    "AdviceSentTo": Word("Varsel sendt til", "8252", sure=False),
    "ExpectedDelay": Word("Ventet forsinkelse"),
    "CommentExpDuration": Word("Om varigheten"),
    "Preparation": Word("Forberedelse"),
    "Advice": Word("Råd"),
    "TransportArr": Word("Transport"),
    "Responsibility": Word("Ansvar", "8249", sure=False),
    "TransportRequirement": Word("Krav til transport"),
    "EscortRequired": Word("Ledsager", "8247", sure=False),
    "Comment": Word("Merknad"),
    "CodedComment": Word("Merknad"),
    "Concept": Word("Kode"),
    "Modifier": Word("Presisering"),
    "Name": Word("Navn"),
    "Value": Word("Verdi"),
    # The referral
    "ReceiptDate": Word("Mottatt", how=_DAY),
    "ReqComment": Word("Kommentar"),
    # The patient
    "Sex": Word("Kjønn", "3101"),
    "DateOfBirth": Word("Født", how=_DAY),
    "DateOfDeath": Word("Død", how=_DAY),
    "IdByServProvider": Word("Avsenders nummer"),
    "IdByRequester": Word("Mottakers nummer"),
    "OffId": Word("Nummer"),
    "TypeOffId": Word("Type nummer", "8116", _KIND, sure=False),
    "AdditionalId": Word("Annet nummer"),
    "Precaution": Word("Advarsel"),
    "Relation": Word("Forhold", sure=False),
    "RelPartyOffId": Word("Nummer"),
    # Addresses
    "Address": Word("Adresse"),
    "StreetAdr": Word("Gate"),
    "PostalCode": Word("Postnummer"),
    "City": Word("Poststed"),
    "County": Word("Kommune", "3402", sure=False),
    "Country": Word("Land", "9043", sure=False),
    "CityDistr": Word("Bydel", sure=False),
    "TeleAddress": Word("Telefon", how=_PHONE),
    # Units and people
    "ComMethod": Word("Sendes", "8235", sure=False),
    "TypeId": UNIT_KIND,
    "Position": Word("Stilling"),
    "Qual": Word("Kvalifikasjon"),
    "PartyIdByRequester": Word("Mottakers nummer"),
    "PartyIdByServProv": Word("Avsenders nummer"),
    "CopyDestRole": Word("Kopi"),
    "ReqComMethod": Word("Ønsket sendt", "8235", sure=False),
    "ActComMethod": Word("Sendt", "8235", sure=False),
    # Medicines and results
    "DrugId": Word("Legemiddel"),
    "DosageCoded": Word("Dosering"),
    "Form": Word("Form", "7448", sure=False),
    "RouteOfAdm": Word("Gis", "7477", sure=False),
    "IntendedDuration": Word("Varighet"),
    "QuantitySupplied": Word("Mengde"),
    "UnitDose": Word("Enhetsdose"),
    "DosageText": Word("Dosering"),
    "InvDate": Word("Undersøkt", how=_DAY),
    "DevResultInd": Word("Avvik", "8244", sure=False),
    "ArithmeticComp": Word("Sammenligning", "8239", sure=False),
    "NumResultValue": Word("Resultat"),
    "DateResultValue": Word("Resultat", how=_DAY),
    "Low": Word("Nedre"),
    "High": Word("Øvre"),
    "TextResultValue": Word("Tekst"),
    "TextCode": Word("Kode"),
    "Heading": HEADING,
    "Spec": Word("Nærmere"),
    # Files
    "RefDoc": Word("Vedlegg"),
    "MimeType": Word("Filtype"),
    "Compression": Word("Pakket", sure=False),
    "FileReference": Word("Ligger på"),
    "Content": Word("Innhold", how=How.OPEN),
}

TABLES = {
    "ResultItem": (
        Column("Undersøkelse", ("ClinInv",)),
        Column("Resultat", ()),
        Column("Avvik", ("DevResultInd",)),
        Column("Tidspunkt", ("InvDate",)),
        Column("Merknad", ("Comment",)),
    ),
}

#: What a contact is called by the element it stands in, and the list that says how it is related.
PARTIES = {
    "ServProvider": Word("Avsender av epikrisen"),
    "Requester": Word("Mottaker av epikrisen"),
    "CopyDest": Word("Kopimottaker"),
    "RelServProvider": Word("Helsepersonell", "7318", sure=False),
    "RelHCProvider": Word("Helsepersonell", "7320", sure=False),
    "PatRelHCP": Word("Helsepersonell for pasienten", "7319", sure=False),
    "Origin": Word("Kilde"),
    "PatientRelParty": Word("Pårørende", "7317", sure=False),
}
