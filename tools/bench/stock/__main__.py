"""`python -m tools.bench.stock CLUES`: fill the empty database of HEDUN_DATABASE."""

import io
import os
import sys

CLOSED, FINDINGS, SHOPS = 0.2, 0.25, 0.05  # for each open clue
FEW = 50_000  # up to here every reference is checked after the load


def fill(clues: int) -> None:
    """Write everything."""
    import numpy as np
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from tools.bench.loading import settle, unindexed
    from tools.bench.stock import clues as of_clues
    from tools.bench.stock import dossiers, papers
    from tools.bench.stock.world import World, found

    for command in ("migrate", "load_regions", "load_law"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    world = World(at=timezone.localtime(), chance=np.random.default_rng(20261123))
    with unindexed():
        found(world, max(200, round(clues * SHOPS)))
        drawn = of_clues.draw(world, still_open=clues, closed=round(clues * CLOSED))
        of_clues.write(world, drawn)
        papers.letters(world, drawn)
        dossiers.cases(world, round(clues * dossiers.SHARE))
        papers.findings(world, drawn, round(clues * FINDINGS))
    if clues <= FEW:
        connection.check_constraints()
    settle()


def main() -> None:
    """Fill."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hedun.settings"
    import django

    django.setup()
    fill(int(sys.argv[1]))


if __name__ == "__main__":
    main()
