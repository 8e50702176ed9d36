"""The queue of work, what is in whose hands, and the deadlines."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
