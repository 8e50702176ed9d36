"""The criteria on the screen: read by all on duty, written row by row by the one responsible."""

import re
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse

from heltom.lib import clock
from patients.criteria import rules
from patients.criteria.kinds import Kind
from patients.models import CriteriaTable
from patients.queries.criteria import read_table
from tests.access_table import EDITS_CRITERIA
from tests.belonging_factories import (
    ConditionFactory,
    CriteriaTableFactory,
    CriterionFactory,
    EquipmentFactory,
    TaskRuleFactory,
)
from tests.factories import CompetenceFactory, PositionFactory, StaffFactory, UserFactory
from tests.ward import make_ward

pytestmark = pytest.mark.django_db

TOMORROW = clock.today() + timedelta(days=1)


@pytest.fixture
def ward():
    """The ward, and Kine the sykepleierfaglig konsulent of its unit."""
    ward = make_ward()
    kine = StaffFactory(user=UserFactory(username="kine"), given_name="Kine", team=ward.team)
    PositionFactory(staff=kine, kind="konsulent", team=None, unit=ward.team.unit)
    ward.people["kine"] = kine
    return ward


@pytest.fixture
def kine(client, ward):
    client.force_login(ward.user("kine"))
    return client


@pytest.fixture
def held():
    """Nr. 1, in force: unstable speaks for HSY, stable for PBP; insulin needs a delegation."""
    table = CriteriaTableFactory(number=1, name="Våre kriterier")
    ConditionFactory(criterion=CriterionFactory(table=table, position=1, text="Er ustabil"))
    stable = CriterionFactory(table=table, position=2, speaks_for="PBP", text="Er stabil")
    ConditionFactory(criterion=stable, values=["stabil"])
    TaskRuleFactory(table=table, text="Med insulinkurs")
    return table


@pytest.fixture
def draft(held, ward):
    """Nr. 2, Kine's draft, with the same rows as nr. 1."""
    table = CriteriaTableFactory(number=2, draft=True, responsible=ward.people["kine"])
    for row in held.criteria.all():
        twin = CriterionFactory(
            table=table, position=row.position, speaks_for=row.speaks_for, text=row.text
        )
        ConditionFactory(criterion=twin, values=row.conditions.get().values)
    return table


def url(name, *args):
    return reverse(f"patients:{name}", args=args)


def typed(**more):
    """A criterion for HSY as it is posted, with one condition: a diagnosis."""
    said = {
        "version": "0",
        "gjor": "lagre",
        "text": "Diabetes som svinger",
        "speaks_for": "HSY",
        "strength": "2",
        "source": "Fagrådet",
        "v0-kind": "diagnose",
        "v0-icpc2": "T90",
        "v0-icd10": "",
        "v0-negated": "",
    }
    return said | {key.replace("__", "-"): value for key, value in more.items()}


# To read ----------------------------------------------------------------------------------------


def test_the_front_page_tells_what_holds_comes_and_has_been(kine, ward, held, draft):
    old = CriteriaTableFactory(
        number=9,
        name="Gamle",
        valid_from=clock.today() - timedelta(days=9000),
        valid_to=held.valid_from - timedelta(days=1),
    )
    html = kine.get(url("criteria_home")).text
    for table in (old, held, draft):
        assert url("criteria_table", table.number) in html
    assert "Lag et nytt utkast" in html


def test_a_carer_reads_the_criteria_as_sentences_without_buttons(client, ward, held):
    client.force_login(ward.user("kari"))
    html = client.get(url("criteria_table", 1)).text
    assert "Når tilstanden er ustabil." in html
    assert "Med insulinkurs" in html
    assert "Endre" not in html
    assert "Lag et nytt utkast" not in client.get(url("criteria_home")).text


def test_whoever_is_not_on_duty_gets_a_sentence(client, ward, held):
    client.force_login(ward.user("nils"))
    answer = client.get(url("criteria_home"))
    assert answer.status_code == 403
    assert "Kriteriene er for den som er på vakt eller leder et team." in answer.text


def test_an_example_wears_its_mark_everywhere(kine, draft):
    CriteriaTable.objects.update(is_example=True)
    pages = ["criteria_table", "criteria_changes", "criteria_name", "criteria_deciding"]
    addresses = [url(name, 2) for name in [*pages, "criterion_new", "task_rule_new"]]
    for address in [*addresses, url("criteria_home")]:
        assert "Dette er ikke kommunens egne kriterier" in kine.get(address).text, address


