"""The room's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class TrendsConfig(AppConfig):
    """Trends."""

    name = "andante.web.trends"
    label = "trends"
