"""The room `keeping`."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """Archive, backup, erasing. It has no tables of its own."""

    name = "andante.web.keeping"
    label = "keeping"
