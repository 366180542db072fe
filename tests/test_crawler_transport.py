"""Certificates are verified, but for the sources that opt out."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from crawls import Crawl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from faults import page, story

from storage.corpus import Corpus

SOURCE = """
[source.{name}]
group = "provincial"
family = "other"
host = "{host}:{port}"
language = "fr"
feeds = ["/feed.xml"]
article = ['/story/(?P<id>\\d+)\\.html']
template = {{ title = ["h1"], body = ["div.body"] }}
verify_tls = {verify}
"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        feed = b"<rss version='2.0'><channel><item><title>T</title><link>/story/7.html</link></item></channel></rss>"
        answers = {"/feed.xml": feed, "/story/7.html": page(story("tls"))}
        body = answers.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


def self_signed(folder: Path) -> Path:
    """Write a key and a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    hosts = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
        )
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_only_who_opts_out_is_believed_without_a_certificate(tmp_path: Path, port: int) -> None:
    toml, db = tmp_path / "sources.toml", tmp_path / "corpus.db"
    toml.write_text(
        SOURCE.format(name="strict", host="127.0.0.1", port=port, verify="true")
        + SOURCE.format(name="lax", host="localhost", port=port, verify="false")
    )
    Crawl(db, toml, ["strict", "lax"]).run()
    with Corpus.open(db, read_only=True) as corpus:
        assert [row["source"] for row in corpus.conn.execute("SELECT source FROM articles")] == ["lax"]
        (alert,) = corpus.conn.execute("SELECT source, message FROM alerts WHERE cleared_at IS NULL").fetchall()
    assert alert["source"] == "strict"
    assert "certificate not valid" in alert["message"]
