"""The API for e-meldinger: who may put one in, what is answered, and the original as it came."""

from io import BytesIO

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from emeldinger import api
from emeldinger.formats.envelope import Limits
from emeldinger.models import Arrival, Message, Sending
from teams.models import AccessLog, AuditEvent
from tests.emelding_factories import MessageFactory, OriginalFactory
from tests.emeldinger.incoming import NUMBER, new_id, raw_letter
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    UserFactory,
)
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

URL = "/api/emeldinger/"


def client_for(user):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.get_or_create(user=user)[0].key}")
    return client


@pytest.fixture
def ward():
    ward = make_ward()
    ward.people["drift"] = StaffFactory(user=UserFactory(username="drift"), team=ward.team)
    PositionFactory(
        staff=ward.people["drift"], kind="systemansvarlig", team=None, unit=ward.team.unit
    )
    return ward


@pytest.fixture
def carrier(ward):
    return client_for(ward.user("drift"))


def send(client, raw, content_type="application/xml"):
    return client.generic("POST", URL, raw, content_type)


@pytest.mark.parametrize("media", ["application/xml", "text/xml", "application/octet-stream"])
def test_a_message_is_taken_in_and_what_became_of_it_is_answered(carrier, ward, media):
    raw = raw_letter(msg_id=new_id())
    answer = send(carrier, raw, media)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["type"], told["verdict"], told["duplicate"]) == ("LOG_INNLAGT", "tatt-imot", False)
    assert told["patient"] == "unknown"
    assert (told["receipt"]["status"], told["receipt"]["state"]) == ("1", "skal-sendes")
    arrival = Arrival.objects.select_related("original").get()
    assert (arrival.way, arrival.by) == ("api", ward.user("drift"))
    assert bytes(arrival.original.content) == raw


def test_the_same_once_more_is_answered_by_nothing(carrier):
    raw = raw_letter(msg_id=new_id())
    send(carrier, raw)
    answer = send(carrier, raw)
    assert answer.status_code == 200
    assert (answer.json()["duplicate"], answer.json()["receipt"]) == (True, None)
    assert (Message.objects.count(), Sending.objects.count()) == (1, 1)


def test_the_answer_says_no_more_of_the_patient_than_that_she_is_known(carrier, ward):
    patient = PatientFactory(national_number=NUMBER, given_name="Kari", family_name="Oppdiktet")
    PlacementFactory(patient=patient, team=ward.team)
    answer = send(carrier, raw_letter(msg_id=new_id()))
    assert answer.json()["patient"] == "found"
    for secret in (NUMBER, "Oppdiktet", patient.number):
        assert secret not in answer.content.decode()


def test_what_is_no_message_at_all_is_taken_in_too(carrier):
    answer = send(carrier, b"\x00\xff ikke XML")
    assert answer.status_code == 201
    assert Message.objects.count() == 1


def test_nothing_is_refused_with_a_sentence(carrier):
    answer = send(carrier, b"")
    assert answer.status_code == 400
    assert "Det kom ingen melding" in answer.json()["detail"]


@pytest.mark.parametrize("tells", [True, False])
def test_what_is_too_large_is_refused_before_it_is_read(carrier, monkeypatch, tells):
    monkeypatch.setattr(api, "LIMITS", Limits(size=1000))
    raw = b"x" * 1001
    if tells:
        answer = send(carrier, raw)
    else:
        unsaid = {"wsgi.input": BytesIO(raw), "CONTENT_LENGTH": "1000"}
        monkeypatch.setattr(api, "LIMITS", Limits(size=999))
        answer = carrier.generic("POST", URL, raw, "application/xml", **unsaid)
    assert answer.status_code == 413
    assert "for stor" in answer.json()["detail"]
    assert not Message.objects.exists()


def test_another_kind_of_body_is_refused(carrier):
    assert send(carrier, b"{}", "application/json").status_code == 415


@pytest.mark.parametrize("who", ["kari", "vera", "anne", "ola", "siri", "nils"])
def test_nobody_but_the_operator_may_put_one_in(ward, who):
    answer = send(client_for(ward.user(who)), raw_letter())
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("Bare systemansvarlig")
    assert not Message.objects.exists()


def test_without_a_token_nothing_is_answered(ward):
    assert send(APIClient(), raw_letter()).status_code == 401
    assert APIClient().get(f"{URL}{new_id()}/original/").status_code == 401


class TestOriginal:
    @pytest.fixture
    def message(self, ward):
        raw = "<?xml version='1.0' encoding='ISO-8859-1'?>\r\n<a>Åse</a>\n".encode("latin-1")
        return MessageFactory(ht=ward.ht, original=OriginalFactory(content=raw))

    def get(self, ward, who, message, **query):
        return client_for(ward.user(who)).get(f"{URL}{message.msg_id}/original/", query)

    def test_what_was_taken_in_goes_before_what_was_rejected_under_its_id(self, ward):
        """Cut short, answered no, and sent whole under the same MsgId."""
        torn = MessageFactory(ht=ward.ht, rejected=True)
        whole = MessageFactory(ht=ward.ht, msg_id=torn.msg_id)
        answer = self.get(ward, "anne", torn)
        assert b"".join(answer.streaming_content) == bytes(whole.original.content)

    def test_the_bytes_are_those_that_came_and_leave_as_a_file(self, ward, message):
        answer = self.get(ward, "anne", message)
        assert b"".join(answer.streaming_content) == bytes(message.original.content)
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert int(answer["Content-Length"]) == message.original.size

    def test_the_look_is_in_the_patients_own_log(self, ward, message):
        self.get(ward, "anne", message)
        look = AccessLog.objects.get()
        assert (look.screen, look.patient_number) == ("api_message", message.patient.number)

    def test_a_look_at_a_message_about_nobody_known_is_in_the_audit(self, ward):
        self.get(ward, "anne", MessageFactory(ht=ward.ht, unknown=True))
        assert AuditEvent.objects.get().user == ward.user("anne")

    @pytest.mark.parametrize(
        ("who", "status"),
        [("anne", 200), ("ola", 403), ("kari", 403), ("vera", 403), ("drift", 403), ("siri", 404)],
    )
    def test_it_is_for_those_who_may_read_the_message(self, ward, message, who, status):
        assert self.get(ward, who, message).status_code == status

    def test_one_that_we_do_not_have_is_not_found(self, ward):
        answer = client_for(ward.user("anne")).get(f"{URL}{new_id()}/original/")
        assert answer.status_code == 404

    def test_of_two_with_one_id_the_first_is_given_unless_the_hash_says_which(self, ward, message):
        twin = MessageFactory(ht=ward.ht, msg_id=message.msg_id, twin_of=message)
        first = self.get(ward, "anne", message)
        assert b"".join(first.streaming_content) == bytes(message.original.content)
        second = self.get(ward, "anne", message, sha256=twin.original.sha256)
        assert b"".join(second.streaming_content) == bytes(twin.original.content)


def test_the_schema_of_the_api_tells_of_it_without_a_warning(client, ward, capsys):
    from drf_spectacular.generators import SchemaGenerator

    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    assert set(paths["/api/emeldinger/"]["post"]["responses"]) == {
        "200", "201", "400", "403", "413",
    }  # fmt: skip
    assert "/api/emeldinger/{msg_id}/original/" in paths
    assert capsys.readouterr().err == ""
