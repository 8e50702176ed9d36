"""Who may read what we write to others, and who may write: every address × everybody."""

from __future__ import annotations

import pytest
from django.urls import reverse

from emeldinger.actions import letters
from tests.access_table import WHO
from tests.emeldinger.test_message_access import answers
from tests.emeldinger.writing import CONTENT, address, came, her
from tests.factories import PositionFactory, StaffFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: Anne is ansvarsvakt; Lise leads the HT and reads; Siri is elsewhere, Nils has no role today.
EVERYBODY = [*WHO, "lise"]
READS = [302, 403, 403, 200, 403, 404, 404, 403, 200]
WRITES = [302, 403, 403, 303, 403, 404, 404, 403, 403]
#: The four who are answered differently, for what is behind the same door.
FEW = ["anonymous", "vera", "siri", "anne", "lise"]
OPENS = [302, 403, 403, 200, 403, 404, 404, 403, 403]


@pytest.fixture
def ward():
    ward = make_ward()
    address(ward)
    her(ward)
    ward.people["drift"] = StaffFactory(team=ward.team, with_login=True)
    PositionFactory(
        staff=ward.people["drift"], kind="systemansvarlig", team=None, unit=ward.team.unit
    )
    ward.people["lise"] = StaffFactory(team=ward.ht, with_login=True)
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    return ward


@pytest.fixture
def letter(ward):
    anne = ward.user("anne")
    found = letters.begin(kind="dialogsvar", ht=ward.ht, by=anne, answers=came("foresporsel"))
    return letters.save(letter=found, content=CONTENT["dialogsvar"], by=anne)


def there(name: str, *args: object) -> str:
    return reverse(f"emeldinger:{name}", args=args)


def test_who_may_read_what_we_write(client, ward, letter):
    for url in (there("letter_preview", letter.pk), there("letter_drafts", ward.ht.code)):
        assert answers(client, ward, lambda url=url: client.get(url), EVERYBODY) == READS


def test_who_may_open_a_form(client, ward, letter):
    """Who only reads is shown the letter as it stands."""
    shown = [*OPENS[:-1], 303]
    assert answers(client, ward, lambda: client.get(there("letter", letter.pk)), EVERYBODY) == shown
    for url in (there("letter_new", ward.ht.code), there("wrong_address", letter.answers.pk)):
        assert answers(client, ward, lambda url=url: client.get(url), EVERYBODY) == OPENS


@pytest.mark.parametrize("name", ["letter", "letter_keep", "letter_sign", "letter_drop"])
def test_who_may_write(client, ward, letter, name):
    body = {**CONTENT["dialogsvar"], "hvorfor": "Ringte"}
    ask = lambda: client.post(there(name, letter.pk), body)  # noqa: E731
    done = 200 if name == "letter_keep" else 303
    assert answers(client, ward, ask, FEW) == [302, 403, 404, done, 403]


def test_who_may_begin_one(client, ward, letter):
    ask = lambda: client.post(there("letter_answer", letter.answers.pk, "foresporsel"))  # noqa: E731
    assert answers(client, ward, ask, EVERYBODY) == WRITES
    wrong = lambda: client.post(there("wrong_address", letter.answers.pk), CONTENT["avvik"])  # noqa: E731
    assert answers(client, ward, wrong, FEW) == [302, 403, 404, 303, 403]
    new = {"kind": "foresporsel", "patient": letter.patient.number}
    begin = lambda: client.post(there("letter_new", ward.ht.code), new)  # noqa: E731
    assert answers(client, ward, begin, FEW) == [302, 403, 404, 303, 403]


def test_only_what_can_be_written_on_a_message_is_begun(client, ward, letter):
    client.force_login(ward.user("anne"))
    for kind in ("avvik", "brev"):
        assert client.post(there("letter_answer", letter.answers.pk, kind)).status_code == 404
