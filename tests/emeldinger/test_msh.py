"""The Meldingstjener: what is unread is fetched, answered and marked as read, whatever goes wrong."""

import base64
import errno
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from emeldinger import channels, originals
from emeldinger.actions import outbox, pickup
from emeldinger.channels import msh
from emeldinger.channels.base import ChannelDown, ChannelRefused
from emeldinger.models import Arrival, Message, Sending
from imports.demo.letters import party
from tests.emelding_factories import SendingFactory
from tests.emeldinger.incoming import new_id, raw_letter
from tests.emeldinger.msh import CASE_WORK, NURSING, PAGE, tied


@pytest.fixture
def line(tmp_path):
    with tied(tmp_path) as line:
        yield line


def fetched(line):
    """All that waits, each marked as read as it comes."""
    found = []
    for one in line.channel.fetch():
        found.append(one)
        line.channel.done(one)
    return found


def test_what_is_unread_is_fetched_oldest_first_and_marked_as_read(line):
    first, second = line.msh.put(b"<a/>", NURSING), line.msh.put(b"<b/>", CASE_WORK)
    assert [(one.raw, one.receivers) for one in fetched(line)] == [
        (b"<a/>", (str(NURSING),)),
        (b"<b/>", (str(CASE_WORK),)),
    ]
    assert line.msh.unread == []
    assert line.asked()[-2:] == [f"PUT /Messages/{second}/read/{CASE_WORK}", "GET /Messages"]
    assert f"GET /Messages/{first}/business-document" in line.asked()


def test_a_message_to_two_of_us_comes_once_and_is_read_for_both(line):
    line.msh.put(b"<a/>", NURSING, CASE_WORK)
    (one,) = fetched(line)
    assert one.receivers == (str(NURSING), str(CASE_WORK))
    assert line.msh.unread == []


def test_pages_are_asked_for_until_there_are_no_more(line):
    keys = [line.msh.put(b"<a/>", NURSING) for _ in range(2 * PAGE + 3)]
    assert [one.reference.partition("/")[0] for one in fetched(line)] == keys
    assert line.asked().count("GET /Messages") == 4


def test_a_page_that_holds_the_same_twice_gives_each_once(line):
    line.msh.twice = True
    keys = [line.msh.put(b"<a/>", NURSING) for _ in range(3)]
    assert [one.reference.partition("/")[0] for one in fetched(line)] == keys


def test_what_is_not_taken_in_stays_unread_and_comes_again(line):
    line.msh.put(b"<a/>", NURSING)
    assert [one.raw for one in line.channel.fetch()] == [b"<a/>"]
    assert [one.raw for one in line.channel.fetch()] == [b"<a/>"]


def test_the_bytes_are_those_that_were_sent(line):
    raw = "<?xml version='1.0' encoding='ISO-8859-1'?>\r\n<a>Åse</a>\n".encode("latin-1")
    line.msh.put(raw, NURSING)
    assert [one.raw for one in fetched(line)] == [raw]


