"""What a board has spoken of is known: the same thing does not put the patient up again at once.

After a board has discussed her, a rule that already spoke then fires only when it has become clearly
worse, or when enough has been seen after it. What was unknown then, fires as ever. When `rest` days have
gone by, the rule speaks again whatever was said: somebody should see that nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from boards.rules.found import Answer, Found, Judge, NotFound, Threshold
from boards.rules.history import History
from boards.rules.spell import day

_REST = _lazy("Dager før det samme tas opp igjen")
#: Measurements are read far back; of notes and events less is read, of visits least.
REST = Threshold(91, 14, 182, _REST)
REST_SEEN = Threshold(56, 14, 84, _REST)
REST_VISITS = Threshold(28, 14, 28, _REST)

#: (as it is, as it was the day before the board spoke of her, the day of that board, thresholds)
IsNews = Callable[[Found, Found, date, Mapping[str, float]], bool]


def news_only(judge: Judge, is_news: IsNews) -> Judge:
    """The judge, silent about what the last board knew."""

    def judged(history: History, on: date, thresholds: Mapping[str, float]) -> Answer:
        answer = judge(history, on, thresholds)
        spoken = history.discussed_on
        if isinstance(answer, NotFound) or spoken is None or spoken > on:
            return answer
        if (on - spoken).days > thresholds["rest"]:
            return answer
        before = judge(history, spoken - timedelta(days=1), thresholds)
        if _something_new(answer, spoken) and (
            isinstance(before, NotFound) or is_news(answer, before, spoken, thresholds)
        ):
            return answer
        return NotFound(answer.rule, _told(answer, spoken, on))

    return judged


def worse_by(step: Callable[[Mapping[str, float]], float]) -> IsNews:
    """News when it has gone so much further than it had then."""

    def is_news(now: Found, then: Found, spoken: date, thresholds: Mapping[str, float]) -> bool:
        return now.amount >= then.amount + step(thresholds)

    return is_news


def seen_again(times: Callable[[Mapping[str, float]], float]) -> IsNews:
    """News when so many of the things it tells of were seen on the day of the board or after it."""

    def is_news(now: Found, then: Found, spoken: date, thresholds: Mapping[str, float]) -> bool:
        return sum(seen.on >= spoken for seen in now.evidence) >= times(thresholds)

    return is_news


def _something_new(answer: Found, spoken: date) -> bool:
    return any(seen.on >= spoken for seen in answer.evidence)


def _told(answer: Found, spoken: date, on: date) -> str:
    return _("%(sentence)s Det var kjent da tavla snakket om pasienten %(day)s.") % {
        "sentence": answer.sentence,
        "day": day(spoken, on),
    }
