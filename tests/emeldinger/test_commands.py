"""import_emelding and export_emelding: in by the file, one line each, and out exactly as it came."""

import errno
import io
import json
import os

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError

from emeldinger import originals
from emeldinger.formats.envelope import Limits
from emeldinger.management.commands import import_emelding
from emeldinger.models import Arrival, Message, Original
from teams.models import AuditEvent, Team
from tests.emelding_factories import MessageFactory, OriginalFactory
from tests.emeldinger.incoming import KARI, NUMBER, new_id, raw_letter
from tests.factories import PatientFactory, PlacementFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db


def imported(*paths, **options):
    out = io.StringIO()
    call_command("import_emelding", *map(str, paths), stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def exported(capsysbinary):
    """The command, and what it wrote on standard output."""

    def export(*arguments):
        call_command("export_emelding", *arguments)
        return capsysbinary.readouterr().out

    return export


def test_a_new_installation_takes_in_what_comes_and_tells_of_it(tmp_path):
    assert not Team.objects.exists()
    raw, msg_id = raw_letter(msg_id=(known := new_id())), known
    (tmp_path / "innlagt.xml").write_bytes(raw)
    (told,) = imported(tmp_path)
    assert told.pop("seconds") >= 0
    assert told["sha256"] == Original.objects.get(messages__isnull=False).sha256
    assert told["file"] == str(tmp_path / "innlagt.xml")
    assert (told["msg_id"], told["type"]) == (msg_id, "LOG_INNLAGT")
    assert told["patient"] == {"status": "unknown", "number": None}
    assert told["receipt"]["status"] == "1"
    assert told["receipt"]["state"] == "skal-sendes"
    assert (told["verdict"], told["duplicate"]) == ("tatt-imot", False)
    assert Arrival.objects.get().way == "kommando"


def test_a_dry_run_judges_each_by_itself_and_keeps_nothing(tmp_path):
    raw = raw_letter(msg_id=new_id())
    (tmp_path / "1.xml").write_bytes(raw)
    (tmp_path / "2.xml").write_bytes(raw.replace(b"</MsgHead>", b" </MsgHead>"))
    told = imported(tmp_path, dry_run=True)
    assert [(line["verdict"], line["receipt"]["status"]) for line in told] == [
        ("tatt-imot", "1")
    ] * 2
    assert not Message.objects.exists()
    assert not Original.objects.exists()


def test_a_patient_that_we_know_is_found_by_her_number(tmp_path):
    ward = make_ward()
    patient = PatientFactory(national_number=NUMBER)
    PlacementFactory(patient=patient, team=ward.team)
    (tmp_path / "a.xml").write_bytes(raw_letter(msg_id=new_id(), patient=KARI))
    assert imported(tmp_path)[0]["patient"] == {"status": "found", "number": patient.number}


def test_a_finding_is_a_code_a_place_and_a_sentence(tmp_path):
    (tmp_path / "a.xml").write_bytes(b"ikke XML")
    (finding, *_) = imported(tmp_path)[0]["findings"]
    assert set(finding) == {"code", "where", "value", "text"}
    assert finding["text"].endswith(".")


def test_files_and_folders_are_taken_in_order_and_the_same_once_more_is_a_duplicate(tmp_path):
    for number in (2, 1):
        folder = tmp_path / f"mappe-{number}"
        folder.mkdir()
        (folder / "a.xml").write_bytes(raw_letter(msg_id=new_id()))
    (tmp_path / "uferdig.xml.tmp").write_bytes(b"<half")
    told = imported(tmp_path, tmp_path / "mappe-1" / "a.xml")
    assert [line["file"].removeprefix(str(tmp_path)) for line in told] == [
        "/mappe-1/a.xml", "/mappe-2/a.xml", "/mappe-1/a.xml",
    ]  # fmt: skip
    assert [line["duplicate"] for line in told] == [False, False, True]
    assert told[2]["receipt"] is None
    assert Message.objects.count() == 2


def test_one_that_cannot_be_opened_is_told_and_the_next_is_taken(tmp_path):
    (tmp_path / "a.xml").symlink_to(tmp_path / "borte.xml")
    (tmp_path / "b.xml").write_bytes(raw_letter(msg_id=new_id()))
    first, second = imported(tmp_path)
    assert first == {"file": str(tmp_path / "a.xml"), "error": "No such file or directory"}
    assert second["verdict"] == "tatt-imot"


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path, monkeypatch):
    (tmp_path / "stengt").mkdir()
    (tmp_path / "b.xml").write_bytes(raw_letter(msg_id=new_id()))
    real = os.scandir

    def closed(path):
        if str(path).endswith("stengt"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", closed)
    taken, told = imported(tmp_path)
    assert taken["verdict"] == "tatt-imot"
    assert told == {"file": str(tmp_path / "stengt"), "error": "Permission denied"}


def test_a_fault_of_ours_in_one_file_is_told_and_the_next_is_taken(tmp_path, monkeypatch):
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_bytes(raw_letter(msg_id=new_id()))
    real, faults = import_emelding.take, [RuntimeError("en feil")]

    def moody(incoming):
        if faults:
            raise faults.pop()
        return real(incoming)

    monkeypatch.setattr(import_emelding, "take", moody)
    first, second = imported(tmp_path)
    assert "en feil" in first["error"]
    assert second["verdict"] == "tatt-imot"


def test_what_the_database_would_not_take_ends_in_a_fault_after_the_rest(tmp_path, monkeypatch):
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_bytes(raw_letter(msg_id=new_id()))
    real, faults = import_emelding.take, [DataError("full\nDETAIL: (navn)")]

    def moody(incoming):
        if faults:
            raise faults.pop()
        return real(incoming)

    monkeypatch.setattr(import_emelding, "take", moody)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 av filene"):
        call_command("import_emelding", str(tmp_path), stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert first["error"] == "full"
    assert second["verdict"] == "tatt-imot"


def test_a_name_that_is_no_text_can_be_told_of(tmp_path):
    (tmp_path / os.fsdecode(b"\xe5.xml")).write_bytes(raw_letter(msg_id=new_id()))
    assert imported(tmp_path)[0]["file"].endswith("\ufffd.xml")


@pytest.mark.parametrize(
    "raw",
    [
        "<?xml version='1.0' encoding='ISO-8859-1'?>\r\n<a>Åse</a>\r\n".encode("latin-1"),
        b"\xef\xbb\xbf<a/>",
        b"\x00\xff\xfe",
        b"",
    ],
    ids=["latin-1", "bom", "bytes", "empty"],
)
def test_what_is_taken_out_is_byte_for_byte_what_came(tmp_path, exported, raw):
    (tmp_path / "a.xml").write_bytes(raw)
    (told,) = imported(tmp_path / "a.xml")
    assert exported("--sha256", told["sha256"]) == raw


def test_what_is_too_large_goes_in_and_comes_out_in_pieces(
    tmp_path, exported, monkeypatch, settings
):
    settings.HELTOM_EMELDING_STORE = tmp_path / "lager"
    monkeypatch.setattr(originals, "LIMITS", Limits(size=300_000))
    raw = os.urandom(700_000)
    (tmp_path / "stor.xml").write_bytes(raw)
    (told,) = imported(tmp_path / "stor.xml")
    assert "too-large" in [finding["code"] for finding in told["findings"]]
    assert Original.objects.get(sha256=told["sha256"]).content is None
    assert exported("--sha256", told["sha256"][:12]) == raw
    (tmp_path / "lager" / told["sha256"]).write_bytes(b"another")
    with pytest.raises(CommandError, match="mangler i lageret"):
        exported("--sha256", told["sha256"])


def test_a_message_is_found_by_its_id_in_whatever_letters_and_that_is_noted(exported):
    message = MessageFactory()
    assert exported(message.msg_id.upper()) == bytes(message.original.content)
    event = AuditEvent.objects.get(verb="message_exported")
    assert event.patient_number == message.patient.number


def test_of_two_with_one_id_the_hash_says_which(exported):
    first = MessageFactory()
    second = MessageFactory(
        msg_id=first.msg_id, twin_of=first, original=OriginalFactory(content=b"<b/>")
    )
    with pytest.raises(CommandError, match=second.original.sha256):
        exported(first.msg_id)
    assert exported(first.msg_id, "--sha256", second.original.sha256) == b"<b/>"


@pytest.mark.parametrize("arguments", [[], ["5c1f2a56-0000-4000-8000-000000000000"]], ids=str)
def test_what_we_do_not_have_is_told(exported, arguments):
    with pytest.raises(CommandError):
        exported(*arguments)
