"""Two write in one text: different lines are put together, the same line is told."""

import pytest

from boards.merge import merged


@pytest.mark.parametrize(
    ("was", "theirs", "mine", "both"),
    [
        ("", "Spiser lite", "Har falt", "Spiser lite\nHar falt"),
        ("Spiser", "Spiser\nHar falt", "Spiser lite", "Spiser lite\nHar falt"),
        ("A\nB", "A1\nB", "A\nB1", "A1\nB1"),
        ("A\nB\nC", "A\nC", "A\nB\nC\nD", "A\nC\nD"),
        ("A", "A", "A2", "A2"),
        ("A", "A2", "A", "A2"),
        ("A", "A2", "A2", "A2"),
        ("Spiser", "Spiser godt", "Spiser lite", None),
        ("A\nB", "A\nB1", "A", None),
    ],
)
def test_what_both_wrote(was: str, theirs: str, mine: str, both: str | None):
    assert merged(was, theirs, mine) == both
