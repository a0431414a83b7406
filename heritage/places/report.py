"""What `heritage check` prints: every problem and note in order, and a sentence that sums the problems up."""

from collections.abc import Callable, Iterable

from heritage.problems import N_, Problem, Weight, blocking, in_order


def report(
    problems: Iterable[Problem],
    gettext: Callable[[str], str] = str,
    ngettext: Callable[[str, str, int], str] = lambda one, many, count: one if count == 1 else many,
) -> str:
    """Lines without a last line feed, in the language of `gettext` and `ngettext`; "" when all is well."""
    ordered = in_order(problems)
    lines = [_line(problem, gettext) for problem in ordered]
    wrong = blocking(ordered)
    return "\n".join([*lines, _sum(wrong, gettext, ngettext)] if wrong else lines)


def _line(problem: Problem, gettext: Callable[[str], str]) -> str:
    if problem.weight is Weight.PROBLEM:
        return problem.as_line(gettext)
    where = f"{problem.path}:{problem.line}" if problem.line else problem.path
    return f"{where}: " + gettext(N_("note: {message}")).format(message=problem.message(gettext))


def _sum(
    wrong: list[Problem], gettext: Callable[[str], str], ngettext: Callable[[str, str, int], str]
) -> str:
    files = len({problem.path for problem in wrong})
    if files > 1:
        text = gettext(N_("{problems} problems in {files} files. Nothing was built."))
    else:
        text = ngettext(
            "{problems} problem in one file. Nothing was built.",
            "{problems} problems in one file. Nothing was built.",
            len(wrong),
        )
    return text.format(problems=len(wrong), files=files)
