"""All patients of the team by light, the export and the figures."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
