"""A demonstration that goes on after a pause is the one that never stopped, however it was divided."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from heritage.demo.climate import DAY_S
from heritage.demo.library import demo_devices
from heritage.demo.messages import messages
from heritage.demo.people import drillings
from heritage.demo.senses import World
from tests.demonstration import WINTER, library_of

BEGAN = int(WINTER.timestamp())
SPANS = st.lists(st.integers(BEGAN - 8 * DAY_S, BEGAN + 2 * DAY_S), min_size=2, max_size=6, unique=True).map(
    sorted
)


@settings(max_examples=25)
@given(moments=SPANS, seed=st.integers(0, 2))
def test_messages_are_the_same_however_their_time_is_divided(moments: list[int], seed: int) -> None:
    world, devices = World(BEGAN, seed), demo_devices(library_of())
    at_once = messages(world, devices, moments[0], moments[-1])
    in_pieces = [event for start, end in pairwise(moments) for event in messages(world, devices, start, end)]
    assert in_pieces == at_once
    assert all(moments[0] <= event.received_at.timestamp() < moments[-1] for event in at_once)


@settings(max_examples=25)
@given(moments=SPANS)
def test_holes_are_drilled_once_however_their_time_is_divided(moments: list[int]) -> None:
    world, library = World(BEGAN), library_of()
    at_once = drillings(world, library, "reporter:1", moments[0], moments[-1])
    in_pieces = [
        hole
        for start, end in pairwise(moments)
        for hole in drillings(world, library, "reporter:1", start, end)
    ]
    assert sorted(in_pieces) == sorted(at_once)
