"""What makes a candidate here, and why somebody is or is not on the board."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
