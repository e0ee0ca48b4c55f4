"""Protocols of one's own: the promised file, every wrong key with its line, and any text at all."""

# Long because every key of the promise is tried with what is right and what is wrong.

from __future__ import annotations

import re
import tomllib
from itertools import count
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from andante.body.protocol import LONGEST_HOLD_S, Measured, Probe, Protocol, Rest, Work
from andante.body.sites import site
from andante.errors import InputError, ProtocolError
from andante.studies import protocol_file
from andante.studies.protocol_file import parse_protocol
from andante.studies.protocol_lines import DEEPEST, key_lines

QUIET = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)

PROMISED = """\
title = "..."
groups = { fm = 22, healthy = 22 }          # virtual people per group
[[step]]                                      # in order
do = "hold"                                   # hold | cycles | rest | probe
muscle = "shoulder"                           # shoulder elbow grip trunk hip knee ankle neck
load = 0.20                                   # fraction of own MVC; or load_newton with "same_absolute_load = true"
side = "right"
until = "failure"                             # or seconds = 90; cap_s = 300
[[step]]
do = "probe"
sites = ["trapezius", "tibialis_anterior"]    # pressure pain threshold, kPa
at_s = [0, 1200]
"""
HOLD = '[[step]]\ndo = "hold"\nmuscle = "knee"\nload = 0.2\n'
CYCLES = '[[step]]\ndo = "cycles"\nmuscle = "knee"\nload = 0.2\non_s = 6\noff_s = 4\n'


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(text, "my.toml")
    assert isinstance(caught.value, InputError)
    return caught.value.problems


def the_step(text: str):
    """The only step of a protocol."""
    (step,) = parse_protocol(text, "my.toml").steps
    return step


# ── what is read ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change", [str, lambda text: text.replace("\n", "\r\n"), lambda text: text.replace("\n", "\n    ")]
)
def test_the_promised_file_is_read(change):
    assert parse_protocol(change(PROMISED), "my.toml") == Protocol(
        title="...",
        groups={"fm": 22, "healthy": 22},
        steps=(Work("shoulder", "right", load=0.20), Probe(("trapezius", "tibialis_anterior"), (0.0, 1200.0))),
    )


def test_title_and_groups_have_defaults():
    protocol = parse_protocol(HOLD, "my.toml")
    assert protocol == Protocol("my.toml", {"healthy": 20, "fm": 20}, (Work("knee", load=0.2),))
    assert parse_protocol("groups = {}\n" + HOLD, "my.toml") == protocol
    protocol.groups.clear()
    assert parse_protocol(HOLD, "my.toml").groups == {"healthy": 20, "fm": 20}


@pytest.mark.parametrize(
    ("written", "groups"),
    [
        ("groups = { hc = 3, fibromyalgia = 4, local_pain = 5 }\n", {"healthy": 3, "fm": 4, "local": 5}),
        ("groups.controls = 1\ngroups.fm = 100000\n", {"healthy": 1, "fm": 100_000}),
        ("[groups]\nlocal = 7\n", {"local": 7}),
    ],
)
def test_groups_have_other_names(written, groups):
    assert parse_protocol(written + HOLD, "my.toml").groups == groups


@pytest.mark.parametrize(
    ("word", "muscle"),
    [
        ("quadriceps", "knee"), ("hand", "grip"), ("forearm", "grip"), ("handgrip", "grip"),
        ("biceps", "elbow"), ("back", "trunk"), ("calf", "ankle"), ("neck", "neck"),
    ],
)  # fmt: skip
def test_muscles_have_other_names(word, muscle):
    assert the_step(HOLD.replace("knee", word)).muscle == muscle


