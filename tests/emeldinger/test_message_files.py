"""The original and the files of a message: out exactly as they came, shown only as we draw them."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from emeldinger.formats.compose import File
from emeldinger.models import Message, Original
from emeldinger.originals import place
from imports.demo.letters.files import a_pdf, a_picture
from teams.models import AccessLog
from tests.emelding_factories import MessageFactory
from tests.emeldinger.incoming import NUMBER, bring, raw_letter
from tests.factories import PatientFactory, PlacementFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

HOSTILE = b"<!doctype html><script>document.title='tatt'</script>"


@pytest.fixture
def anne(client):
    """Signed in as the ansvarsvakt of the HT that has Kari."""
    ward = make_ward()
    patient = PatientFactory(national_number=NUMBER)
    PlacementFactory(patient=patient, team=ward.team)
    client.force_login(ward.user("anne"))
    return client


def with_files(*files: File) -> Message:
    return bring(raw_letter("helsefaglig", files=files)).message


def address(name: str, message: Message, *more: int) -> str:
    return reverse(f"emeldinger:{name}", args=[message.pk, *more])


def check_shut_in(response):
    """Whatever a browser makes of it: no script, no frame, no guess at what it is."""
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1"])
def test_the_original_comes_out_byte_for_byte_and_is_shown_as_text(anne, encoding):
    raw = raw_letter("medisinske", encoding=encoding, text="Får <b>blåbær</b> & fløte")
    message = bring(raw).message
    taken = anne.get(address("original_file", message))
    assert b"".join(taken.streaming_content) == raw
    assert taken["Content-Type"] == "application/octet-stream"
    assert taken["Content-Disposition"] == f'attachment; filename="emelding-{message.pk}.xml"'
    assert int(taken["Content-Length"]) == len(raw)
    check_shut_in(taken)
    page = anne.get(address("original", message)).text
    assert f"encoding=&#x27;{encoding}&#x27;" in page or f"encoding=&quot;{encoding}&quot;" in page
    assert "Får &amp;lt;b&amp;gt;blåbær" in page
    assert hashlib.sha256(raw).hexdigest() in page


def test_a_large_original_comes_out_in_pieces_and_only_its_beginning_is_shown(
    anne, tmp_path, settings
):
    settings.HELTOM_EMELDING_STORE = tmp_path
    raw = b"<stor>" + b"x" * 600_000
    sha256 = hashlib.sha256(raw).hexdigest()
    place(sha256).parent.mkdir(exist_ok=True)
    place(sha256).write_bytes(raw)
    original = Original.objects.create(sha256=sha256, size=len(raw), content=None)
    message = MessageFactory(original=original, ht=None)
    taken = anne.get(address("original_file", message))
    assert b"".join(taken.streaming_content) == raw
    page = anne.get(address("original", message)).text
    assert "Teksten er lengre enn det som vises her." in page
    place(sha256).unlink()
    for name in ("original_file", "original", "message", "findings"):
        refused = anne.get(address(name, message))
        assert refused.status_code == 409
        assert "Si fra til systemansvarlig." in refused.text


def test_a_file_is_shown_as_pictures_of_our_own(anne):
    message = with_files(a_pdf(), a_picture())
    page = anne.get(address("message", message)).text
    for number, name in ((1, "Blodtrykk.pdf"), (2, "Blodtrykk.png")):
        slot = address("attachment", message, number)
        assert f'hx-get="{slot}"' in page
        shown = anne.get(slot, headers={"HX-Request": "true"}).text
        assert name in shown
        assert f'src="{address("picture", message, number, 1)}"' in shown
        assert "<html" not in shown
    drawn = anne.get(address("picture", message, 1, 1))
    assert drawn.content.startswith(b"\x89PNG")
    assert drawn["Content-Type"] == "image/png"
    check_shut_in(drawn)
    assert anne.get(address("picture", message, 1, 3)).status_code == 404


def test_a_file_is_turned_page_by_page_and_from_lying_to_standing(anne):
    message = with_files(a_pdf())
    slot = address("attachment", message, 1)
    second = anne.get(f"{slot}?side=2&snu=90", headers={"HX-Request": "true"}).text
    assert "Side 2 av 2" in second
    assert f'hx-get="{slot}?side=1&amp;snu=90"' in second
    assert f'hx-get="{slot}?side=2&amp;snu=180"' in second
    assert f'src="{address("picture", message, 1, 2)}?snu=90"' in second
    first = anne.get(f"{slot}?side=99&snu=en", headers={"HX-Request": "true"}).text
    assert "Side 1 av 2" in first
    assert f'src="{address("picture", message, 1, 1)}"' in first
    lying, standing = (
        Image.open(BytesIO(anne.get(address("picture", message, 1, 2) + turned).content)).size
        for turned in ("", "?snu=90")
    )
    assert standing == lying[::-1]


@pytest.mark.parametrize(
    ("name", "mime", "content"),
    [
        ("<script>alert(1)</script>.html", "text/html", HOSTILE),
        ("bilde.png", "image/png", HOSTILE),
        ("tegning.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
)
def test_what_is_not_drawn_is_named_with_the_reason_and_can_only_be_taken_out(
    anne, name, mime, content
):
    message = with_files(File(name, mime, content))
    page = anne.get(address("attachment", message, 1)).text
    assert "Denne typen fil vises ikke her." in page
    assert "<img" not in page
    assert "<script>alert" not in page
    assert anne.get(address("picture", message, 1, 1)).status_code == 404
    taken = anne.get(address("attachment_file", message, 1))
    assert taken.content == content
    assert taken["Content-Type"] == "application/octet-stream"
    assert taken["Content-Disposition"].startswith("attachment;")
    check_shut_in(taken)


def test_there_is_no_file_where_the_message_has_none(anne):
    message = with_files()
    for name, more in (("attachment", [1]), ("attachment_file", [1]), ("picture", [0, 1])):
        assert anne.get(address(name, message, *more)).status_code == 404


def test_pictures_belong_to_the_look_at_their_page_and_are_a_look_by_themselves(anne):
    message = with_files(a_picture())
    anne.get(address("picture", message, 1, 1))
    anne.get(address("attachment", message, 1), headers={"HX-Request": "true"})
    anne.get(address("picture", message, 1, 1))
    assert AccessLog.objects.count() == 1
    anne.get(address("attachment", message, 1))
    assert AccessLog.objects.count() == 2
    nobody = MessageFactory(unknown=True, ht=message.ht, original=message.original, msg_id="")
    for _ in range(2):
        assert anne.get(address("picture", nobody, 1, 1)).status_code == 200
    assert AccessLog.objects.count() == 2
