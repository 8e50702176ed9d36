"""Each rule on a past that makes it speak, and on one much like it that does not."""

from datetime import timedelta

import pytest

from boards.rules.found import Found, NotFound
from boards.rules.history import Away, Evaluated, Granted
from boards.rules.registry import BY_CODE, RULES, Chosen, findings, judge_all
from tests.boards.pasts import ON, ago, fires, happened, judge, measured, notes, past, visits

WEIGHTS = [(170, 70), (140, 69.5), (110, 68.6), (80, 67.5), (50, 66.6), (20, 65.8)]
USUAL = visits(120, 29)
SPEAKS = {
    "ny": [past(started_on=ago(10), placed_on=ago(10)), past()],
    "katz": [
        past(measured=measured("katz", (200, 5), (10, 3))),
        past(measured=measured("katz", (200, 3), (10, 5))),
    ],
    "skropelighet": [
        past(measured=measured("skropelighet", (200, 4), (10, 6))),
        past(measured=measured("skropelighet", (200, 1), (10, 2))),
    ],
    "iplos": [
        past(measured=measured("iplos", (200, 2), v01=1, v02=2, v03=1, v04=2)
             + measured("iplos", (9, 3), v01=3, v02=3, v03=2, v04=3)),
        past(measured=measured("iplos", (200, 2), v01=1, v02=9) + measured("iplos", (9, 3), v01=1, v02=3)),
    ],
    "news2": [
        past(measured=measured("news2", (150, 1), (120, 2), (90, 1), (40, 2), (28, 4), (14, 4), (2, 5))),
        # One peak, and an illness that is over.
        past(measured=measured("news2", (150, 1), (120, 2), (90, 1), (40, 2), (28, 7), (14, 2), (2, 1))),
    ],
    "lengre": [
        past(visits=USUAL + visits(28, 0, took=42)),
        # Always so, and not slower than she used to be.
        past(visits=visits(120, 0, took=42)),
    ],
    "mertid": [
        past(plans=(Granted("a", ago(800), None, 30, 7), Granted("b", ago(20), None, 20, 7))),
        past(plans=(Granted("a", ago(800), ago(21), 30, 7), Granted("b", ago(20), None, 30, 7))),
    ],
    "ekstra": [
        past(visits=USUAL + visits(20, 12, plan="")),
        past(visits=visits(112, 0, plan="")),
    ],
    "alarmer": [
        past(events=happened("alarm", 20, 18, 15, 9, 7, 3)),
        past(events=happened("alarm", *range(110, 0, -3))),
    ],
    "fall": [past(events=happened("fall", 40, 4)), past(events=happened("fall", 120, 90, 4))],
    "innleggelser": [
        past(stays=(Away("sykehus", ago(80), ago(70)), Away("sykehus", ago(20), ago(15)))),
        past(stays=(Away("reise", ago(80), ago(70)), Away("sykehus", ago(20), ago(15)))),
    ],
    "hjemme": [
        past(stays=(Away("sykehus", ago(30), ago(4)),)),
        # Away again.
        past(stays=(Away("sykehus", ago(30), ago(4)), Away("sykehus", ago(1)))),
    ],
    "avslag": [
        past(notes=notes(*((day, "A1", "Ville ikke dusje.") for day in (20, 16, 12, 8, 4, 1)))),
        past(notes=notes(*((day, "A1", "Ville ikke dusje.") for day in range(100, 0, -5)))),
    ],
    "vekt": [
        past(measured=measured("vekt", *WEIGHTS)),
        # A bad scale: only the last one is low.
        past(measured=measured("vekt", (170, 70), (110, 70.4), (50, 69.8), (20, 65.8))),
    ],
    "inntak": [
        past(measured=measured("inntak", (120, 0), (118, 0), (116, 0), energy_kcal=1700)
             + measured("inntak", (10, 0), (9, 0), (8, 0), energy_kcal=1100)),
        past(measured=measured("inntak", (120, 0), (118, 0), (116, 0), energy_kcal=1700)
             + measured("inntak", (10, 0), (9, 0), (8, 0), fluid_ml=1100)),
    ],
    "maal": [
        past(evaluations=(Evaluated(ago(80), "likt", "Gå ut"), Evaluated(ago(9), "verre", "Gå ut"))),
        past(evaluations=(Evaluated(ago(20), "verre", "Gå ut"), Evaluated(ago(9), "bedre", "Gå ut"))),
    ],
    "rapporter": [
        past(notes=notes((25, "A1", "Svimmel da hun reiste seg."), (18, "A2", "Ustø på badet."),
                         (15, "A3", "Snublet i teppet."), (9, "A1", "Ustø."), (3, "A4", "Sjangler litt."))),
        # The same again and again, but of one person.
        past(notes=notes(*((day, "A1", "Ustø og svimmel.") for day in (25, 20, 15, 10, 5)))),
    ],
    "ansikter": [
        past(measured=measured("skropelighet", (60, 7)),
             visits=USUAL + visits(13, 0, who=lambda day: f"N{day}", temp=True)),
        # Not frail.
        past(measured=measured("skropelighet", (60, 3)),
             visits=USUAL + visits(13, 0, who=lambda day: f"N{day}", temp=True)),
    ],
    "graasone": [past(grey_review_on=ago(-3)), past(grey_review_on=ago(-30))],
    "gjennomgang": [past(review_due_on=ago(12)), past(review_due_on=ago(-30))],
}  # fmt: skip


def test_every_rule_is_told_of_here():
    assert list(SPEAKS) == [rule.code for rule in RULES]