@pytest.mark.parametrize(
    ("text", "step"),
    [
        (HOLD + "seconds = 90\ncap_s = 300\n", Work("knee", load=0.2, seconds=90.0, cap_s=300.0)),
        (HOLD + "seconds = 7200\n", Work("knee", load=0.2, seconds=7200.0, cap_s=7200.0)),
        (HOLD + 'side = "both"\nuntil = "failure"\n', Work("knee", "both", load=0.2)),
        (HOLD.replace("load", "load_newton"), Work("knee", newton=0.2)),
        (HOLD + "same_absolute_load = true\n", Work("knee", load=0.2, same_absolute_load=True)),
        ("same_absolute_load = true\n" + HOLD, Work("knee", load=0.2, same_absolute_load=True)),
        ("same_absolute_load = true\n" + HOLD + "same_absolute_load = false\n", Work("knee", load=0.2)),
        (CYCLES + "seconds = 60\n", Work("knee", load=0.2, seconds=60.0, on_s=6.0, off_s=4.0)),
        (CYCLES + 'until = "failure"\n', Work("knee", load=0.2, on_s=6.0, off_s=4.0)),
        *(
            (CYCLES + f"{word} = 30\n", Work("knee", load=0.2, seconds=300.0, on_s=6.0, off_s=4.0))
            for word in ("count", "cycles", "repetitions", "reps")
        ),
        (
            CYCLES.replace("on_s", "work_s").replace("off_s", "rest_s") + "count = 3\n",
            Work("knee", load=0.2, seconds=30.0, on_s=6.0, off_s=4.0),
        ),
        (
            HOLD + 'measure = { sites = "knee_left", at_s = [1, 2.5] }\n',
            Work("knee", load=0.2, measured=Measured(("knee_left",), at_s=(1.0, 2.5))),
        ),
        (
            CYCLES + 'count = 3\n[step.measure]\nsites = ["knee", "calf"]\nat_share = 1\n',
            Work("knee", load=0.2, seconds=30.0, on_s=6.0, off_s=4.0, measured=Measured(("knee", "calf"), (), (1,))),
        ),
        ('step = [{ do = "rest", seconds = 1.5 }]', Rest(1.5)),
        ('[[step]]\ndo = "rest"\nminutes = 20\n', Rest(1200.0)),
        ('[[step]]\ndo = "probe"\nsites = "trapezius"\n', Probe(("trapezius",))),
        ('[[step]]\ndo = "probe"\nsites = "trapezius"\nat_s = 60\n', Probe(("trapezius",), (60.0,))),
    ],
)  # fmt: skip
def test_steps_are_read(text, step):
    assert the_step(text) == step


def test_the_cap_of_a_hold_until_failure_is_the_longest_hold():
    assert the_step(HOLD).cap_s == LONGEST_HOLD_S


def test_every_site_that_is_taken_is_one_of_the_body():
    assert {site(name).name for name in protocol_file._SITE_WORDS} == protocol_file._SITE_WORDS


