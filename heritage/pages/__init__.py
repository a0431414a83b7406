"""Finished pages: the library and the templates in, HTML and static files out, served or in a folder."""
