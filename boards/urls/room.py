"""The screen of the meeting itself."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
