"""A private PostgreSQL for the tests: Debian's binaries, a cluster and port of its own, never as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
PATIENCE_S = 60


class PostgresqlError(Exception):
    """Why there is no PostgreSQL to test on. A failure, never a reason to skip."""


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and yield the address of its database `postgres`; stop and remove it at the end.

    The address is that of its socket, as Debian gives it to programs of the same machine:
    `postgresql://postgres@/postgres?host=FOLDER&port=PORT`. It listens at that port of 127.0.0.1 too.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="heritage-postgresql-"))
    log = folder / "log"
    as_user = _unprivileged(folder)
    try:
        _run(
            *as_user,
            programs / "initdb",
            f"--pgdata={folder / 'data'}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        )
        port = _free_port()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 50,
        }
        command = [*as_user, programs / "postgres", "-D", folder / "data"]
        command += [f"-c{name}={value}" for name, value in options.items()]
        with log.open("wb") as output:
            server = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        try:
            _await(server, [programs / "pg_isready", "-q", "-h127.0.0.1", f"-p{port}"], log)
            yield f"postgresql://postgres@/postgres?host={folder}&port={port}"
        finally:
            server.send_signal(2)  # SIGINT: fast shutdown
            server.wait(PATIENCE_S)
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    """The folder of the newest version that Debian has installed."""
    found = [folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").exists()]
    if not found:
        raise PostgresqlError("PostgreSQL is missing; install Debian's package postgresql")
    return max(found, key=lambda folder: float(folder.parent.name))


def _unprivileged(folder: Path) -> list[str]:
    """The words before a command that make it end with the tests, and not run as root."""
    words = ["setpriv", "--pdeathsig=INT"]
    if os.getuid() != 0:
        return words
    user = next((name for name in ("postgres", "nobody") if _exists(name)), None)
    if user is None:
        raise PostgresqlError("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
    shutil.chown(folder, user)
    entry = pwd.getpwnam(user)
    return [*words, f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    if done.returncode != 0:
        raise PostgresqlError(f"{' '.join(map(str, command))} failed: {done.stderr.strip()}")


def _await(server: "subprocess.Popen[bytes]", question: list[str | Path], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while subprocess.run(question).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise PostgresqlError(f"PostgreSQL does not start: {log.read_text(errors='replace').strip()}")
        time.sleep(0.02)
