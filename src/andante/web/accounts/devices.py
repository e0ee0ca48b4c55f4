"""Where a person is signed in. django-allauth keeps the list; here it is noted, and shown in plain words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from andante.web.accounts.models import OneTimeLink, User

NOTED = "noted"
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS X", "Linux")
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))


@dataclass(frozen=True)
class Device:
    """One browser that is signed in."""

    key: int
    name: str
    address: str
    since: dt.datetime
    seen: dt.datetime
    is_this: bool


def noted(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Note each signed-in browser once a day, however it came in: one write a day, not one a page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.user.is_authenticated and request.session.session_key:
            now = [request.session.session_key, timezone.now().date().isoformat()]
            if request.session.get(NOTED) != now:
                request.session[NOTED] = now
                UserSession.objects.create_from_request(request)
        return response

    return middleware


def devices_of(user: User, this_key: str | None) -> list[Device]:
    """Every browser in which `user` is signed in, this one first, then the latest seen."""
    found = [_device(session, is_this=session.session_key == this_key) for session in _open_ones(user)]
    return sorted(found, key=lambda each: (not each.is_this, -each.seen.timestamp()))


def _open_ones(user: User) -> list[UserSession]:
    """The noted sessions that still sign `user` in. The others are forgotten. Few queries for any number."""
    noted_ones = list(UserSession.objects.filter(user=user))
    keys = [each.session_key for each in noted_ones]
    kept = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    mine = {each.session_key for each in kept if _signs_in(each.get_decoded(), user)}
    ended = [each.pk for each in noted_ones if each.session_key not in mine]
    if ended:
        UserSession.objects.filter(pk__in=ended).delete()
    return [each for each in noted_ones if each.session_key in mine]


def _signs_in(session: Mapping[str, Any], user: User) -> bool:
    """Whether it is a session of `user`, and of their present password."""
    told = str(session.get(HASH_SESSION_KEY, ""))
    return session.get(SESSION_KEY) == str(user.pk) and constant_time_compare(told, user.get_session_auth_hash())


def sign_out_device(user: User, key: str) -> bool:
    """End the session `key` of `user`. False when there is none (or it is somebody else's)."""
    session = next((each for each in UserSession.objects.filter(user=user) if str(each.pk) == key), None)
    if session is None:
        return False
    session.end()
    return True


def sign_out_others(user: User, this_key: str | None) -> int:
    """End every session of `user` but this one, and the codes that would begin another. Gives how many were open."""
    others = [each for each in _open_ones(user) if each.session_key != this_key]
    for session in others:
        session.end()
    OneTimeLink.objects.end_of(user)
    return len(others)


def _device(session: UserSession, *, is_this: bool) -> Device:
    name, since, seen = device_name(session.user_agent), session.created_at, session.last_seen_at
    return Device(session.pk, name, session.ip, since, seen, is_this)


def device_name(agent: str) -> str:
    """ "Firefox on Android" from what the browser says of itself."""
    system = next((each for each in SYSTEMS if each in agent), "")
    browser = next((name for sign, name in BROWSERS if re.search(rf"{sign}\w*/", agent)), "")
    system = "Mac" if system == "Mac OS X" else system
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or _("A device")
