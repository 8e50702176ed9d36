"""What holds for every request: the id, the log line, the closed door, the session's two limits."""

import io
import json
import logging
import re
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model

from heltom import logging as heltom_logging
from heltom.lib import request_id

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.heltom.urls")]

PATIENT_PAGE = "/closed/1042/"


@pytest.fixture(autouse=True)
def login_page(settings):
    settings.LOGIN_URL = "login"


@pytest.fixture
def carer(client):
    """Kari, logged in."""
    user = get_user_model().objects.create_user("kari")
    client.force_login(user)
    return user


@pytest.fixture
def at(monkeypatch):
    """Move the clock of the session limits to so many seconds after the test began."""
    began = 1_800_000_000

    def move(seconds):
        monkeypatch.setattr("heltom.session.time.time", lambda: began + seconds)

    move(0)
    return move


def test_request_gets_an_id_that_the_view_sees_and_the_answer_carries(client):
    answer = client.get("/id/")
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])
    assert answer.content.decode() == answer["X-Request-ID"]
    assert request_id.current() == ""


def test_offered_id_is_kept(client):
    assert client.get("/id/", headers={"X-Request-ID": "proxy-12345"}).content == b"proxy-12345"


@pytest.mark.parametrize(
    "offered", ["short", "x" * 41, "abcdefgh\nlevel=ERROR", "<script>alert(1)"]
)
def test_malformed_id_is_replaced(client, offered):
    assert client.get("/id/", headers={"X-Request-ID": offered})["X-Request-ID"] != offered


def test_log_line_names_the_view_and_not_the_patient(client, carer, caplog):
    caplog.handler.addFilter(heltom_logging.RequestIdFilter())
    with caplog.at_level(logging.INFO, logger="heltom.request"):
        answer = client.get(PATIENT_PAGE + "?navn=Olsen")
    (line,) = [record for record in caplog.records if record.name == "heltom.request"]
    assert (line.view, line.status, line.user) == ("closed", 200, carer.pk)
    assert line.request_id == answer["X-Request-ID"]
    assert "1042" not in line.getMessage()
    assert "Olsen" not in line.getMessage()


def test_fault_is_logged_without_the_path(client):
    """Through the real handler, as pytest's own would show what the filters have not seen."""
    client.raise_request_exception = False
    written = io.StringIO()
    handler = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    before = handler.setStream(written)
    try:
        client.get("/broken/1042/")
    finally:
        handler.setStream(before)
    assert "Internal Server Error: broken" in written.getvalue()
    assert "RuntimeError: no such thing" in written.getvalue()
    assert "1042" not in written.getvalue()


def record_of(message, **more):
    return logging.makeLogRecord({"msg": message, "levelname": "ERROR", "name": "x", **more})


def formatters():
    made = heltom_logging.config(json=True, level="INFO")["formatters"]
    return [
        cls(options.pop("fmt", None) or options.pop("format"), **options)
        for options in (dict(made["text"]), dict(made["json"]))
        for cls in [options.pop("()")]
    ]


@pytest.mark.parametrize("formatter", formatters(), ids=["text", "json"])
def test_logs_hide_national_numbers_and_rows(formatter):
    record = record_of("no such patient: 01810012345", request_id="r")
    assert "01810012345" not in formatter.format(record)
    error = record_of("duplicate key\nDETAIL:  Key (name)=(Ola Nordmann) exists.", request_id="r")
    assert "Nordmann" not in formatter.format(error)
    assert "duplicate key" in formatter.format(error)


def test_json_log_is_one_object_a_line():
    text = formatters()[1].format(record_of("first\nsecond", request_id="abc"))
    assert "\n" not in text
    assert json.loads(text)["request_id"] == "abc"


def test_stranger_is_sent_to_the_login_and_back(client):
    answer = client.get(PATIENT_PAGE)
    assert (answer.status_code, answer["Location"]) == (302, f"/logg-inn/?next={PATIENT_PAGE}")


def test_fragment_for_a_stranger_takes_the_page_to_the_login_and_back_with_its_drawer(client):
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{PATIENT_PAGE}#side=/b/"}
    answer = client.get("/closed/7/", headers=headers)
    back = quote(f"{PATIENT_PAGE}#side=/b/", safe="")
    assert answer["HX-Redirect"] == f"/logg-inn/?next={back}&okt-over=1"
    assert answer.content == b""


@pytest.mark.parametrize(
    ("came_from", "back_to"),
    [
        (f"http://testserver{PATIENT_PAGE}?a=1", quote(f"{PATIENT_PAGE}?a=1", safe="")),
        ("https://example.com/x/", "%2F"),
        ("", "%2F"),
    ],
)
def test_form_sent_after_the_session_has_ended_leads_back_to_its_page(client, came_from, back_to):
    answer = client.post("/closed/7/", headers={"Referer": came_from})
    expected = f"/logg-inn/?next={back_to}&okt-over=1"
    assert (answer.status_code, answer["Location"]) == (302, expected)


def test_pages_behind_the_login_are_not_stored(client, carer):
    assert client.get(PATIENT_PAGE)["Cache-Control"] == "private, no-store"


def test_half_an_hour_without_doing_anything_logs_out(client, carer, at):
    client.get(PATIENT_PAGE)
    at(29 * 60)
    assert client.get(PATIENT_PAGE).status_code == 200
    at(29 * 60 + 31 * 60)
    assert client.get(PATIENT_PAGE).status_code == 302


def test_page_that_updates_by_itself_keeps_nobody_logged_in(client, carer, at):
    client.get(PATIENT_PAGE)
    for minutes in range(1, 31):
        at(minutes * 60)
        client.get(PATIENT_PAGE, headers={"X-Heltom-Poll": "1"})
    at(31 * 60)
    assert client.get(PATIENT_PAGE).status_code == 302


def test_every_answer_says_how_long_the_login_lasts(client, carer, at):
    assert client.get(PATIENT_PAGE)["X-Heltom-Session"] == "idle=1800, age=43200"
    at(10 * 60)
    polled = client.get(PATIENT_PAGE, headers={"X-Heltom-Poll": "1"})
    assert polled["X-Heltom-Session"] == "idle=1200, age=42600"
    assert client.get(PATIENT_PAGE)["X-Heltom-Session"] == "idle=1800, age=42600"
    client.logout()
    assert "X-Heltom-Session" not in client.get("/health/")


def test_twelve_hours_log_out_the_busiest(client, carer, at):
    for minutes in range(0, 12 * 60 + 1, 20):
        at(minutes * 60)
        assert client.get(PATIENT_PAGE).status_code == 200
    at(12 * 60 * 60 + 1)
    assert client.get(PATIENT_PAGE).status_code == 302


def test_reading_costs_a_session_write_once_a_minute(client, carer, at, django_assert_num_queries):
    client.get(PATIENT_PAGE)
    at(59)
    with django_assert_num_queries(2):
        client.get(PATIENT_PAGE)