def test_a_table_that_is_not_there_is_no_page(kine):
    assert kine.get(url("criteria_table", 77)).status_code == 404
    assert kine.get(url("criteria_table", 99_999_999_999)).status_code == 404


def test_a_long_table_costs_no_more_queries_than_a_short_one(
    client, ward, held, django_assert_max_num_queries
):
    client.force_login(ward.user("kari"))
    for number in range(12):
        ConditionFactory(criterion=CriterionFactory(table=held))
        TaskRuleFactory(table=held, competence=CompetenceFactory(code=f"kurs-{number}"))
    with django_assert_max_num_queries(20):
        client.get(url("criteria_table", 1))


# Who may write --------------------------------------------------------------------------------------

GETS = {
    "criteria_deciding",
    "criteria_name",
    "criterion",
    "criterion_new",
    "task_rule",
    "task_rule_new",
}


def edit_addresses(draft):
    """(whether it is read, address) of every URL that edits the criteria."""
    pk = draft.criteria.first().pk
    for pattern in get_resolver("patients.urls").url_patterns:
        name = pattern.name
        if f"patients:{name}" not in EDITS_CRITERIA:
            continue
        keys = pattern.pattern.converters
        known = {"number": draft.number, "pk": pk, "code": "insulin"}
        yield name in GETS, reverse(f"patients:{name}", kwargs={key: known[key] for key in keys})


@pytest.mark.parametrize("who", ["kari", "vera", "anne", "ola", "siri", "nils", "drift"])
def test_only_adviser_and_unit_leader_edit(client, ward, draft, who):
    TaskRuleFactory(table=draft)
    drift = StaffFactory(user=UserFactory(username="drift"), team=ward.team)
    PositionFactory(staff=drift, kind="systemansvarlig", team=None, unit=ward.team.unit)
    ward.people["drift"] = drift
    client.force_login(ward.user(who))
    addresses = list(edit_addresses(draft))
    assert len(addresses) == len(EDITS_CRITERIA)
    for is_read, address in addresses:
        ask = client.get if is_read else client.post
        assert ask(address).status_code == 403, address


def test_without_a_login_there_is_only_the_way_to_it(client, draft):
    for is_read, address in edit_addresses(draft):
        answer = (client.get if is_read else client.post)(address)
        assert answer.status_code == 302, address


def test_pages_are_not_posted_to_and_buttons_are_not_followed_as_links(kine, draft):
    for is_read, address in edit_addresses(draft):
        assert (kine.post if is_read else kine.get)(address).status_code == 405, address


# A criterion --------------------------------------------------------------------------------------


def test_conditions_are_added_with_the_fields_of_their_kind_and_what_is_typed_is_kept(kine, draft):
    answer = kine.post(url("criterion_add", 2), typed(gjor="legg-til", ny="news2"))
    assert answer.status_code == 200
    assert 'value="Diabetes som svinger"' in answer.text
    assert 'name="v0-icpc2" value="T90"' in answer.text
    assert 'name="v1-number"' in answer.text
    assert 'name="v1-days"' in answer.text
    assert 'name="v1-values"' not in answer.text
    assert "validation-message" not in answer.text, "nothing is judged before it is saved"
    assert draft.criteria.count() == 2


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_form(kine, draft, kind):
    CompetenceFactory(code="insulin")
    answer = kine.post(url("criterion_add", 2), {"gjor": "legg-til", "ny": kind})
    assert f'name="v0-kind" value="{kind}"' in answer.text


def test_one_condition_is_taken_away_and_the_others_stay(kine, draft):
    two = typed(gjor="fjern-v0", v1__kind="news2", v1__number="5", v1__days="7")
    html = kine.post(url("criterion_add", 2), two).text
    assert 'name="v0-kind" value="news2"' in html
    assert 'name="v0-number" value="5"' in html
    assert "v1-kind" not in html


def test_no_more_than_four_conditions(kine, draft):
    four = {f"v{number}-kind": "tilstand" for number in range(4)}
    html = kine.post(url("criterion_add", 2), typed(gjor="legg-til", ny="news2") | four).text
    assert "Del det heller i to kriterier" in html
    assert "v4-kind" not in html


