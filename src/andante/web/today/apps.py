"""The room's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class TodayConfig(AppConfig):
    """Today."""

    name = "andante.web.today"
    label = "today"
