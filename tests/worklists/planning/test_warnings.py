"""Every kind of warning on a day made for it: whom it names, when, and how it is put right."""

from dataclasses import replace

import pytest

from tests.worklists.planning.days import carer, day, line, random_day, visit
from worklists.planning import Break, Need, Problem
from worklists.planning.warning_words import KINDS, Severity, Words
from worklists.planning.warnings import Limits, warnings

INSULIN = (Need(0, frozenset({"insulin"})),)
NURSE = (Need(2),)
TWO = (Need(), Need())


def found(visits, carers, **more):
    """The only warning of a day."""
    problem = more.pop("problem", None) or day(visits, carers, **more)
    (one,) = warnings(problem)
    return one


def codes(visits, carers, **more):
    return [one.code for one in warnings(day(visits, carers, **more))]


def test_an_ordinary_day_has_none():
    assert codes([visit(), visit("w", 2, needs=TWO)], [carer(), carer("ola")]) == []
    assert warnings(day()) == ()


def test_nobody_on_the_shift_has_the_competence():
    visits = [
        visit("a", earliest=480, needs=INSULIN, patient="p1"),
        visit("b", latest=810, needs=INSULIN, patient="p2"),
        visit("c"),
    ]
    one = found(visits, [carer(competences=frozenset({"kateter"}))])
    assert (one.code, one.visits, one.patients) == ("no_competence", ("a", "b"), ("p1", "p2"))
    assert one.severity is Severity.IMPOSSIBLE
    assert one.sentence == "Ingen på vakt har insulin: 2 oppdrag mellom 08:00 og 13:30 trenger det."
    assert one.fix.startswith("Sett på vakt en som har insulin, lån en fra et annet team")


def test_competences_are_called_by_their_names():
    problem = day([visit(needs=INSULIN)], [carer()])
    (one,) = warnings(problem, words=Words(competences={"insulin": "Insulin og blodsukker"}))
    assert one.sentence.startswith("Ingen på vakt har Insulin og blodsukker: 1 oppdrag")


def test_nobody_has_the_level():
    one = found([visit(needs=NURSE)], [carer(level=1)])
    assert one.code == "no_level"
    assert one.sentence.startswith("Ingen på vakt er sykepleier: 1 oppdrag")


def test_both_the_level_and_the_competence_are_told_where_both_lack():
    need = (Need(2, frozenset({"insulin"})),)
    assert codes([visit(needs=need)], [carer()]) == ["no_level", "no_competence"]


def test_each_is_there_but_nobody_has_all():
    need = (Need(2, frozenset({"insulin"})),)
    carers = [carer(level=2), carer("ola", competences=frozenset({"insulin"}))]
    one = found([visit(needs=need)], carers)
    assert one.code == "no_one_with_all"
    assert "er sykepleier og har insulin på én gang" in one.sentence


def test_a_delegation_for_the_patient_is_enough():
    able = carer(patient_competences={"p1": frozenset({"insulin"})})
    assert codes([visit(needs=INSULIN, patient="p1")], [able]) == []
    assert codes([visit(needs=INSULIN, patient="p2")], [able]) == ["no_competence"]


def test_somebody_has_it_but_not_then():
    carers = [carer(), carer("nurse", start=700, level=2)]
    one = found([visit(needs=NURSE, hard_window=True)], carers)
    assert one.code == "competence_not_then"
    assert one.sentence == (
        "De på vakt som er sykepleier, er ikke der når 1 oppdrag mellom 08:00 og 09:00 må gjøres."
    )


def test_where_the_window_is_soft_she_only_comes_late():
    carers = [carer(), carer("nurse", start=700, level=2)]
    one = found([visit(needs=NURSE)], carers)
    assert (one.code, one.severity) == ("late_competence", Severity.SHORT)
    assert one.remarks == ("tidligst 11:45, 165 min for sent",)


