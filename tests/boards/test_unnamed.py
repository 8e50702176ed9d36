"""Text without the patient in it."""

import pytest

from boards.unnamed import unnamed
from patients.models import Patient

KARI = Patient(given_name="Kari-Anne", family_name="Dal Bo", address="Fjellveien 3")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Kari-Anne Dal Bo spiste lite", "pasienten spiste lite"),
        ("Dal Bo Kari-Anne, Kari og ANNE", "pasienten, pasienten og pasienten"),
        ("Karis datter ringte kari", "pasienten datter ringte pasienten"),
        ("Karin og Annes mann, i Dal", "Karin og pasienten mann, i pasienten"),
        ("vil bo hjemme, sier Bo", "vil bo hjemme, sier pasienten"),
        ("kom til fjellveien 3, ikke Fjellveien 31", "kom til adressen, ikke Fjellveien 31"),
        ("nr. 410150 12345 og 41015012345", "nr. fødselsnummer og fødselsnummer"),
    ],
)
def test_names_address_and_number_are_taken_out_and_other_words_stand(written, shown):
    assert unnamed(written, KARI) == shown


def test_several_patients_are_taken_out_of_one_text_and_nobody_without_a_name_is():
    ola = Patient(given_name="Ola", family_name="Vik")
    assert unnamed("Kari og Ola Vik", KARI, ola) == "pasienten og pasienten"
    assert unnamed("to ord", Patient()) == "to ord"