@pytest.mark.parametrize(
    "ill",
    [
        404, 403, 500, 503, "gone",
        {"businessDocument": "%%%", "contentTransferEncoding": "base64", "contentType": "x"},
        {"businessDocument": "PGE+", "contentTransferEncoding": "rot13", "contentType": "x"},
        {"contentType": "application/xml"},
        {"businessDocument": None, "contentTransferEncoding": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_document_that_cannot_be_had_does_not_keep_the_others_and_is_tried_again(line, ill):
    broken = line.msh.put(b"<a/>", NURSING)
    line.msh.put(b"<b/>", NURSING)
    line.msh.ill[broken] = ill
    assert [one.raw for one in fetched(line)] == [b"<b/>"]
    assert line.msh.unread == [broken]
    line.msh.ill.clear()
    assert [one.raw for one in fetched(line)] == [b"<a/>"]


def test_a_large_one_that_the_store_has_no_room_for_is_left_unread(line, monkeypatch):
    large = line.msh.put(b"<stor/>", NURSING)
    line.msh.put(b"<a/>", NURSING)
    real = originals.receive

    def full(stream):
        if stream.getvalue() == b"<stor/>":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(stream)

    monkeypatch.setattr(originals, "receive", full)
    assert [one.raw for one in fetched(line)] == [b"<a/>"]
    assert line.msh.unread == [large]


def test_rows_that_name_no_message_or_others_than_us_are_let_be(line):
    stranger = line.msh.put(b"<annen/>", 8099999)
    line.msh.strange = [
        {"id": stranger, "receiverHerId": 8099999},
        {"id": "x", "receiverHerId": None},
        {"receiverHerId": NURSING},
        "tekst",
    ]
    line.msh.put(b"<a/>", NURSING)
    assert [one.raw for one in fetched(line)] == [b"<a/>"]
    assert line.msh.unread == [stranger]


def test_marks_that_are_not_taken_are_waited_for_no_longer_than_a_run_can_bear(line, monkeypatch):
    """All comes in all the same; the marks are set in a later run."""
    keys = [line.msh.put(b"<a/>", NURSING) for _ in range(4)]
    monkeypatch.setattr(msh, "PATIENCE", 0)
    came, asked = [], []
    for one in line.channel.fetch():
        came.append(one)
        line.msh.next_statuses = [503] * 4
        with pytest.raises(ChannelDown):
            line.channel.done(one)
        asked.append(4 - len(line.msh.next_statuses))
        line.msh.next_statuses = []
    assert [one.reference.partition("/")[0] for one in came] == keys
    assert asked == [4, 0, 0, 0]


def test_a_whole_page_that_cannot_be_had_does_not_keep_the_next(line):
    line.msh.ill = {line.msh.put(b"<syk/>", NURSING): status for status in [500, 404] * PAGE}
    well = [line.msh.put(b"<frisk/>", NURSING) for _ in range(PAGE + 3)]
    assert len(fetched(line)) == len(well)
    assert set(line.msh.unread) == set(line.msh.ill)
    assert line.slept == [0.5, 1.0, 2.0], "one is waited for, not twenty"


def test_a_server_that_is_busy_for_a_moment_is_asked_again_in_the_same_run(line):
    line.msh.put(b"<a/>", NURSING)
    line.msh.next_statuses = [503, 429]
    assert [one.raw for one in fetched(line)] == [b"<a/>"]
    assert line.slept == [0.5, 1.0]


@pytest.mark.parametrize("mood", ["gone", "page"])
def test_a_server_that_does_not_answer_as_one_is_down(line, mood):
    line.channel.api.unread([NURSING])
    line.msh.put(b"<a/>", NURSING)
    line.msh.mood = mood
    with pytest.raises(ChannelDown):
        fetched(line)
    line.msh.mood = "well"
    assert [one.raw for one in fetched(line)] == [b"<a/>"]


def test_an_address_that_is_not_ours_is_told_and_nothing_is_lost(line):
    line.msh.put(b"<a/>", NURSING)
    line.msh.ours = {CASE_WORK}
    with pytest.raises(ChannelDown, match="403 Not authorized"):
        fetched(line)
    assert len(line.msh.unread) == 1


def test_without_an_address_nothing_is_asked(tmp_path):
    with tied(tmp_path, receivers=()) as line:
        assert fetched(line) == []
        assert line.asked() == []


def test_a_message_that_the_server_has_forgotten_needs_no_mark(line):
    line.msh.put(b"<a/>", NURSING)
    (one,) = line.channel.fetch()
    line.msh.messages.clear()
    line.channel.done(one)
    assert len(line.asked(404)) == 1


@pytest.mark.django_db
class TestSending:
    def owed(self, line, **sending):
        key = line.msh.put(b"<a/>", NURSING, CASE_WORK)
        reference = f"{key}/{NURSING}/{CASE_WORK}"
        receipt = {"sender_her": str(NURSING), "channel_reference": reference, "channel": "msh"}
        return line.msh.messages[key], SendingFactory(**{**receipt, **sending})

    def test_a_receipt_goes_by_the_message_it_is_on(self, line):
        kept, sending = self.owed(line)
        assert line.channel.send(sending)
        assert kept.receipts == {NURSING: {"appRecStatus": "Ok", "appRecErrorList": []}}

    def test_a_rejection_says_why(self, line):
        fault = {"code": "E10", "text": "Ugyldig meldingsidentifikator", "detail": "Ikke en GUID."}
        kept, sending = self.owed(line, receipt_status="2", receipt_errors=[fault])
        line.channel.send(sending)
        assert kept.receipts[NURSING] == {
            "appRecStatus": "Rejected",
            "appRecErrorList": [
                {
                    "errorCode": "E10",
                    "details": "Ikke en GUID.",
                    "description": "Ugyldig meldingsidentifikator",
                    "oid": "2.16.578.1.12.4.1.1.8221",
                }
            ],
        }

    def test_a_receipt_sent_twice_arrives_once(self, line):
        kept, sending = self.owed(line)
        line.channel.send(sending)
        assert line.channel.send(sending) == ""
        assert len(kept.receipts) == 1

    def test_a_receipt_on_what_came_another_way_goes_as_a_message(self, line):
        _, sending = self.owed(line, channel_reference="")
        line.channel.send(sending)
        (posted,) = line.msh.posted
        assert base64.b64decode(posted["businessDocument"]) == bytes(sending.original.content)

    def test_a_message_is_sent_whole(self, line):
        sending = SendingFactory(kind="melding", answers=None, receipt_status="", receiver_her="1",
            receiver_name="Lege", written_at="2026-01-01T12:00Z")  # fmt: skip
        assert line.channel.send(sending)
        assert line.msh.posted[0]["contentType"] == "application/xml"

    @pytest.mark.parametrize("status", [400, 403, 404, 413, 422])
    def test_what_the_server_refuses_is_for_a_person(self, line, status):
        _, sending = self.owed(line)
        line.msh.next_statuses = [status]
        with pytest.raises(ChannelRefused, match=str(status)):
            line.channel.send(sending)

    @pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
    def test_what_it_cannot_take_now_is_tried_again_later(self, line, status):
        kept, sending = self.owed(line)
        line.msh.next_statuses = [status] * 4
        with pytest.raises(ChannelDown, match=str(status)):
            line.channel.send(sending)
        line.channel.send(sending)
        assert len(kept.receipts) == 1

    def test_a_receiver_without_a_number_cannot_answer_this_way(self, line):
        _, sending = self.owed(line, sender_her="HER-1")
        with pytest.raises(ChannelRefused):
            line.channel.send(sending)


@pytest.mark.django_db
class TestPickUp:
    """By what the worker runs: fetched, taken in, answered, and the far side told."""

    OURS = party("Oppdiktet kommune", "8143059", "Sykepleietjenesten", str(NURSING))

    @pytest.fixture(autouse=True)
    def clockwork(self, line, monkeypatch):
        """Our channel is the only one, and time passes when the test says so."""
        self.line, self.now = line, timezone.now()
        monkeypatch.setattr(channels, "configured", lambda: [line.channel])
        monkeypatch.setattr(pickup, "monotonic", lambda: self.now.timestamp())
        monkeypatch.setattr(timezone, "now", lambda: self.now)
        pickup.resting.clear()

    def put(self, *receivers):
        return self.line.msh.put(
            raw_letter(receiver=self.OURS, msg_id=new_id()), *(receivers or [NURSING])
        )

    def later(self, seconds=5):
        """The worker's next run."""
        self.now += timedelta(seconds=seconds)
        pickup.pick_up()
        outbox.send_owed()

    def receipts(self):
        return [kept.receipts.get(NURSING) for kept in self.line.msh.messages.values()]

    def test_what_came_is_kept_answered_and_marked_as_read(self):
        key = self.put()
        self.later()
        arrival = Arrival.objects.select_related("original").get()
        assert arrival.reference == f"{key}/{NURSING}"
        assert bytes(arrival.original.content) == self.line.msh.messages[key].document
        assert self.receipts() == [{"appRecStatus": "Ok", "appRecErrorList": []}]
        assert self.line.msh.unread == []

    def test_an_hour_without_the_server_loses_nothing_and_answers_nothing_twice(self):
        self.put()
        pickup.pick_up()
        self.line.msh.mood = "gone"
        keys = [self.put() for _ in range(12)]
        asked = len(self.line.slept)
        for _ in range(0, 3600, 60):
            self.later(60)
        assert len(self.line.slept) - asked < 80 * 3, "it is let rest, not hammered"
        assert Arrival.objects.count() == 1
        self.line.msh.mood = "well"
        for _ in range(0, 300, 60):
            self.later(60)
        assert Message.objects.count() == Arrival.objects.count() == len(keys) + 1
        assert self.receipts() == [{"appRecStatus": "Ok", "appRecErrorList": []}] * 13
        assert self.line.msh.unread == []
        assert not Sending.objects.exclude(state="sendt").exists()

    def test_what_could_not_be_marked_as_read_is_no_second_arrival(self, monkeypatch):
        self.put()
        with monkeypatch.context() as patch:
            patch.setattr(self.line.channel, "done", self.gone)
            pickup.pick_up()
        assert len(self.line.msh.unread) == 1
        self.later()
        assert Arrival.objects.count() == 1
        assert self.line.msh.unread == []

    def gone(self, *_):
        raise ChannelDown("gone")

    def test_a_copy_that_comes_later_to_another_of_us_is_a_delivery_of_its_own(self):
        key = self.put()
        self.later()
        self.line.msh.messages[key].read[CASE_WORK] = False
        self.later()
        assert [row.duplicate for row in Arrival.objects.all()] == [False, True]
        assert self.line.msh.unread == []

    def test_two_workers_do_not_empty_it_at_once(self):
        self.put()
        lock = [pickup.LOCK, sum(b"msh")]
        with psycopg.connect(**connection.get_connection_params()) as other:
            other.execute("SELECT pg_advisory_lock(%s, %s)", lock)
            self.later()
            assert self.line.asked() == []
            other.execute("SELECT pg_advisory_unlock(%s, %s)", lock)
        self.later()
        assert Arrival.objects.count() == 1

    def test_a_token_that_ends_in_the_middle_of_a_page_is_replaced(self):
        for _ in range(3):
            self.put()
        for index, one in enumerate(self.line.channel.fetch()):
            self.line.channel.done(one)
            if index == 0:
                self.line.msh.tokens.forget()
        assert self.line.msh.unread == []
        assert self.line.tokens == 2
