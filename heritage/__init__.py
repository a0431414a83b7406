"""`heritage`: pages, signs and trustworthy counts for the visitors of a small municipality."""

__version__ = "0.1.0"