@pytest.mark.parametrize("code", SPEAKS)
def test_the_rule_speaks_and_says_when_it_began_and_what_was_seen(code):
    answer = judge(code, SPEAKS[code][0])
    assert isinstance(answer, Found)
    assert answer.rule == code
    assert answer.sentence.endswith(".") or answer.sentence.endswith("gjennomgått.")
    assert answer.evidence
    assert all(seen.what for seen in answer.evidence)
    assert [seen.on for seen in answer.evidence] == sorted(seen.on for seen in answer.evidence)


@pytest.mark.parametrize("code", SPEAKS)
def test_what_is_much_like_it_does_not_and_the_figures_say_why(code):
    answer = judge(code, SPEAKS[code][1])
    assert isinstance(answer, NotFound)
    assert answer.why.endswith((".", "."))
    assert answer.rule == code


@pytest.mark.parametrize("by_board", [False, True])
def test_more_time_that_a_board_has_decided_is_no_news_to_it(by_board):
    plans = (Granted("a", ago(800), ago(8), 30, 7), Granted("b", ago(7), None, 50, 7, by_board))
    assert isinstance(judge("mertid", past(plans=plans)), NotFound if by_board else Found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_patient_of_whom_nothing_is_known_is_no_candidate(rule):
    assert isinstance(judge(rule.code, past()), NotFound)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_default_lies_within_its_bounds_and_every_threshold_is_used(rule):
    for name, one in rule.thresholds.items():
        assert one.low <= one.default <= one.high, name
    assert rule.with_defaults({}).keys() == rule.thresholds.keys()


@pytest.mark.parametrize("code", SPEAKS)
def test_nothing_later_than_the_day_that_is_judged_is_seen(code):
    """Judged as of a year before, what came later does not speak."""
    if code not in ("ny", "graasone", "gjennomgang"):
        assert not fires(code, SPEAKS[code][0], on=ON - timedelta(days=364))


def test_the_sentence_tells_figures_and_dates():
    weight = judge("vekt", SPEAKS["vekt"][0])
    assert weight.sentence == (
        "Vekt: 70 → 65,8 kg siden 13. desember 2025 (-6 %), sist veid 12. mai."
    )
    assert weight.evidence[-1].what == "65,8 kg"
    assert weight.evidence[-1].by == "A1"


def test_too_little_is_told_as_what_is_missing():
    assert judge("vekt", past(measured=measured("vekt", (9, 61)))).why == (
        "Vekt: veid bare 23. mai (61 kg). Det trengs to målinger."
    )
    assert judge("katz", past()).why == "Katz ADL: ikke målt. Det trengs to målinger."


def test_a_threshold_chosen_by_the_unit_decides():
    history = SPEAKS["vekt"][0]
    assert not fires("vekt", history, percent=8, steady=8)
    chosen = Chosen(thresholds={"vekt": {"percent": 8, "steady": 8}})
    assert findings(history, ON, chosen) == []
    assert [found.rule for found in findings(history, ON)] == ["vekt"]


def test_a_rule_that_is_off_is_not_asked():
    answers = judge_all(past(), ON, Chosen(off=frozenset({"vekt", "katz"})))
    assert len(answers) == len(RULES) - 2


def test_the_most_urgent_come_first():
    history = past(
        events=happened("fall", 40, 4),
        measured=measured("katz", (200, 5), (100, 3)),
    )
    assert [found.rule for found in findings(history, ON)] == ["fall", "katz"]


def test_much_of_different_things_together_says_something():
    """Of no single thing enough, and by four people."""
    told = ["Ustø i dag.", "Lite matlyst.", "Glemmer mye.", "Sov dårlig.", "Våt seng.", "Trist.",
            "Tungpusten.", "Vondt i ryggen."]  # fmt: skip
    rows = [(25 - 3 * place, f"A{place % 4}", text) for place, text in enumerate(told)]
    assert fires("rapporter", past(notes=notes(*rows)))
    alone = [(days, "A1", text) for days, _by, text in rows]
    assert not fires("rapporter", past(notes=notes(*alone)))


def test_one_great_step_on_the_scales_is_not_believed_at_once():
    before = [(170, 70), (140, 70.2), (110, 69.9)]
    another_scale = past(measured=measured("vekt", *before, (50, 65), (20, 65.1)))
    assert not fires("vekt", another_scale)
    goes_on = past(measured=measured("vekt", *before, (50, 66.5), (20, 64.5)))
    assert fires("vekt", goes_on)


def test_minutes_are_told_only_of_several_carers_together():
    """Never one carer's figures."""
    alone = past(visits=visits(120, 29) + visits(28, 0, took=45, who=lambda day: "C1"))
    assert not fires("lengre", alone)
    assert BY_CODE["lengre"].thresholds["people"].low == 5
    told = judge("ansikter", SPEAKS["ansikter"][0])
    assert {seen.by for seen in told.evidence} == {""}


def test_nobody_is_called_a_stranger_where_the_weeks_before_are_not_known():
    """A record that begins just before the two weeks would make strangers of all who have always come."""
    frail = measured("skropelighet", (60, 7))
    many = visits(13, 0, who=lambda day: f"N{day}")
    known = judge(
        "ansikter", past(measured=frail, visits=visits(60, 14, who=lambda day: "A1") + many)
    )
    assert isinstance(known, Found)
    assert "ukjente for pasienten på 100 %" in known.sentence
    short = judge(
        "ansikter", past(measured=frail, visits=visits(16, 14, who=lambda day: "A1") + many)
    )
    assert not isinstance(short, Found)
    assert "ukjente for pasienten" not in short.why
    assert "for få uker" in short.why
