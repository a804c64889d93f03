"""Strangers' tools try what we speak: `python -m tools.conform [--venv /tmp/conform] [--examples 100]`.

Makes (or takes) a virtual environment of its own with schemathesis, standardwebhooks,
http-message-signatures and cloudevents; no dependency of the product. It serves the product on
an empty database and lets schemathesis look for answers that the OpenAPI document does not
allow, then lets the libraries check a webhook and a signed call that the product made.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request
from typing import Any

from tools.bench.databases import ROOT, environment

WANTED = ("schemathesis", "standardwebhooks", "http-message-signatures", "openapi-spec-validator")
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,negative_data_rejection,"
    "positive_data_acceptance,unsupported_method,ignored_auth"
)
# the protocol of the façade answers 200 to everything, and asks for no header of authorization
FACADE = "not_a_server_error,status_code_conformance,content_type_conformance"
LIBRARIES = pathlib.Path(__file__).with_name("conform_libraries.py")


def prepared(place: pathlib.Path) -> pathlib.Path:
    """Give the Python of the environment; make it where it is not there yet."""
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    if not (place / "bin" / "schemathesis").exists():
        subprocess.run([str(python), "-m", "pip", "install", "-q", *WANTED], check=True)
    return python


def made() -> dict[str, Any]:
    """A webhook and a signed call as the product makes them; a session of a platform's person."""
    import django

    django.setup()
    from tools.conform_samples import samples

    return samples()


def fetched(url: str, folder: pathlib.Path) -> pathlib.Path:
    """Keep the document in a file; the first request loads the whole product and takes its time."""
    with urllib.request.urlopen(url, timeout=300) as answer:  # noqa: S310 - our own server
        place = folder / "openapi.json"
        place.write_bytes(answer.read())
    return place


def schemathesis(
    python: pathlib.Path,
    url: str,
    document: pathlib.Path,
    *,
    session: str,
    examples: int,
    facade: bool,
) -> int:
    """Let schemathesis look for what the document does not allow; the façade for itself."""
    scope = "--include-path" if facade else "--exclude-path"
    # told as the document's own scheme, it is also left out and forged on purpose
    config = document.with_name("schemathesis.toml")
    config.write_text(f'[auth.openapi.session]\napi_key = "{session}"\n', encoding="utf-8")
    setup = [] if facade else ["--config-file", str(config)]
    command = [
        str(python.with_name("schemathesis")), *setup, "run", str(document), "--url", url,
        "--checks", FACADE if facade else CHECKS, "--max-examples", str(examples), scope, "/router/rest",
        "--request-timeout", "30", "--no-color", "--suppress-health-check", "all", "--phases",
        "examples,coverage,fuzzing", "--seed", "20261127",
    ]  # fmt: skip
    return subprocess.run(command, check=False, cwd=document.parent).returncode


def main() -> int:
    """Run all of it; 0 where nobody found anything."""
    parser = argparse.ArgumentParser(prog="tools.conform", description=__doc__)
    parser.add_argument("--venv", default=os.environ.get("HEDUN_CONFORM", "/tmp/hedun-conform"))  # noqa: S108 - may be named
    parser.add_argument("--examples", type=int, default=100, help="requests for each operation")
    parser.add_argument("--only", choices=["libraries", "schemathesis"], default="")
    given = parser.parse_args()
    python = prepared(pathlib.Path(given.venv))
    with tempfile.TemporaryDirectory(prefix="hedun-conform-") as folder:
        os.environ |= environment(f"sqlite:///{folder}/hedun.sqlite3", folder)
        found = made()
        failed = 0
        if given.only != "schemathesis":
            text = json.dumps(found)
            told = subprocess.run(
                [str(python), str(LIBRARIES)], input=text, text=True, check=False, cwd=ROOT
            )
            failed += told.returncode
        if given.only != "libraries":
            from tools.bench.serving import served

            with served() as port:
                url = f"http://127.0.0.1:{port}"
                document = fetched(f"{url}/api/openapi.json", pathlib.Path(folder))
                for facade in (False, True):
                    failed += schemathesis(
                        python,
                        url,
                        document,
                        session=found["session"],
                        examples=given.examples,
                        facade=facade,
                    )
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
