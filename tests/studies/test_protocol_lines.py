"""The line of a key in a protocol of one's own stays right, whatever stands before it."""

from __future__ import annotations

import re
import tomllib
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from tests.studies.protocols import CYCLES, HOLD, QUIET, problems_of

from andante.studies.protocol_lines import DEEPEST, key_lines

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


@QUIET
@given(st.text())
def test_the_lines_of_what_is_no_toml_come_to_an_end(text):
    assert all(line >= 1 for line in key_lines(text).values())