def test_a_criterion_is_saved_with_its_conditions(kine, draft):
    two = typed(
        v0__icpc2="t89, T90",
        v0__icd10="e11*",
        v1__kind="tilstand",
        v1__values=["stabil"],
        v1__negated="1",
    )
    answer = kine.post(url("criterion_add", 2), two)
    assert answer.status_code == 303
    saved = read_table(draft).rules[-1]
    assert (saved.text, saved.speaks_for, saved.strength) == ("Diabetes som svinger", "HSY", 2)
    assert saved.conditions == (
        rules.Condition("diagnose", ("icpc2:T89", "icpc2:T90", "icd10:E11*")),
        rules.Condition("tilstand", ("stabil",), negated=True),
    )
    html = kine.get(url("criterion", 2, int(saved.key))).text
    assert 'value="T89, T90"' in html
    assert re.search(r'<option value="1"[^>]*selected\s*>skal ikke stemme', html)


@pytest.mark.parametrize(
    ("typo", "sentence"),
    [
        ({"v0__icpc2": "T9O"}, "«T9O» er ikke en kode i ICPC-2."),
        ({"v0__icpc2": "E11"}, "Hører den til ICD-10?"),
        ({"v0__icpc2": ""}, "Skriv minst én diagnosekode."),
        ({"text": ""}, "Skriv kriteriet med ord."),
        ({"text": "x" * 301}, "Skriv kortere: høyst 300 tegn."),
        ({"speaks_for": "OT"}, "Velg en av dem."),
        ({"v1__kind": "news2", "v1__number": "fem", "v1__days": "7"}, "Skriv et helt tall."),
        ({"v1__kind": "news2", "v1__number": "99", "v1__days": "7"}, "Skriv et tall fra 1 til 20."),
        ({"v1__kind": "news2", "v1__number": "5", "v1__days": ""}, "antall dager fra 1 til 180"),
        ({"v1__kind": "tilstand"}, ">Vilkår 2, En av disse</a>: Velg minst én tilstand."),
        ({"v1__kind": "tilstand", "v1__values": ["sint"]}, "sint finnes ikke lenger."),
        ({"v1__kind": "tittel", "v1__values": "å"}, "«å» er for kort."),
        ({"v1__kind": "utstyr", "v1__other": "to ord"}, "«to ord» er ikke en kode."),
        ({"v0__kind": ""}, "Legg til minst ett vilkår."),
        ({"version": "7"}, "ble endret av Kine"),
        ({"version": "sju"}, "ble endret av Kine"),
    ],
)
def test_what_is_mistyped_gets_a_sentence_and_nothing_is_lost_or_saved(kine, draft, typo, sentence):
    answer = kine.post(url("criterion_add", 2), typed(**typo))
    assert answer.status_code == 200
    assert sentence in answer.text
    assert 'value="Fagrådet"' in answer.text
    assert draft.criteria.count() == 2


def test_equipment_is_chosen_by_what_patients_have_or_by_its_code(kine, draft):
    EquipmentFactory(code="oksygen", name="Oksygen hjemme")
    empty = kine.post(url("criterion_add", 2), typed(gjor="legg-til", ny="utstyr"))
    assert "Oksygen hjemme" in empty.text
    said = {"v1__kind": "utstyr", "v1__values": ["oksygen"], "v1__other": "Respirator"}
    kine.post(url("criterion_add", 2), typed(**said))
    assert read_table(draft).rules[-1].conditions[1].values == ("oksygen", "respirator")


def test_a_criterion_is_changed_moved_and_deleted(kine, draft):
    first = draft.criteria.first()
    kine.post(url("criterion_save", 2, first.pk), typed(text="Ny tekst"))
    assert draft.criteria.get(pk=first.pk).text == "Ny tekst"
    kine.post(url("criterion_add", 2), typed(version="1"))
    answer = kine.post(url("criterion_move", 2, first.pk), {"version": "2", "ned": "1"})
    assert answer["Location"].endswith(f"#k{first.pk}")
    kine.post(url("criterion_delete", 2, first.pk), {"version": "3"})
    assert not draft.criteria.filter(pk=first.pk).exists()


def test_a_button_on_an_old_page_is_refused(kine, draft):
    first = draft.criteria.first()
    answer = kine.post(url("criterion_delete", 2, first.pk), {"version": "4"})
    assert answer.status_code == 409
    assert draft.criteria.filter(pk=first.pk).exists()


