"""A large content folder read by several processes: whoever is free takes the next pages.

For commands that begin and end; a server has threads, which do not survive a fork.
"""

import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from heritage.places.folder import Folder, load_folder
from heritage.places.library import Loaded, Survey, assemble, survey

WORTH_DIVIDING = 200
"""Pages; below, a second process takes longer to start than it saves."""


def processes_for(pages: int) -> int:
    """How many processes to divide so many pages between: two at most, and no more than may run at once."""
    return 1 if pages <= WORTH_DIVIDING else min(2, len(os.sched_getaffinity(0)))


BATCH = 10
"""Pages taken at a time."""

_NUMBER = 4  # bytes that a number takes in a pipe


def load_divided(
    folder: Path, processes: int | None = None, meanwhile: Callable[[Survey], None] | None = None
) -> Loaded:
    """What `library.load` gives. The number of processes is chosen by the number of pages unless given.

    This process does what there is to do `meanwhile` before it joins the others in reading.
    """
    shared = survey(folder)
    readers = processes or processes_for(len(shared.slugs))
    batches = range(0, len(shared.slugs), BATCH)
    with (
        os.fdopen(handed_out(len(batches)), "rb", buffering=0) as pipe,
        _readers(shared, pipe.fileno(), readers - 1) as ends,
    ):
        if meanwhile is not None:
            meanwhile(shared)
        folders = [folder for batch in taken(pipe.fileno()) for folder in _read(shared, batch)]
        for end in ends:
            for packed in pickle.loads(end.recv_bytes()):
                folders += pickle.loads(packed)
    return assemble(shared, sorted(folders, key=lambda each: each.slug))


def handed_out(count: int) -> int:
    """A pipe with the numbers below `count`, at most 16 000, each of which one process can take."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER, "little") for number in range(count)))
    os.close(writing)
    return reading


def taken(pipe: int) -> Iterator[int]:
    """The next number that nobody has taken yet, until there is none."""
    while number := os.read(pipe, _NUMBER):
        yield int.from_bytes(number, "little")


def _read(shared: Survey, batch: int) -> list[Folder]:
    slugs = shared.slugs[batch * BATCH : (batch + 1) * BATCH]
    return [load_folder(shared.content, slug, shared.languages) for slug in slugs]


@contextmanager
def _readers(shared: Survey, pipe: int, count: int) -> Iterator[list[Connection]]:
    """So many processes that read what they take from the pipe, and where their folders arrive."""
    context = get_context("fork")
    ends = [context.Pipe(duplex=False) for _ in range(count)]
    helpers = [context.Process(target=_send, args=(shared, pipe, end[1])) for end in ends]
    for helper, end in zip(helpers, ends, strict=True):
        helper.start()
        # With our copy open, a reader that died would leave us waiting for ever.
        end[1].close()
    try:
        yield [end[0] for end in ends]
        for helper in helpers:
            helper.join()
    finally:
        # One that we no longer listen to would wait for ever.
        for helper, end in zip(helpers, ends, strict=True):
            helper.kill()
            helper.join()
            end[0].close()


def _send(shared: Survey, pipe: int, end: Connection) -> None:
    # Packed at once, for while the last are packed everybody waits.
    batches = [pickle.dumps(_read(shared, batch), pickle.HIGHEST_PROTOCOL) for batch in taken(pipe)]
    end.send_bytes(pickle.dumps(batches, pickle.HIGHEST_PROTOCOL))
