"""Run `python -m hedun.demo`: what `make demo` calls; with `nodes`, two houses side by side."""

import os
import sys

from hedun.demo import nodes, serve

main = nodes.main if sys.argv[1:] == ["nodes"] else serve.main
sys.exit(main(dict(os.environ)))
