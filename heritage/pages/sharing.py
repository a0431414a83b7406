"""Tasks shared out among processes: whoever is free takes the next."""

import gc
import os
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_context

from heritage.places.division import handed_out, taken

Task = Callable[[], None]


def share_out(tasks: Sequence[Task], processes: int, aside: Sequence[Task] = ()) -> None:
    """Do every task once, in this process and `processes` - 1 copies of it; at most 16 000 tasks.

    Those `aside` are done by a process each, which takes the memory that they need away with it. A task changes
    nothing but files. Raises what a task raises here, RuntimeError when one fails elsewhere.
    """
    if processes == 1:
        for task in (*tasks, *aside):
            task()
        return
    # What is there stays to the end of the command. Looking through it for garbage would copy it for each
    # process, and once more take a twentieth of the time when they end.
    gc.freeze()
    with os.fdopen(handed_out(len(tasks)), "rb", buffering=0) as pipe:
        work: Task = partial(_work, tasks, pipe.fileno())
        elsewhere = [*aside, *[work] * (processes - 1)]
        helpers = [get_context("fork").Process(target=task) for task in elsewhere]
        for helper in helpers:
            helper.start()
        try:
            work()
            for helper in helpers:
                helper.join()
                if helper.exitcode != 0:
                    raise RuntimeError(f"a helping process ended with {helper.exitcode}")
        finally:
            # When this returns, nobody may write any more.
            for helper in helpers:
                helper.kill()
                helper.join()


def _work(tasks: Sequence[Task], pipe: int) -> None:
    for number in taken(pipe):
        tasks[number]()
