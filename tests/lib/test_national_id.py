"""Which numbers can be a person's, and of which kind. Every number here is synthetic or made up."""

import pytest

from heltom.lib import national_id
from heltom.lib.national_id import InvalidNationalId, Kind


def number(nine: str, *, first_shift: int = 0) -> str | None:
    """A number with right control digits; `first_shift` moves the first as the 2032 rule allows."""
    first = (-sum(w * int(d) for w, d in zip(national_id.FIRST_WEIGHTS, nine, strict=False))) % 11
    first = (first + first_shift) % 11
    if first == 10:
        return None
    ten = f"{nine}{first}"
    second = -sum(w * int(d) for w, d in zip(national_id.SECOND_WEIGHTS, ten, strict=False)) % 11
    return None if second == 10 else f"{ten}{second}"


def first_number(prefix: str, **how: int) -> str:
    candidates = (number(f"{prefix}{n:0{9 - len(prefix)}}", **how) for n in range(100, 999))
    return next(found for found in candidates if found)


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("010150", Kind.FNR),
        ("410150", Kind.D_NUMBER),
        ("014150", Kind.H_NUMBER),
        ("018150", Kind.SYNTHETIC),
        ("016650", Kind.SYNTHETIC),
        ("418150", Kind.SYNTHETIC),
        ("800000", Kind.FH_NUMBER),
        ("999999", Kind.FH_NUMBER),
        ("290250", Kind.FNR),
    ],
)
def test_kind_is_read_from_the_shape_of_the_number(prefix, kind):
    assert national_id.kind_of(first_number(prefix)) is kind


@pytest.mark.parametrize("shift", [0, 1, 2, 3])
def test_the_rule_from_2032_accepts_four_first_control_digits(shift):
    assert national_id.is_valid(first_number("018150", first_shift=shift))


@pytest.mark.parametrize("shift", [4, 7, 10])
def test_other_first_control_digits_are_refused(shift):
    assert not national_id.is_valid(first_number("018150", first_shift=shift))


def test_fh_numbers_know_only_the_old_rule():
    assert not national_id.is_valid(first_number("800000", first_shift=1))


@pytest.mark.parametrize("text", ["", "123", "0181501234", "0181501234a", "¹¹¹¹¹¹¹¹¹¹¹", "0" * 12])
def test_anything_but_eleven_digits_is_refused_with_a_sentence(text):
    with pytest.raises(InvalidNationalId, match="11 siffer"):
        national_id.kind_of(text)


@pytest.mark.parametrize("prefix", ["320150", "001150", "010050", "011350", "300250"])
def test_a_day_that_does_not_exist_is_refused(prefix):
    with pytest.raises(InvalidNationalId, match="gyldig dato"):
        national_id.kind_of(first_number(prefix))


def test_one_wrong_digit_is_noticed():
    right = first_number("018150")
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    assert not national_id.is_valid(wrong)


def test_only_the_synthetic_series_is_called_synthetic():
    assert national_id.is_synthetic(first_number("018150"))
    assert not national_id.is_synthetic(first_number("014150"))
