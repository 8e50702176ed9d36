"""Everything about one patient that is to be read before the meeting; the folder."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
