"""Rounds, addresses without eyes, senders gone quiet."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
