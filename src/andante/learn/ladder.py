# Long because what is compiled together must stand together: another file's changes would not be seen (`compiled`).
"""The rungs of the ladder and their pool, step by step, compiled. What they are and why: `scale_use`.

`Use` is what they remember; it is changed in place, and compiled loops make no arrays, so scratch paper is handed in.
`level only` is the rung with a memory of its own: three exponentially weighted means run beside each other, and the one
that has missed least of late speaks. Its forecast is the distribution of its own misses so far, moved to where it
stands now: misses of people who use few values have few values too, which no bell has. `with weekdays` is the plain
model, moved by how far the days of a person's week have lain from what it expected, shrunken to nothing while little is
known. Days count from the first entry, in sevens, so that nothing depends on which weekday a diary begins on.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from andante.compiled import compiled, inlined, part

BINS = 101  # tenths of a point, 0.0 to 10.0
RUNGS = 7
LAST, RECENT_DAYS, USUAL_DAYS, LEVEL_ONLY, PLAIN, WEEKDAYS, EXPOSED = range(RUNGS)
GAPS = 6  # steps since the last rating: 1, 2, 3, 4 to 5, 6 to 9, 10 and more
LEARN_HORIZONS = 3
PRIOR_WEIGHT = 10.0
OF_OTHERS = 0.2  # part of the evidence that counts as much where the last two ratings were not as alike
MEMORY = 0.99  # of the pool's weights, per rating
REGRET_RATE = 0.15  # how strongly regret moves the shares, per mean loss of the pool
REGRET_SHARED = 0.8  # the part of regret that is one for all gaps
DRIFT_MEMORY = 0.7  # per rating: about three ratings
CALM = 0.8  # a drift that chance alone makes once in twenty ratings
FAR = 0.42  # a rating beyond 92 % of the usual days lies far from them
LOSS_MEMORY = 0.98  # of the pool's mean loss, per forecast scored, and of a level's misses, per rating
LEAST_LOSS = 1e-6
RECENT = 0.95  # of the recent days, per rating
USUAL = 0.999  # of the usual days, per rating
USUAL_PRIOR = 0.1  # ratings' worth of the model among the usual days: they are taken nearly as they stand
RECENT_PRIOR = 0.5
USE_MEMORY = 0.997  # of the use of the scale, per rating
USE_PRIOR = 4.0  # ratings' worth of belief that every tenth is used as the model expects
MOST_TILT = 60.0
SILENCE = 28.0  # steps without a rating, after which rungs that know of no time lose their shares
SILENCE_MEMORY = 60.0  # steps until they have a third of them left
LEAST_HEARD = 1e-9
FLOOR = 1e-4  # share of a spread-out component that keeps every value possible
PIT_BINS = 20
PIT_MEMORY = 0.998 ** (1.0 / LEARN_HORIZONS)  # per forecast scored
LEVELS = np.array([0.1, 0.25, 0.5])  # the weight of the newest rating in each smoothed level
LEVEL_HORIZONS = 3
MISSES = 2 * BINS - 1  # how many tenths off a rating can fall
MISS_MEMORY = 0.995
LEVEL_PRIOR = 2.0  # misses' worth of belief in the model's own shape
SMEAR = (0.25, 0.5, 0.25)  # over neighbouring tenths: a mean lies between them
WEEK = 7
WEEK_MEMORY = 0.998  # per rating
WEEK_SHRINKAGE = 8.0  # ratings on a weekday before half of what was seen is believed
NOW_LAST, NOW_ALIKE, NOW_SINCE, NOW_DRIFT = range(4)


class Use(NamedTuple):
    """What is known of a person's use of the scale after some steps.

    `used`, `expected` (BINS,): discounted counts of ratings, and what the plain model expected of them; `recent`,
    `usual` (BINS,): faster and slower discounted counts; `written` (BINS,): the rating last written in each tenth;
    `counts` (GAPS, 2, 7): evidence for each rung; `regret` (GAPS, 2, 7): discounted sum of how much a greater share of
    each would have cost, in mean losses of the pool, which are `loss`[0] / `loss`[1]; `fell` (PIT_BINS,): where ratings
    fell in the pool. `now` (4,): the last rating (NaN = none), whether the one before fell into the same tenth, steps
    since it, and the drift: discounted sum of how far ratings fell above (+) or below the middle of their forecasts.

    Of the smoothed levels: `levels` (3,), those of 1..3 steps ago `levels_before` (3 steps, 3), discounted counts of
    how many tenths off ratings fell `missed` (3 levels, 3 steps, MISSES), and the discounted absolute misses
    `levels_lost` (3,). Of the week: `day_missed`, `day_count` (7,), discounted sums of the plain model's misses on each
    day, in points, and how many they are.

    Forecasts that wait for their rating, made i steps ago of the h-th step on: `rungs` (3, 3, 7, BINS), their `pools`
    (3, 3, BINS), and `asked` (3, 3, 2): the steps since the last rating (0 = no forecast), and whether it was alike.
    """

    used: np.ndarray
    expected: np.ndarray
    recent: np.ndarray
    usual: np.ndarray
    written: np.ndarray
    counts: np.ndarray
    regret: np.ndarray
    loss: np.ndarray
    fell: np.ndarray
    now: np.ndarray
    levels: np.ndarray
    levels_before: np.ndarray
    missed: np.ndarray
    levels_lost: np.ndarray
    day_missed: np.ndarray
    day_count: np.ndarray
    rungs: np.ndarray
    pools: np.ndarray
    asked: np.ndarray


class Trust(NamedTuple):
    """What the rungs are trusted with before anything is known: `first` (gaps, 7), the last row for all longer gaps;
    and how strongly a drift takes from the usual days, `doubt` (1,).
    """

    first: np.ndarray
    doubt: np.ndarray


class Waiting(NamedTuple):
    """What stood before a rating came: what the `plain` model expected of it (BINS,), or nothing (0,); the day of the
    week it came on, -1 = not known; the tenth of the `last` rating, -1 = none; what the rungs are trusted with `first`
    (gaps, 7). `shares` (3, 7) is scratch paper.
    """

    plain: np.ndarray
    phase: int
    last: int
    first: np.ndarray
    shares: np.ndarray


class Made(NamedTuple):
    """Forecasts of the next H steps, on days `phase` (H,) of the week (-1 = not known), from the masses (H, BINS) that
    the model without exposures, `plain`, and the one with them, `exposed`, gave; all their `rungs` (H, 7, BINS) and
    `pools` (H, BINS). `tilt`, `spare` (BINS,) and `shares` (7,) are scratch paper.
    """

    plain: np.ndarray
    exposed: np.ndarray
    phase: np.ndarray
    rungs: np.ndarray
    pools: np.ndarray
    tilt: np.ndarray
    spare: np.ndarray
    shares: np.ndarray


# ── shares of the rungs ──────────────────────────────────────────────────────────────────────────────────────────────


@inlined
def heard(steps: float) -> float:
    """What share counts of how ratings went before, so many steps after the last one."""
    return math.exp(-max(steps - SILENCE, 0.0) / SILENCE_MEMORY)


@compiled
def gap_class(steps: int) -> int:
    """Which set of weights serves a forecast `steps` steps after the last rating."""
    if steps <= 3:
        return steps - 1
    return 3 if steps <= 5 else 4 if steps <= 9 else 5


@inlined
def normalise(values: np.ndarray) -> None:
    """`values`, divided by their sum."""
    total = 0.0
    for i in range(values.size):
        total += values[i]
    for i in range(values.size):
        values[i] /= total


@part
def likely(use: Use, gap: int, alike: int, first: np.ndarray, share: np.ndarray) -> None:
    """Into `share` (7,) the shares of the rungs by the log score alone, `gap` steps after the last rating."""
    own, other = use.counts[gap, alike], use.counts[gap, 1 - alike]
    begin, total = first[min(gap, len(first) - 1)], PRIOR_WEIGHT
    for rung in range(RUNGS):
        total += OF_OTHERS * other[rung]
    for rung in range(RUNGS):
        share[rung] = own[rung] + PRIOR_WEIGHT * (PRIOR_WEIGHT * begin[rung] + OF_OTHERS * other[rung]) / total
    normalise(share)


@inlined
def regret_of(use: Use, gap: int, alike: int, rung: int) -> float:
    """What a greater share of a rung would have cost, mostly over all gaps."""
    shared = 0.0
    for each in range(GAPS):
        shared += use.regret[each, 0, rung] + use.regret[each, 1, rung]
    own: float = use.regret[gap, alike, rung]
    return (1.0 - REGRET_SHARED) * own + REGRET_SHARED * shared / LEARN_HORIZONS


@compiled
def shares_of(use: Use, steps: int, alike: int, trust: Trust, share: np.ndarray) -> None:
    """Into `share` (7,) the shares of the rungs, `steps` steps after the last rating."""
    gap, least = gap_class(steps), math.inf
    likely(use, gap, alike, trust.first, share)
    for rung in range(RUNGS):
        least = min(least, regret_of(use, gap, alike, rung))
    for rung in range(RUNGS):
        share[rung] *= math.exp(-REGRET_RATE * (regret_of(use, gap, alike, rung) - least))
    share[USUAL_DAYS] *= math.exp(-trust.doubt[0] * max(abs(use.now[NOW_DRIFT]) - CALM, 0.0))
    for rung in range(PLAIN):  # those before know nothing of how long a silence was
        share[rung] *= heard(steps)
    normalise(share)


# ── a rating comes ───────────────────────────────────────────────────────────────────────────────────────────────────


@compiled
def pass_silence(use: Use) -> None:
    """One more step without a rating."""
    use.now[NOW_SINCE] += 1.0
    levels_stood(use)


@inlined
def levels_stood(use: Use) -> None:
    """Note where the smoothed levels stand, one step on."""
    for level in range(LEVELS.size):
        for ago in range(LEVEL_HORIZONS - 1, 0, -1):
            use.levels_before[ago, level] = use.levels_before[ago - 1, level]
        use.levels_before[0, level] = use.levels[level]


@inlined
def off_level(use: Use, tenth: int, rating: float) -> None:
    """The smoothed levels, and what they have missed, after a `rating` that falls into `tenth`."""
    for ago in range(LEVEL_HORIZONS):
        if math.isnan(use.levels_before[ago, 0]):
            continue
        for level in range(LEVELS.size):
            row, off = use.missed[level, ago], tenth - 10.0 * use.levels_before[ago, level] + BINS - 1
            off = min(max(off, 0.0), MISSES - 1.001)
            low = int(off)
            for i in range(MISSES):
                row[i] *= MISS_MEMORY
            row[low] += 1.0 - (off - low)
            row[low + 1] += off - low
    new = math.isnan(use.levels[0])
    for level in range(LEVELS.size):
        if new:
            use.levels[level] = rating
        else:
            off = rating - use.levels[level]
            use.levels_lost[level] = LOSS_MEMORY * use.levels_lost[level] + abs(off)
            use.levels[level] += LEVELS[level] * off
    levels_stood(use)


@inlined
def off_week(use: Use, phase: int, miss: float) -> None:
    """The days of the week after a rating on day `phase` that lay `miss` points above what the plain model expected."""
    for day in range(WEEK):
        here = 1.0 if day == phase else 0.0
        use.day_missed[day] = WEEK_MEMORY * use.day_missed[day] + here * miss
        use.day_count[day] = WEEK_MEMORY * use.day_count[day] + here


@inlined
def above(mass: np.ndarray, tenth: int) -> float:
    """How far `tenth` lies above the middle of `mass` (BINS,): -0.5 to 0.5 of its probability."""
    below: float = 0.5 * mass[tenth] - 0.5
    for b in range(tenth):
        below += mass[b]
    return below


@inlined
def drift_on(use: Use, tenth: int) -> None:
    """How far ratings of late fell above the middle of their forecasts.

    The pool follows a jump, and the usual days lag behind: while ratings lie far to the same side of them, a drift is
    not forgotten.
    """
    if use.asked[0, 0, 0] > 0:
        drift, away = use.now[NOW_DRIFT], above(use.rungs[0, 0, USUAL_DAYS], tenth)
        held = abs(drift) > CALM and (away if drift > 0.0 else -away) > FAR
        use.now[NOW_DRIFT] = (1.0 if held else DRIFT_MEMORY) * drift + above(use.pools[0, 0], tenth)


@inlined
def learn_likely(use: Use, tenth: int, first: np.ndarray, shares: np.ndarray) -> None:
    """Evidence for the rungs after a rating in `tenth`, from every forecast that was made for it."""
    for ago in range(LEARN_HORIZONS):  # all from the evidence as it stood before
        if use.asked[ago, ago, 0] > 0:
            likely(use, gap_class(use.asked[ago, ago, 0]), use.asked[ago, ago, 1], first, shares[ago])
            for rung in range(RUNGS):
                shares[ago, rung] *= use.rungs[ago, ago, rung, tenth]
            normalise(shares[ago])
    for ago in range(LEARN_HORIZONS):
        if use.asked[ago, ago, 0] > 0:
            row = use.counts[gap_class(use.asked[ago, ago, 0]), use.asked[ago, ago, 1]]
            for rung in range(RUNGS):
                row[rung] = MEMORY * row[rung] + shares[ago, rung]


@part
def slopes_of(use: Use, ago: int, tenth: int, reached: np.ndarray, slope: np.ndarray) -> tuple[float, float]:
    """The ranked probability score of the pool that was made for a rating in `tenth`, and its own slope; into `slope`
    (7,) by how much it rises with the mass of each rung. `reached` (7,) is scratch paper.
    """
    loss, own, pool = 0.0, 0.0, 0.0
    for rung in range(RUNGS):
        reached[rung] = slope[rung] = 0.0
    for b in range(BINS):
        pool += use.pools[ago, ago, b]
        off = pool - (1.0 if b >= tenth else 0.0)
        loss += off * off
        own += pool * off
        for rung in range(RUNGS):
            reached[rung] += use.rungs[ago, ago, rung, b]
            slope[rung] += reached[rung] * off
    return loss, own


@inlined
def regret_on(use: Use, tenth: int, shares: np.ndarray) -> None:
    """Regret and mean loss after a rating in `tenth`: the gradient of the pool's ranked probability score."""
    for gap in range(GAPS):
        for rung in range(RUNGS):
            use.regret[gap, 0, rung] *= MEMORY
            use.regret[gap, 1, rung] *= MEMORY
    for ago in range(LEARN_HORIZONS):
        if use.asked[ago, ago, 0] > 0:
            loss, own = slopes_of(use, ago, tenth, shares[0], shares[1])
            use.loss[0] = LOSS_MEMORY * use.loss[0] + loss
            use.loss[1] = LOSS_MEMORY * use.loss[1] + 1.0
            row = use.regret[gap_class(use.asked[ago, ago, 0]), use.asked[ago, ago, 1]]
            for rung in range(RUNGS):
                row[rung] += 2.0 * (shares[1, rung] - own) * (use.loss[1] / max(use.loss[0], LEAST_LOSS))


