"""`heritage counts`: what counters counted, from taking it in to the figures, each subject in a file of its own."""

from heritage.cli.counting import factors, figures, files, judging, keeping, manuals, review
from heritage.cli.counting.group import commands as commands
from heritage.cli.counting.group import counts as counts

for more in (files, figures, review, judging, manuals, factors, keeping):
    counts.add_typer(more.commands)
