"""Planners compared on virtual people: who takes part, what goes wrong with their diaries, how they are advised, how
they live with it, and what came of it. Bodies come from `body`, never from `learn`: a planner has to do well in a
world that its own model does not match.

    people.py      who takes part: archetypes and seeds
    faults.py      what goes wrong with a diary, or with a day
    policies.py    the ways to be advised, by name
    paced.py       andante as a policy, with and without its guards; every plan is checked against them
    following.py   how a person lives an advice: imperfectly, and always in the same way
    living.py      people living side by side under all policies, with the same random numbers
    trial.py       the whole of it, on several processors
    scoring.py     outcomes and their intervals over seeds
    gate.py        what must hold: nobody worse off, no guard broken; and the benefit
    answer.py      the result as one object
"""
