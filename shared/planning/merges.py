"""A profile under the catalogue of today: what names a merged skill speaks of the skill that stands for it."""

from dataclasses import replace

from shared.domain.assessment import AssessedSkill
from shared.domain.ids import SkillId
from shared.domain.profile import Correction, Profile
from shared.domain.skill import SkillSource
from shared.taxonomy.load import Taxonomy


def follow_merges(profile: Profile, taxonomy: Taxonomy) -> Profile:
    """The profile with each merged skill under the id and name of the one that stands for it.

    Where an assessment found both, the better proved one counts; of several words of the person, the latest.
    """
    corrections: dict[SkillId, Correction] = {}
    for correction in sorted(profile.corrections.values(), key=lambda one: one.id):
        skill = taxonomy.skill_by_id(correction.skill_id)
        if skill is not None and skill.id != correction.skill_id:
            correction = replace(correction, skill_id=skill.id, skill_name=skill.name)
        corrections[correction.skill_id] = correction
    if profile.assessment is None:
        return replace(profile, corrections=corrections)
    result = profile.assessment.result
    skills: dict[SkillId, AssessedSkill] = {}
    for assessed in result.skills:
        current = _standing_for(assessed, taxonomy)
        skills.setdefault(current.skill_id, current)
    assessment = replace(profile.assessment, result=replace(result, skills=tuple(skills.values())))
    return replace(profile, assessment=assessment, corrections=corrections)


def current_id(skill_id: SkillId, taxonomy: Taxonomy) -> SkillId:
    """The id of the skill that stands for this one; its own where it was not merged, or is not known."""
    skill = taxonomy.skill_by_id(skill_id)
    return skill_id if skill is None else skill.id


def _standing_for(assessed: AssessedSkill, taxonomy: Taxonomy) -> AssessedSkill:
    # Only own skills are ever merged.
    skill = taxonomy.skill_by_id(assessed.skill_id) if assessed.source is SkillSource.OWN else None
    if skill is None or skill.id == assessed.skill_id:
        return assessed
    return replace(assessed, skill_id=skill.id, uri=skill.uri, name=skill.name, type=skill.type, source=skill.source)
