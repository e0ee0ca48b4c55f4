"""How a person marks flares: a two-state chain learned from their own marks. A blank is unknown and teaches nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class MarkCounts:
    """Discounted counts of successive marks `(before, after)`, and the last mark (None: none known)."""

    stay_out: float = 0.0
    go_in: float = 0.0
    go_out: float = 0.0
    stay_in: float = 0.0
    last: bool | None = None

    def step(self, marked: bool | None) -> MarkCounts:
        """After one more step; None = no mark was asked or answered."""
        if marked is None:
            return self
        if self.last is None:
            return replace(self, last=marked)
        name = ("go_in" if marked else "stay_out") if not self.last else ("stay_in" if marked else "go_out")
        return replace(self, last=marked, **{name: getattr(self, name) + 1.0})

    @property
    def ever(self) -> bool:
        """Whether the person ever marked a flare."""
        return self.last is not None and self.go_in + self.go_out + self.stay_in + float(self.last) > 0.0

    @property
    def _enter(self) -> float:
        return (1.0 + self.go_in) / (20.0 + self.go_in + self.stay_out)

    @property
    def _stay(self) -> float:
        return (2.0 + self.stay_in) / (4.0 + self.stay_in + self.go_out)

    def within(self, first: int, last: int) -> float:
        """Probability that the person marks at least one of the days `first` .. `last` steps on."""
        if not self.ever:
            return 0.0
        return 1.0 - (1.0 - self.ahead(first)[0]) * (1.0 - self._enter) ** (last - first)

    def ahead(self, steps: int) -> tuple[float, float]:
        """Probability that the person marks the day `steps` on, and that they begin to mark on the way.

        Beta(1, 19) and Beta(2, 2) priors for entering and staying; nobody who never marked is expected to.
        """
        if self.last is None or not self.ever:
            return 0.0, 0.0
        enter, stay = self._enter, self._stay
        inside = float(self.last)
        for _ in range(steps):
            inside = inside * stay + (1.0 - inside) * enter
        begun = 0.0 if self.last else 1.0 - (1.0 - enter) ** steps
        return inside, begun
