"""The page of deadlines: those who handle messages read it, the leaders change it and say why."""

import pytest
from django.urls import reverse

from emeldinger.models import Deadline
from emeldinger.queries.deadlines import in_words
from tests.emelding_factories import MessageFactory
from tests.factories import PositionFactory, StaffFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    ward = make_ward()
    ward.people["lise"] = StaffFactory(team=ward.ht, with_login=True)
    PositionFactory(staff=ward.people["lise"], kind="avdelingsleder", team=ward.ht)
    return ward


def url(ward, *rule: str) -> str:
    name = "deadline" if rule else "deadlines"
    return reverse(f"emeldinger:{name}", args=[ward.ht.site.unit.code, *rule])


TYPED = {"kind": "timer", "number": "12", "rank": "1", "source": "Avtale med sykehuset"}


def test_each_deadline_stands_with_where_it_is_from(client, ward):
    client.force_login(ward.user("anne"))
    text = client.get(url(ward)).text
    assert "FOR-2011-11-18-1115" in text
    assert "Endre" not in text


def test_a_leader_changes_one_and_the_page_tells_who_and_why(client, ward):
    message = MessageFactory(ht=ward.ht)
    client.force_login(ward.user("lise"))
    assert client.post(url(ward, "innlagt"), TYPED)["Location"] == url(ward)
    text = client.get(url(ward)).text
    assert "1 åpen melding fikk ny frist" in text
    assert "Avtale med sykehuset" in text
    assert "12 timer" in text
    message.refresh_from_db()
    assert (message.due_at - message.received_at).total_seconds() == 12 * 3600
    assert "12 timer. Avtale med sykehuset" in client.get(url(ward, "innlagt")).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"source": " "}, "Skriv hvor fristen kommer fra"),
        ({"number": ""}, "Skriv hvor mange"),
        ({"number": "-1"}, "over null"),
        ({"kind": "dager", "number": "400"}, "høyst 31 dager"),
        ({"number": "9" * 30}, "høyst 31 dager"),
        ({"kind": "år"}, "Velg en frist"),
        ({"rank": "9"}, "Velg fra listen"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(client, ward, wrong, said):
    client.force_login(ward.user("lise"))
    answer = client.post(url(ward, "innlagt"), TYPED | wrong)
    assert answer.status_code == 200
    assert said in answer.text
    assert not Deadline.objects.exists()


def test_it_may_be_at_once_or_only_for_information(client, ward):
    client.force_login(ward.user("lise"))
    for kind in ("straks", "orientering"):
        client.post(url(ward, "svar"), TYPED | {"kind": kind, "number": ""})
    assert [row.minutes for row in Deadline.objects.order_by("pk")] == [0, None]
    assert client.get(url(ward, "finnes-ikke")).status_code == 404


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, "bare til orientering"), (0, "straks"), (1, "1 minutt"), (90, "90 minutter"),
        (60, "1 time"), (1440, "24 timer"), (4320, "3 dager"),
    ],
)  # fmt: skip
def test_how_long_is_told_in_words(minutes, words):
    assert in_words(minutes) == words
