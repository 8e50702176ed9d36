"""The primærkontakt's own page, function tests, and the primærområdemøte."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
