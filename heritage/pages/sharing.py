"""Tasks shared out among processes: whoever is free takes the next."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context

Task = Callable[[], None]

_NUMBER = 4  # bytes that a task's number takes in the pipe


def share_out(tasks: Sequence[Task], processes: int) -> None:
    """Do every task once, in this process and `processes` - 1 copies of it; at most 16 000 tasks.

    A task changes nothing but files. Raises what a task raises here, RuntimeError when one fails elsewhere.
    """
    if processes == 1:
        for task in tasks:
            task()
        return
    # What is there stays to the end of the command. Looking through it for garbage would copy it for each
    # process, and once more take a twentieth of the time when they end.
    gc.freeze()
    with os.fdopen(_numbers(len(tasks)), "rb", buffering=0) as pipe:
        helpers = [
            get_context("fork").Process(target=_work, args=(tasks, pipe.fileno()))
            for _ in range(processes - 1)
        ]
        for helper in helpers:
            helper.start()
        try:
            _work(tasks, pipe.fileno())
            for helper in helpers:
                helper.join()
                if helper.exitcode != 0:
                    raise RuntimeError(f"a helping process ended with {helper.exitcode}")
        finally:
            # When this returns, nobody may write any more.
            for helper in helpers:
                helper.kill()
                helper.join()


def _numbers(count: int) -> int:
    """A pipe that holds the numbers of the tasks; each can be read once."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER, "little") for number in range(count)))
    os.close(writing)
    return reading


def _work(tasks: Sequence[Task], pipe: int) -> None:
    for number in _taken(pipe):
        tasks[number]()


def _taken(pipe: int) -> Iterator[int]:
    while number := os.read(pipe, _NUMBER):
        yield int.from_bytes(number, "little")