def test_more_at_once_than_those_with_the_competence_can_do():
    visits = [
        visit(str(n), earliest=480, latest=490, hard_window=True, needs=INSULIN) for n in range(4)
    ]
    able = carer(competences=frozenset({"insulin"}))
    one = found(visits, [able, carer("ola")])
    assert (one.code, one.visits, one.carers) == ("no_room", ("0", "1", "2", "3"), ("kari",))
    assert dict(one.numbers) == {
        "visits": 4, "begins": 480, "ends": 510, "due": 80, "free": 30, "too_many": 3,
    }  # fmt: skip
    assert one.sentence == (
        "4 oppdrag på 80 minutter til sammen må gjøres mellom 08:00 og 08:30. Den ene på vakt som"
        " har insulin, har 30 minutter, selv uten reise. Minst 3 oppdrag får ikke plass."
    )


def test_soft_windows_only_make_them_late():
    visits = [visit(str(n), earliest=480, latest=490, needs=INSULIN) for n in range(4)]
    one = found(visits, [carer(competences=frozenset({"insulin"})), carer("ola")])
    assert (one.code, one.number("too_many")) == ("rush", 3)


def test_more_work_than_the_shift_has_minutes():
    """Two carers with 435 minutes each after the report, 30 of them for the break."""
    visits = [visit(str(n), minutes=90, latest=900) for n in range(10)]
    pause = Break(30, 600, 700)
    people = [carer(key, report_minutes=15, breaks=(pause,)) for key in ("kari", "ola")]
    one = found(visits, people)
    assert (one.code, one.number("due"), one.number("free")) == ("no_room", 900, 2 * (450 - 30))
    assert one.number("too_many") == 1
    assert "De 2 på vakt har 840 minutter" in one.sentence


def test_what_is_locked_takes_time_from_the_rest():
    visits = [visit(str(n), earliest=480, latest=480, hard_window=True) for n in range(2)]
    locked = visit("fact", 0, 60, locked_carers=("ola",), locked_start=470)
    one = found([*visits, locked], [carer(), carer("ola")])
    assert (one.code, one.visits, one.number("free")) == ("no_room", ("0", "1"), 20)


def test_nobody_is_on_the_shift():
    one = found([visit("a"), visit("b", latest=600)], [])
    assert one.sentence == "Ingen er på vakt, og 2 oppdrag mellom 08:00 og 10:00 skal gjøres."


def test_two_are_needed_and_one_is_there():
    one = found([visit(needs=TWO)], [carer()])
    assert (one.code, one.visits) == ("too_few", ("v",))
    assert "trenger to ansatte, men bare én på vakt kan ta dem" in one.sentence


def test_two_are_needed_and_only_one_has_the_competence_for_both():
    nurses = (Need(2), Need(2))
    assert codes([visit(needs=nurses)], [carer(level=2), carer("ola")]) == ["too_few"]


@pytest.mark.parametrize("locked", [None, ("kari",)])
def test_one_may_do_both_parts_where_the_visit_says_so(locked):
    asked = visit(needs=TWO, gap=(20, 60), same_carer=True, locked_carers=locked)
    assert codes([asked], [carer()]) == []


def test_nobody_does_both_parts_where_the_second_begins_before_the_first_is_over():
    asked = visit(minutes=30, needs=TWO, gap=(0, 20), same_carer=True)
    assert codes([asked], [carer()]) == ["pair_not_free"]


def test_two_are_needed_and_the_other_one_is_bound():
    locked = visit("fact", 1, 60, locked_carers=("ola",), locked_start=480)
    wanted = visit(needs=TWO, latest=510, hard_window=True)
    one = found([wanted, locked], [carer(), carer("ola")])
    assert (one.code, one.visits) == ("pair_not_free", ("v",))


def test_two_are_needed_and_their_shifts_do_not_meet():
    people = [carer(end=600), carer("ola", start=620)]
    assert codes([visit(needs=TWO, earliest=500, latest=800)], people) == ["pair_not_free"]


def test_the_second_one_cannot_come_so_late_within_the_window():
    one = visit(needs=TWO, gap=(90, 120), hard_window=True)
    assert codes([one], [carer(), carer("ola")]) == ["gap_impossible"]
    assert codes([replace(one, latest=600)], [carer(), carer("ola")]) == []


