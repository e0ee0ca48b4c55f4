"""Shared by all tests: a key for Django, made for this run only. Everything else lives beside the tests that use it."""

from __future__ import annotations

import secrets
from itertools import zip_longest

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """No key is kept in the repository, and the one of a real data folder is none of the tests' business."""
    from django.conf import settings

    settings.SECRET_KEY = secrets.token_urlsafe(32)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, each in its own order: of several processors none waits for the last of them. Files
    of the browser, which mostly waits, lie between those that reckon.
    """
    waiting = dict.fromkeys(item.path for item in items if any(item.iter_markers("browser")))
    slow = dict.fromkeys(item.path for item in items if any(item.iter_markers("slow")) and item.path not in waiting)
    pairs = zip_longest(slow, waiting)
    place = {path: at for at, path in enumerate(path for pair in pairs for path in pair if path is not None)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests use a database file, as andante does: one in memory locks whole tables between threads."""
    from django.db import connection

    connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
