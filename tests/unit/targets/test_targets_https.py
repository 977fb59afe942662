"""Servers at https URLs, with a CA of one's own."""

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from shapeproof.exceptions import BadUsage, UnreachableTarget
from shapeproof.exchange import HttpRequest
from shapeproof.targets.http_endpoint import HttpTarget

pytest.importorskip("cryptography", reason="moto brings cryptography, which makes the certificates")

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


def certificate(
    name: str, key: Any, issuer: x509.Name | None, issuer_key: Any, *extensions: Any
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
    )
    for each in extensions:
        made = made.add_extension(each, critical=False)
    return made.sign(issuer_key, hashes.SHA256())


def pem(*parts: Any) -> bytes:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return b"".join(
        each.public_bytes(encoding)
        if isinstance(each, x509.Certificate)
        else each.private_bytes(encoding, form, serialization.NoEncryption())
        for each in parts
    )


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a CA, a server's certificate and its key."""
    folder = tmp_path_factory.mktemp("certificates")
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = certificate("CA", ca_key, None, ca_key, x509.BasicConstraints(ca=True, path_length=None))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    (folder / "ca.pem").write_bytes(pem(ca))
    own = certificate("server", key, ca.subject, ca_key, names)
    (folder / "server.pem").write_bytes(pem(own, key))
    return folder


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def url(certificates: Path) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "server.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_server_whose_ca_is_trusted_is_reached(url: str, certificates: Path) -> None:
    target = HttpTarget(f"{url}/base?x=1", ca_bundle=certificates / "ca.pem")
    target.probe()
    assert target.send(HttpRequest("GET", "/a")).body == b"/base/a"
    target.close()


def test_any_other_certificate_is_refused_with_what_to_do(url: str) -> None:
    with pytest.raises(UnreachableTarget) as refused:
        HttpTarget(url).probe()
    assert str(refused.value).startswith(f"cannot reach {url}: its certificate is not trusted (")
    assert str(refused.value).endswith("; name the certificate of its CA with --ca-bundle FILE")


def test_a_name_that_the_certificate_does_not_have(url: str, certificates: Path) -> None:
    other = url.replace("127.0.0.1", "localhost")
    with pytest.raises(UnreachableTarget, match=r"certificate is not trusted.*localhost"):
        HttpTarget(other, ca_bundle=certificates / "ca.pem").probe()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "No such file or directory"),
        (b"", "it has no certificate in PEM form"),
        (b"\xff not PEM", "it has no certificate in PEM form"),
    ],
)
def test_bundles_that_are_none(tmp_path: Path, text: bytes | None, said: str) -> None:
    path = tmp_path / "ca.pem"
    if text is not None:
        path.write_bytes(text)
    with pytest.raises(BadUsage) as refused:
        HttpTarget("https://127.0.0.1:1", ca_bundle=path)
    assert str(refused.value) == f"--ca-bundle {path}: {said}; name a file of CA certificates"
