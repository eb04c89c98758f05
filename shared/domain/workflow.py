"""A long job as a saga: steps in order, each done at most once, undone in reverse where one of them fails for good.

A run ends completed, compensated, or dead-lettered with its reason. What a run does is its kind's (shared/services/
workflows); here is what may follow what. Pure: the engine claims a run, has one step done, and stores what follows in
the transaction of the step's effects.

`version` is the fencing token: a claim raises it, and what a worker stores names the version it claimed, so that of two
workers the one that lost its lease changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from shared.domain.ids import DocumentId, RunId, UserId, new_id

Values = Mapping[str, Any]
"""Small JSON values: ids, counts, codes. Never the words of a CV."""


class Kind(StrEnum):
    """`assess_batch` is a part of `bulk_assess`, and not asked for by itself."""

    CV_TO_PLAN = "cv_to_plan"
    ASSESS_DOCUMENT = "assess_document"
    BULK_ASSESS = "bulk_assess"
    ASSESS_BATCH = "assess_batch"
    ERASE_USER = "erase_user"


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    COMPENSATING = "compensating"
    COMPLETED = "completed"
    COMPENSATED = "compensated"
    DEAD_LETTERED = "dead-lettered"

    @property
    def is_over(self) -> bool:
        return self in (RunState.COMPLETED, RunState.COMPENSATED, RunState.DEAD_LETTERED)


class StepState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    COMPENSATED = "compensated"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step was not done: an error's code, and words for the person who can act on it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class RunStep:
    """Attributes:
    attempts: how often it was tried since it was last waiting: to do it, or to undo it.
    failure: of the last attempt; None where there was none.
    output: what later steps, the compensation and the result need of it.
    """

    name: str
    state: StepState = StepState.WAITING
    attempts: int = 0
    failure: Failure | None = None
    output: Values = field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Attributes:
    input: what was asked for.
    position: of the step to do next; while compensating, of the step to undo next.
    parent_id: of the run that this one is a part of.
    is_cancelled, is_retried: asked for by the owner; the next claim acts on it.
    not_before: no claim before that; waits and retries with a delay.
    deadline: no step begins after it.
    claims: how often a worker took it up since something was last stored: one that never comes back counts here.
    lease_until: whoever claimed it has it until then.
    failure: why it compensates, was compensated or is dead-lettered.
    result: what it produced, once completed.
    """

    id: RunId
    user_id: UserId
    kind: Kind
    state: RunState
    input: Values
    steps: tuple[RunStep, ...]
    position: int
    parent_id: RunId | None
    is_cancelled: bool
    is_retried: bool
    not_before: datetime
    deadline: datetime
    claims: int
    lease_until: datetime | None
    failure: Failure | None
    result: Values
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def new(
        cls,
        user_id: UserId,
        kind: Kind,
        values: Values,
        steps: tuple[str, ...],
        lasts: timedelta,
        now: datetime,
        parent_id: RunId | None = None,
    ) -> "Run":
        """Queued, to be begun at once.

        Args:
            lasts: how long it may take in all.
        """
        return cls(
            RunId(new_id()),
            user_id,
            kind,
            RunState.QUEUED,
            values,
            tuple(RunStep(name) for name in steps),
            position=0,
            parent_id=parent_id,
            is_cancelled=False,
            is_retried=False,
            not_before=now,
            deadline=now + lasts,
            claims=0,
            lease_until=None,
            failure=None,
            result={},
            created_at=now,
            updated_at=now,
        )

    @property
    def step(self) -> RunStep:
        """The one to do or undo next; of a run that is over, the last that was."""
        return self.steps[min(max(self.position, 0), len(self.steps) - 1)]

    def output(self, name: str) -> Values:
        """Of the step of that name; empty until it is done."""
        return next(step.output for step in self.steps if step.name == name)

    def begun(self, now: datetime) -> "Run":
        """In the hands of a worker: the step at `position` began now, unless it did before. Not stored by itself."""
        return replace(self, steps=self._with_step(started_at=self.step.started_at or now))

    def done(self, output: Values, now: datetime) -> "Run":
        """The step at `position` is done: the next one, or the end, where its output is the run's result."""
        attempts = self.step.attempts + 1
        steps = self._with_step(state=StepState.DONE, attempts=attempts, output=output, failure=None, ended_at=now)
        if self.position == len(steps) - 1:
            return self._stored(now, steps=steps, state=RunState.COMPLETED, result=output)
        return self._stored(now, steps=steps, state=RunState.RUNNING, position=self.position + 1)

    def waiting(self, output: Values, delay: timedelta, now: datetime) -> "Run":
        """The step has got so far, done or undone, and goes on after a while; that is no failed attempt."""
        steps = self._with_step(output=output, attempts=0, failure=None)
        return self._stored(now, steps=steps, state=self._begun, not_before=now + delay)

    def failed(self, failure: Failure, delay: timedelta, now: datetime) -> "Run":
        """An attempt failed, to do the step or to undo it, and another is to be made after a while."""
        steps = self._with_step(attempts=self.step.attempts + 1, failure=failure)
        return self._stored(now, steps=steps, state=self._begun, not_before=now + delay)

    def compensating(self, failure: Failure, now: datetime) -> "Run":
        """The step failed for good, or the run may not go on: what is done is undone, the last first.

        The step at `position` is undone too: a worker may have died behind an effect that no transaction holds.
        """
        steps = self._with_step(state=StepState.FAILED, failure=failure, attempts=0, ended_at=now)
        return self._stored(now, steps=steps, state=RunState.COMPENSATING, failure=failure)

    def undone(self, now: datetime) -> "Run":
        """The step at `position` is undone: the one before it, or the end."""
        steps = self._with_step(state=StepState.COMPENSATED, attempts=0, ended_at=now)
        if self.position == 0:
            return self._stored(now, steps=steps, state=RunState.COMPENSATED)
        return self._stored(now, steps=steps, position=self.position - 1)

    def dead_lettered(self, failure: Failure, now: datetime) -> "Run":
        """It can be neither completed nor undone by itself: somebody must look, and redrive it."""
        steps = self._with_step(failure=failure)
        return self._stored(now, steps=steps, state=RunState.DEAD_LETTERED, failure=failure)

    def redriven(self, lasts: timedelta, now: datetime) -> "Run":
        """One more time, with all attempts: on from where it was dead-lettered, or from the first step where all was
        undone.

        Args:
            lasts: how long it may take from now.
        """
        # A failure of its own is what a run compensates by; a dead letter on the way forward has none but its step's.
        was_undoing = any(step.state in (StepState.FAILED, StepState.COMPENSATED) for step in self.steps)
        if self.state is RunState.DEAD_LETTERED and was_undoing:
            steps = self._with_step(attempts=0)
            return self._stored(now, steps=steps, state=RunState.COMPENSATING, deadline=now + lasts)
        if self.state is RunState.DEAD_LETTERED:
            # Its failure stays until the next attempt, which may have to know what it goes on from.
            steps = self._with_step(attempts=0)
            return self._stored(
                now, steps=steps, state=RunState.RUNNING, is_cancelled=False, failure=None, deadline=now + lasts
            )
        return self._stored(
            now,
            steps=tuple(RunStep(step.name) for step in self.steps),
            state=RunState.QUEUED,
            position=0,
            is_cancelled=False,
            failure=None,
            result={},
            deadline=now + lasts,
        )

    @property
    def _begun(self) -> RunState:
        return RunState.RUNNING if self.state is RunState.QUEUED else self.state

    def _with_step(self, **changes: Any) -> tuple[RunStep, ...]:  # noqa: ANN401 - of replace
        steps = list(self.steps)
        steps[self.position] = replace(steps[self.position], **changes)
        return tuple(steps)

    def _stored(self, now: datetime, **changes: Any) -> "Run":  # noqa: ANN401 - of replace
        """The next version: whoever had claimed it gives it back."""
        kept = {"not_before": now, "claims": 0, "lease_until": None, "is_retried": False}
        return replace(self, **{**kept, "updated_at": now, "version": self.version + 1, **changes})


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one line of a manifest.

    Attributes:
        run_id: of the bulk run.
        number: of the line, from 0.
        ref: what the client calls it, 1..200 characters.
        code: why it has no result; "" where it has one.
        result: what was found in it, without its words: see shared/services/workflows.
    """

    run_id: RunId
    user_id: UserId
    number: int
    ref: str
    document_id: DocumentId | None
    code: str
    result: Values


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a person's data is gone: all that stays of them, and nothing in it tells who they were.

    Attributes:
        run_id: of the workflow that erased it, itself gone.
        owner_sha256: SHA-256, hex, of the user's id as text, by which its owner alone finds the receipt.
        removed: how many went, by what they were: rows, objects.
    """

    run_id: RunId
    owner_sha256: str
    erased_at: datetime
    removed: Mapping[str, int]

    @classmethod
    def of(cls, user_id: UserId, run_id: RunId, erased_at: datetime, removed: Mapping[str, int]) -> "Receipt":
        return cls(run_id, owner_sha256(user_id), erased_at, removed)

    def is_owned_by(self, user_id: UserId) -> bool:
        return self.owner_sha256 == owner_sha256(user_id)


def owner_sha256(user_id: UserId) -> str:
    """What a receipt knows its owner by."""
    return sha256(str(user_id).encode()).hexdigest()
