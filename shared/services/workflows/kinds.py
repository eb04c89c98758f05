"""All kinds of workflows. One more is one more definition here."""

from collections.abc import Mapping

from shared.domain.workflow import Kind
from shared.services.workflows import assess_batch, assess_document, bulk_assess, cv_to_plan, erase_user
from shared.services.workflows.definitions import Definition

DEFINITIONS: Mapping[Kind, Definition] = {
    kind.DEFINITION.kind: kind.DEFINITION
    for kind in (cv_to_plan, assess_document, bulk_assess, assess_batch, erase_user)
}

LONGEST_STEP_S = max(step.timeout_s for definition in DEFINITIONS.values() for step in definition.steps)
