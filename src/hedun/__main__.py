"""Run `python -m hedun`."""

from hedun.cli import main

if __name__ == "__main__":  # not in the processes that a scan starts
    main()
