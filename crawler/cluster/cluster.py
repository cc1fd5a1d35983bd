"""Which cluster works; known without Dask."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cluster:
    """Which scheduler is asked, and where the machines share files.

    `scheduler` is an address of Dask's, or `local:N`. Without `work` files are shared in the
    archive's directory, which all machines see under the same path.
    """

    scheduler: str
    work: str | None = None