@inlined
def fall_into(fell: np.ndarray, low: float, high: float) -> None:
    """A part of one rating, spread evenly over the part `low`..`high` of 0-1 that a forecast gave to its value."""
    whole = 0.0
    for i in range(PIT_BINS):
        whole += max(min(high, (i + 1) / PIT_BINS) - max(low, i / PIT_BINS), 0.0)
    for i in range(PIT_BINS):
        fell[i] *= PIT_MEMORY
        if whole > 1e-12:
            inside = max(min(high, (i + 1) / PIT_BINS) - max(low, i / PIT_BINS), 0.0)
            fell[i] += inside / whole / LEARN_HORIZONS
        elif i == min(int(low * PIT_BINS), PIT_BINS - 1):
            fell[i] += 1.0 / LEARN_HORIZONS


@compiled
def pass_rating(use: Use, rating: float, tenth: int, waiting: Waiting) -> None:
    """One more step with a `rating` that falls into `tenth`."""
    rated_before, expected = not math.isnan(use.now[NOW_LAST]), 0.0
    learn_likely(use, tenth, waiting.first, waiting.shares)
    regret_on(use, tenth, waiting.shares)
    drift_on(use, tenth)
    for ago in range(LEARN_HORIZONS):
        if use.asked[ago, ago, 0] > 0:
            below = 0.0
            for b in range(tenth):
                below += use.pools[ago, ago, b]
            fall_into(use.fell, below, below + use.pools[ago, ago, tenth])
    for b in range(BINS):
        here = 1.0 if b == tenth else 0.0
        use.used[b] = USE_MEMORY * use.used[b] + here
        use.expected[b] = USE_MEMORY * use.expected[b] + (waiting.plain[b] if waiting.plain.size else here)
        use.recent[b] = RECENT * use.recent[b] + here
        use.usual[b] = USUAL * use.usual[b] + here
    if waiting.plain.size and rated_before and waiting.phase >= 0:
        for b in range(BINS):
            expected += 0.1 * b * waiting.plain[b]
        off_week(use, waiting.phase, rating - expected)
    off_level(use, tenth, rating)
    use.written[tenth] = rating
    use.now[NOW_ALIKE] = 1.0 if rated_before and waiting.last == tenth else 0.0
    use.now[NOW_LAST], use.now[NOW_SINCE] = rating, 0.0


