"""A QR code inside a page."""

from __future__ import annotations

from django import template

from andante.web.accounts.codes import Picture, qr

register = template.Library()


@register.simple_tag
def qr_of(text: str) -> Picture:
    """The QR code of `text`: its size and its path."""
    return qr(text)
