"""A large content folder read by several processes, each its share of the pages.

For commands that begin and end; a server has threads, which do not survive a fork.
"""

import os
import pickle
from collections.abc import Iterator
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


def load_divided(folder: Path, processes: int | None = None) -> Loaded:
    """What `library.load` gives. The number of processes is chosen by the number of pages unless given."""
    shared = survey(folder)
    readers = processes or processes_for(len(shared.slugs))
    shares = [shared.slugs[number::readers] for number in range(readers)]
    with _readers(shared, shares[1:]) as ends:
        folders = _read(shared, shares[0])
        for end in ends:
            folders += pickle.loads(end.recv_bytes())
    return assemble(shared, sorted(folders, key=lambda each: each.slug))


def _read(shared: Survey, slugs: list[str]) -> list[Folder]:
    return [load_folder(shared.content, slug, shared.languages) for slug in slugs]


@contextmanager
def _readers(shared: Survey, shares: list[list[str]]) -> Iterator[list[Connection]]:
    """A process for each share, and where its folders arrive."""
    context = get_context("fork")
    ends = [context.Pipe(duplex=False) for _ in shares]
    helpers = [
        context.Process(target=_send, args=(shared, share, end[1]))
        for share, end in zip(shares, ends, strict=True)
    ]
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


def _send(shared: Survey, slugs: list[str], end: Connection) -> None:
    end.send_bytes(pickle.dumps(_read(shared, slugs), pickle.HIGHEST_PROTOCOL))
