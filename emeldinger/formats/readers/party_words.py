"""What the parts of a person, a health worker and an organisation are called (felleskomponent 1)."""

from __future__ import annotations

from emeldinger.formats.readers.walk import How, Word

PARTY_WORDS = {
    "GivenName": Word("Fornavn"),
    "MiddleName": Word("Mellomnavn"),
    "FamilyName": Word("Etternavn"),
    "DateOfBirth": Word("Født", how=How.DAY),
    "Sex": Word("Kjønn", "3101"),
    "Nationality": Word("Statsborgerskap", "9043", sure=False),
    "Ident": Word("Nummer"),
    "Id": Word("Nummer"),
    "TypeId": Word("Type nummer", "8116", How.KIND, sure=False),
    "Address": Word("Adresse"),
    "Type": Word("Type", "3401", How.KIND, sure=False),
    "StreetAdr": Word("Gate"),
    "Postbox": Word("Postboks"),
    "PostalCode": Word("Postnummer"),
    "City": Word("Poststed"),
    "County": Word("Kommune", "3402", sure=False),
    "Country": Word("Land", "9043", sure=False),
    "TeleCom": Word("Telefon"),
    "TypeTelecom": Word("Type", "9061", How.KIND, sure=False),
    "TeleAddress": Word("Telefon", how=How.PHONE),
    "TypeHealthcareProfessional": Word("Yrke", "9060"),
    "RoleToPatient": Word("Rolle", "9034"),
    "TypeOrganisation": Word("Type virksomhet"),
    "OrganisationName": Word("Navn"),
    "Organisation": Word("Enhet", how=How.PARTY),
    "HealthcareProfessional": Word("Helsepersonell", how=How.PARTY),
    "Person": Word("Person", how=How.PARTY),
}
