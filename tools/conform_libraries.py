"""Runs in the strangers' environment: their libraries check what the product made.

Reads the samples (tools/conform_samples.py) as JSON from the standard input.
"""

import base64
import importlib
import json
import sys
from types import SimpleNamespace
from typing import Any


def check_webhook(sample: dict[str, Any]) -> None:
    """Standardwebhooks accepts the event, and refuses a changed one."""
    library: Any = importlib.import_module("standardwebhooks.webhooks")
    hook, body = library.Webhook(sample["secret"]), base64.b64decode(sample["body"])
    hook.verify(body.decode(), sample["headers"])
    try:
        hook.verify(body.decode().replace("签发", "签收"), sample["headers"])
    except library.WebhookVerificationError:
        return
    raise SystemExit("standardwebhooks accepts a changed event")


def check_call(sample: dict[str, Any]) -> None:
    """http-message-signatures accepts the call and its digest, and refuses a changed header."""
    library: Any = importlib.import_module("http_message_signatures")
    curve: Any = importlib.import_module("cryptography.hazmat.primitives.asymmetric.ed25519")
    key = curve.Ed25519PublicKey.from_public_bytes(bytes.fromhex(sample["public"]))
    keys = SimpleNamespace(resolve_public_key={sample["key_id"]: key}.__getitem__)

    def verified(headers: dict[str, str]) -> Any:
        call = SimpleNamespace(method="POST", url=sample["url"], headers=headers)
        verifier = library.HTTPMessageVerifier(
            signature_algorithm=library.algorithms.ED25519, key_resolver=keys
        )
        return verifier.verify(call, body=base64.b64decode(sample["body"]))

    plain = {name.title(): value for name, value in sample["headers"].items()}
    if len(verified(plain)) != 1:
        raise SystemExit("http-message-signatures finds no signature")
    try:
        verified(plain | {"Hedun-Sender": "x"})
    except library.InvalidSignature:
        return
    raise SystemExit("http-message-signatures accepts a changed call")


def main() -> None:
    """Check everything that is given."""
    samples = json.load(sys.stdin)
    check_webhook(samples["webhook"])
    print("standardwebhooks accepts our events and refuses changed ones")
    check_call(samples["call"])
    print("http-message-signatures accepts our calls and refuses changed ones")


if __name__ == "__main__":
    main()
