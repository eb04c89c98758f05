"""`skillpath workflows`, as whoever runs an installation meets it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from shared import bootstrap
from shared.cli import app
from shared.domain.ids import UserId, new_id
from shared.domain.user import User
from shared.domain.workflow import Failure, Kind, Run
from shared.services.workflows.kinds import DEFINITIONS

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _memory(without_settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SKILLPATH_STORE", "memory")
    monkeypatch.setenv("COLUMNS", "200")
    bootstrap.reset()
    yield
    bootstrap.reset()


def skillpath(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["workflows", *(str(argument) for argument in arguments)])


def dead(kind: Kind = Kind.ERASE_USER, parent: Run | None = None) -> Run:
    """A run that is dead-lettered, of somebody new or of the parent's user."""
    uow = bootstrap.service_unit_of_work()
    user_id = parent.user_id if parent else UserId(new_id())
    steps = DEFINITIONS[kind].step_names
    run = Run.new(user_id, kind, {}, steps, timedelta(hours=1), NOW, parent_id=parent.id if parent else None)
    with uow:
        if parent is None:
            uow.users.add(User.new(user_id, "Ann", "en", NOW))
        uow.workflows.add(run, NOW)
        uow.commit()
        claim = uow.workflows.claim(run.id, 60)
        assert claim is not None
        over = claim.run.dead_lettered(Failure("object-store-unavailable", "it does not answer"), NOW)
        uow.workflows.save(over, NOW)
        uow.commit()
    return over


def stored(run: Run) -> Run:
    with bootstrap.service_unit_of_work() as uow:
        found = uow.workflows.get(run.user_id, run.id)
    assert found is not None
    return found


def test_dead_letters_are_listed_with_their_reason():
    run = dead()
    result = skillpath("list", "--dead")
    assert result.exit_code == 0, result.output
    (line,) = [line for line in result.output.splitlines() if str(run.id) in line]
    assert "erase_user" in line
    assert "halt" in line
    assert "object-store-unavailable: it does not answer" in line


def test_where_there_are_none_that_is_said():
    assert skillpath("list", "--dead").output == "No workflow is dead-lettered.\n"
    assert skillpath("redrive", "--all").output == "No workflow is dead-lettered.\n"


def test_one_is_redriven_by_its_id_and_no_other():
    one, other = dead(), dead()
    result = skillpath("redrive", one.id)
    assert result.exit_code == 0, result.output
    assert f"{one.id} (erase_user) goes on with its step halt." in result.output
    assert stored(one).is_retried
    assert not stored(other).is_retried
    assert [message.wake.run_id for message in bootstrap.work_queue().waiting] == [one.id]  # type: ignore[attr-defined] # the one in memory


def test_all_are_redriven_at_once_parts_with_their_whole():
    one, other = dead(Kind.BULK_ASSESS), dead()
    part = dead(Kind.ASSESS_BATCH, one)
    result = skillpath("redrive", "--all")
    assert result.exit_code == 0, result.output
    assert stored(one).is_retried
    assert stored(other).is_retried
    assert not stored(part).is_retried, "its whole begins it anew"
    assert str(part.id) not in result.output


def test_a_part_is_redriven_with_its_whole_and_what_goes_on_by_itself_stays():
    whole = dead(Kind.BULK_ASSESS)
    part = dead(Kind.ASSESS_BATCH, whole)
    assert f"{whole.id} (bulk_assess) goes on with its step split." in skillpath("redrive", part.id).output
    with (uow := bootstrap.service_unit_of_work()):
        claim = uow.workflows.claim(whole.id, 60)
        assert claim is not None
        uow.workflows.save(claim.run.redriven(timedelta(hours=1), NOW), NOW)
        uow.commit()
    result = skillpath("redrive", part.id)
    assert result.exit_code == 1
    assert f"{whole.id} stays: the workflow is running: only one that was given up" in result.stderr


def test_an_id_that_no_dead_letter_has_is_refused():
    assert "no dead-lettered workflow has the id" in skillpath("redrive", new_id()).stderr
    assert skillpath("redrive", new_id()).exit_code == 2


@pytest.mark.parametrize("arguments", [(), ("--all", new_id())], ids=["neither", "both"])
def test_one_says_which(arguments):
    result = skillpath("redrive", *arguments)
    assert result.exit_code == 2
    assert "its id, or --all" in result.stderr


def test_without_an_environment_it_is_the_stack_that_runs_and_none_is_said(monkeypatch, tmp_path: Path):
    monkeypatch.delenv("SKILLPATH_STORE")
    result = skillpath("list", "--dead", "--data", tmp_path)
    assert result.exit_code == 2
    assert "no local stack runs" in result.stderr
    (tmp_path / "running.json").write_text(json.dumps({"SKILLPATH_STORE": "memory"}))
    monkeypatch.setenv("SKILLPATH_STORE", "")  # restored at the end, as the command sets it
    assert skillpath("list", "--dead", "--data", tmp_path).output == "No workflow is dead-lettered.\n"
