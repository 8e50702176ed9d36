"""The ansvarsvakt's desk."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
