"""Who somebody is right now: from duty and positions, never from the login."""

from datetime import time, timedelta

import pytest

from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from teams.models import Shift, User
from teams.permissions import ROLE_PERMISSIONS, Permission, can, check_can, teams_visible_to
from teams.roles import RoleKind, own_shifts, roles_of, staff_at_work
from tests.factories import (
    AbsenceFactory,
    PositionFactory,
    ShiftFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def by_the_clock(settings):
    """As in the ward: duty counts while it lasts, and not the whole day as in a demonstration."""
    settings.HELTOM_DUTY_ALL_DAY = False


def on_duty(
    function="liste", *, team=None, begins=timedelta(hours=-2), ends=timedelta(hours=5), **person
):
    """Somebody whose shift began two hours ago and ends in five, unless said."""
    staff = StaffFactory(with_login=True, **person, **({"team": team} if team else {}))
    now = clock.now()
    ShiftFactory(staff=staff, function=function, starts_at=now + begins, ends_at=now + ends)
    return staff


def kinds(staff):
    return [role.kind for role in roles_of(User.objects.get(pk=staff.user_id))]


def test_a_login_alone_gives_nothing():
    user = UserFactory()
    assert roles_of(user) == ()
    assert not any(can(user, permission) for permission in Permission)


def test_an_employee_who_is_not_on_duty_wears_no_hat():
    assert kinds(StaffFactory(with_login=True)) == []


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        ("liste", RoleKind.CARER),
        ("vk", RoleKind.VK),
        ("ansvarsvakt", RoleKind.ANSVARSVAKT),
        ("sykepleier2", RoleKind.NURSE_2),
        ("medisinrom", RoleKind.INDOOR),
    ],
)
def test_duty_gives_the_hat_of_its_function(function, kind):
    assert kinds(on_duty(function)) == [kind]


def test_the_hat_is_on_an_hour_before_the_shift_and_an_hour_after_it():
    almost = timedelta(minutes=59)
    later = timedelta(hours=7)
    assert kinds(on_duty(begins=almost, ends=later)) == [RoleKind.CARER]
    assert kinds(on_duty(begins=-later, ends=-almost)) == [RoleKind.CARER]


def test_the_hat_is_off_when_the_shift_is_long_over_or_far_ahead():
    hours = timedelta(hours=1)
    assert kinds(on_duty(begins=-9 * hours, ends=-2 * hours)) == []
    assert kinds(on_duty(begins=2 * hours, ends=9 * hours)) == []


def test_somebody_who_is_away_wears_no_hat():
    staff = on_duty()
    Shift.objects.update(absence=AbsenceFactory(staff=staff))
    assert kinds(staff) == []


def test_somebody_who_has_left_wears_no_hat_though_the_shift_still_stands():
    staff = on_duty()
    staff.employed_to = clock.today() - timedelta(days=1)
    staff.save()
    assert kinds(staff) == []


def test_somebody_who_has_left_is_at_work_no_more_and_has_no_shift():
    staff = on_duty()
    user = User.objects.get(pk=staff.user_id)
    assert staff_at_work(user) == staff
    assert list(own_shifts(user)) == list(staff.shifts.all())
    staff.employed_to = clock.today() - timedelta(days=1)
    staff.save()
    user = User.objects.get(pk=staff.user_id)
    assert staff_at_work(user) is None
    assert list(own_shifts(user)) == []


def test_tomorrows_shift_is_not_hers_yet():
    staff = on_duty(begins=timedelta(hours=20), ends=timedelta(hours=27))
    assert list(own_shifts(User.objects.get(pk=staff.user_id))) == []


def test_a_position_that_has_ended_gives_nothing():
    position = PositionFactory(valid_to=clock.today() - timedelta(days=1))
    assert kinds(position.staff) == []


def test_the_ansvarsvakt_answers_for_her_ht_and_every_ot_under_it():
    ot = TeamFactory()
    other = TeamFactory()
    anne = on_duty("ansvarsvakt", team=ot.ht)
    seen = teams_visible_to(User.objects.get(pk=anne.user_id))
    assert set(seen) == {ot, ot.ht}
    assert other not in seen


