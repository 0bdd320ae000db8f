"""What a measurement says, in lines."""

import statistics
from dataclasses import dataclass

from tests.bench.budgets import BUDGETS, CIRCLES, GROWTH, LARGE, SMALL, TOLERANCE, WORKER_MB, Budget


@dataclass(frozen=True)
class Result:
    """One page: medians in ms with the small and the large circle and of the floor's list, queries,
    and its bytes as they are and packed (None for what only redirects)."""

    name: str
    small: float
    large: float
    floor: float
    queries: tuple[int, int]
    of_circle: bool = True
    sizes: tuple[int, int] | None = None

    @property
    def budget(self) -> Budget:
        return BUDGETS[self.name]

    @property
    def in_floors(self) -> float:
        return self.large / self.floor

    @property
    def growth(self) -> float:
        """From the small circle to the large one; public pages are the same page both times."""
        return self.large / self.small if self.of_circle else 1.0

    @property
    def over(self) -> list[str]:
        """What is over its budget, in words; the budget of time counts with the large circle."""
        found = []
        if self.in_floors > self.budget.floors:
            found.append(f"time by {self.in_floors / self.budget.floors - 1:.0%}")
        if self.growth > GROWTH:
            found.append(f"growth {self.growth:.2f}")
        if max(self.queries) > self.budget.queries:
            found.append("queries")
        if len(set(self.queries)) > 1:
            found.append("queries grow")
        return found

    @property
    def fails(self) -> bool:
        """Over by more than a shaking machine explains."""
        slow = self.in_floors > self.budget.floors * TOLERANCE or self.growth > GROWTH * TOLERANCE
        return slow or max(self.queries) > self.budget.queries or len(set(self.queries)) > 1


def floor_lines(floor: dict[str, float]) -> list[str]:
    """F itself, and whether it is slow: a slow floor would flatter every page."""
    ratio = floor["rows"] / floor["hello-session"]
    return [
        f"F = {floor['rows']:.1f} ms: the bare project's list of 50 rows. Hello with session: "
        f"{floor['hello-session']:.1f} ms, without: {floor['hello']:.1f} ms.",
        f"F is {ratio:.1f} times hello with session (about 5 is fair; much more would flatter us).",
    ]


def table(results: list[Result]) -> list[str]:
    head = (
        f"{'page':12}{f'{SMALL:,}':>9}{f'{LARGE:,}':>9}{'in F':>7}{'budget':>8}{'growth':>8}"
        f"{'queries':>9}{'budget':>8}{'KB':>7}{'gzip':>6}"
    )
    lines = [head, "-" * len(head), *map(_line, results), ""]
    over = [one for one in results if one.over]
    summary = "; ".join(f"{one.name} ({', '.join(one.over)})" for one in over)
    return [*lines, f"OVER: {summary}" if over else "All within budget."]


def _line(one: Result) -> str:
    queries = "/".join(str(count) for count in dict.fromkeys(one.queries))
    growth = f"{one.growth:8.2f}" if one.of_circle else f"{'':8}"
    size = f"{one.sizes[0] / 1000:7.1f}{one.sizes[1] / 1000:6.1f}" if one.sizes else f"{'':13}"
    return (
        f"{one.name:12}{one.small:6.1f} ms{one.large:6.1f} ms{one.in_floors:7.2f}{one.budget.floors:8.1f}{growth}"
        f"{queries:>9}{one.budget.queries:8}{size}  {'OVER: ' + ', '.join(one.over) if one.over else 'ok'}"
    )


def circle_lines(times: dict, among_many: dict) -> list[str]:
    """How pages grow from a few circles to many, each against the floor of its own minutes."""

    def quiet(seconds: list[float]) -> float:
        return statistics.quantiles(seconds, n=5)[0]  # these are minutes apart, and a machine is not idle for long

    def in_floors(some: dict, key: tuple) -> float:
        return quiet(some[key]) / quiet(some["floor", "rows"])

    growths = {key[1]: in_floors(among_many, key) / in_floors(times, key) for key in among_many if key[0] == LARGE}
    if not growths:
        return []
    words = ", ".join(f"{name} {growth:.2f}" for name, growth in growths.items())
    over = [name for name, growth in growths.items() if growth > GROWTH]
    return [f"With {CIRCLES:,} more circles, times: {words}. {'OVER: ' + ', '.join(over) if over else 'ok'}"]


def memory_line(requests: int, before: float, after: float) -> str:
    said = "ok" if after <= WORKER_MB and after - before < 10 else "OVER"
    return f"A worker holds {before:.0f} MB warm and {after:.0f} MB after {requests:,} requests more. {said}"