# ── what is wrong, and where ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        # The whole protocol.
        ("", "1: step: found nothing, allowed is a [[step]] for each of 1 to 1000 steps"),
        ("title = 'a'\n\nstep = []", "3: step: found an empty list, allowed is a [[step]]"),
        ("[step]\ndo = 'rest'\nseconds = 1", "1: step: found a table, allowed is a [[step]]"),
        ("\nstep = [\n{ do = 'rest', seconds = 1 },\n3]", "4: step: found 3, allowed is a table"),
        ("title = 3\n" + HOLD, "1: title: found 3, allowed is a text of 1 to 200 printable characters"),
        ('title = "\\u001b[2J"\n' + HOLD, "1: title: found a text '\\x1b[2J', allowed is a text"),
        ("\nseed = 3\n" + HOLD, "2: seed: found an unknown key, allowed is title, groups, same_absolute_load, step"),
        ("steps = 3\n" + HOLD, "; nearest is step"),
        ("same_absolute_load = 1\n" + HOLD, "1: same_absolute_load: found 1, allowed is true or false"),
        # Groups.
        ("groups = 3\n" + HOLD, "1: groups: found 3, allowed is a table such as { fm = 22"),
        ("groups = { fm = 2, healty = 3 }\n" + HOLD, "1: groups.healty: found an unknown group, allowed is fm"),
        ("[groups]\nfm = 2\nlocl = 3\n" + HOLD, "3: groups.locl: found an unknown group, allowed is"),
        ("groups.fm = 0\n" + HOLD, "1: groups.fm: found 0, allowed is a whole number from 1 to 100000"),
        ("[groups]\n\nfm = 100001\n" + HOLD, "3: groups.fm: found 100001, allowed is a whole number"),
        ("[groups]\nfm = 22.0\n" + HOLD, "2: groups.fm: found 22.0, allowed is a whole number"),
        ("[groups]\nfm = true\n" + HOLD, "2: groups.fm: found true, allowed is a whole number"),
        ("[groups]\nhc = 1\ncontrols = 1\n" + HOLD, "3: groups.controls: found healthy a second time, allowed is each"),
        # Any step.
        ("[[step]]\nseconds = 3", "1: do: found nothing, allowed is hold, cycles, rest, probe"),
        ("[[step]]\n\ndo = 'hodl'", "3: do: found a text 'hodl', allowed is hold, cycles, rest, probe; near"),
        (HOLD + "cap = 3", "5: cap: found an unknown key, allowed is do, muscle, side, load"),
        (HOLD + "cap = 3", "; nearest is cap_s"),
        (HOLD + "on_s = 3", "5: on_s: found an unknown key"),
        (HOLD + "'a\\nb' = 3", "5: a\\nb: found an unknown key"),
        (HOLD + '"a\\nb" = 3', "5: 'a\\nb': found an unknown key"),
        (HOLD + "title = 'late'", "5: title: found it inside a step, allowed is to write it above the first [[step]]"),
        # Holds.
        ("[[step]]\ndo='hold'\nload=1", "1: muscle: found nothing, allowed is shoulder, elbow, grip"),
        (HOLD.replace("knee", "nek"), "3: muscle: found a text 'nek', allowed is shoulder"),
        (HOLD.replace("knee", "nek"), "; nearest is neck"),
        (HOLD.replace('"knee"', "[1]"), "3: muscle: found a list of 1, allowed is shoulder"),
        (HOLD + "side = 'up'", "5: side: found a text 'up', allowed is left, right, both"),
        ("[[step]]\ndo='hold'\nmuscle='hip'", "1: load: found nothing, allowed is load = a fraction of the own"),
        (HOLD + "load_newton = 3", "5: load_newton: found both load and load_newton, allowed is only one of them"),
        (HOLD.replace("0.2", "20"), "4: load: found 20, allowed is a fraction of the own maximum, above 0 "),
        (HOLD.replace("0.2", "20"), "and up to 1.0: 20 % is written 0.20"),
        (HOLD.replace("0.2", "0"), "4: load: found 0, allowed is a fraction"),
        (HOLD.replace("0.2", "true"), "4: load: found true, allowed is a fraction"),
        (HOLD.replace("0.2", "nan"), "4: load: found nan, allowed is a fraction"),
        (HOLD.replace("0.2", "'abc'"), "4: load: found a text 'abc', allowed is a fraction"),
        (HOLD.replace("0.2", "1979-05-27"), "4: load: found a date 1979-05-27, allowed is a fraction"),
        (HOLD.replace("0.2", "07:32:00"), "4: load: found a time 07:32:00, allowed is a fraction"),
        (HOLD.replace("0.2", "1" * 4000), "4: load: found a number of more than 15 digits, allowed is a"),
        (HOLD.replace("0.2", "0x" + "f" * 9000), "4: load: found a number of more than 15 digits, allowed is a"),
        (HOLD.replace("load = 0.2", "load_newton = 5001"), "4: load_newton: found 5001, allowed is a number of new"),
        (HOLD + "seconds = inf", "5: seconds: found inf, allowed is a number of seconds above 0 and up to 86400"),
        (HOLD + "seconds = 86401", "5: seconds: found 86401, allowed is a number of seconds above 0 and up to 86400"),
        (HOLD + "seconds = 3\nuntil = 'failure'", "6: until: found both seconds and until, allowed is only one"),
        (HOLD + "until = 90", "5: until: found 90, allowed is failure; a time is written seconds = 90"),
        (HOLD + "cap_s = -1", "5: cap_s: found -1, allowed is a number of seconds above 0"),
        (HOLD + "same_absolute_load = 'yes'", "5: same_absolute_load: found a text 'yes', allowed is true or false"),
        # Cycles.
        (CYCLES.replace("on_s = 6\n", ""), "1: on_s: found nothing, allowed is a number of seconds from 0.5 to 86400"),
        (CYCLES.replace("off_s = 4", "off_s = 0.4"), "6: off_s: found 0.4, allowed is a number of seconds from 0.5"),
        (CYCLES + "work_s = 3", "7: work_s: found both on_s and work_s, allowed is only one of them"),
        (CYCLES + "count = 1.5", "7: count: found 1.5, allowed is a whole number from 1 to 100000"),
        (CYCLES + "count = 3\nreps = 3", "8: reps: found both count and reps, allowed is only one of them"),
        (CYCLES + "reps = 9000", "7: reps: found cycles that take 90000 seconds, allowed is at most 86400 seconds"),
        # What is measured on the way.
        (HOLD + "measure = 3", "5: measure: found 3, allowed is a table such as"),
        (HOLD + "[step.measure]\nat_s = 3", "5: measure.sites: found nothing, allowed is the name of a site"),
        (HOLD + "[step.measure]\nsites = 'knee'", "5: measure.at_s: found neither at_s nor at_share, allowed is at"),
        (HOLD + "[step.measure]\nsites = 'knee'\nat_share = [0,\n2]", "8: measure.at_share: found 2, allowed is a"),
        (HOLD + "[step.measure]\nsites = 'knee'\nat_share = 1\nfoo = 1", "8: measure.foo: found an unknown key"),
        (HOLD + "measure.sites = 'knee'\nmeasure.at_s = -1", "6: measure.at_s: found -1, allowed is a number"),
        (HOLD + "measure = { sites = 'kne', at_s = 1 }", "5: measure.sites: found a text 'kne', allowed is the name"),
        # Rests and probes.
        ("[[step]]\ndo = 'rest'", "1: seconds: found nothing, allowed is seconds = ... or minutes = ..."),
        ("[[step]]\ndo='rest'\nseconds=1\nminutes=1", "4: minutes: found both seconds and minutes, allowed is only"),
        ("[[step]]\ndo='rest'\nminutes=0", "3: minutes: found 0, allowed is a number of minutes above 0 and up to"),
        ("[[step]]\ndo='rest'\nseconds=1\nload=1", "4: load: found an unknown key, allowed is do, seconds, minutes"),
        ("[[step]]\ndo='probe'", "1: sites: found nothing, allowed is the name of a site such as trapezius"),
        ("[[step]]\ndo='probe'\nsites=[]", "3: sites: found an empty list, allowed is the name of a site"),
        ("[[step]]\ndo='probe'\nsites=[\n'knee', # ]\n'trapezus_left']", "5: sites: found a text 'trapezus_left'"),
        ("[[step]]\ndo='probe'\nsites=[\n'knee', # ]\n'trapezus']", "; nearest is trapezius"),
        ("[[step]]\ndo='probe'\nsites=['knee',\n3]", "4: sites: found 3, allowed is the name of a site"),
        ("[[step]]\ndo='probe'\nsites='knee'\nat_s=[]", "4: at_s: found an empty list, allowed is a number of seconds"),
        ("[[step]]\ndo='probe'\nsites='knee'\nat_s=[\n0,\n5,\n5]", "7: at_s: found 5 after 5, allowed is a number of"),
        ("[[step]]\ndo='probe'\nsites='knee'\nat_s=[\n0,\n'5']", "6: at_s: found a text '5', allowed is a number of"),
        # What is no TOML.
        ("title = 'a'\nload 0.2", "2: syntax: found what cannot be read (Expected '='"),
        ("title = 'a'\n\n[[step]]\nsites = [1\n\n", "4: syntax: found what cannot be read (Unclosed array)"),
        ("a = 1\na = 2", "2: syntax: found what cannot be read (Cannot overwrite a value), allowed is TOML"),
        ("a = 1\nb = " + "1" * 5000, "2: syntax: found a number of too many digits, allowed is TOML"),
        ("a = 1\nb = " + "[" * 5000, "2: syntax: found lists inside lists without end, allowed is TOML"),
        ("a" * 100_001, "1: file: found 100001 characters, allowed is at most 100000"),
    ],
    ids=lambda one: one[:40],
)  # fmt: skip
def test_a_wrong_key_is_named_with_its_line(text, problem):
    problems = problems_of(text)
    place = f"my.toml:{problem}" if problem[:1].isdigit() else problem
    assert any(place in one for one in problems), problems
    assert len(problems) == 1 or "nothing" in problem or "on_s" in problem, problems


