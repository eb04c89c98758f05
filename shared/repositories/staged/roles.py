"""Roles as a block sees them."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.role import RoleRecord, RoleSkill
from shared.repositories.staged.checks import require_storable
from shared.repositories.staged.entities import Edition
from shared.repositories.staged.staging import Op, Staging
from shared.repositories.staged.store import Catalogue


@dataclass(frozen=True, slots=True)
class StagedRoles:
    store: Catalogue
    staging: Staging

    def count(self, taxonomy_version: str) -> int:
        staged = self.staging.roles
        mine = sum(role.taxonomy_version == taxonomy_version for role in staged.values())
        if self._is_retired(taxonomy_version):
            return mine
        return mine + self.store.count_roles(taxonomy_version, other_than=staged.keys())

    def count_skills(self, taxonomy_version: str) -> int:
        staged = self.staging.role_skills
        mine = sum(relation.taxonomy_version == taxonomy_version for relation in staged.values())
        if self._is_retired(taxonomy_version):
            return mine
        return mine + self.store.count_role_skills(taxonomy_version, other_than=staged.keys())

    def put_many(self, roles: Iterable[RoleRecord]) -> None:
        for role in roles:
            require_storable((role.title, role.description, *role.alt_titles))
            self.staging.stage(Op.PUT, role)
            self.staging.roles[role.id] = role

    def put_skills(self, relations: Iterable[RoleSkill]) -> None:
        for relation in relations:
            self.staging.stage(Op.PUT, relation)
            self.staging.role_skills[relation.role_id, relation.skill_id] = relation

    def retire(self, taxonomy_version: str) -> None:
        staging = self.staging
        # Of roles and of relations.
        staging.stage(Op.RETIRE, Edition(taxonomy_version), row_count=2)
        staging.editions.add(taxonomy_version)
        staging.roles = {key: item for key, item in staging.roles.items() if item.taxonomy_version == taxonomy_version}
        staging.role_skills = {
            key: item for key, item in staging.role_skills.items() if item.taxonomy_version == taxonomy_version
        }

    def _is_retired(self, taxonomy_version: str) -> bool:
        return any(kept != taxonomy_version for kept in self.staging.editions)
