"""Workflows as Hypothesis plays with them: people, messages, clocks and workers that do whatever they like.

After each rule everything holds that must hold at any moment; at the end, with no faults any more, each run comes to
one of its three ends, and what was dead-lettered comes to one of the other two.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain.document import ContentType
from shared.domain.errors import ConflictError, StoreUnavailableError, UnavailableError
from shared.domain.workflow import RunState
from tests.workflows.invariants import check_always, check_over
from tests.workflows.world import CV, LONG_S, REFUSED, CrashError, World, read_document

MOST_RUNS = 6

FATES = (
    "crash before commit",
    "crash after commit",
    "silence before commit",
    "silence after commit",
    "hang before commit",
    "crash while reading",
    "error while reading",
    "hang while reading",
)

pick = st.integers(0, 1_000)
fates = st.sampled_from(["none"] * len(FATES) + list(FATES))


class WorkflowMachine(RuleBasedStateMachine):
    """Attributes:
    make_world: a new, empty one; set by whoever runs this.
    states, points: distinct states of runs that were seen, and crashes and other faults by where they were; of all
        examples together.
    """

    make_world: Callable[[], World]
    states: Counter[tuple[str, ...]]
    points: Counter[tuple[str, ...]]

    @initialize()
    def begin(self) -> None:
        self.world = type(self).make_world()
        self.world.at_commit = self._at_commit
        self.world.read_document = self._read
        self.users = [self.world.make_user(), self.world.make_user()]
        self.awaited: list[Any] = []
        self.retried: set[Any] = set()
        self.versions: dict[Any, int] = {}
        self.fate = "none"
        self.working: Any = None
        document = self.world.upload(self.users[0], CV)
        self.world.start_plan(self.users[0], document)
        lines = [{"ref": str(number), "document_id": str(document.id)} for number in range(3)]
        self.world.start_bulk(self.users[0], self.world.upload_manifest(self.users[0], lines))

    # People

    @precondition(lambda self: self._has_room)
    @rule(who=pick, data=st.sampled_from([CV, CV, CV, REFUSED]), arrives=st.sampled_from([True, True, False]))
    def start_plan(self, who: int, data: bytes, arrives: bool) -> None:
        if (user_id := self._user(who)) is not None:
            document = self.world.upload(user_id, data, arrives=arrives)
            if not arrives:
                self.awaited.append((document, data))
            self.world.start_plan(user_id, document)

    @precondition(lambda self: self._has_room)
    @rule(who=pick, which=pick)
    def start_assessment(self, who: int, which: int) -> None:
        """Of any CV that a person has: other workflows may be at it."""
        if (user_id := self._user(who)) is None:
            return
        with self.world.watched.uow() as uow:
            page = uow.documents.list_page(user_id, None, 100)
        usable = [row for row in page.items if row.is_usable and row.content_type is not ContentType.NDJSON]
        if usable:
            self.world.start_assessment(user_id, usable[which % len(usable)])

    @precondition(lambda self: self._has_room)
    @rule(who=pick, kinds=st.lists(st.sampled_from(["good", "good", "refused", "none", "bad"]), min_size=1, max_size=7))
    def start_bulk(self, who: int, kinds: list[str]) -> None:
        if (user_id := self._user(who)) is not None:
            good, refused = self.world.upload(user_id, CV), self.world.upload(user_id, REFUSED)
            lines = {
                "good": {"ref": "good", "document_id": str(good.id)},
                "refused": {"ref": "refused", "document_id": str(refused.id)},
                "none": {"ref": "none", "document_id": str(user_id)},
                "bad": "{",
            }
            self.world.start_bulk(user_id, self.world.upload_manifest(user_id, [lines[kind] for kind in kinds]))

    @precondition(lambda self: self._has_room)
    @rule(who=pick)
    def start_erasure(self, who: int) -> None:
        if (user_id := self._user(who)) is not None:
            self.world.start_erasure(user_id)

    @precondition(lambda self: self._runs)
    @rule(which=pick)
    def cancel(self, which: int) -> None:
        run = self._run(which)
        try:
            self.world.cancel(run.user_id, run.id)
        except ConflictError:
            event("cancel refused")

    @precondition(lambda self: self._runs)
    @rule(which=pick)
    def retry(self, which: int) -> None:
        run = self._run(which)
        try:
            self.world.retry(run.user_id, run.id)
        except ConflictError:
            return
        self.retried.add(run.id)

    @precondition(lambda self: self.awaited)
    @rule()
    def arrive(self) -> None:
        document, data = self.awaited.pop()
        is_expected = self.world.watched.look().documents.get(document.id) == "expected"
        if is_expected and not self.world.objects.is_down:
            self.world.arrive(document, data)

    @precondition(lambda self: self._runs)
    @rule(which=pick)
    def erase_a_document(self, which: int) -> None:
        run = self._run(which)
        with self.world.watched.uow() as uow:
            page = uow.documents.list_page(run.user_id, None, 100)
            if page.items and page.items[0].is_usable:
                uow.documents.update(page.items[0].erased(self.world.watched.now()))
                uow.commit()

    @rule(who=pick)
    def erase_an_account_meanwhile(self, who: int) -> None:
        if who % 10 == 0 and (user_id := self._user(who)) is not None:
            with self.world.watched.uow() as uow:
                uow.erasures.erase_account(user_id)
                uow.commit()

    # Messages and clocks

    @precondition(lambda self: self.world.queue.waiting)
    @rule(which=pick, twice=st.booleans(), fate=fates)
    def deliver(self, which: int, twice: bool, fate: str) -> None:
        """Any message that waits, whatever its turn; `twice`: it comes again."""
        waiting = self.world.queue.waiting
        message = waiting[which % len(waiting)] if twice else waiting.pop(which % len(waiting))
        self.fate = fate
        self._work(message.wake.run_id)
        self.fate = "none"

    @precondition(lambda self: self.world.queue.waiting)
    @rule(which=pick)
    def lose(self, which: int) -> None:
        self.world.queue.waiting.pop(which % len(self.world.queue.waiting))

    @rule(seconds=st.sampled_from([1.0, 10.0, 70.0, LONG_S, 4_000.0]))
    def wait(self, seconds: float) -> None:
        self.world.watched.wait(seconds)

    @rule()
    def relay(self) -> None:
        try:
            self.world.relay()
        except UnavailableError:
            event("relay in vain")

    @rule()
    def sweep(self) -> None:
        try:
            self.world.sweep()
        except UnavailableError:
            event("sweep in vain")

    @precondition(lambda self: self.world.queue.waiting)
    @rule(fates=st.lists(fates, min_size=1, max_size=8))
    def go_on(self, fates: list[str]) -> None:
        """A stretch in which messages come as they are due, so that runs get somewhere."""
        for fate in fates:
            for wake in self.world.queue.take(limit=1):
                self.fate = fate
                self._work(wake.run_id)
        self.fate = "none"

    # Outages

    @rule(is_down=st.booleans())
    def switch_objects(self, is_down: bool) -> None:
        self.world.objects.is_down = is_down

    @rule(is_down=st.booleans())
    def switch_queue(self, is_down: bool) -> None:
        self.world.queue.is_down = is_down

    # What holds

    @invariant()
    def holds(self) -> None:
        if not hasattr(self, "world"):
            return
        seen = self.world.watched.look()
        check_always(seen, retried=self.retried)
        for run in seen.runs.values():
            assert run.version >= self.versions.get(run.id, 0)
            self.versions[run.id] = run.version
            step = run.step
            self.states[run.kind, run.state, step.name, step.state, str(run.is_cancelled), str(run.claims > 1)] += 1

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        world = self.world
        world.objects.is_down = world.queue.is_down = False
        self._settle()
        dead = [run for run in world.watched.look().runs.values() if run.state is RunState.DEAD_LETTERED]
        for run in dead:
            event(f"dead-lettered: {run.kind} {run.step.name}")
            if run.parent_id is None:
                world.retry(run.user_id, run.id)
                self.retried.add(run.id)
        self._settle()
        seen = world.watched.look()
        assert not [run for run in seen.runs.values() if run.state is RunState.DEAD_LETTERED]
        world.sweep()
        self._check_files()

    def _settle(self) -> None:
        self.world.settle(3_000, check=self.holds)
        check_over(self.world.watched.look())

    def _check_files(self) -> None:
        """Files are there of documents that are, and texts exactly of those that are read."""
        seen = self.world.watched.look()
        assert seen.doomed == []
        there = {str(document_id) for document_id, state in seen.documents.items() if state != "erased"}
        read = {str(document_id) for document_id, state in seen.documents.items() if state == "extracted"}
        keys = self.world.objects.keys()
        assert {key.rpartition("/")[2] for key in keys} <= there
        assert {key.rpartition("/")[2] for key in keys if "/texts/" in key} == read

    def _work(self, run_id: Any) -> None:
        self.working = self.world.watched.look().runs.get(run_id)
        self.world.survive(run_id)

    def _at_commit(self, number: int, when: str) -> None:
        if self.working is None or self.fate not in (
            f"crash {when} commit",
            f"silence {when} commit",
            f"hang {when} commit",
        ):
            return
        fate = self._meet_fate()
        if fate.startswith("crash"):
            raise CrashError
        if fate.startswith("silence"):
            raise StoreUnavailableError("the store did not answer in time")
        self._be_late()

    def _read(self, data: bytes, content_type: str) -> Any:
        if self.working is None or not self.fate.endswith("reading"):
            return read_document(data, content_type)
        fate = self._meet_fate()
        if fate.startswith("crash"):
            raise CrashError
        if fate.startswith("error"):
            raise RecursionError
        self._be_late()
        return read_document(data, content_type)

    def _be_late(self) -> None:
        """Past the lease, while somebody else takes the run up."""
        self.world.watched.wait(LONG_S)
        self.world.survive(self.working.id)

    def _meet_fate(self) -> str:
        fate, self.fate = self.fate, "none"
        run = self.working
        where = (run.kind.value, run.state.value, run.step.name)
        self.points[(*where, fate)] += 1
        event(f"{fate}: {' '.join(where)}")
        return fate

    @property
    def _has_room(self) -> bool:
        return not self.world.objects.is_down and sum(run.parent_id is None for run in self._runs) < MOST_RUNS

    @property
    def _runs(self) -> list[Any]:
        return sorted(self.world.watched.look().runs.values(), key=lambda run: run.id)

    def _run(self, which: int) -> Any:
        return self._runs[which % len(self._runs)]

    def _user(self, who: int) -> Any:
        """One who is still there."""
        there = self.world.watched.look().users
        users = [user_id for user_id in self.users if user_id in there]
        return users[who % len(users)] if users else None
