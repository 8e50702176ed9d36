"""The fagansvarlig's work with the coming board, and patients put forward by people."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
