"""The doors: HTTP in, HTML and JSON out. One module per door; only here and on the roof is HTTP known."""
