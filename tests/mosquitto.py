"""A private Mosquitto for the tests: Debian's program on a port of its own, with TLS and passwords if asked for."""

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAM = Path("/usr/sbin/mosquitto")
PATIENCE_S = 20


class MosquittoError(Exception):
    """Why there is no broker to test on. A failure, never a reason to skip."""


class Mosquitto:
    """A broker that can be killed and started again with what it has on disk."""

    def __init__(self, lines: tuple[str, ...] = ()) -> None:
        """`lines` go into its configuration after the usual ones; {folder} in them is its own folder."""
        if not PROGRAM.exists():
            raise MosquittoError("Mosquitto is missing; install Debian's package mosquitto")
        self.folder = Path(tempfile.mkdtemp(prefix="heritage-mosquitto-"))
        self.port = _free_port()
        usual = [
            f"listener {self.port} 127.0.0.1",
            "persistence true",
            f"persistence_location {self.folder}/",
            "max_queued_messages 0",
            "max_inflight_messages 0",
            "user root",
        ]
        own = [line.format(folder=self.folder) for line in lines]
        if not any(line.startswith("allow_anonymous") for line in own):
            own.append("allow_anonymous true")
        self._configuration = self.folder / "mosquitto.conf"
        self._configuration.write_text("\n".join([*usual, *own, ""]), encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return once it lets clients in."""
        with (self.folder / "log").open("ab") as log:
            command = ["setpriv", "--pdeathsig=TERM", PROGRAM, "-c", self._configuration]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE_S
        while not self._is_open():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise MosquittoError(f"Mosquitto does not start: {(self.folder / 'log').read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it in order: it writes down what it holds for clients that are away."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_S)
            self._process = None

    def remove(self) -> None:
        """Stop it and forget all it held."""
        self.stop()
        shutil.rmtree(self.folder)

    def _is_open(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
