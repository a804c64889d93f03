"""Run scan and linking on a local Spark cluster beside one machine: `make spark`.

pyspark (300 MB) is no dependency of the product; it is put into var/spark, and Java must be there.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "spark"
PACKAGES = ("pyspark>=4,<5", "py4j", "pandas>=2.2,<3", "python-dateutil", "six", "tzdata", "pytz")


def main() -> int:
    """Fetch pyspark if need be, and run the tests that need it."""
    if shutil.which("java") is None:
        print("Java is not installed: apt-get install default-jre-headless, then again")
        return 1
    if not (FOLDER / "pyspark").is_dir():
        # numpy and pyarrow are those of the product
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(FOLDER)]
        subprocess.run([*pip, *PACKAGES], check=True)
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT), str(FOLDER)])
    env = os.environ | {"PYTHONPATH": paths, "PYSPARK_PYTHON": sys.executable}
    tests = ["tests/engine/bulk/test_spark.py", "tests/engine/match/linking/test_spark.py"]
    tests += ["-m", "slow", "-q", "-s", *sys.argv[1:]]
    command = [sys.executable, "-m", "pytest", *tests]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
