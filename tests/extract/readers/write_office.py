"""Reports in the formats of old, written by LibreOffice itself."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from extract.readers import office
from tests.extract.content import Content
from tests.extract.readers.check import make
from tests.extract.readers.write_docx import docx
from tests.extract.readers.write_xlsx import xlsx

needs_office = pytest.mark.skipif(
    shutil.which(office.PROGRAM) is None,
    reason="LibreOffice is not installed (libreoffice-writer-nogui, libreoffice-calc-nogui)",
)
Made = dict[tuple[str, int], tuple[bytes, Content]]
_SOURCES = {"doc": "docx", "rtf": "docx", "odt": "docx", "xls": "xlsx"}


def write_old_office(folder: Path, seeds: Iterable[int]) -> Made:
    """Return reports by kind and seed, and what they say."""
    contents = {}
    for seed in seeds:
        for layout, kind in ((docx, "docx"), (xlsx, "xlsx")):
            body, contents[kind, seed] = make(layout, seed)
            (folder / f"{seed}.{kind}").write_bytes(body)
    made: Made = {}
    for kind, source in _SOURCES.items():
        save_as(folder, kind, sorted(folder.glob(f"*.{source}")))
        for seed in seeds:
            made[kind, seed] = (folder / f"{seed}.{kind}").read_bytes(), contents[source, seed]
    return made


def save_as(folder: Path, kind: str, files: Iterable[Path]) -> None:
    """Convert files with LibreOffice; the results lie beside them."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [office.PROGRAM, "--headless", profile, "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*call, *map(str, files)], check=True, capture_output=True)
