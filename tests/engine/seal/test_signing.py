"""Both algorithms sign and refuse alike; SM2 agrees with OpenSSL in both directions."""

import shutil
import subprocess

import pytest

from hedun.engine.seal import box, signing, sm2

BOTH = pytest.mark.parametrize("algorithm", ["ed25519", "sm2-sm3"])
HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")  # SPKI of an SM2 key


@BOTH
def test_only_the_signed_bytes_under_the_right_key_are_taken(algorithm):
    private, other = signing.generate(algorithm), signing.generate(algorithm)
    public, foreign = (signing.public_of(algorithm, key) for key in (private, other))
    made = signing.sign(algorithm, private, b"letter")
    good = {"message": b"letter", "signature": made}
    assert signing.verify(algorithm, public, **good)
    assert not signing.verify(algorithm, foreign, **good)
    assert not signing.verify(algorithm, public, **good | {"message": b"letter "})
    for wrong in (b"", made[:-1], made + b"\0", bytes(64), b"\xff" * 64, made[32:] + made[:32]):
        assert not signing.verify(algorithm, public, **good | {"signature": wrong})
    for key in (b"", public[:-1], bytes(len(public)), b"\x04" + b"\xff" * 64):
        assert not signing.verify(algorithm, key, **good)


def test_a_signature_of_one_algorithm_is_none_of_another():
    private = signing.generate("ed25519")
    made = signing.sign("ed25519", private, b"x")
    public = signing.public_of("ed25519", private)
    for algorithm in ("sm2-sm3", "none", "rsa", ""):
        assert not signing.verify(algorithm, public, message=b"x", signature=made)


def test_every_bit_counts():
    private = signing.generate("sm2-sm3")
    public = signing.public_of("sm2-sm3", private)
    made = signing.sign("sm2-sm3", private, b"x")
    for bit in range(0, 512, 37):
        changed = bytearray(made)
        changed[bit // 8] ^= 1 << bit % 8
        assert not sm2.verify(public, b"x", bytes(changed))


def der(number: int) -> bytes:
    raw = number.to_bytes(33, "big").lstrip(b"\0")
    raw = b"\0" + raw if raw[0] & 0x80 else raw
    return bytes([2, len(raw)]) + raw


def pem(kind: str, body: bytes) -> str:
    import base64

    text = base64.b64encode(body).decode()
    return f"-----BEGIN {kind}-----\n{text}\n-----END {kind}-----\n"


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_openssl_accepts_our_sm2_signature(tmp_path):
    private = signing.generate("sm2-sm3")
    made = signing.sign("sm2-sm3", private, b"letter")
    body = der(int.from_bytes(made[:32], "big")) + der(int.from_bytes(made[32:], "big"))
    (tmp_path / "sig").write_bytes(bytes([0x30, len(body)]) + body)
    (tmp_path / "key").write_text(pem("PUBLIC KEY", HEAD + sm2.public_of(private)))
    for text, said in ((b"letter", "Successfully"), (b"Letter", "Failure")):
        (tmp_path / "text").write_bytes(text)
        run = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key", "-in", "text", "-rawin",
             "-sigfile", "sig", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert said in run.stdout


def test_a_sealed_secret_opens_only_with_its_key_in_its_place():
    sealed = box.seal("geheim", key=bytes(32), place="a", nonce=bytes(12))
    assert b"geheim" not in sealed
    assert box.unseal(sealed, key=bytes(32), place="a") == "geheim"
    for key, place, text in (
        (b"x" * 32, "a", sealed),
        (bytes(32), "b", sealed),
        (bytes(32), "a", sealed[:-1]),
        (bytes(32), "a", b""),
    ):
        with pytest.raises(box.Unsealable):
            box.unseal(text, key=key, place=place)
