"""Run the measurements: `make bench`, or `make bench ARGS="workbench --clues 20000"`.

Each runs in a folder and a database of its own, on SQLite and, where one answers, on
PostgreSQL (HEDUN_BENCH_POSTGRES, else the local one).
"""

import argparse
import subprocess
import sys

from tools.bench.databases import ROOT, place, servers

BENCHES = (
    "workbench", "imports", "screening", "truth", "precheck", "roster", "exchange", "documents",
)  # fmt: skip


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="tools.bench")
    parser.add_argument("bench", nargs="*", help=f"any of {', '.join(BENCHES)}; all if none")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], default="", help="one database")
    parser.add_argument("--clues", type=int, default=1_000_000, help="open clues of the workbench")
    parser.add_argument("--requests", type=int, default=200, help="for each page")
    parser.add_argument("--csv", type=int, default=1_000_000, help="rows of an imported CSV")
    parser.add_argument("--xlsx", type=int, default=300_000, help="rows of an imported workbook")
    parser.add_argument("--scale", default="0.1", help="of the demo market whose truth is told")
    parser.add_argument("--checks", type=int, default=2_000, help="listings checked one by one")
    parser.add_argument("--papers", type=int, default=1_000, help="documents typeset and issued")
    parser.add_argument("--rows", type=int, default=100_000, help="of the roster that is linked")
    parser.add_argument("--registry", type=int, default=500_000, help="rows of its registry")
    parser.add_argument("--seconds", type=float, default=60, help="of letters at full speed")
    found = parser.parse_args()
    unknown = set(found.bench) - set(BENCHES)
    if unknown:
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    return found


def main() -> int:
    """Run what was asked for, and fail where one of them fell short of its bar."""
    wanted = arguments()
    given = {
        "workbench": [wanted.clues, wanted.requests],
        "imports": [wanted.csv, wanted.xlsx],
    }
    plain = {
        "truth": [wanted.scale],
        "precheck": [wanted.checks],
        "exchange": [wanted.seconds],
        "documents": [wanted.papers],
        "roster": ["--rows", wanted.rows, "--registry", wanted.registry],
    }
    failed = 0
    for name in wanted.bench or BENCHES:
        # these are measured on SQLite alone
        for server in servers(wanted.on) if name in given else [""]:
            with place(server) as here:
                command = [sys.executable, "-m", f"tools.bench.{name}"]
                command += [str(number) for number in (given | plain).get(name, [])]
                failed += subprocess.run(command, cwd=ROOT, env=here.env, check=False).returncode
            print(flush=True)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
