"""Times inside a page, as the person reads them; and which way that is, for scripts."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.html import format_html

from andante.web import units

register = template.Library()


@register.filter
def clock(at: dt.time | dt.datetime) -> str:
    """The wall time of `at` as it stands. Of an instant ask for `|localtime|clock`."""
    return units.clock_words(at)


@register.simple_tag
def units_for_scripts() -> str:
    """Attributes of the page's root."""
    before, after = units.half_words()
    words = ' data-clock="{}" data-lengths="{}" data-am="{}" data-pm="{}"'
    return format_html(words, units.clock(), units.lengths(), before, after)
