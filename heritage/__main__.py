"""Lets `python -m heritage` do what the `heritage` command does."""

from heritage.cli import main

if __name__ == "__main__":
    main()