def test_the_patients_own_appointment_takes_the_whole_window():
    one = found([visit(hard_window=True, blocked=((470, 600),), patient="p1")], [carer()])
    assert (one.code, one.patients, one.remedy) == ("away", ("p1",), "patient")
    assert "Pasienten er borte hele tiden da 1 oppdrag mellom 08:00 og 09:00" in one.sentence


def test_the_patients_own_appointment_takes_the_whole_of_a_soft_window():
    one = found([visit(blocked=((470, 600),))], [carer()])
    assert (one.code, one.remarks) == ("late_away", ("tidligst 10:00, 60 min for sent",))


def test_the_patients_own_appointment_takes_a_part():
    one = found([visit(blocked=((520, 900),))], [carer()])
    assert (one.code, one.severity) == ("shortened", Severity.CHECK)
    assert one.remarks == ("20 av 60 min igjen",)
    assert one.number("left") == 20


def test_before_the_report_is_over():
    early = visit(earliest=440, latest=460, hard_window=True)
    one = found([early], [carer(report_minutes=15)])
    assert one.code == "before_shift"
    assert one.sentence.endswith("Den første er klar 07:45.")
    (late,) = warnings(day([replace(early, hard_window=False)], [carer(report_minutes=15)]))
    assert late.remarks == ("tidligst 07:50, 10 min for sent",)


def test_after_the_shift_is_over():
    one = found([visit(earliest=920, latest=925)], [carer()])
    assert one.code == "after_shift"
    assert "rekkes ikke før vakten er slutt 15:30" in one.sentence


def test_a_fixed_start_that_a_late_begun_visit_cannot_keep():
    assert codes([visit(earliest=440, latest=600, fixed_time=True)], [carer()]) == ["before_shift"]


def test_the_window_is_over_by_now():
    running = {"now": 600}
    one = found([visit(hard_window=True)], [carer()], **running)
    assert (one.code, one.remedy) == ("window_past", "visit")
    done = visit("done", 1, 60, locked_carers=("kari",), locked_start=480, started=True)
    assert codes([visit(hard_window=True), done], [carer()], **running) == ["window_past"]
    one = found([visit()], [carer()], **running)
    assert (one.code, one.remarks) == ("late_past", ("tidligst 10:05, 65 min for sent",))


def test_the_only_one_who_can_is_locked_to_something_else():
    nurse = carer(level=2)
    locked = visit("fact", 1, 60, locked_carers=("kari",), locked_start=480)
    hard = visit(needs=NURSE, latest=500, hard_window=True)
    assert codes([hard, locked], [nurse, carer("ola")]) == ["occupied"]


def test_locked_to_somebody_absent_or_unable():
    one = found([visit(locked_carers=("borte",))], [carer()])
    assert one.code == "locked_absent"
    away = visit(locked_carers=("borte",), locked_start=500)
    assert codes([away], [carer()]) == ["locked_absent"]
    people = [carer(), carer("nurse", level=2)]
    assert codes([visit(locked_carers=("kari",), needs=NURSE)], people) == ["locked_unable"]
    forbidden = visit(locked_carers=("kari",), forbidden_carers=frozenset({"kari"}))
    assert codes([forbidden], [carer(), carer("ola")]) == ["locked_unable"]


def test_who_waits_for_a_colleague_that_is_not_there_is_free_for_others():
    waiting = visit("fact", 0, 60, locked_carers=("kari", "borte"), locked_start=480, needs=TWO)
    other = visit(latest=490, hard_window=True)
    assert codes([waiting, other], [carer()]) == ["locked_absent"]


def test_locked_to_the_minute_to_somebody_unable_is_kept_and_told():
    people = [carer(), carer("nurse", level=2)]
    locked = visit(locked_carers=("kari",), locked_start=500, needs=NURSE)
    one = found([locked], people)
    assert (one.code, one.severity, one.carers) == ("given_unable", Severity.CHECK, ("kari",))
    assert codes([replace(locked, started=True)], people) == []


def test_locked_to_the_minute_while_the_patient_is_away():
    locked = visit(locked_carers=("kari",), locked_start=500, blocked=((510, 600),))
    assert codes([locked], [carer()]) == ["given_away"]


