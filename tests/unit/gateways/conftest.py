from dataclasses import dataclass, field

import pytest


@dataclass
class Clock:
    """Seconds that go by when told to; what sleeps on it wakes at once, and time went by."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()