# ── what each rung says, and their pool ──────────────────────────────────────────────────────────────────────────────


@inlined
def tilt_of(use: Use, tilt: np.ndarray) -> None:
    """How much likelier each tenth is than the model alone would have it (BINS,); less so after a long silence, when
    other values may be due.
    """
    total, prior = 0.0, USE_PRIOR / max(heard(use.now[NOW_SINCE]), LEAST_HEARD)
    for b in range(BINS):
        total += use.expected[b]
    for b in range(BINS):
        tilt[b] = 1.0
        if total > 0.0:
            belief = prior * (use.expected[b] + 0.01 * total / BINS) / total
            tilt[b] = min((use.used[b] + belief) / (use.expected[b] + belief + 0.02), MOST_TILT)


@part
def tilted(mass: np.ndarray, tilt: np.ndarray, found: np.ndarray) -> None:
    """Into `found`: `mass` (BINS,) weighted by `tilt` (BINS,)."""
    for b in range(BINS):
        found[b] = max(mass[b], 0.0) * tilt[b]
    normalise(found)


@part
def moved(mass: np.ndarray, tenths: float, found: np.ndarray) -> None:
    """Into `found` (BINS,): `mass` (any number of tenths) moved by so many, shared between the two nearest; what leaves
    the scale stays at its ends.
    """
    low = math.floor(tenths)
    share, step = tenths - low, int(low)
    for b in range(BINS):
        found[b] = 0.0
    for b in range(mass.size):
        found[min(max(b + step, 0), BINS - 1)] += (1.0 - share) * mass[b]
        found[min(max(b + step + 1, 0), BINS - 1)] += share * mass[b]


