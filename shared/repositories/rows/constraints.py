"""What a broken constraint means, by its name in supabase/migrations: once, for every store."""

from collections.abc import Mapping

from shared.domain.errors import (
    AlreadyAnsweredError,
    ConflictError,
    DuplicateDocumentError,
    DuplicateSkillError,
    DuplicateUserError,
    InvalidInputError,
    NotAuthenticatedError,
    RoleNotFoundError,
    SkillInUseError,
    SkillNotFoundError,
    SkillpathError,
    StaleVersionError,
    UserNotFoundError,
    WorkflowNotFoundError,
)

_TAKEN_SKILL = "another skill has this id or URI: read it, and change it instead"
_NO_PROFILE = "this account has no profile yet: make one first"
_STALE: Mapping[str, str] = {
    "users": "this profile is gone, or was changed since it was read: read it again, then change it",
    "skills": "this skill is gone, or was changed since it was read: read it again, then change it",
    "assessments": "this assessment is gone, or was changed since it was read",
    "plans": "this plan is gone, or was changed since it was read: read it again, then change it",
    "documents": "this document is gone, or was changed since it was read: read it again, then change it",
    "workflow_runs": "this workflow is gone, or has gone on since it was read: read it again",
}
_CONSTRAINTS: Mapping[str, tuple[type[SkillpathError], str]] = {
    "users_pkey": (DuplicateUserError, "there is a profile for this account already: change it instead"),
    "users_id_fkey": (NotAuthenticatedError, "the account of this token is gone: sign in again"),
    "skills_pkey": (DuplicateSkillError, _TAKEN_SKILL),
    "skills_uri_key": (DuplicateSkillError, _TAKEN_SKILL),
    "skills_sort_key_key": (DuplicateSkillError, _TAKEN_SKILL),
    "skills_own_name_key": (DuplicateSkillError, "another skill has this name: use it, or choose another name"),
    "skills_created_by_fkey": (UserNotFoundError, _NO_PROFILE),
    "skills_broader_id_fkey": (SkillNotFoundError, "there is no skill with the id given as the broader one"),
    "skills_merged_into_fkey": (SkillInUseError, "other skills were merged into this one: delete those first"),
    "assessments_pkey": (ConflictError, "an assessment with this id is stored already"),
    "assessments_user_id_fkey": (UserNotFoundError, _NO_PROFILE),
    "corrections_pkey": (ConflictError, "a correction with this id is stored already"),
    "corrections_user_id_fkey": (UserNotFoundError, _NO_PROFILE),
    "plans_pkey": (ConflictError, "a plan with this id is stored already"),
    "plans_user_id_fkey": (UserNotFoundError, _NO_PROFILE),
    "plan_versions_pkey": (StaleVersionError, _STALE["plans"]),
    "plan_versions_plan_fkey": (StaleVersionError, _STALE["plans"]),
    "answers_pkey": (AlreadyAnsweredError, "a request with this Idempotency-Key was answered: send it again"),
    "answers_user_id_fkey": (UserNotFoundError, _NO_PROFILE),
    "documents_pkey": (ConflictError, "a document with this id is stored already"),
    "documents_user_id_fkey": (UserNotFoundError, _NO_PROFILE),
    "documents_usable_sha256_key": (DuplicateDocumentError, "there is a document with these bytes: use it instead"),
    "workflow_runs_pkey": (ConflictError, "a workflow with this id is stored already"),
    "workflow_runs_user_id_fkey": (UserNotFoundError, _NO_PROFILE),
    "workflow_runs_parent_fkey": (WorkflowNotFoundError, "there is no such workflow for this one to be a part of"),
    "workflow_items_pkey": (ConflictError, "this line has its result already"),
    "workflow_items_run_fkey": (WorkflowNotFoundError, "there is no such workflow for this result"),
    "outbox_run_fkey": (WorkflowNotFoundError, "there is no such workflow for this message"),
    "erasure_receipts_pkey": (ConflictError, "this erasure has its receipt already"),
    "role_skills_role_id_fkey": (RoleNotFoundError, "there is no such role: store roles before their skills"),
    "role_skills_skill_id_fkey": (SkillNotFoundError, "there is no such skill: store skills before roles"),
}


def constraint_error(constraint: str) -> SkillpathError:
    """The error for a broken unique, foreign key or check constraint."""
    if constraint in _CONSTRAINTS:
        kind, message = _CONSTRAINTS[constraint]
        return kind(message)
    if constraint.endswith("_check"):
        return InvalidInputError(f"the store does not take this value ({constraint.removesuffix('_check')})")
    return ConflictError("the store holds something that contradicts this: read it again")


def stale_error(table: str) -> StaleVersionError:
    """The error for a write over a version that is no longer there."""
    return StaleVersionError(_STALE.get(table, "this was changed since it was read: read it again"))
