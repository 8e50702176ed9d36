"""What the meeting says of a patient: field by field, by two at once, without her name."""

from datetime import time, timedelta

import pytest

from boards.actions import discussion
from boards.actions.discussion import Overtaken
from boards.models import Discussion, Item
from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import AuditEvent, User
from tests.boards.factories import ItemFactory, MeetingFactory
from tests.factories import PatientFactory, StaffFactory
from tests.support.clocks import pin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_o_clock(monkeypatch):
    pin(monkeypatch, time(13))


@pytest.fixture
def item() -> Item:
    meeting = MeetingFactory(planned_for=clock.today(), state="i-gang", opened_at=clock.now())
    patient = PatientFactory(given_name="Petra", family_name="Lindqvist", criticality=2)
    return ItemFactory(on=True, meeting=meeting, patient=patient)


@pytest.fixture
def ida() -> User:
    return StaffFactory(given_name="Ida", family_name="Berg", with_login=True).user


@pytest.fixture
def tor() -> User:
    return StaffFactory(given_name="Tor", family_name="Vik", with_login=True).user


def version(item: Item) -> int:
    item.meeting.refresh_from_db()
    return item.meeting.version


def test_each_field_is_kept_by_itself_and_the_screens_hear_of_it(item, ida, tor):
    discussion.save(item=item, field="light", value="gul", was="", by=ida)
    discussion.save(item=item, field="assessment", value="Spiser lite", was="", by=tor)
    said = Discussion.objects.get()
    assert (said.light, said.assessment, said.version) == ("gul", "Spiser lite", 2)
    assert (said.changed_by, said.writers["light"][0]) == (tor, ida.pk)
    assert version(item) == 2
    discussion.save(item=item, field="light", value="gul", was="", by=tor)
    assert version(item) == 2


def test_two_who_write_in_different_lines_both_stand(item, ida, tor):
    discussion.save(item=item, field="assessment", value="Spiser lite", was="", by=ida)
    said = discussion.save(item=item, field="assessment", value="Har falt", was="", by=tor)
    assert said.assessment == "Spiser lite\nHar falt"


def test_the_second_in_the_same_line_is_told_who_was_first_and_nothing_is_overwritten(
    item, ida, tor
):
    discussion.save(item=item, field="assessment", value="Spiser", was="", by=ida)
    discussion.save(item=item, field="assessment", value="Spiser godt", was="Spiser", by=ida)
    with pytest.raises(Overtaken, match=r"Ida Berg var først, kl\. 13:00") as told:
        discussion.save(item=item, field="assessment", value="Spiser lite", was="Spiser", by=tor)
    assert told.value.standing == "Spiser godt"
    discussion.save(item=item, field="light", value="rod", was="", by=ida)
    with pytest.raises(Overtaken):
        discussion.save(item=item, field="light", value="gul", was="", by=tor)
    said = Discussion.objects.get()
    assert (said.assessment, said.light) == ("Spiser godt", "rod")


def test_her_name_never_stands_in_it(item, ida):
    said = discussion.save(
        item=item, field="assessment", value="Petra falt. Lindqvists vekt", by=ida
    )
    assert said.assessment == "pasienten falt. pasienten vekt"


def test_what_is_only_written_on_takes_no_place_in_the_record(item, ida, tor):
    def details():
        rows = AuditEvent.objects.filter(verb="board_discussed").order_by("pk")
        return [row.details["was"] for row in rows]

    for text in ("Spi", "Spiser", "Spiser lite"):
        discussion.save(item=item, field="assessment", value=text, by=ida)
    assert details() == [""]
    discussion.save(item=item, field="assessment", value="Spiser godt", by=ida)
    assert details() == ["", "Spiser lite"]
    discussion.save(item=item, field="assessment", value="Spiser godt nå", by=tor)
    assert details() == ["", "Spiser lite", "Spiser godt"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("light", "lilla", "grønn, gul eller rød"),
        ("next_review_on", "i morgen", "dag, måned og år"),
        ("next_review_on", "2020-01-01", "etter møtet"),
        ("assessment", "x" * 3901, "3900 tegn"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(item, ida, field, value, words):
    with pytest.raises(Refused, match=words):
        discussion.save(item=item, field=field, value=value, by=ida)
    assert not Discussion.objects.exists()


def test_a_later_review_than_her_criticality_allows_takes_a_reason(item, ida):
    late = (clock.today() + timedelta(days=300)).isoformat()
    with pytest.raises(Refused, match="Skriv hvorfor i vurderingen"):
        discussion.save(item=item, field="next_review_on", value=late, by=ida)
    discussion.save(item=item, field="assessment", value="Stabil i to år", by=ida)
    said = discussion.save(item=item, field="next_review_on", value=late, by=ida)
    assert said.next_review_on == clock.today() + timedelta(days=300)


@pytest.mark.parametrize(
    ("state", "words"), [("planlagt", "Åpne møtet først"), ("avlyst", "avlyst")]
)
def test_nothing_is_written_beside_the_meeting(ida, state, words):
    item = ItemFactory(meeting=MeetingFactory(state=state, cancelled_why="Ferie"))
    with pytest.raises(Refused, match=words):
        discussion.save(item=item, field="light", value="gul", by=ida)
