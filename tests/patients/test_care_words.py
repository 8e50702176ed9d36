"""The vocabulary: there from the first day, filled with codes by those who hold a licence."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from patients.models import Area, Term
from patients.vocabulary import add_missing, words
from tests.support.emptying import empty_quickly

pytestmark = pytest.mark.django_db

HEAD = "code;kind;area;text;icnp_code\n"
WORD = "ernaering-problem-spiser-lite"


def load(tmp_path, text):
    path = tmp_path / "ord.csv"
    path.write_text(text, encoding="utf-8")
    call_command("load_terms", path)


def test_a_fresh_database_has_every_word_and_no_code():
    assert set(Term.objects.values_list("code", flat=True)) == {word.code for word in words()}
    assert not Term.objects.exclude(icnp_code="").exists()


def test_every_area_has_problems_goals_and_measures_and_all_fit_their_fields():
    kinds = {(word.area, word.kind) for word in words()}
    assert kinds == {(area, kind) for area in Area.values for kind in Term.Kind.values}
    for word in words():
        Term(
            code=f"x-{word.code}"[:60], kind=word.kind, area=word.area, text=word.text
        ).full_clean()


def test_what_a_municipality_has_changed_stays_when_the_program_is_updated():
    Term.objects.filter(code=WORD).update(text="Et annet ord", icnp_code="10000477")
    Term.objects.filter(code="sovn-mal-vaken-dag").delete()
    add_missing(apps=apps)
    term = Term.objects.get(code=WORD)
    assert (term.text, term.icnp_code) == ("Et annet ord", "10000477")
    assert Term.objects.filter(code="sovn-mal-vaken-dag").exists()


def test_codes_are_filled_in_by_code_and_new_words_are_added(tmp_path, capsys):
    load(tmp_path, HEAD + f"{WORD};problem;ernaering;Spiser for lite;12345678\n"
                          "vart-eget;tiltak;hud;Vårt eget tiltak;\n")  # fmt: skip
    assert Term.objects.get(code=WORD).icnp_code == "12345678"
    assert Term.objects.get(code="vart-eget").text == "Vårt eget tiltak"
    assert "1 nye ord, 1 endret." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kode;ord\n", "Første linje må være"),
        (HEAD + "a;problem;hud;Nytt\n", "Linje 2: feil antall felt"),
        (HEAD + "a;problem;hud;Nytt;\nb;noe;hud;Nytt;\n", "Linje 3: kind"),
        (HEAD + f"{WORD};tiltak;ernaering;Noe;\n", "er et annet slags ord fra før"),
        (HEAD + f"a;problem;hud;{'x' * 200_000};\n", "kan ikke leses som CSV"),
    ],
)
def test_what_cannot_be_taken_is_told_by_line_and_nothing_is_kept(tmp_path, text, sentence):
    before = Term.objects.count()
    with pytest.raises(CommandError, match=sentence):
        load(tmp_path, text)
    assert Term.objects.count() == before


def test_the_words_can_be_written_filled_in_and_read_again(tmp_path, capsys):
    path = tmp_path / "ord.csv"
    call_command("load_terms", path, write=True)
    filled = path.read_text("utf-8-sig").replace("Spiser for lite;", "Spiser for lite;87654321")
    path.write_text(filled, encoding="utf-8-sig")
    call_command("load_terms", path)
    assert Term.objects.get(code=WORD).icnp_code == "87654321"
    assert "0 nye ord, 1 endret." in capsys.readouterr().out


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="finnes-ikke"):
        call_command("load_terms", tmp_path / "finnes-ikke.csv")


@pytest.mark.django_db(transaction=True)
def test_the_words_are_there_again_when_a_test_has_emptied_the_tables():
    empty_quickly(None)
    assert Term.objects.filter(text="Spiser for lite").exists()
