"""Settings from `HERITAGE_*`, read once by the command line; nothing else reads the environment."""
