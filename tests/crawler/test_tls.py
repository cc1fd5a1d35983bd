"""A certificate that does not fit is an outcome, not noise."""

import ssl
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from tests.crawler.portals import Server, crawl


def test_a_self_signed_certificate_is_tls_failed(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=127.0.1.9", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Server(("127.0.1.9", 0), SimpleHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        root = f"https://127.0.1.9:{server.server_address[1]}/"
        (portal,) = crawl(tmp_path / "archive", {"a": root})["new_failures"]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert portal["outcome"] == "tls_failed"
