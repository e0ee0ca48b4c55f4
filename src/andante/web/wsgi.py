"""The door for the server: `andante.web.wsgi:application`."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import threading

from django.core.wsgi import get_wsgi_application

from andante.charts import EffectBar, effects_chart
from andante.web.parent import end_with_parent

end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "andante.web.settings")
application = get_wsgi_application()


ENGINE = ("andante.learn.filter", "andante.plan.planner")


def _warm_up() -> None:
    """Draw one picture that nobody sees, and load the engine: that takes seconds, which no visitor need wait for.

    What is loaded by then stays for good. Python's search for garbage is told so: looking through all of it anew stops
    every page for a tenth of a second, each few hundred pages.
    """
    effects_chart([EffectBar("", 0.0, 0.0, 0.0, "not enough yet")], title="")
    for name in ENGINE:
        with contextlib.suppress(Exception):  # whoever asks for it is told then
            importlib.import_module(name)
    gc.collect()
    gc.freeze()


threading.Thread(target=_warm_up, daemon=True).start()
