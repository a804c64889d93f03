"""A time stamp authority of RFC 3161 on this machine: `openssl ts` behind a small web server."""

import datetime as dt
import shutil
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.evidence.web import answer, site

HAS = shutil.which("openssl") is not None
needs_openssl = pytest.mark.skipif(not HAS, reason="openssl is not installed")
CONFIG = """
[tsa]
default_tsa = t
[t]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = {signs}
default_policy = 1.2.3.4.1
digests = sha256, sha1
accuracy = secs:1
tsa_name = yes
ess_cert_id_alg = sha256
"""


def run(folder, *words, given=None):
    return subprocess.run(
        ["openssl", *words], cwd=folder, check=True, capture_output=True, input=given
    ).stdout


class Authority:
    """Keys of its own, made once for a test."""

    def __init__(self, folder):
        self.folder, self.roots = folder, folder / "ca.pem"
        ec = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        run(folder, "req", "-x509", *ec, "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650",
            "-subj", "/CN=Test TSA Root")  # fmt: skip
        run(folder, "req", *ec, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test TSA")
        (folder / "ext").write_text("extendedKeyUsage=critical,timeStamping\n")
        run(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
            "-CAcreateserial", "-out", "tsa.pem", "-days", "3650", "-extfile", "ext")  # fmt: skip
        (folder / "serial").write_text("01")
        self.configure()

    def configure(self, signs="sha256"):
        """Let it sign with another digest."""
        told = CONFIG.format(folder=self.folder, signs=signs)
        (self.folder / "tsa.cnf").write_text(told)

    def certify(self, begins, ends):
        """Give its key another certificate, good for days from today."""
        pem = (self.folder / "tsa.csr").read_bytes()
        asked, root = x509.load_pem_x509_csr(pem), self.roots.read_bytes()
        key = serialization.load_pem_private_key((self.folder / "ca.key").read_bytes(), None)
        now = dt.datetime.now(dt.UTC)
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = (
            x509.CertificateBuilder()
            .subject_name(asked.subject)
            .issuer_name(x509.load_pem_x509_certificate(root).subject)
            .public_key(asked.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + dt.timedelta(days=begins))
            .not_valid_after(now + dt.timedelta(days=ends))
            .add_extension(stamping, critical=True)
            .sign(key, hashes.SHA256())
        )
        (self.folder / "tsa.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def stamp(self, request):
        (self.folder / "q.tsq").write_bytes(request)
        run(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-out", "r.tsr")  # fmt: skip
        return (self.folder / "r.tsr").read_bytes()

    def serve(self):
        """A site whose root stamps what is posted to it."""

        def reply(client):
            body = self.served.asked[-1].partition(b"\r\n\r\n")[2]
            while len(body) < 10:
                body += client.recv(65536)
            client.sendall(answer(self.stamp(body), "application/timestamp-reply"))

        made = site(index=reply)
        self.served = made.__enter__()
        self.close = lambda: made.__exit__(None, None, None)
        return self.served
