"""The library of faults, which a process preloads."""

from __future__ import annotations

import subprocess
from pathlib import Path

_SOURCE = Path(__file__).with_name("faults.c")


def compile_faults(folder: Path, compiler: str) -> Path:
    """Compile the library that is preloaded."""
    library = folder / "faults.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library
