"""What use cases about roles and plans begin with: a profile that says something, and a role that there is."""

from shared.domain.errors import AssessmentNotFoundError, RoleNotFoundError, UserNotFoundError
from shared.domain.ids import RoleId, UserId
from shared.domain.profile import Profile
from shared.planning.merges import follow_merges
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role
from shared.unit_of_work.abstract import UnitOfWork


def existing_role(role_id: RoleId, taxonomy: Taxonomy) -> Role:
    """Raises:
    RoleNotFoundError: the compiled taxonomy has none with that id.
    """
    role = taxonomy.role(role_id)
    if role is None:
        raise RoleNotFoundError(f"there is no role {role_id}: GET /v1/roles?query= finds one by any of its titles")
    return role


def known_profile(user_id: UserId, uow: UnitOfWork, taxonomy: Taxonomy) -> Profile:
    """The user's profile, where it says anything, under the skills of today; in one round trip, inside a block.

    Raises:
        UserNotFoundError: the user has no profile yet.
        AssessmentNotFoundError: nothing was assessed, and no word of theirs stands.
    """
    profile = uow.profiles.get(user_id)
    if profile is None:
        raise UserNotFoundError("you have no profile yet: create it with PUT /v1/users/me")
    if profile.is_empty:
        raise AssessmentNotFoundError(
            "nothing is known of your skills yet: send a CV to POST /v1/assessments, "
            "or state a skill with PUT /v1/users/me/skills/{skill_id}"
        )
    return follow_merges(profile, taxonomy)
