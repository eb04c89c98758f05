"""From an uploaded CV to a career plan: read its text, assess it, plan the way to a role, say where both are."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from shared.domain.ids import PlanId, RoleId, StepId
from shared.domain.plan import Step, StrategyName
from shared.domain.workflow import Kind
from shared.gateways.llm.port import NullModel
from shared.planning.plan import PlanRequest
from shared.services.plans import stage_plan
from shared.services.workflows.cv_steps import ASSESS, EXTRACT, publishing, time_for_a_model
from shared.services.workflows.definitions import Attempt, Definition, Outcome, StepDefinition


def plan(attempt: Attempt) -> Outcome:
    """Plan the way from the profile, which has the assessment by now, to the role."""
    from shared.services.wording import reword

    run, uow, tools = attempt.run, attempt.uow, attempt.tools
    taxonomy = tools.taxonomy(uow.skills.list_own)

    def sentences(steps: Sequence[Step]) -> Mapping[StepId, str]:
        if isinstance(tools.model, NullModel):
            return {}
        return reword(steps, tools.model, time_for_a_model(attempt), tools.budget_of(run.user_id))

    role_id = RoleId(UUID(run.input["role_id"]))
    deadline = run.input["deadline"]
    request = PlanRequest(
        StrategyName(run.input["strategy"]),
        float(run.input["hours_per_week"]),
        date.fromisoformat(run.input["start"]),
        None if deadline is None else date.fromisoformat(deadline),
    )
    made = stage_plan(run.user_id, role_id, request, uow, taxonomy, attempt.now, sentences)
    return Outcome({"plan_id": str(made.id)})


def unplan(attempt: Attempt) -> None:
    """The plan goes, in whatever version its owner has it by now."""
    made = attempt.run.output("plan").get("plan_id")
    if made is None:
        return
    found = attempt.uow.plans.get(attempt.run.user_id, PlanId(UUID(made)))
    if found is not None:
        attempt.uow.plans.delete(found.summary)


DEFINITION = Definition(
    Kind.CV_TO_PLAN,
    (EXTRACT, ASSESS, StepDefinition("plan", plan, unplan, timeout_s=60), publishing("assess", "plan")),
    lasts=timedelta(hours=1),
)
