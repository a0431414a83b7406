"""The written report on passages: for a year or a month, as a page and as a PDF, each of its numbers traceable."""
