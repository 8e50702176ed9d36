"""The unit's rules: who reads, who chooses, what a change needs; and why somebody is not on the board."""

import pytest
from django.urls import reverse

from boards.actions.rules import set_rule
from boards.models import BoardRebuild, RuleSetting
from boards.queries.chosen import chosen_of
from boards.queries.why import why
from boards.rules.registry import RULES
from heltom.lib.errors import Refused
from patients.models import Observation
from teams.models import AccessLog, AuditEvent
from tests.access_table import WHO
from tests.boards.factories import ItemFactory, MeetingFactory
from tests.factories import (
    PatientFactory,
    PlacementFactory,
    PositionFactory,
    StaffFactory,
    UserFactory,
)
from tests.support.access import sign_in_all, statuses, with_operator
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

#: Una is sykepleierfaglig konsulent of the unit, Tor the team's fysioterapeut.
EVERYBODY = [*WHO, "una", "tor"]


@pytest.fixture
def ward():
    made = with_operator(make_ward())
    for who, kind in (("una", "konsulent"), ("tor", "terapeut")):
        made.people[who] = StaffFactory(user=UserFactory(username=who), team=made.team)
        place = {"team": made.team} if who == "tor" else {"unit": made.team.unit, "team": None}
        PositionFactory(staff=made.people[who], kind=kind, **place)
    return sign_in_all(made)


@pytest.fixture
def patient(ward):
    return PlacementFactory(patient=PatientFactory(given_name="Solfrid"), team=ward.team).patient


def sent(code="vekt", **typed):
    from boards.forms.rules import FIGURE
    from boards.rules.registry import BY_CODE

    rule = BY_CODE[code].with_defaults({})
    figures = {f"{FIGURE}{name}": str(value).replace(".", ",") for name, value in rule.items()}
    return figures | {"is_on": "on", "why": "Prøver en måned.", "before": ""} | typed


def choose(ward, **said):
    given = {
        "unit": ward.team.unit, "code": "vekt", "is_on": True, "thresholds": {"percent": 8},
        "why": "For mange forslag", "before": "", "by": ward.user("una"),
    }  # fmt: skip
    set_rule(**given | said)


def test_who_reads_chooses_and_tries(client, ward, patient):
    unit = ward.team.unit.code
    rules, one = reverse("boards:rules", args=[unit]), [unit, "vekt"]
    read = [302, 200, 200, 200, 200, 404, 404, 200, 200, 200]
    assert statuses(client, ward, lambda: client.get(rules), EVERYBODY) == read
    url = reverse("boards:rule_set", args=one)
    wrote = [302, 403, 403, 403, 403, 404, 404, 403, 303, 403]
    assert statuses(client, ward, lambda: client.post(url, sent()), EVERYBODY) == wrote
    url = reverse("boards:rule_try", args=one)
    tried = [302, 403, 403, 403, 403, 404, 404, 403, 200, 403]
    body = sent(team=ward.team.code)
    assert statuses(client, ward, lambda: client.post(url, body), EVERYBODY) == tried
    url = reverse("boards:why", args=[patient.number])
    seen = [302, 200, 200, 200, 200, 404, 404, 403, 200, 200]
    assert statuses(client, ward, lambda: client.get(url), EVERYBODY) == seen


def test_a_choice_is_kept_with_who_and_why_and_the_boards_are_built_anew(ward):
    choose(ward)
    row = RuleSetting.objects.get()
    assert (row.thresholds, row.why) == ({"percent": 8}, "For mange forslag")
    assert chosen_of(ward.team.unit).thresholds["vekt"] == {"percent": 8}
    event = AuditEvent.objects.get(verb="board_rule_set")
    assert event.details["thresholds_before"] == {}
    assert set(BoardRebuild.objects.values_list("team", flat=True)) == set(
        ward.team.unit.sites.values_list("teams", flat=True)
    )


def test_the_same_choice_twice_does_nothing(ward):
    choose(ward)
    choose(ward, why="")
    assert AuditEvent.objects.filter(verb="board_rule_set").count() == 1


