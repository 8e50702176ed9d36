"""What was sent, and whether it got there."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
