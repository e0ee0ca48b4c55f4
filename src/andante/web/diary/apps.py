"""The room's name for Django."""

from __future__ import annotations

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """Diary."""

    name = "andante.web.diary"
    label = "diary"
