"""From which address a page is read, and what a browser allows there. It asks no network."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def host_of(request: HttpRequest) -> str:
    """The name or number the page was asked at, without a port."""
    return urlsplit(f"//{request.get_host()}").hostname or ""


def is_this_computer(host: str) -> bool:
    """Whether `host` names the computer itself, so that no other device can reach it."""
    return host == "localhost" or host.endswith(".localhost") or (is_number(host) and _number(host).is_loopback)


def is_number(host: str) -> bool:
    """Whether `host` is a bare number, such as 192.168.1.5. Passkeys need a name."""
    try:
        _number(host)
    except ValueError:
        return False
    return True


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(host)


def is_secure(request: HttpRequest) -> bool:
    """Whether the browser takes the page for safe: passkeys, installing and notifications need that."""
    return request.is_secure() or is_this_computer(host_of(request))


def can_have_passkeys(request: HttpRequest) -> bool:
    """Whether a passkey can be made and used at this address."""
    return is_secure(request) and not is_number(host_of(request))


def phone_address(request: HttpRequest) -> str | None:
    """The address at which a phone at home reaches andante; None when only this computer does."""
    if not is_this_computer(host_of(request)):
        return f"{request.scheme}://{request.get_host()}"
    return settings.PHONE_ADDRESS or None