def test_another_adviser_takes_over_before_she_edits(client, ward, draft):
    turid = StaffFactory(user=UserFactory(username="turid"), given_name="Turid", team=ward.team)
    PositionFactory(staff=turid, kind="enhetsleder", team=None, unit=ward.team.unit)
    client.force_login(turid.user)
    assert "Ta over ansvaret" in client.get(url("criteria_table", 2)).text
    refused = client.post(url("criterion_add", 2), typed())
    assert "Kine Oppdiktet" in refused.text
    assert "er ansvarlig for utkastet" in refused.text
    client.post(url("criteria_take_over", 2))
    assert "Nytt kriterium" in client.get(url("criteria_table", 2)).text


# Who may do what ----------------------------------------------------------------------------------


def test_a_rule_for_a_task_is_written_changed_and_deleted(kine, draft):
    CompetenceFactory(code="sonde")
    said = {"competence": "sonde", "allowed": "nei", "basis": "egen", "text": "", "source": ""}
    assert kine.post(url("task_rule_save", 2), said | {"version": "0"}).status_code == 303
    assert 'value="nei" class="ds-input"' in kine.get(url("task_rule", 2, "sonde")).text
    assert read_table(draft).tasks["sonde"].allowed == "nei"
    kine.post(url("task_rule_delete", 2, "sonde"), {"version": "1"})
    assert read_table(draft).tasks == {}
    assert kine.get(url("task_rule", 2, "sonde")).status_code == 404


def test_a_rule_without_an_answer_says_so(kine, draft):
    CompetenceFactory(code="sonde")
    html = kine.post(url("task_rule_save", 2), {"competence": "sonde", "text": "Med kurs"}).text
    assert "Velg en av dem." in html
    assert 'value="Med kurs"' in html


# From draft to in force ---------------------------------------------------------------------------


def test_a_draft_begins_with_one_press_and_is_a_copy(kine, held):
    answer = kine.post(url("criteria_new"))
    assert answer["Location"] == url("criteria_table", 2)
    assert kine.get(url("criteria_changes", 2)).text.count("Ingenting er endret.") == 1


def test_what_is_changed_is_told_side_by_side(kine, draft, held):
    kine.post(url("criterion_save", 2, draft.criteria.first().pk), typed(text="Er ustabil"))
    kine.post(url("criterion_add", 2), typed(text="Helt nytt", version="1"))
    draft.criteria.get(speaks_for="PBP").delete()
    html = kine.get(url("criteria_changes", 2)).text
    assert "Når tilstanden er ustabil." in html
    assert "Når diagnosen er T90 (ICPC-2)." in html
    for said in ("Helt nytt", "Er stabil", "har ikke lenger en regel"):
        assert said in html


def test_a_draft_is_named_decided_and_taken_back(kine, draft):
    named = {"version": "0", "name": "Nye kriterier", "why": "Fagrådet 3. november"}
    kine.post(url("criteria_rename", 2), named)
    assert "Fagrådet 3. november" in kine.get(url("criteria_deciding", 2)).text
    said = {"version": "1", "why": "Fagrådet", "valid_from": str(TOMORROW)}
    assert kine.post(url("criteria_decide", 2), said).status_code == 303
    html = kine.get(url("criteria_table", 2)).text
    assert "Bestemt, gjelder senere" in html
    assert "Nytt kriterium" not in html
    kine.post(url("criteria_withdraw", 2))
    assert "Nytt kriterium" in kine.get(url("criteria_table", 2)).text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"why": ""}, "Skriv hva som er nytt, og hvorfor."),
        ({"valid_from": "i morgen"}, "Skriv datoen som 23.11.2026."),
        ({"valid_from": "2020-01-01"}, "en dag som er over"),
        ({"version": "5"}, "ble endret etter at du åpnet siden"),
    ],
)
def test_a_decision_that_cannot_be_made_keeps_what_was_typed(kine, draft, said, sentence):
    whole = {"version": "0", "why": "Fagrådet har ment", "valid_from": str(TOMORROW)}
    answer = kine.post(url("criteria_decide", 2), whole | said)
    assert answer.status_code == 200
    assert sentence in answer.text
    draft.refresh_from_db()
    assert draft.decided_at is None


def test_a_draft_is_deleted_whole(kine, draft):
    assert kine.post(url("criteria_delete", 2), {"version": "0"}).status_code == 303
    assert kine.get(url("criteria_table", 2)).status_code == 404
