"""A message is closed with what it leads to, and opened again."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
