"""A Dask cluster on this machine, made once, as an operator would start one."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from distributed import Client

from crawler.cluster.engine import start_workers


@dataclass(frozen=True)
class Workers:
    """Two workers behind a scheduler at an address."""

    address: str

    def kill(self, *which: int) -> None:
        """Kill some of the workers; Dask starts others in their place."""
        with Client(self.address) as client:
            numbers = sorted(client.run(os.getpid).values())
        for one in which:
            os.kill(numbers[one % len(numbers)], signal.SIGKILL)


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with start_workers(2) as cluster:
        yield Workers(cluster.scheduler_address)
