"""Dates in addresses: /lister/paradis/2026-11-24/dag/. A date that does not exist is no page."""

from datetime import date

from django.urls import register_converter


class Day:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(Day, "day")
