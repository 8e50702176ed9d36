"""POST /api/imports/: who may, what is taken, and what is answered."""

import io
import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from imports import uploads
from patients.models import Patient
from teams.models import AuditEvent
from tests.factories import PositionFactory, StaffFactory, UserFactory
from tests.imports.folders import EXAMPLE, another_import, database_checksum

pytestmark = pytest.mark.django_db

URL = "/api/imports/"


def client_for(user):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {Token.objects.create(user=user).key}")
    return client


@pytest.fixture
def operator():
    staff = StaffFactory(with_login=True)
    PositionFactory(staff=staff, kind="systemansvarlig", team=None, unit=staff.team.site.unit)
    return staff.user


@pytest.fixture
def client(operator):
    return client_for(operator)


def sent(folder=EXAMPLE):
    return [SimpleUploadedFile(path.name, path.read_bytes()) for path in folder.glob("*.csv")]


def zipped(entries, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return SimpleUploadedFile("kommune.zip", buffer.getvalue())


def example_entries(prefix=""):
    return [(f"{prefix}{path.name}", path.read_bytes()) for path in EXAMPLE.glob("*.csv")]


def test_files_are_read_in(client, operator):
    answer = client.post(URL, {"files": sent()})
    assert answer.status_code == 201, answer.content
    assert answer.json()["files"]["patients"] == {
        "new": 3,
        "changed": 0,
        "ended": 0,
        "unchanged": 0,
    }
    assert Patient.objects.count() == 3
    event = AuditEvent.objects.get(verb="import")
    assert (event.user, event.role) == (operator, "operator")


def test_one_zip_is_read_in_whatever_folder_it_holds(client):
    more = [("kommune/LES MEG.txt", b"hei"), ("__MACOSX/kommune/._units.csv", b"x")]
    answer = client.post(URL, {"files": zipped(example_entries("kommune/") + more)})
    assert answer.status_code == 201, answer.content


def test_a_dry_run_writes_nothing(client):
    before = database_checksum()
    answer = client.post(f"{URL}?dry_run=1", {"files": sent()})
    assert (answer.status_code, answer.json()["dry_run"]) == (200, True)
    assert database_checksum() == before


def test_faults_are_answered_with_422_and_nothing_is_written(client, folder):
    line = folder.change("staff", 0, profession="sykepleir")
    before = database_checksum()
    answer = client.post(URL, {"files": sent(folder.write())})
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert (fault["file"], fault["line"], fault["column"]) == ("staff.csv", line, "profession")
    assert "Mente du" in fault["expected"]
    assert database_checksum() == before


def test_another_import_is_answered_with_409(client):
    with another_import():
        answer = client.post(URL, {"files": sent()})
    assert answer.status_code == 409
    assert "En annen import" in answer.json()["detail"]


def test_only_the_systemansvarlig_may(db):
    leader = PositionFactory(kind="avdelingsleder").staff.user
    for user in (leader, UserFactory()):
        answer = client_for(user).post(URL, {"files": sent()})
        assert answer.status_code == 403
        assert answer.json()["detail"] == "Bare systemansvarlig kan lese inn data."
    assert Patient.objects.count() == 0


def test_without_a_token_nobody_may(db):
    assert APIClient().post(URL, {"files": sent()}).status_code == 401


def test_reading_is_not_an_import(client):
    assert client.get(URL).status_code == 405


def test_nothing_sent_and_something_else_sent(client):
    assert client.post(URL, {}).status_code == 400
    assert client.post(URL, {"a": 1}, format="json").status_code == 415
    answer = client.post(URL, {"files": SimpleUploadedFile("kommune.zip", b"not a zip")})
    assert (answer.status_code, "skadet" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize(
    "name", ["../units.csv", "/etc/units.csv", "a/../../units.csv", "C:\\units.csv"]
)
def test_a_zip_that_reaches_outside_is_refused(client, name):
    answer = client.post(URL, {"files": zipped([(name, b"code;name\n")])})
    assert answer.status_code == 400
    assert "peker ut" in answer.json()["detail"]


def test_the_same_name_twice_in_a_zip_is_refused(client):
    twice = zipped([("a/units.csv", b"code;name\n"), ("b/units.csv", b"code;name\n")])
    answer = client.post(URL, {"files": twice})
    assert (answer.status_code, "to ganger" in answer.json()["detail"]) == (400, True)


def test_too_many_files_in_a_zip_are_refused(client):
    many = zipped([(f"{n}.csv", b"") for n in range(uploads.MAX_FILES + 1)])
    assert client.post(URL, {"files": many}).status_code == 400


def test_a_zip_bomb_is_stopped_while_it_unpacks(client, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 1_000_000)
    bomb = zipped([("units.csv", b"0" * 5_000_000), ("sites.csv", b"0" * 5_000_000)])
    assert bomb.size < 50_000
    answer = client.post(URL, {"files": bomb})
    assert answer.status_code == 413
    assert "For mye" in answer.json()["detail"]


def as_upload(content):
    return SimpleUploadedFile("kommune.zip", bytes(content))


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_zip_packed_in_a_rare_way_is_refused_be_it_whole_or_not(client, compression):
    whole = bytearray(zipped(example_entries(), compression).read())
    spoilt = whole[:40] + b"\xff" * 40 + whole[80:]
    for content in (whole, spoilt):
        answer = client.post(URL, {"files": as_upload(content)})
        assert answer.status_code == 400
        assert "skadet eller pakket" in answer.json()["detail"]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_zip_is_read_or_refused(tmp_path, compression):
    whole = zipped(
        [("units.csv", b"code;name\n" * 9), ("a/sites.csv", b"code\n")], compression
    ).read()
    refused = 0
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        folder = tmp_path / str(place)
        folder.mkdir()
        try:
            uploads.save_to(folder, [as_upload(damaged)])
        except uploads.BadUpload:
            refused += 1
    assert refused > len(whole) / 3


def test_a_zip_that_points_far_outside_itself_is_refused(client):
    """The long form of the place of an entry holds numbers that no file can be searched to."""
    entry = zipfile.ZipInfo("units.csv")
    entry.extra = struct.pack("<HHQ", 1, 8, 2**63)
    content = bytearray(zipped([(entry, b"code;name\n")]).read())
    listed = content.rindex(b"PK\x01\x02")
    content[listed + 42 : listed + 46] = b"\xff" * 4
    assert client.post(URL, {"files": as_upload(content)}).status_code == 400


def test_too_many_folders_in_a_zip_are_refused_before_they_are_listed(client, monkeypatch):
    folders = zipped([(f"{n}/", b"") for n in range(70_000)], zipfile.ZIP_STORED)
    monkeypatch.setattr(zipfile, "ZipInfo", lambda name: pytest.fail("an entry was made"))
    answer = client.post(URL, {"files": folders})
    assert (answer.status_code, "flere enn" in answer.json()["detail"]) == (400, True)


def test_a_zip_that_lies_about_its_number_of_files_is_refused(client):
    content = bytearray(zipped([(f"{n}/", b"") for n in range(300)]).read())
    end = content.rindex(b"PK\x05\x06")
    content[end + 8 : end + 12] = b"\1\0" * 2
    answer = client.post(URL, {"files": as_upload(content)})
    assert (answer.status_code, "flere enn" in answer.json()["detail"]) == (400, True)


def test_many_small_files_count_together(client, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_UNPACKED", 1_000_000)
    bomb = zipped([(f"f{n}.csv", b"0" * 300_000) for n in range(5)])
    assert client.post(URL, {"files": bomb}).status_code == 413


def test_too_much_sent_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_SENT", 1_000)
    answer = client.post(URL, {"files": SimpleUploadedFile("units.csv", b"0" * 200_000)})
    assert answer.status_code == 413


def test_the_importer_is_in_the_openapi_description(client):
    schema = client.get("/api/schema/?format=json").json()
    post = schema["paths"][URL]["post"]
    assert set(post["responses"]) == {"200", "201", "400", "409", "413", "422"}
    assert "multipart/form-data" in post["requestBody"]["content"]
    assert "dry_run" in [parameter["name"] for parameter in post["parameters"]]
