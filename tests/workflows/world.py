"""A small world for workflows: one store, files, a queue, a clock that is set by hand, and workers that can die."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from shared.domain.document import ContentType, Document
from shared.domain.document_text import DocumentText, Hidden, RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.domain.ids import RunId, UserId
from shared.domain.plan import StrategyName
from shared.domain.user import User
from shared.domain.workflow import Run, RunState
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.gateways.memory_queue import MemoryWorkQueue
from shared.planning.plan import PlanRequest
from shared.repositories.fake import MemoryRepository
from shared.services.workflows import engine, relay, requests
from shared.services.workflows.requests import BulkAssess, CvToPlan, EraseUser
from shared.services.workflows.tools import Tools
from shared.taxonomy.load import Taxonomy
from shared.unit_of_work.abstract import UnitOfWork
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CV = b"Experience\nData analyst, Acme, 2019 - 2024\nBuilt reports in SQL and statistics for three teams.\n"
REFUSED = b"%refused"
# More than any lease, and less than any run may take.
LONG_S = 200.0
WORKER_S = 300.0


class CrashError(BaseException):
    """The end of a worker: nothing catches it, as nothing catches the end of a process."""


class Watched(Protocol):
    """A store that is looked into from behind, and whose time is set."""

    def uow(self) -> UnitOfWork:
        """With the service's rights."""

    def now(self) -> datetime: ...

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
    def __init__(self) -> None:
        self.at = NOW
        self.store = MemoryRepository(self.now)

    def uow(self) -> UnitOfWork:
        return FakeUnitOfWork(self.store)

    def now(self) -> datetime:
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


@dataclass
class World:
    """Attributes:
    before_commit, after_commit: called once at the next commit of a worker, then forgotten; may raise.
    """

    watched: Watched
    taxonomy: Taxonomy
    read_document: Callable[[bytes, str], DocumentText] = read_document
    before_commit: Callable[[], None] | None = None
    after_commit: Callable[[], None] | None = None
    commits: int = 0
    objects: MemoryObjectStore = field(init=False)
    queue: MemoryWorkQueue = field(init=False)

    def __post_init__(self) -> None:
        self.objects = MemoryObjectStore(self.watched.now)
        self.queue = MemoryWorkQueue(self.watched.now)

    @property
    def tools(self) -> Tools:
        return Tools(
            self.objects,
            self.queue,
            lambda data, content_type: self.read_document(data, content_type),
            lambda _read: self.taxonomy,
            self.watched.now,
            lambda: 0.5,
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
        """One message, delivered to one worker, whose commits are watched."""
        uow = self.watched.uow()
        commit = uow.commit

        def watched_commit(result: object = None) -> None:
            self.commits += 1
            before, self.before_commit = self.before_commit, None
            if before is not None:
                before()
            commit(result)
            after, self.after_commit = self.after_commit, None
            if after is not None:
                after()

        uow.commit = watched_commit  # type: ignore[method-assign]
        return engine.work(run_id, uow, self.tools, WORKER_S)

    def relay(self) -> int:
        return relay.send_due(self.watched.uow(), self.queue, lambda: WORKER_S)

    def sweep(self) -> int:
        return relay.sweep_objects(self.watched.uow(), self.objects, lambda: WORKER_S)

    def get(self, run: Run) -> Run:
        return self.watched.look().runs[run.id]

    def settle(self, rounds: int = 400) -> None:
        """Until nothing goes on: deliver what is due, else let time pass, as the relay does its part."""
        for _ in range(rounds):
            wakes = self.queue.take(limit=1)
            for wake in wakes:
                self.work(wake.run_id)
            if wakes:
                continue
            if not self.queue.waiting and all(run.state.is_over for run in self.watched.look().runs.values()):
                return
            self.watched.wait(30)
            self.relay()
        raise AssertionError("something never ends")


def day(text: str) -> date:
    return date.fromisoformat(text)


OVER = {state for state in RunState if state.is_over}
