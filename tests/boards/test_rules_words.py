"""What a sentence of a note says, and what it does not."""

import pytest

from boards.rules.words import AREAS, REFUSED, SIGNS, signs_in


def areas(text):
    return {area for area, _sentence in signs_in(text)}


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Var svimmel da hun reiste seg.", "balanse"),
        ("Spiste nesten ingenting til middag.", "mat"),
        ("Har veldig liten matlyst.", "mat"),
        ("Husket ikke at jeg var her i går.", "hukommelse"),
        ("Trenger mye mer hjelp til stellet.", "funksjon"),
        ("Klarer ikke å reise seg lenger.", "funksjon"),
        ("Tung i pusten i trappen.", "pust"),
        ("Har vondt i hoften.", "smerte"),
        ("Sov svært dårlig, var oppe hele natten.", "sovn"),
        ("Virker nedstemt og gråter mye.", "humor"),
        ("Svært trøtt og medtatt.", "krefter"),
        ("Liggesår på høyre hæl.", "hud"),
        ("Våt seng igjen.", "urin"),
        ("Samme klær som i forrige uke.", "hjem"),
        ("Datteren er bekymret for henne.", "parorende"),
        ("Ønsket ikke hjelp i dag.", REFUSED),
        ("Takket nei til dusj.", REFUSED),
    ],
)
def test_what_carers_write(text, area):
    assert area in areas(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ingen smerter i dag.",
        "Ikke svimmel.",
        "Ingen smerter, kvalme eller svimmelhet.",
        "Var verken svimmel eller kvalm.",
        "Mindre svimmel, mye bedre nå.",
        "Smertefri i natt.",
        "Uten hoste.",
        "Spiste godt og var i godt humør.",
        "Benekter smerter.",
    ],
)
def test_what_is_denied_or_better_says_nothing(text):
    assert areas(text) == set()


def test_a_denial_ends_where_something_else_begins():
    assert areas("Ingen smerter, men svimmel.") == {"balanse"}
    assert areas("Ikke svimmel og spiste lite.") == {"mat"}


def test_the_sentence_is_quoted_and_only_it():
    text = "Alt vel i dag.\nVar svimmel da hun reiste seg. Datter kom innom."
    assert signs_in(text) == (("balanse", "Var svimmel da hun reiste seg."),)


def test_a_long_sentence_is_cut():
    ((_area, quoted),) = signs_in("Svimmel " + "og gikk rundt " * 40)
    assert len(quoted) == 160
    assert quoted.endswith("…")


def test_every_area_has_words_and_every_word_an_area():
    assert {*AREAS, REFUSED} == set(SIGNS)
