"""Run `python -m hedun`."""

from hedun.cli import main

main()
