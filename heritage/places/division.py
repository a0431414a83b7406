"""A large content folder read by several processes, each its share of the pages.

For commands that begin and end; a server has threads, which do not survive a fork.
"""

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


def load_divided(folder: Path, processes: int) -> Loaded:
    """What `library.load` gives, read by as many as `processes` processes."""
    shared = survey(folder)
    if len(shared.slugs) <= WORTH_DIVIDING:
        processes = 1
    shares = [shared.slugs[number::processes] for number in range(processes)]
    with _readers(shared, shares[1:]) as readers:
        folders = _read(shared, shares[0])
        for reader in readers:
            folders += pickle.loads(reader.recv_bytes())
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
    finally:
        for helper, end in zip(helpers, ends, strict=True):
            end[0].close()
            helper.join()


def _send(shared: Survey, slugs: list[str], end: Connection) -> None:
    end.send_bytes(pickle.dumps(_read(shared, slugs), pickle.HIGHEST_PROTOCOL))
