"""The door for the server: `andante.web.wsgi:application`."""

from __future__ import annotations

import importlib
import os
import threading

from django.core.wsgi import get_wsgi_application

from andante.charts import EffectBar, effects_chart
from andante.web.parent import end_with_parent

end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "andante.web.settings")
application = get_wsgi_application()


def _warm_up() -> None:
    """Draw one picture that nobody sees, and load the engine: both take seconds, which no visitor need wait for."""
    effects_chart([EffectBar("", 0.0, 0.0, 0.0, "not enough yet")], title="")
    for part in ("learn", "learn.answer", "learn.flares", "learn.prequential", "plan"):
        importlib.import_module(f"andante.{part}")


threading.Thread(target=_warm_up, daemon=True).start()