def test_a_carer_of_the_ht_does_not_get_the_umbrella():
    ot = TeamFactory()
    nurse = on_duty("liste", team=ot.ht)
    assert teams_visible_to(User.objects.get(pk=nurse.user_id)) == [ot.ht]


@pytest.mark.parametrize("function", ["ansvarsvakt", "sykepleier2", "e-meldinger"])
def test_only_a_nurse_handles_messages_whoever_the_roster_has_put_there(function):
    for profession, may in (
        ("sykepleier", True), ("vernepleier", True), ("helsefagarbeider", False),
        ("assistent", False), ("fysioterapeut", False),
    ):  # fmt: skip
        staff = on_duty(function, profession=profession)
        user = User.objects.get(pk=staff.user_id)
        assert can(user, Permission.HANDLE_MESSAGES, staff.team) is may, profession
        assert can(user, Permission.SEE_MESSAGES, staff.team)
        if not may:
            with pytest.raises(NotAllowed, match="Bare sykepleier"):
                check_can(user, Permission.HANDLE_MESSAGES, staff.team)


def test_a_unit_leader_reaches_every_team_of_the_unit_and_no_other():
    ot = TeamFactory()
    stranger = TeamFactory()
    leader = PositionFactory(kind="enhetsleder", team=None, unit=ot.unit)
    user = User.objects.get(pk=leader.staff.user_id)
    assert can(user, Permission.SEE_DAY, ot)
    assert not can(user, Permission.SEE_DAY, stranger)


def test_the_operator_sees_figures_everywhere_and_no_patient():
    ot, other = TeamFactory(), TeamFactory()
    drift = PositionFactory(kind="systemansvarlig", team=None, unit=ot.unit)
    user = User.objects.get(pk=drift.staff.user_id)
    assert can(user, Permission.SEE_OVERVIEW, other)
    assert not can(user, Permission.SEE_PATIENTS, ot)


def test_a_carer_is_told_in_a_sentence_why_she_may_not_rebuild():
    kari = on_duty()
    with pytest.raises(NotAllowed, match="vaktkoordinator"):
        check_can(User.objects.get(pk=kari.user_id), Permission.REBUILD, kari.team)


def test_every_hat_has_its_rights_written_down():
    assert set(ROLE_PERMISSIONS) == set(RoleKind)


def test_in_a_demonstration_duty_counts_the_whole_day(settings):
    settings.HELTOM_DUTY_ALL_DAY = True
    staff = StaffFactory(with_login=True)
    ShiftFactory(staff=staff, kind="dag", starts_at=clock.midnight(clock.today()))
    ShiftFactory(staff=staff, date=clock.today() + timedelta(days=1))
    assert kinds(staff) == [RoleKind.CARER]


def test_in_a_demonstration_last_nights_shift_still_counts_after_midnight(settings, monkeypatch):
    settings.HELTOM_DUTY_ALL_DAY = True
    today = clock.today()
    monkeypatch.setattr(clock, "now", lambda: clock.at(today, time(2)))
    staff = StaffFactory(with_login=True)
    ShiftFactory(staff=staff, date=today - timedelta(days=1), kind="natt", function="vk")
    assert kinds(staff) == [RoleKind.VK]


@pytest.mark.parametrize(
    "right",
    [
        Permission.SEE_FIT,
        Permission.ASSESS,
        Permission.PROPOSE_MOVE,
        Permission.ANSWER_MOVE,
        Permission.PAUSE,
        Permission.WRITE_CARE,
        Permission.SEE_ACCESS_LOG,
        Permission.SEE_ESTIMATES,
    ],
)
def test_a_right_whose_pages_show_patients_goes_with_the_right_to_see_them(right):
    """The pages ask for the one right only."""
    giving = {kind for kind, rights in ROLE_PERMISSIONS.items() if right in rights}
    assert giving
    assert giving <= {
        k for k, rights in ROLE_PERMISSIONS.items() if Permission.SEE_PATIENTS in rights
    }