def test_every_problem_is_named_in_the_order_of_the_file():
    text = dedent("""\
        groups = { fm = 0 }
        titel = "a"
        [[step]]
        do = "hold"
        muscle = "leg"
        load = 20
        until = "failure"
        [[step]]
        do = "probe"
        sites = ["knee",
            "elbo"]
        at_s = [3, 2]
        """)
    named = [re.match(r"my\.toml:(\d+): ([\w.]+): found ", problem).groups() for problem in problems_of(text)]
    assert named == [
        ("1", "groups.fm"), ("2", "titel"), ("5", "muscle"), ("6", "load"), ("11", "sites"), ("12", "at_s"),
    ]  # fmt: skip


def test_twenty_problems_are_shown_and_the_rest_counted():
    with pytest.raises(ProtocolError) as caught:
        parse_protocol(HOLD + "".join(f"key{place} = 1\n" for place in range(25)), "my.toml")
    *shown, last = str(caught.value).splitlines()
    assert tuple(shown) == caught.value.problems
    assert (len(shown), caught.value.found, last) == (20, 25, "... and 5 more")


# ── lines, whatever stands between ────────────────────────────────────────────────────────────────────────────────────

BETWEEN = [
    "", "   ", "# [[step]]", "\t# load = 20 ' \" [", HOLD.strip(), HOLD + "# [step.measure]",
    HOLD + 'measure = { sites = ["knee"], at_s = [\n1, # ]\n\n2] }',
    HOLD + "[step.measure] # [[step]]\nsites = [\n  'knee', # ] }\n\n  \"calf\",\n]\nat_share = 1",
    CYCLES + "[ step . 'measure' ]\n\"sites\" = 'knee'\nat_s = [\n]".replace("[\n]", "[\n1\n]"),
    '[[ "step" ]]\n"do" = "rest"\nminutes = 1_0 # "',
    '[[step]]\ndo = """\\\n   rest"""\nseconds = 1e1',
    "[[step]]\ndo = '''\nprobe'''\nsites = '''knee'''\nat_s = [ 1,\n2,\n\n3 ]",
]  # fmt: skip
TITLES = [
    'title = "[[step]] # \\" \' ["',
    "title = '[[step]] # \" {'", 'title = """[[step]] ""\\"""""', "title = ''''a' ''b'''''",
    "groups = { fm = 22, healthy = 22 }\ntitle = 'a'", "title = 'a'\n[groups]\nfm = 1", "title = 'a'\ngroups.fm = 1",
]  # fmt: skip
WRONG = ["loud = [ # here\n1, 2 ]", '"cap_s" = -1 # here', "measure.at_s = 'a' # here\nmeasure.sites = 'knee'"]