@inlined
def counted(counts: np.ndarray, prior: float, plain: np.ndarray, found: np.ndarray) -> None:
    """Into `found` (BINS,): the shares of discounted `counts`, the model counting as `prior` ratings."""
    total = prior
    for b in range(BINS):
        total += counts[b]
    for b in range(BINS):
        found[b] = (counts[b] + prior * plain[b]) / total


@part
def by_level(use: Use, made: Made, h: int) -> None:
    """What the smoothed level says that has missed least: its own misses about it, tilted to the values that the person
    uses. `PLAIN`, what is believed before any miss is known, is all that is said before the first rating.
    """
    found, plain, fallen, best = made.rungs[h, LEVEL_ONLY], made.rungs[h, PLAIN], made.spare, 0
    if math.isnan(use.levels[0]):
        for b in range(BINS):
            found[b] = plain[b]
        return
    for level in range(1, LEVELS.size):  # rounding must not choose
        if round(use.levels_lost[level], 9) < round(use.levels_lost[best], 9):
            best = level
    misses, count = use.missed[best, min(h, LEVEL_HORIZONS - 1)], LEVEL_PRIOR
    moved(misses, 10.0 * use.levels[best] - (BINS - 1), fallen)
    for i in range(MISSES):
        count += misses[i]
    for b in range(BINS):
        before, after = fallen[b - 1] + 1e-9 if b > 0 else 0.0, fallen[b + 1] + 1e-9 if b < BINS - 1 else 0.0
        found[b] = (SMEAR[0] * before + SMEAR[1] * (fallen[b] + 1e-9) + SMEAR[2] * after) * made.tilt[b]
    normalise(found)
    for b in range(BINS):
        found[b] = (found[b] * (count - LEVEL_PRIOR) + LEVEL_PRIOR * plain[b]) / count


