"""Run `python -m hedun.demo`: what `make demo` calls."""

import os
import sys

from hedun.demo.serve import main

sys.exit(main(dict(os.environ)))
