"""Which cluster works; known without Dask."""

from __future__ import annotations

from dataclasses import dataclass


class ClusterError(Exception):
    """Some of the work could not be done for want of a worker; the sentence says what and why."""


@dataclass(frozen=True)
class Cluster:
    """Which scheduler is asked, and where the machines share files.

    `scheduler` is an address of Dask's, or `local:N`. Without `work` files are shared in the
    archive's directory, which all machines see under the same path.
    """

    scheduler: str
    work: str | None = None
