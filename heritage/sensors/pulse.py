"""A counter that grows whenever what is shown of a place may have changed: whoever keeps a page looks at it first."""

import threading


class Pulse:
    """Beats when readings, decisions or forecasts change in this process. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._beats = 0

    def beat(self) -> None:
        """Say that something has changed; after the commit, so that whoever looks again finds it."""
        with self._lock:
            self._beats += 1

    @property
    def beats(self) -> int:
        """How many there were since the start."""
        return self._beats
