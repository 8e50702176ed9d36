"""What a nurse writes to others."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
