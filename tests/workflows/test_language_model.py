"""What a language model adds to a workflow, marked as its own; and that nothing depends on it."""

from dataclasses import replace

import pytest

from shared.domain.errors import BudgetUsedUpError, LanguageModelUnavailableError
from shared.domain.proposal import Writer
from shared.domain.workflow import RunState
from shared.gateways.llm.port import ProposedSkill
from tests.workflows.world import CV


class Model:
    """Proposes one skill that matching missed, and words every reason anew; or fails at both."""

    def __init__(self, error=None):
        self._error = error
        self.deadlines = []

    def propose_skills(self, text, known, budget, deadline):
        self._asked(budget, deadline)
        return (ProposedSkill("manage a team", "for three teams"), ProposedSkill("telepathy", "for three teams"))

    def word_reasons(self, reasons, budget, deadline):
        self._asked(budget, deadline)
        return {reason.key: f"In short: {reason.text}" for reason in reasons}

    def _asked(self, budget, deadline):
        self.deadlines.append(deadline.remaining_s())
        budget.settle(budget.reserve(100), 40)
        if self._error is not None:
            raise self._error


def outcome(world, ann, model=None):
    """The assessment and the plan of a run that was completed."""
    if model is not None:
        world.model = model
    run = world.start_plan(ann, world.upload(ann, CV))
    world.settle()
    assert world.get(run).state is RunState.COMPLETED
    with world.watched.uow() as uow:
        (summary,) = uow.plans.list_page(ann, None, 10).items
        return uow.profiles.get(ann).assessment, uow.plans.get(ann, summary.id)


def test_what_it_adds_is_marked_as_its_own_and_scores_nothing(world, ann):
    assessment, plan = outcome(world, ann, model := Model())
    assert [(one.name, one.written_by) for one in assessment.result.proposals] == [("manage a team", Writer.AI)]
    assert "manage a team" not in [skill.name for skill in assessment.result.skills]
    assert plan.steps
    assert {step.reason_written_by for step in plan.steps} == {Writer.AI}
    assert all(step.reason.startswith("In short: ") for step in plan.steps)
    # One question for the CV and one for the plan, each with time left to do the step without an answer.
    assert len(model.deadlines) == 2
    assert all(0 < seconds <= 40 for seconds in model.deadlines)
    assert list(world.budgets.spent.values()) == [80]


@pytest.mark.parametrize("error", [LanguageModelUnavailableError("away"), BudgetUsedUpError("no more today")])
def test_where_it_fails_all_is_as_the_method_made_it(make_world, error):
    worlds = [make_world(), make_world()]
    with_it, without = (
        outcome(world, world.make_user(), model) for world, model in zip(worlds, (Model(error), None), strict=True)
    )
    assert with_it[0].result == without[0].result
    assert not with_it[0].result.proposals
    assert [told(step) for step in with_it[1].steps] == [told(step) for step in without[1].steps]
    assert {step.reason_written_by for step in with_it[1].steps} == {Writer.SKILLPATH}


def told(step):
    """A step without the ids that each plan has of its own."""
    return replace(step, id=None, after=())
