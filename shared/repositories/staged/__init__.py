"""Repositories that stage their writes and read through them, over any store that can read and apply.

The semantics of a block stand here once, whatever the store: a write is held back until commit, a read sees the block's
own writes, and a page is right although some of its rows are staged, changed or deleted.
"""

from shared.repositories.staged.assessments import StagedAssessments
from shared.repositories.staged.documents import StagedDocuments
from shared.repositories.staged.erasures import StagedErasures
from shared.repositories.staged.plans import StagedPlans
from shared.repositories.staged.roles import StagedRoles
from shared.repositories.staged.skills import StagedSkills
from shared.repositories.staged.staging import (
    MAX_CHANGES,
    Account,
    Ask,
    Change,
    Dispatch,
    DoomedObject,
    Edition,
    Entity,
    Flag,
    ItemRange,
    Op,
    Staging,
    Trim,
)
from shared.repositories.staged.store import Admission, Keyed, Store
from shared.repositories.staged.users import (
    HOLDINGS,
    Prefetched,
    StagedCorrections,
    StagedProfiles,
    StagedUsers,
)
from shared.repositories.staged.workflows import StagedWorkflows

__all__ = [
    "HOLDINGS",
    "MAX_CHANGES",
    "Account",
    "Admission",
    "Ask",
    "Change",
    "Dispatch",
    "DoomedObject",
    "Edition",
    "Entity",
    "Flag",
    "ItemRange",
    "Keyed",
    "Op",
    "Prefetched",
    "StagedAssessments",
    "StagedCorrections",
    "StagedDocuments",
    "StagedErasures",
    "StagedPlans",
    "StagedProfiles",
    "StagedRoles",
    "StagedSkills",
    "StagedUsers",
    "StagedWorkflows",
    "Staging",
    "Store",
    "Trim",
]
