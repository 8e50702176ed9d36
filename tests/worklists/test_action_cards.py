"""The contingency plan's cards: written by the unit's leader, as they were kept, read by all at work."""

import pytest
from django.urls import reverse

from heltom.lib.errors import Refused
from teams.models import AuditEvent
from tests.factories import PositionFactory
from tests.ward import make_ward
from worklists.actions import action_cards
from worklists.models import ActionCard

pytestmark = pytest.mark.django_db

CARD = {
    "title": "Strømbrudd",
    "when_to": "Strømmen er borte",
    "steps": "Finn lykt\n\nRing pasienter",
}


@pytest.fixture
def ward(noon):
    return make_ward()


@pytest.fixture
def leader(ward):
    return PositionFactory(kind="enhetsleder", team=None, unit=ward.team.unit).staff.user


def test_a_card_is_added_changed_and_removed_and_how_it_was_is_kept(ward, leader):
    unit = ward.team.unit
    card = action_cards.add(unit=unit, by=leader, **CARD)
    assert (card.code, card.lines) == ("strombrudd", ["Finn lykt", "Ring pasienter"])
    with pytest.raises(Refused, match="har alt et kort som heter dette"):
        action_cards.add(unit=unit, by=leader, **CARD)
    for _twice in range(2):
        card = action_cards.change(card=card, by=leader, **CARD | {"phones": "110"})
    (changed,) = AuditEvent.objects.filter(verb="action_card_changed")
    assert changed.details["was"]["phones"] == ""
    action_cards.remove(card=card, by=leader)
    assert AuditEvent.objects.get(verb="action_card_removed").details["was"]["phones"] == "110"
    assert not ActionCard.objects.exists()


def test_what_is_missing_is_told_and_what_was_typed_stays(client, ward, leader):
    client.force_login(leader)
    url = reverse("worklists:action_card_new", args=[ward.team.unit.code])
    said = client.post(url, CARD | {"steps": ""}).text
    assert "ett steg på hver linje" in said
    assert "Strømmen er borte" in said
    assert client.post(url, CARD).status_code == 303
    assert "heter dette" in client.post(url, CARD).text
    card = ActionCard.objects.get()
    edit = reverse("worklists:action_card_edit", args=[ward.team.unit.code, card.code])
    assert client.post(edit, CARD | {"title": "Strøm"}).status_code == 303
    assert ActionCard.objects.get().title == "Strøm"


def test_everybody_at_work_has_the_steps_at_hand_and_on_paper(client, ward, leader):
    card = action_cards.add(unit=ward.team.unit, by=leader, **CARD)
    client.force_login(ward.user("kari"))
    page = client.get(reverse("worklists:action_card", args=[ward.team.unit.code, card.code])).text
    assert page.index("Finn lykt") < page.index("Ring pasienter")
    assert "Endre kortet" not in page
    paper = client.get(reverse("worklists:action_cards_print", args=[ward.team.unit.code])).text
    assert "☐ Finn lykt" in paper
