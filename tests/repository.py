"""Git repositories of the tests' own: committed to by a made-up person, whatever the machine's settings."""

import os
import subprocess
from pathlib import Path

_PERSON = {"NAME": "Kim", "EMAIL": "kim@lada.example"}
_IDENTITY = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in _PERSON.items()}
_OURS_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder: Path, *arguments: str) -> None:
    """Run Git in `folder`, to its end."""
    subprocess.run(
        ["git", "-C", str(folder), *arguments], env=os.environ | _IDENTITY | _OURS_ALONE, check=True
    )


def commit(folder: Path, *options: str) -> None:
    """Commit everything in `folder`."""
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=x", *options)
