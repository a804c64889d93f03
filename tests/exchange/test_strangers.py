"""A stranger's library accepts our HTTP signatures, where it is there, and refuses changed ones.

`http-message-signatures` from PyPI; HTTP_SIGNATURES_PATH names the site-packages it was
installed into. It is no dependency of the product.
"""

import datetime as dt
import importlib.util
import json
import os
import pathlib
import subprocess
import sys

import pytest
from django.utils import timezone

from hedun.base.exchange import actions, queries
from hedun.base.exchange.terms import Signed
from hedun.base.exchange.work import http
from tests import factories as make

PLACE = os.environ.get("HTTP_SIGNATURES_PATH", "")
NAME = "http_message_signatures"
IS_THERE = bool(PLACE and (pathlib.Path(PLACE) / NAME).is_dir()) or bool(
    importlib.util.find_spec(NAME)
)
SCRIPT = """
import json, sys
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms

given = json.load(sys.stdin)

class Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id):
        assert key_id == given["key_id"]
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(given["public"]))

class Request:
    method, url, headers = "POST", given["url"], given["headers"]

verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Keys())
try:
    found = verifier.verify(Request(), body=given["body"].encode())
    print("good", len(found))
except Exception as error:
    print(type(error).__name__)
"""


def asked(**given):
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT], input=json.dumps(given), text=True,
        env=os.environ | {"PYTHONPATH": PLACE}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return run.stdout.strip() or run.stderr[-500:]


@pytest.mark.skipif(not IS_THERE, reason="http-message-signatures is not installed")
@pytest.mark.django_db
def test_a_stranger_accepts_what_we_sign_and_nothing_changed():
    at = timezone.now()
    node = actions.add_node(name="a", is_local=True, by=make.SYSTEM, at=at)
    actions.new_key(node=node, by=make.SYSTEM, at=at - dt.timedelta(seconds=1))
    key, _ = queries.signing_key(make.SYSTEM, node, at)
    body = '{"specversion":"1.0"}'
    signed = Signed(body.encode(), key.key_id, b"x" * 64)
    headers = http.headers_of(signed, sender=node, receiver="b", path=http.PATH, at=at)
    given = {"url": f"https://b.example{http.PATH}", "headers": headers, "body": body}
    given |= {"public": key.public.hex(), "key_id": key.key_id}
    assert asked(**given) == "good 1"
    assert asked(**given | {"body": body + " "}) == "InvalidSignature"
    assert asked(**given | {"headers": headers | {"hedun-receiver": "c"}}) == "InvalidSignature"
