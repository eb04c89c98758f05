"""A small world for workflows: one store, files, a queue, a clock that is set by hand, and workers that can die."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from shared.domain.document import ContentType, Document
from shared.domain.document_text import DocumentText, Hidden, RejectionCode
from shared.domain.errors import DocumentRefusedError, UnavailableError
from shared.domain.ids import RunId, UserId
from shared.domain.plan import StrategyName
from shared.domain.user import User
from shared.domain.workflow import Run
from shared.gateways.llm.budget import MemoryTokenBudgets
from shared.gateways.llm.port import LanguageModel, NullModel
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.gateways.memory_queue import MemoryWorkQueue
from shared.planning.plan import PlanRequest
from shared.repositories.abstract import Claim, WorkflowRepository
from shared.repositories.fake import MemoryRepository
from shared.services.workflows import engine, relay, requests
from shared.services.workflows.requests import AssessDocument, BulkAssess, CvToPlan, EraseUser
from shared.services.workflows.tools import Tools
from shared.taxonomy.load import Taxonomy
from shared.unit_of_work.abstract import UnitOfWork
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CV = b"Experience\nData analyst, Acme, 2019 - 2024\nBuilt reports in SQL and statistics for three teams.\n"
REFUSED = b"%refused"
# More than any lease, and less than any run may take.
LONG_S = 400.0
WORKER_S = 300.0


class CrashError(BaseException):
    """The end of a worker: nothing catches it, as nothing catches the end of a process."""


class Watched(Protocol):
    """A store that is looked into from behind, and whose time is set."""

    def uow(self) -> UnitOfWork:
        """With the service's rights."""

    def now(self) -> datetime:
        """As the store has it."""

    def passed(self) -> datetime:
        """As a clock that nobody sets back: for what is not in the store."""

    def wait(self, seconds: float) -> None: ...

    def add_user(self, user_id: UserId) -> None: ...

    def look(self) -> "Snapshot": ...


@dataclass(frozen=True)
class Snapshot:
    """What is committed.

    Attributes:
        outbox: ids of runs, once for each row.
        effects: how many rows there are of each kind of thing, by its owner.
        items: the run and the number of each.
    """

    runs: Mapping[RunId, Run]
    outbox: Sequence[RunId]
    documents: Mapping[UUID, str]
    assessments: frozenset[UUID]
    plans: frozenset[UUID]
    items: Sequence[tuple[RunId, int, str]]
    users: frozenset[UserId]
    receipts: frozenset[RunId]
    doomed: Sequence[str]


class MemoryWatched:
    """Attributes:
    store: of all its units of work.
    """

    def __init__(self) -> None:
        self.at = NOW
        self.store = MemoryRepository(self.now)

    def uow(self) -> UnitOfWork:
        return FakeUnitOfWork(self.store)

    def now(self) -> datetime:
        return self.at

    def passed(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def add_user(self, user_id: UserId) -> None:
        """Memory keeps no accounts."""

    def look(self) -> Snapshot:
        tables = self.store._tables
        return Snapshot(
            dict(tables.runs),
            list(tables.outbox),
            {key: row.state.value for key, row in tables.documents.items()},
            frozenset(tables.assessments),
            frozenset(tables.plans),
            sorted((item.run_id, item.number, item.code) for item in tables.items.values()),
            frozenset(tables.users),
            frozenset(tables.receipts),
            list(tables.doomed),
        )


def read_document(data: bytes, content_type: str) -> DocumentText:
    """Plain text, on pages of 40 characters."""
    if data.startswith(REFUSED):
        raise DocumentRefusedError(RejectionCode.ENCRYPTED, "the file is encrypted")
    text = data.decode()
    return DocumentText(text, tuple(range(0, len(text), 40)), (), Hidden(white=3), is_truncated=False)


class WatchedUow:
    """A worker's unit of work, told of before and after each commit, and of each lease that it takes."""

    def __init__(self, uow: UnitOfWork, world: "World") -> None:
        self._uow = uow
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)

    def __enter__(self) -> "WatchedUow":
        self._uow.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._uow.__exit__(*error)

    @property
    def workflows(self) -> Any:
        return _WatchedWorkflows(self._uow.workflows, self._world)

    def commit(self, result: object = None) -> None:
        number = self._world.commits
        self._world.commits += 1
        self._world.at_commit(number, "before")
        self._uow.commit(result)
        self._world.at_commit(number, "after")


class _WatchedWorkflows:
    def __init__(self, workflows: WorkflowRepository, world: "World") -> None:
        self._workflows = workflows
        self._world = world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._workflows, name)

    def claim(self, run_id: RunId, lease_s: float) -> Claim | None:
        claim = self._workflows.claim(run_id, lease_s)
        if claim is not None:
            self._world.note_lease(claim.run)
        return claim


