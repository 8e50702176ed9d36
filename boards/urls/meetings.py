"""When the team meets, and who comes."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
