"""What one invocation counts, and what all its log lines say."""

import hashlib
from collections import Counter
from contextvars import ContextVar
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

Dimensions = tuple[tuple[str, str], ...]
Field = str | int | float | bool
T = TypeVar("T")


class Count(StrEnum):
    """The metrics, by the names that alarms and the dashboard have for them.

    Attributes:
        COLD_START: first invocations of an instance.
        ASSESSMENTS_MADE: CVs read and stored: assessments, and items of bulk assessments.
        SKILLS_FOUND, SKILLS_UNKNOWN: in those; how many skills, and how many of them with the level `unknown`.
        ABSTENTIONS: CVs in which nothing was found, or that are in a language that the taxonomy is not in.
        WORKFLOWS_ENDED: runs; by `outcome`, which is the state that they ended in.
        BREAKER_OPENED: by `dependency`.
    """

    COLD_START = "ColdStart"
    ASSESSMENTS_MADE = "AssessmentsMade"
    SKILLS_FOUND = "SkillsFound"
    SKILLS_UNKNOWN = "SkillsUnknown"
    ABSTENTIONS = "Abstentions"
    WORKFLOWS_ENDED = "WorkflowsEnded"
    BREAKER_OPENED = "BreakerOpened"


class Record:
    """Not a dataclass, as the one of spans is none: to make one takes longer than all else here, at each cold start.

    Attributes:
        fields: what every line of the invocation carries.
        counts: by metric and dimensions; of the invocation as it ends, however it ends.
    """

    def __init__(self, fields: dict[str, Field] | None = None) -> None:
        self.fields = fields or {}
        self.counts: Counter[tuple[Count, Dimensions]] = Counter()


class Held(Generic[T]):
    """A variable has a value in a block, and in threads begun with its context. Not a generator, which takes several
    times as long: every request is in a few such blocks."""

    __slots__ = ("_token", "_value", "_variable")

    def __init__(self, variable: ContextVar[T], value: T) -> None:
        self._variable = variable
        self._value = value

    def __enter__(self) -> T:
        self._token = self._variable.set(self._value)
        return self._value

    def __exit__(self, *_: object) -> None:
        self._variable.reset(self._token)


_current: ContextVar[Record | None] = ContextVar("_current", default=None)


def recorded(record: Record) -> Held[Record | None]:
    """What is told in this block is told to this record."""
    return Held(_current, record)


def count(what: Count, times: int = 1, **dimensions: str) -> None:
    """What did happen: after a commit, not before it.

    Args:
        dimensions: of few values each: every combination is a metric that is paid for.
    """
    record = _current.get()
    if record is not None and times:
        record.counts[what, tuple(sorted(dimensions.items()))] += times


def note(**fields: Field) -> None:
    """For every line of this invocation from now on."""
    record = _current.get()
    if record is not None:
        record.fields.update(fields)


def noted() -> dict[str, Field]:
    """What every line of this invocation carries now."""
    record = _current.get()
    return {} if record is None else dict(record.fields)


def mark(user_id: UUID) -> str:
    """By which lines of one user are told from those of others, and found by whoever has the id: not the id itself."""
    return hashlib.sha256(str(user_id).encode()).hexdigest()[:12]