def test_those_who_can_shall_not_go_there():
    one = visit(needs=NURSE, forbidden_carers=frozenset({"nurse"}))
    assert codes([one], [carer(), carer("nurse", level=2)]) == ["forbidden"]


def test_those_who_can_belong_to_another_team():
    one = visit(needs=NURSE, team="ot")
    people = [carer(team="ot"), carer("nurse", level=2, team="ht")]
    assert codes([one], people) == ["other_team"]
    assert codes([replace(one, may_cross=frozenset({"ht"}))], people) == []


def test_locked_visits_that_lie_over_each_other_or_too_near():
    one = visit("a", 1, 30, locked_carers=("kari",), locked_start=480)
    over = visit("b", 2, 30, locked_carers=("kari",), locked_start=500)
    told = found([one, over], [carer()])
    assert (told.code, told.visits, told.carers) == ("collide", ("a", "b"), ("kari",))
    near = replace(over, locked_start=512)
    told = found([one, near], [carer()])
    assert (told.code, told.remarks) == ("tight", ("", "3 min for lite"))
    assert codes([one, replace(over, locked_start=515)], [carer()]) == []
    assert codes([replace(one, started=True), replace(over, started=True)], [carer()]) == []


def test_a_break_that_cannot_be_taken():
    one = found([], [carer(breaks=(Break(30, 910, 925),)), carer("ola")])
    assert (one.code, one.carers) == ("break", ("kari",))
    assert one.sentence == "1 på vakt kan ikke ta pausen til vanlig tid (mellom 15:10 og 15:25)."
    locked = visit(minutes=180, locked_carers=("kari",), locked_start=600)
    assert codes([locked], [carer(breaks=(Break(30, 620, 700),))]) == ["break"]
    assert codes([locked], [carer(breaks=(Break(30, 620, 700, taken_at=800),))]) == []


def test_an_address_that_nobody_knows():
    visits = [
        visit("a", 0, address="missing", patient="p1"),
        visit("b", 0, address="outside", patient="p2"),
        visit("c", 0, address="missing", indoors=True),
    ]
    one, two = warnings(day(visits, [carer()]))
    assert (one.code, one.patients, one.remedy) == ("no_address", ("p1",), "patient")
    assert (two.code, two.patients) == ("outside", ("p2",))
    assert "planlegges som om de var på basen" in one.sentence


def test_absurdly_far_by_the_quickest_means():
    far = {"travel": line(minutes=20)}
    one = found([visit(place=4, latest=600)], [carer()], **far)
    assert (one.code, one.remarks, one.number("minutes")) == ("far", ("80 min unna",), 80)
    assert codes([visit(place=3, latest=600)], [carer()], **far) == []
    problem = day([visit(place=3, latest=600)], [carer()], **far)
    assert [one.code for one in warnings(problem, limits=Limits(far=30))] == ["far"]


def test_too_far_to_get_there_at_all():
    far = {"travel": line(minutes=90)}
    one = found([visit(place=4, latest=800)], [carer()], **far)
    assert (one.code, one.remedy) == ("too_far", "patient")


def test_what_is_done_by_phone_is_never_far():
    assert codes([visit(place=9, indoors=True)], [carer()], travel=line(minutes=90)) == []


def test_the_worst_comes_first_and_then_what_concerns_most():
    visits = [
        visit("a", 0, address="missing"),
        visit("b", needs=NURSE),
        visit("c", needs=INSULIN),
        visit("d", needs=INSULIN),
        visit("e", earliest=300, latest=400),
    ]
    assert codes(visits, [carer()]) == ["no_competence", "no_level", "late", "no_address"]


def test_every_kind_has_a_sentence_and_a_way_out_that_end_like_sentences():
    for code, kind in KINDS.items():
        assert kind.sentence.endswith((".", "({when}).")), code
        assert kind.fix.endswith("."), code


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_day_does_not_matter(seed):
    problem = random_day(seed, 14, 4)
    turned = Problem(problem.visits[::-1], problem.carers[::-1], problem.travel, now=problem.now)
    one = {(w.code, frozenset(w.visits), w.severity) for w in warnings(problem)}
    assert one == {(w.code, frozenset(w.visits), w.severity) for w in warnings(turned)}
