"""From an uploaded CV to its assessment: read its text, assess it, say where the assessment is."""

from datetime import timedelta

from shared.domain.workflow import Kind
from shared.services.workflows.cv_steps import ASSESS, EXTRACT, publishing
from shared.services.workflows.definitions import Definition

DEFINITION = Definition(Kind.ASSESS_DOCUMENT, (EXTRACT, ASSESS, publishing("assess")), lasts=timedelta(hours=1))
