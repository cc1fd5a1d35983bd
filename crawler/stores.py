"""What stores raise that fsspec has addresses for."""

from __future__ import annotations

import sys


def store_errors() -> tuple[type[Exception], ...]:
    """Return what stores raise that is no `OSError`: botocore has errors of its own."""
    module = sys.modules.get("botocore.exceptions")
    return (module.BotoCoreError,) if module else ()
