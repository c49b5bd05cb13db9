"""What a load of bids came to: answers, their times, and who used the CPU; and the table that shows it."""

from collections.abc import Mapping, Sequence

import psutil
from msgspec import Struct

from bench.stage import table

RATE_PER_SECOND = 200
LOTS = 100


class Load(Struct, frozen=True, kw_only=True):
    """What a run of bids came to."""

    answered: int
    seconds: float
    latencies_ms: Sequence[float]
    cpu_us: dict[str, float]

    @property
    def per_second(self) -> float:
        """Bids answered in a second."""
        return self.answered / self.seconds

    def percentile_ms(self, share: float) -> float:
        """So many of the answers came within it."""
        return sorted(self.latencies_ms)[int(share * (len(self.latencies_ms) - 1))]


class Processes:
    """Who uses the CPU: this process, those named, the servers."""

    def __init__(self, names: Mapping[int, str]) -> None:
        """`names` by process id."""
        self._names = names

    def cpu_seconds(self) -> dict[str, float]:
        """CPU seconds so far, by process."""
        used: dict[str, float] = {}
        me = psutil.Process()
        for process in [me, *me.children(recursive=True)]:
            name = self._names.get(process.pid, process.name().split("-")[0])
            times = process.cpu_times()
            used[name] = used.get(name, 0.0) + times.user + times.system
        return used

    def load(self, latencies_ms: Sequence[float], seconds: float, before: dict[str, float]) -> Load:
        """What it came to since `before`."""
        after, answered = self.cpu_seconds(), len(latencies_ms)
        cpu_us = {name: 1_000_000 * (after[name] - before.get(name, 0.0)) / answered for name in after}
        return Load(answered=answered, seconds=seconds, latencies_ms=latencies_ms, cpu_us=cpu_us)


def report(
    paced: Sequence[Load],
    full: Sequence[Load],
    *,
    limits: Sequence[float],
    call_ms: float,
    commit_ms: float,
    in_flight: int,
    goals: tuple[float, float],
) -> None:
    """Print a table of loads on one hot lot and on many, each beside its limit."""
    names = ("one hot lot", f"{LOTS} lots")
    ratio_goal, times_goal = goals
    told = ", ".join(f"{limit:.0f} calls/s on {name}" for limit, name in zip(limits, names, strict=True))
    print(f"limits: {told}; one call {call_ms:.2f} ms, one commit {commit_ms:.2f} ms")
    rows = [
        (
            f"{RATE_PER_SECOND}/s, {name}" if load in paced else f"{in_flight} under way, {name}",
            f"{load.per_second:.0f}",
            "" if load in paced else f"{load.per_second / limit:.2f} (goal {ratio_goal})",
            f"{load.percentile_ms(0.5):.2f}",
            f"{load.percentile_ms(0.99):.2f}",
            f"{load.percentile_ms(0.5) / (call_ms + commit_ms):.1f} (goal {times_goal})" if load in paced else "",
            ", ".join(f"{process} {us:.0f}" for process, us in sorted(load.cpu_us.items())),
        )
        for loads in (paced, full)
        for load, limit, name in zip(loads, limits, names, strict=True)
    ]
    table(("", "bids/s", "of the calls", "p50 ms", "p99 ms", "p50 of call + commit", "CPU us a bid"), rows)