def test_the_second_of_two_is_told_who_was_first(ward):
    choose(ward)
    with pytest.raises(Refused, match=f"{ward.people['una'].name} har endret regelen"):
        choose(ward, thresholds={"percent": 4}, by=ward.user("ola"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"why": " "}, "Skriv hvorfor"),
        ({"thresholds": {"percent": 90}}, "Vekttap i prosent: skriv et tall fra 2 til 20"),
    ],
)
def test_what_is_refused_changes_nothing(ward, said, told):
    with pytest.raises(Refused, match=told):
        choose(ward, **said)
    assert not RuleSetting.objects.exists()


def test_the_page_keeps_what_was_typed_when_it_is_refused(client, ward):
    client.force_login(ward.user("una"))
    url = reverse("boards:rule_set", args=[ward.team.unit.code, "vekt"])
    page = client.post(url, sent(grense_percent="7,5", why="")).content.decode()
    assert "Skriv hvorfor regelen endres." in page
    assert 'value="7,5"' in page
    page = client.post(url, sent(grense_percent="mange")).content.decode()
    assert "Skriv et tall fra 2 til 20." in page
    client.post(url, sent(grense_percent="7,5"))
    assert RuleSetting.objects.get().thresholds == {"percent": 7.5}


def test_a_change_can_be_tried_before_it_is_kept(client, ward, patient):
    losing(patient)
    client.force_login(ward.user("una"))
    url = reverse("boards:rule_try", args=[ward.team.unit.code, "vekt"])
    body = sent(team=ward.team.code, grense_percent="12", grense_steady="12")
    page = client.post(url, body).content.decode()
    assert "regelen slår ut for 1 nå, og for 0 med det du prøver" in page
    assert not RuleSetting.objects.exists()


def losing(patient):
    from datetime import timedelta

    from heltom.lib import clock

    for days, kilos in ((150, 70), (120, 69), (90, 67), (60, 66), (30, 65), (3, 64)):
        at = clock.now() - timedelta(days=days)
        Observation.objects.create(patient=patient, kind="vekt", taken_at=at, value=kilos)


def test_why_tells_every_rule_with_its_figures_and_no_name(client, ward, patient):
    losing(patient)
    choose(ward, code="katz", is_on=False, thresholds={})
    client.force_login(ward.user("kari"))
    page = client.get(reverse("boards:why", args=[patient.number])).content.decode()
    assert "70 → 64 kg" in page
    assert "Fall de siste 60 dagene: 0. Grensen er 2." in page
    assert "Regler som er slått av her" in page
    assert all(str(rule.title) in page for rule in RULES)
    assert "Solfrid" not in page
    assert AccessLog.objects.filter(screen="board_why", patient_number=patient.number).exists()


def test_why_says_whether_she_stands_on_the_next_board(ward, patient):
    assert why(patient, ward.team).meeting is None
    meeting = MeetingFactory(team=ward.team)
    assert why(patient, ward.team).item is None
    item = ItemFactory(meeting=meeting, patient=patient)
    assert why(patient, ward.team).item == item


def test_the_table_of_rules_is_in_step():
    from django.conf import settings

    from boards.management.commands.draw_board_rules import drawing

    assert (settings.BASE_DIR / "docs" / "board-rules.md").read_text() == drawing()


def test_the_rules_and_the_choices_are_linked_for_whoever_may(ward, client):
    """From the board: the rules for all who read it, the choices for the two roles that choose."""
    unit, board = ward.team.unit.code, reverse("boards:overview", args=[ward.team.code])
    rules, choices = (reverse(f"boards:{name}", args=[unit]) for name in ("rules", "settings"))
    for who, may in (("una", True), ("tor", False)):
        client.force_login(ward.user(who))
        page = client.get(board).content.decode()
        assert f'href="{rules}"' in page
        assert (f'href="{choices}"' in page) == may
        assert (f'href="{choices}"' in client.get(rules).content.decode()) == may
