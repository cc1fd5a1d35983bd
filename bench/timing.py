"""Interleaved timing: machines drift, so rivals take turns and medians are compared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Job = Callable[[], object]


@dataclass(frozen=True)
class Timed:
    """Seconds of each run of one contestant."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def race(contestants: Sequence[tuple[str, Job]], rounds: int) -> list[Timed]:
    """Run the contestants in turn, once to warm up and then `rounds` times each."""
    seconds: dict[str, list[float]] = {name: [] for name, _ in contestants}
    for turn in range(rounds + 1):
        for name, job in contestants:
            start = time.perf_counter()
            job()
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return [Timed(name, tuple(seconds[name])) for name, _ in contestants]


def tell(title: str, results: Sequence[Timed]) -> str:
    """Return medians in milliseconds and the ratio of the first to each other."""
    lines = [title]
    for result in results:
        low, high = min(result.seconds) * 1000, max(result.seconds) * 1000
        lines.append(f"  {result.name:<34} {result.median * 1000:9.1f} ms ({low:.1f}–{high:.1f})")
    first = results[0]
    ratios = ((other.name, first.median / other.median) for other in results[1:])
    lines.extend(f"  {first.name} / {name} = {ratio:.2f}" for name, ratio in ratios)
    return "\n".join(lines)
