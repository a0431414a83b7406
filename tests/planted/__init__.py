"""A made-up year at four counting points along one trail, with planted faults: what is found of them, and what missed.

What people did is known to the second (`walkers`), and so is every fault (`plan`). Counters of three makes tell of it
in their own bytes (`payloads`, `counters`), a fourth point by files (`files`); all of it goes the way that real
messages and files go (`year`). What comes out is held against what was put in (`verdicts`).

`python -m tests.planted` prints the table.
"""
