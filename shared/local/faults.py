"""Crashes on purpose, to show that they lose nothing: a worker's process killed at a chosen point of a run, once.

Where SKILLPATH_LOCAL_FAULT names a folder, the instances of a local stack (instance.py, and nothing that is deployed)
work through a unit of work that looks into the folder's `plan.json`: by the id of the document that a run is about, at
which step and when its worker is to die. What happens is written to `journal.jsonl`, by all processes.
"""

import json
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from shared.domain.errors import InvalidInputError
from shared.domain.workflow import Run, StepState
from shared.gateways.queue import run_id_of

VARIABLE = "SKILLPATH_LOCAL_FAULT"


class When(StrEnum):
    """Before the commit the step is done and nothing of it is stored; after it all is stored, and nobody told so."""

    BEFORE_COMMIT = "before its commit"
    AFTER_COMMIT = "after its commit"


class What(StrEnum):
    CLAIMED = "claimed"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Fault:
    """Attributes:
    step: the name of the step that the worker is at.
    """

    step: str
    when: When


@dataclass(frozen=True, slots=True)
class Entry:
    """Attributes:
    at: seconds since the epoch.
    step: the one that was claimed, or that was done.
    message_id: of the message that had it taken up.
    """

    what: What
    at: float
    run_id: str
    document_id: str
    step: str
    message_id: str
    pid: int


class Faults:
    """The folder: what is planned, and what happened."""

    def __init__(self, folder: Path) -> None:
        self._plan = folder / "plan.json"
        self._journal = folder / "journal.jsonl"

    def plan(self, faults: Mapping[str, Fault]) -> None:
        """Let workers die; by the id of the document that a run is about."""
        making = self._plan.with_suffix(".making")
        making.write_text(json.dumps({document_id: asdict(fault) for document_id, fault in faults.items()}))
        making.replace(self._plan)

    def planned(self, document_id: str) -> Fault | None:
        """What is to befall a run about this document, and has not yet."""
        if not self._plan.exists() or any(
            entry.what is What.KILLED and entry.document_id == document_id for entry in self.entries()
        ):
            return None
        found = json.loads(self._plan.read_text()).get(document_id)
        return None if found is None else Fault(found["step"], When(found["when"]))

    def note(self, entry: Entry) -> None:
        """One line, whole, whatever becomes of this process next."""
        journal = os.open(self._journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(journal, json.dumps(asdict(entry)).encode() + b"\n")
        finally:
            os.close(journal)

    def entries(self) -> Sequence[Entry]:
        """In the order in which they happened."""
        if not self._journal.exists():
            return ()
        read = (json.loads(line) for line in self._journal.read_text().splitlines())
        return [Entry(**{**entry, "what": What(entry["what"])}) for entry in read]


class DyingUnitOfWork:
    """Another unit of work, whose process is killed where that is planned.

    Args:
        message_ids: of the messages at hand, by the run that each is about.
    """

    def __init__(
        self,
        uow: Any,  # noqa: ANN401 - any
        faults: Faults,
        message_ids: Mapping[str, str],
        die: Callable[[], None] = lambda: os.kill(os.getpid(), signal.SIGKILL),
    ) -> None:
        self._uow = uow
        self._die = die
        self._faults = faults
        self._message_ids = message_ids
        self._saved: Run | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the other's
        return getattr(self._uow, name)

    def __enter__(self) -> Self:
        self._uow.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:  # noqa: ANN401 - the other's
        self._uow.__exit__(*error)

    @property
    def workflows(self) -> "_WatchedWorkflows":
        return _WatchedWorkflows(self._uow.workflows, self)

    def claimed(self, run: Run) -> None:
        self._note(What.CLAIMED, run, run.step.name)

    def saved(self, run: Run) -> None:
        self._saved = run

    def commit(self, result: object = None) -> None:
        run, self._saved = self._saved, None
        fault = None if run is None else self._faults.planned(str(run.input.get("document_id")))
        if run is None or fault is None or not _is_at(run, fault.step):
            self._uow.commit(result)
            return
        if fault.when is When.AFTER_COMMIT:
            self._uow.commit(result)
        self._note(What.KILLED, run, fault.step)
        self._die()

    def _note(self, what: What, run: Run, step: str) -> None:
        document_id = str(run.input.get("document_id"))
        message_id = self._message_ids.get(str(run.id), "")
        entry = Entry(what, time.time(), str(run.id), document_id, step, message_id, os.getpid())
        self._faults.note(entry)


class _WatchedWorkflows:
    def __init__(self, workflows: Any, uow: DyingUnitOfWork) -> None:  # noqa: ANN401 - any
        self._workflows = workflows
        self._uow = uow

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the other's
        return getattr(self._workflows, name)

    def claim(self, run_id: Any, lease_s: float) -> Any:  # noqa: ANN401 - the other's
        claim = self._workflows.claim(run_id, lease_s)
        if claim is not None:
            self._uow.claimed(claim.run)
        return claim

    def save(self, run: Run, relay_at: Any) -> None:  # noqa: ANN401 - the other's
        self._workflows.save(run, relay_at)
        self._uow.saved(run)


def _is_at(run: Run, step: str) -> bool:
    """Whether this step is what has just been done."""
    return any(
        found.name == step and found.state is StepState.DONE and found.ended_at == run.updated_at for found in run.steps
    )


def install(folder: Path) -> Callable[[Mapping[str, Any]], None]:
    """Have this process work through `DyingUnitOfWork` from now on.

    Returns:
        What is to be told of each event before it is handled.
    """
    from shared import bootstrap

    faults, message_ids = Faults(folder), dict[str, str]()
    make = bootstrap.worker_unit_of_work

    def make_dying() -> Any:  # noqa: ANN401 - as good as the one that it holds
        return DyingUnitOfWork(make(), faults, message_ids)

    # A setting for it would be one that deployed code has.
    bootstrap.worker_unit_of_work = make_dying

    def look_at(event: Mapping[str, Any]) -> None:
        message_ids.clear()
        for record in event.get("Records", ()):
            # Uploads are told of in another form.
            with suppress(InvalidInputError):
                message_ids[str(run_id_of(record["body"]))] = record["messageId"]

    return look_at