@dataclass
class World:
    """Attributes:
    at_commit: told of each commit of a worker, by its number, "before" and "after" it; may raise, or let time pass.
    commits: how many workers began.
    settle_step: told of each worker that is done or dead.
    held: until when each run's latest lease holds, and the version that it came with.
    """

    watched: Watched
    taxonomy: Taxonomy
    read_document: Callable[[bytes, str], DocumentText] = read_document
    at_commit: Callable[[int, str], None] = lambda _number, _when: None
    settle_step: Callable[[], None] = lambda: None
    model: LanguageModel = field(default_factory=NullModel)
    budgets: MemoryTokenBudgets = field(default_factory=MemoryTokenBudgets)
    commits: int = 0
    held: dict[RunId, tuple[datetime, int]] = field(default_factory=dict)
    objects: MemoryObjectStore = field(init=False)
    queue: MemoryWorkQueue = field(init=False)

    def __post_init__(self) -> None:
        self.objects = MemoryObjectStore(self.watched.passed)
        self.queue = MemoryWorkQueue(self.watched.passed)

    def note_lease(self, run: Run) -> None:
        """No lease is given before the one before has run out, or what was done under it is stored."""
        until, version = self.held.get(run.id, (datetime.min.replace(tzinfo=UTC), 0))
        assert run.version > version, "two workers have one version"
        # Whatever was stored under the lease before has the version after it, and the new claim one more.
        assert run.version > version + 1 or until <= self.watched.passed(), "two workers have one lease"
        assert run.lease_until is not None
        self.held[run.id] = (self.watched.passed() + (run.lease_until - self.watched.now()), run.version)

    @property
    def tools(self) -> Tools:
        return Tools(
            self.objects,
            self.queue,
            lambda data, content_type: self.read_document(data, content_type),
            lambda _read: self.taxonomy,
            self.watched.now,
            lambda: 0.5,
            self.model,
            lambda user_id: self.budgets.of(user_id, 100_000),
        )

    def make_user(self) -> UserId:
        user_id = UserId(uuid4())
        self.watched.add_user(user_id)
        with self.watched.uow() as uow:
            uow.users.add(User.new(user_id, "Ann", "en", self.watched.now()))
            uow.commit()
        return user_id

    def upload(
        self, user_id: UserId, data: bytes, content_type: ContentType = ContentType.PLAIN, *, arrives: bool = True
    ) -> Document:
        """A file, with something in it that tells it from the user's others."""
        document = Document.new(
            user_id, "cv.txt", content_type, len(data), hashlib.sha256(uuid4().bytes).hexdigest(), self.watched.now()
        )
        with self.watched.uow() as uow:
            uow.documents.add(document)
            uow.commit()
        if arrives:
            self.arrive(document, data)
        return document

    def arrive(self, document: Document, data: bytes) -> None:
        self.objects.write(document.key, data, document.content_type)
        with self.watched.uow() as uow:
            uow.documents.update(document.received(self.watched.now()))
            uow.commit()

    def upload_manifest(self, user_id: UserId, lines: Sequence[Any]) -> Document:
        rows = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        return self.upload(user_id, "\n".join(rows).encode(), ContentType.NDJSON)

    def start_plan(self, user_id: UserId, document: Document, **changes: Any) -> Run:
        role = next(role for role in self.taxonomy.roles() if role.title == "data analyst")
        request = PlanRequest(StrategyName.FASTEST, 6.0, self.watched.now().date(), changes.get("deadline"))
        return self.start(user_id, CvToPlan(document.id, changes.get("role_id", role.id), request))

    def start_assessment(self, user_id: UserId, document: Document) -> Run:
        return self.start(user_id, AssessDocument(document.id))

    def start_bulk(self, user_id: UserId, manifest: Document) -> Run:
        return self.start(user_id, BulkAssess(manifest.id))

    def start_erasure(self, user_id: UserId) -> Run:
        return self.start(user_id, EraseUser())

    def start(self, user_id: UserId, order: requests.Order) -> Run:
        now = self.watched.now()
        return requests.start_workflow(user_id, order, self.watched.uow(), self.taxonomy, self.queue, now)

    def cancel(self, user_id: UserId, run_id: RunId) -> Run:
        return requests.cancel_workflow(user_id, run_id, self.watched.uow(), self.queue, self.watched.now())

    def retry(self, user_id: UserId, run_id: RunId) -> Run:
        return requests.retry_workflow(user_id, run_id, self.watched.uow(), self.queue, self.watched.now())

    def work(self, run_id: RunId) -> Run | None:
        """One message, delivered to one worker."""
        return engine.work(run_id, WatchedUow(self.watched.uow(), self), self.tools, WORKER_S)

    def survive(self, run_id: RunId) -> Run | None:
        """Likewise; whatever ends the worker ends no more than that."""
        try:
            return self.work(run_id)
        except (CrashError, UnavailableError):
            return None

    def relay(self) -> int:
        return relay.send_due(self.watched.uow(), self.queue, lambda: WORKER_S)

    def sweep(self) -> int:
        return relay.sweep_objects(self.watched.uow(), self.objects, lambda: WORKER_S)

    def get(self, run: Run) -> Run:
        return self.watched.look().runs[run.id]

    def settle(self, rounds: int = 400, check: Callable[[], None] = lambda: None) -> None:
        """Until nothing goes on: deliver what is due, else let time pass, as the relay does its part.

        Args:
            check: called after each worker.
        """
        for number in range(rounds):
            if wakes := self.queue.take(limit=1):
                self.survive(wakes[0].run_id)
                self.settle_step()
                check()
                continue
            if not self.watched.look().outbox:
                return
            # What waits for hours waits in longer strides.
            self.watched.wait(30 if number < 100 else 600)
            self.relay()
        raise AssertionError("something never ends")
