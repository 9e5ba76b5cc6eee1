"""What all crash runs of a session did, told at its end; also when several workers did them."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

PROPERTY = "crash"


@dataclass
class Count:
    """What runs did."""

    runs: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    mails: int = 0
    answers: int = 0
    unknown: int = 0

    def add(self, other: "Count") -> None:
        """Count another's too."""
        self.runs += other.runs
        self.kills += other.kills
        self.starts += other.starts
        self.mails += other.mails
        self.answers += other.answers
        self.unknown += other.unknown


def as_property(count: Count) -> tuple[str, str]:
    """A count as a test report carries it from worker to controller."""
    plain = {name: getattr(count, name) for name in ("runs", "starts", "mails", "answers", "unknown")}
    return PROPERTY, json.dumps({**plain, "kills": dict(count.kills)})


def told(count: Count) -> Iterator[str]:
    """The count in a few lines."""
    kills = ", ".join(f"{name} {number}" for name, number in sorted(count.kills.items()))
    yield (
        f"{count.runs} runs, {sum(count.kills.values())} kills, {count.starts} starts, {count.mails} mails in, "
        f"{count.answers} answers out, {count.unknown} of unknown fate"
    )
    yield f"kills: {kills}"


def pytest_terminal_summary(terminalreporter) -> None:
    """After the last test: the counts, when there were crash runs."""
    total = Count()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == PROPERTY and getattr(report, "when", "") == "call":
                    plain = json.loads(value)
                    total.add(Count(**(plain | {"kills": Counter(plain["kills"])})))
    if total.runs:
        terminalreporter.section("crash runs")
        for line in told(total):
            terminalreporter.line(line)
