"""What does not shake hands is an outcome, not noise; old TLS only where a person allowed it."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import open_archive
from nianbao.demo.responses import Response, Routes
from nianbao.demo.server import PortalServer
from tests.crawler.portals import crawl

HOST = "127.0.1.9"
PAGE = "<html><a href='/nb/'>政府信息公开年报</a></html>".encode()


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=IP:{HOST}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.fixture
def old(context: ssl.SSLContext, tmp_path: Path) -> Iterator[str]:
    """A portal that speaks nothing newer than TLS 1.1, with a certificate that is trusted."""
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    routes = Routes({"/": Response(PAGE)}, {}, Response(b"", 404))
    with PortalServer(HOST, tls=context) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        server.routes = routes
        yield f"{server.base}/"


def test_a_certificate_that_nobody_vouches_for_is_tls_failed(
    context: ssl.SSLContext, tmp_path: Path
) -> None:
    with PortalServer(HOST, tls=context) as server:
        (portal,) = crawl(tmp_path / "archive", {"a": f"{server.base}/"})["new_failures"]
    assert portal["outcome"] == "tls_failed"


def test_old_tls_fails_where_nobody_allowed_it(old: str, tmp_path: Path) -> None:
    (portal,) = crawl(tmp_path / "archive", {"a": old})["new_failures"]
    assert portal["outcome"] == "tls_failed"


def test_old_tls_is_used_after_a_failure_where_allowed_and_noted(old: str, tmp_path: Path) -> None:
    place = tmp_path / "archive"
    crawl(place, {"a": old}, old_tls=[HOST])
    with open_archive(place) as archive:
        captures = archive.rows("SELECT role, outcome, detail FROM captures ORDER BY id")
    assert [(one["role"], one["outcome"]) for one in captures[:3]] == [
        ("robots", "tls_failed"),
        ("robots", "not_found"),
        ("root", "ok"),
    ]
    assert "TLS below 1.2" in captures[2]["detail"]
