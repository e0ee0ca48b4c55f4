"""What is wrong in a protocol of one's own: every wrong key is named with its line, and with what is allowed."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest
from tests.studies.protocols import CYCLES, HOLD, problems_of

from andante.errors import ProtocolError
from andante.studies.protocol_file import parse_protocol


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
