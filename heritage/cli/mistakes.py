"""An order that cannot be right, told in one sentence of ours: the command line library's own are English."""

import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any

from typer import BadParameter
from typer.exceptions import TyperException

from heritage.problems import N_

_QUOTED = re.compile(r"'([^']*)'|\((?!s\))(.*)\)")


def sentence(error: TyperException, words: Callable[[str], str]) -> str:
    """What is wrong with the order, by its kind."""
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "heritage"
    text, values = _told(error)
    return words(text).format(command=command, **values)


def _told(error: TyperException) -> tuple[str, dict[str, object]]:
    option: str | None = getattr(error, "option_name", None)
    if isinstance(error, BadParameter) and error.param is not None:
        name = _name(error.param)
        if not error.message:
            return N_("{name} is missing; see `{command} --help`."), {"name": name}
        return _expected(error.param, name)
    if option is not None and hasattr(error, "possibilities"):
        return N_("There is no option {name}; see `{command} --help`."), {"name": option}
    if option is not None:
        return N_("{name} lacks its value, or has one and takes none."), {"name": option}
    found = _QUOTED.search(error.message)
    if found is None:
        return N_("The order is not whole; see `{command} --help`."), {}
    if found[1] is not None:
        return N_("There is no command {name}; see `{command} --help`."), {"name": found[1]}
    return N_("'{words}' is too much; see `{command} --help`."), {"words": found[2]}


def _name(param: Any) -> str:
    """As the help calls it."""
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name.upper())


def _expected(param: Any, name: str) -> tuple[str, dict[str, object]]:
    """What a parameter takes, where it was given something else."""
    kind = param.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return N_("{name} must be one of {choices}."), {
            "name": name,
            "choices": ", ".join(str(one.value) for one in kind),
        }
    if kind is datetime:
        return N_("{name} must be written {form}."), {"name": name, "form": param.metavar}
    if kind not in (int, float):
        return N_("{name} cannot be that; see `{command} --help`."), {"name": name}
    if param.min is not None and param.max is not None:
        limits = {"name": name, "least": param.min, "most": param.max}
        return N_("{name} must be a number from {least} to {most}."), limits
    if param.min is not None:
        return N_("{name} must be a number of at least {least}."), {"name": name, "least": param.min}
    return N_("{name} must be a number."), {"name": name}
