"""What was decided: done, not done, changed plans, effect."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
