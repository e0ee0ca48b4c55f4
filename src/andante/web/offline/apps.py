"""The room `offline`."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    """Working without a connection. It has no tables: what waits lies in the browser, what came in the diary."""

    name = "andante.web.offline"
    label = "offline"
