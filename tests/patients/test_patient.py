import pytest

from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("code", "word"), [("de", "tysk"), ("so", "so")])
def test_a_patients_language_is_shown_in_words_where_there_are_any(code, word):
    assert PatientFactory.build(language=code).language_name.startswith(word)
