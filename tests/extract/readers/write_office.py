"""Reports in the formats of old, written by LibreOffice itself."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from extract.readers import office
from tests.extract.content import Content
from tests.extract.generate import generate
from tests.extract.readers.check import make
from tests.extract.readers.write_docx import docx
from tests.extract.readers.write_xlsx import xlsx

needs_office = pytest.mark.skipif(
    shutil.which(office.PROGRAM) is None,
    reason="LibreOffice is not installed (libreoffice-writer-nogui, libreoffice-calc-nogui)",
)
Made = dict[tuple[str, int], tuple[bytes, Content]]
# What it is called with: six words, the folder for what it makes, the files.
_STAND_IN = """#!/bin/sh
echo >> "{calls}"
shift 6; out=$1; shift
mkdir -p "$out"
for file; do
  if grep -q hang "$file"; then sleep 60; fi
  cp "{result}" "$out/${{file%.*}}.docx"
done
"""
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


def stand_in(folder: Path) -> str:
    """Write a program that stands for LibreOffice, and return a search path that leads to it.

    Whatever it is given becomes one report, save what says "hang". Each call is a line in `calls`.
    """
    result, calls, program = folder / "result.docx", folder / "calls", folder / office.PROGRAM
    result.write_bytes(generate(4, "docx_of_word").body)
    program.write_text(_STAND_IN.format(result=result, calls=calls), "utf-8")
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
