"""What leaders see of it."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
