"""Dates and patient numbers in addresses: /lister/paradis/2026-11-24/dag/, /pasienter/P10234/.

What cannot be one is no page.
"""

from datetime import date

from django.urls import register_converter

from heltom.lib import clock


class Day:
    """A date that exists, at most two years from today."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if not clock.within_reach(day):
            raise ValueError(value)
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


class PatientNumber:
    """Letters, digits, hyphen and underscore, as long as the field that holds it."""

    regex = r"[\w-]{1,20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Day, "day")
register_converter(PatientNumber, "patient")