@st.composite
def with_one_wrong_key(draw: st.DrawFn) -> str:
    between = st.sampled_from(BETWEEN)
    before, inside, after = (
        draw(st.lists(one, max_size=6)) for one in (between, st.sampled_from(BETWEEN[:4]), between)
    )
    title, wrong = draw(st.sampled_from(TITLES)), draw(st.sampled_from(WRONG))
    return "\n".join([title, *before, HOLD, *inside, wrong, *after])


@QUIET
@given(with_one_wrong_key(), st.sampled_from(["\n", "\r\n"]))
def test_the_line_stays_right_whatever_stands_around_it(text, end):
    line = next(place for place, row in enumerate(text.split("\n"), start=1) if row.endswith("# here"))
    problems = problems_of(text.replace("\n", end))
    assert [re.match(r"my\.toml:(\d+):", one)[1] for one in problems] == [str(line)]


class Writer:
    """Writes a TOML text in which every number is the line on which its key, or it in its list, stands."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.rows = [""]
        self.names = (f"k{number}" for number in count())
        self.lists: list[str] = []

    def one_of(self, *choices):
        return self.draw(st.sampled_from(choices))

    def write(self, text: str) -> None:
        first, *rest = text.split("\n")
        self.rows[-1] += first
        self.rows.extend(rest)

    def end(self) -> None:
        self.write(self.one_of("\n", "\n\n", " \t\n", '  # [[x]] \' """\n'))

    def key(self) -> str:
        name = next(self.names)
        return self.one_of(name, f'"{name}"', f"'{name}.x'", f"{name} . x", f'{name}."[\\"="', f'"\\u0041{name}"')

    def value(self, depth: int, *, breaks: bool) -> None:
        kind = self.one_of("number", "number", "list", "table") if depth else "number"
        if kind == "number":
            self.write(str(len(self.rows)))
        elif kind == "list":
            self.inner_list(depth, breaks=breaks)
        else:
            self.inner_table(depth)

    def inner_list(self, depth: int, *, breaks: bool) -> None:
        self.write("[")
        for _ in range(self.draw(st.integers(0, 3))):
            if breaks and self.draw(st.booleans()):
                self.end()
            self.value(depth - 1, breaks=breaks)
            self.write(self.one_of(",", " , "))
        self.write("]")

    def inner_table(self, depth: int) -> None:
        self.write("{ ")
        for place in range(self.draw(st.integers(0, 2))):
            self.write((", " if place else "") + self.key() + "= ")
            self.value(depth - 1, breaks=False)
        self.write("}")

    def pair(self) -> None:
        self.write(self.key() + " = ")
        self.value(2, breaks=True)

    def text(self) -> None:
        mark = self.one_of('"', "'")
        inner = self.one_of("", "[#", "{ k = ", "\\\\", f"{mark}{mark} a = 1 # [[x]]\n[[y]] {mark}\n")
        triple = mark * 3 + inner + self.one_of("", mark, mark * 2) + mark * 3
        other = self.one_of("1979-05-27 07:32:00", "-inf", "true", f"{mark}#[{mark}", r'"\"#"', mark * 2)
        self.write(f"{next(self.names)} = {self.one_of(triple, other)}")

    def header(self) -> None:
        self.write(f"[ {self.key()} ]")

    def new_list(self) -> None:
        self.lists.append(next(self.names))
        self.write(f"[[{self.lists[-1]}]]")

    def next_of_a_list(self) -> None:
        self.write(f"[[{self.one_of(*self.lists)}]]" if self.lists else "")

    def below_a_list(self) -> None:
        self.write(f"[{self.one_of(*self.lists)}.{self.key()}]" if self.lists else "")


