"""Half-written forms: kept for their writer, forgotten when they are sent, gone after a week."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heltom.lib import clock
from teams import queries
from teams.actions import drafts
from teams.models import FormDraft, User
from teams.tasks import forget_old_drafts
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

KEY = "/lister/nord/fravaer/#absence"


@pytest.fixture
def vera(client):
    user = User.objects.create_user("vera")
    client.force_login(user)
    return user


def keep(client, *, key=KEY, text="hun hoster", **more):
    draft = json.dumps({"names": ["note"], "fields": [["note", text]]})
    sent = {"key": key, "page": "/lister/nord/fravaer/", "title": "Fravær", "draft": draft}
    return client.post(reverse("teams:draft_keep"), {**sent, **more})


def kept(client, key=KEY):
    return client.get(reverse("teams:draft"), {"key": key})


def test_what_she_typed_comes_back_with_the_time(client, vera):
    assert kept(client).status_code == 204
    assert keep(client).status_code == 204
    keep(client, text="hun hoster og har feber")
    assert kept(client).json() == {
        "names": ["note"],
        "fields": [["note", "hun hoster og har feber"]],
        "at": f"{clock.now():%H:%M}",
    }
    assert FormDraft.objects.count() == 1


def test_yesterdays_draft_says_which_day(client, vera):
    keep(client)
    yesterday = clock.now() - timedelta(days=1)
    FormDraft.objects.update(at=yesterday)
    assert kept(client).json()["at"] == f"{yesterday:%d.%m. %H:%M}"


def test_nobody_else_gets_it(client, vera):
    keep(client)
    other = Client()
    other.force_login(User.objects.create_user("kari"))
    assert kept(other).status_code == 204
    other.post(reverse("teams:draft_drop"), {"key": KEY})
    assert kept(client).status_code == 200


def test_she_lets_go_of_it_and_may_do_so_twice(client, vera):
    keep(client)
    for _ in range(2):
        assert client.post(reverse("teams:draft_drop"), {"key": KEY}).status_code == 204
    assert kept(client).status_code == 204


@pytest.mark.parametrize(
    "wrong",
    [
        {"draft": "ikke json"},
        {"draft": "[]"},
        {"draft": '{"names": [1], "fields": []}'},
        {"draft": '{"names": [], "fields": [["en"]]}'},
        {"draft": json.dumps({"names": [], "fields": [["note", "x" * drafts.MOST]]})},
        {"draft": '{"names": [], "fields": [["note", "halv \\ud83d"]]}'},
        {"draft": '{"names": [], "fields": [["note", "a\\u0000b"]]}'},
        {"key": ""},
        {"key": "x" * 301},
    ],
)
def test_what_no_form_can_hold_is_refused(client, vera, wrong):
    assert keep(client, **wrong).status_code == 409
    assert not FormDraft.objects.exists()


def test_a_key_that_no_form_has_finds_nothing_and_a_zero_byte_is_no_key(client, vera):
    for key, status in (("x" * 9000, 204), ("a\x00b", 400)):
        assert kept(client, key).status_code == status
        assert client.post(reverse("teams:draft_drop"), {"key": key}).status_code == status


def test_a_draft_leads_to_no_other_site(client, vera):
    keep(client, page="//example.com/")
    assert FormDraft.objects.get().data["page"] == ""


def test_fifty_forms_are_kept_and_the_oldest_go(client, vera):
    for number in range(drafts.FORMS + 1):
        keep(client, key=f"/skjema/{number}/")
    assert FormDraft.objects.count() == drafts.FORMS
    assert queries.draft_of(vera, "/skjema/0/") is None


def test_after_a_week_it_is_gone(client, vera):
    keep(client, key="/gammelt/")
    FormDraft.objects.update(at=clock.now() - drafts.KEPT - timedelta(minutes=1))
    keep(client)
    forget_old_drafts()
    assert FormDraft.objects.get().key == KEY


def test_a_form_that_was_taken_needs_none_and_one_that_was_refused_keeps_it(client):
    ward = make_ward()
    client.force_login(ward.user("vera"))
    ward.plans(1)
    url = reverse("worklists:day_rebuild", args=[ward.team.code, ward.day, "dag"])
    refused = reverse("worklists:day_rebuild", args=["annensteds", ward.day, "dag"])
    keep(client)
    client.post(refused, {"_utkast": KEY})
    assert kept(client).status_code == 200
    client.post(url, {"_utkast": KEY})
    assert kept(client).status_code == 204