@inlined
def away_of(use: Use, phase: int) -> float:
    """How many points a day lies above the mean of the week, as far as can be believed."""
    away: float = use.day_missed[phase] / (use.day_count[phase] + WEEK_SHRINKAGE)
    for day in range(WEEK):
        away -= use.day_missed[day] / (use.day_count[day] + WEEK_SHRINKAGE) / WEEK
    return away


@part
def climb(use: Use, made: Made, h: int, tenth: int) -> None:
    """What each rung says of the step `h`; the last rating fell into `tenth`, -1 = none."""
    rungs, plain = made.rungs[h], made.rungs[h, PLAIN]
    tilted(made.plain[h], made.tilt, plain)
    for b in range(BINS):
        rungs[LAST, b] = 1.0 / BINS if tenth < 0 else 1.0 if b == tenth else 0.0
        rungs[WEEKDAYS, b] = plain[b]
    counted(use.recent, RECENT_PRIOR, plain, rungs[RECENT_DAYS])
    counted(use.usual, USUAL_PRIOR, plain, rungs[USUAL_DAYS])
    by_level(use, made, h)
    if made.phase[h] >= 0:
        moved(made.plain[h], 10.0 * away_of(use, made.phase[h]), made.spare)
        tilted(made.spare, made.tilt, rungs[WEEKDAYS])
    tilted(made.exposed[h], made.tilt, rungs[EXPOSED])


@compiled
def pool(use: Use, made: Made, tenth: int, trust: Trust) -> None:
    """Into `made` what each rung says of the next steps, and their pool; the last rating fell into `tenth`."""
    tilt_of(use, made.tilt)
    since, alike = int(use.now[NOW_SINCE]), int(use.now[NOW_ALIKE])
    for h in range(made.pools.shape[0]):
        climb(use, made, h, tenth)
        shares_of(use, since + h + 1, alike, trust, made.shares)
        for b in range(BINS):
            made.pools[h, b] = 0.0
        for rung in range(RUNGS):
            for b in range(BINS):
                made.rungs[h, rung, b] = made.rungs[h, rung, b] * (1.0 - FLOOR) + FLOOR / BINS
                made.pools[h, b] += made.shares[rung] * made.rungs[h, rung, b]
