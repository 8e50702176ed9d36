"""What was found about a message is told in sentences, and every code has one of its own."""

import pytest

from emeldinger.formats.finding import Code, Finding
from emeldinger.queries.findings import MATTERS, SENTENCES, sentence, told


@pytest.mark.parametrize("code", Code)
def test_every_code_has_a_sentence(code):
    assert sentence(code).endswith(".")
    assert sentence(code)[0].isupper()


def test_no_two_codes_say_the_same_and_none_is_left_over():
    assert len({str(words) for words in SENTENCES.values()}) == len(Code) == len(SENTENCES)
    assert set(Code) >= MATTERS


def test_what_makes_the_text_uncertain_comes_first_and_each_place_once():
    date = Finding(Code.DATE, "MsgInfo/GenDate", "1991-12-4")
    rows = told([date, Finding(Code.ORDER), Finding(Code.MOJIBAKE, value="fÃ¸dt"), date])
    assert [row.code for row in rows] == [Code.MOJIBAKE, Code.DATE, Code.ORDER]
    assert rows[1].places == (date,)
    assert [row.is_placed for row in rows] == [True, True, False]