@st.composite
def numbered(draw: st.DrawFn) -> str:
    writer = Writer(draw)
    pieces = (Writer.pair, Writer.pair, Writer.text, Writer.header, Writer.new_list)
    for piece in draw(st.lists(st.sampled_from((*pieces, Writer.next_of_a_list, Writer.below_a_list)), max_size=12)):
        piece(writer)
        writer.end()
    return "\n".join(writer.rows)


def leaves(value: object, path: tuple = ()):
    """Every number of a document, with its path."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, value


@QUIET
@given(numbered())
def test_every_number_is_its_own_line(text):
    lines = key_lines(text)
    for path, line in leaves(tomllib.loads(text)):
        assert len(path) > DEEPEST or lines[path] == line


# ── any text ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def problems_if_any(text: str) -> tuple[str, ...]:
    """The problems of a text, none when it is a protocol."""
    try:
        parse_protocol(text, "my.toml")
    except ProtocolError as error:
        return error.problems or ("",)
    return ()


def protocol_or_error(text: str) -> None:
    """Either a protocol, or a ProtocolError with lines of the promised form; never another exception."""
    for problem in problems_if_any(text):
        line = re.fullmatch(r"my\.toml:([1-9][0-9]*): .+: found .+, allowed is .+", problem)
        assert line and int(line[1]) <= text.count("\n") + 1, problem


@QUIET
@given(st.text(max_size=60))
@example('"" = 1')
@example("'\u2028' = 1")
@example("a." * 2000 + "a = 1")
@example("a = " + "[" * 300 + "]" * 300)
@example("step = " + "[" * 900 + "]" * 900)
def test_any_text_is_a_protocol_or_an_error(text):
    protocol_or_error(text)


WORDS = [*protocol_file._KEYS["cycles"], "sites", "at_s", "at_share", "minutes", "x", "step", "title", "groups"]
VALUES = [
    *("0.2", "20", "true", "nan", "-1", "1e400", "0xfff", "'failure'", "'knee'", "['knee', 3]", "[0, 5]", "[[]]", "{}"),
    *("{ sites = 'knee', at_s = 1 }", "{ at_share = [2] }", "'hold'", "'cycles'", "'probe'", "1979-05-27", "'''\n'''"),
]
ROWS = st.one_of(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(VALUES)).map(" = ".join),
    st.sampled_from([*HOLD.splitlines(), *CYCLES.splitlines(), "[[step]]", "[step.measure]", "[groups]", "", "]", "#"]),
)


@settings(QUIET, max_examples=300)
@given(st.lists(ROWS, max_size=12).map("\n".join))
def test_any_rows_are_a_protocol_or_an_error(text):
    protocol_or_error(text)


@settings(QUIET, max_examples=200)
@given(st.integers(0, len(PROMISED)), st.integers(0, 12), st.text(max_size=4))
def test_a_damaged_file_is_a_protocol_or_an_error(start, length, instead):
    protocol_or_error(PROMISED[:start] + instead + PROMISED[start + length :])


@QUIET
@given(st.text())
def test_the_lines_of_what_is_no_toml_come_to_an_end(text):
    assert all(line >= 1 for line in key_lines(text).values())


@pytest.mark.parametrize("start", ["title", "[step", "[[step"])
def test_a_key_of_very_many_dots_is_refused_at_once(start: str) -> None:
    ends = {"title": " = 1", "[step": "]", "[[step": "]]"}
    text = HOLD + start + ".a" * 40_000 + ends[start] + "\n"
    assert problems_of(text) == ("my.toml:5: key: found one of many dots, allowed is at most 50 dots",)


def test_a_row_of_many_numbers_is_no_key() -> None:
    row = "    " + ", ".join(f"{place}.5" for place in range(60))
    text = HOLD + f'[[step]]\ndo = "probe"\nsites = ["trapezius"]\nat_s = [\n{row}, # = 60 times\n]\n'
    assert len(parse_protocol(text, "my.toml").steps) == 2
