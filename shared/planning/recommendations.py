"""What to do next about a profile's skills: prove a claim, refresh what is stale, learn what lies nearest.

At most three of each, in that order; no skill twice. The limits are design judgements.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from shared.domain.assessment import (
    Action,
    AssessedSkill,
    Evidence,
    EvidenceKind,
    FoundBy,
    Level,
    Polarity,
    Recommendation,
    Section,
    SetAside,
)
from shared.domain.ids import SkillId
from shared.domain.months import month_name, month_number
from shared.domain.skill import ReuseLevel
from shared.planning.nearness import near_skills, roles_needing
from shared.taxonomy.load import Taxonomy

MAX_PER_ACTION = 3
STALE_MONTHS = 36  # unused for longer: due for refreshing
FORMER_MONTHS = (
    24  # of dated use: formerly competent, whatever the level is now (Benner 1982, see extraction/weights.py)
)
STRONGEST = 10  # skills whose neighbours are looked at

_COMPETENT = frozenset({Level.COMPETENT, Level.PROFICIENT, Level.EXPERT})
_A_LEVEL = {
    Level.NOVICE: "a novice",
    Level.ADVANCED_BEGINNER: "an advanced beginner",
    Level.COMPETENT: "competent",
    Level.PROFICIENT: "proficient",
    Level.EXPERT: "an expert",
}


def recommend(
    skills: Sequence[AssessedSkill], set_aside: Sequence[SetAside], taxonomy: Taxonomy, as_of: date
) -> tuple[Recommendation, ...]:
    """Recommendations for a profile, most useful first within each action; the same for the same arguments.

    Args:
        skills: every one with at least one piece of evidence.
        set_aside: of these, skills the person looks forward to are recommended first among those to learn, and skills
            they say they lack are not recommended.
    """
    chosen: list[Recommendation] = []
    taken: set[SkillId] = set()
    for proposals in (_to_prove(skills, taxonomy), _to_refresh(skills, as_of), _to_learn(skills, set_aside, taxonomy)):
        fresh = (proposal for proposal in proposals if proposal.skill_id not in taken)
        for proposal in islice(fresh, MAX_PER_ACTION):
            chosen.append(proposal)
            taken.add(proposal.skill_id)
    return tuple(chosen)


def _to_prove(skills: Sequence[AssessedSkill], taxonomy: Taxonomy) -> Iterator[Recommendation]:
    """Skills without a score: those claimed first, of these the ones nearest to a score.

    Languages, which a CV seldom shows in use, and skills of use everywhere come last.
    """

    def order(skill: AssessedSkill) -> tuple[bool, bool, bool, float, int, str]:
        is_claimed = any(evidence.kind is EvidenceKind.CLAIM for evidence in skill.evidence)
        is_language = all(evidence.section is Section.LANGUAGES for evidence in skill.evidence)
        return (
            is_language,
            not is_claimed,
            _is_transversal(skill, taxonomy),
            -skill.proficiency.confidence,
            skill.evidence[0].start,
            skill.uri,
        )

    for skill in sorted((skill for skill in skills if skill.proficiency.score is None), key=order):
        evidence = skill.evidence[0]
        text, reason = _how_to_prove(skill.name, evidence)
        yield _recommendation(Action.PROVE, skill.skill_id, skill.name, skill, evidence, text, reason)


def _how_to_prove(name: str, evidence: Evidence) -> tuple[str, str]:
    if evidence.kind is EvidenceKind.CLAIM:
        text = (
            f"Show “{name}” in use: add a line to the job or project where you used it, "
            "with its dates, what you did and what came of it."
        )
        said = "names it" if evidence.found_by is FoundBy.NAME else "says as much"
        return text, f"Your text {said}, but does not say when or for what you used it; so it has no score yet."
    if evidence.period_start is None:
        where = f"“{evidence.entry}”" if evidence.entry else "the job, project or course where you used it"
        dates = "its date" if evidence.kind is EvidenceKind.CERTIFICATE else "its first and last month"
        text = f"Add {dates} to {where}, and say what you did with “{name}” there."
        return text, "Your text describes it without dates, so it cannot be told how long you used it or how lately."
    text = f"Name a second place where you used “{name}”: another job or project with its dates, or a certificate."
    return text, "One course, or one use of a few weeks, is too little to judge it by; so it has no score yet."


def _to_refresh(skills: Sequence[AssessedSkill], as_of: date) -> Iterator[Recommendation]:
    """Skills once held well and long unused, best first."""
    for skill in skills:
        level, last = skill.proficiency.level, skill.last_used
        if level is Level.UNKNOWN or last is None:
            continue
        gap = month_number(as_of) - month_number(last)
        if gap <= STALE_MONTHS or not (level in _COMPETENT or skill.months >= FORMER_MONTHS):
            continue
        text = (
            f"Use “{skill.name}” again and date it: a task at work, a small project of your own, or a current course."
        )
        reason = f"You have the experience, but last used it in {month_name(last)}, {gap // 12} years ago."
        yield _recommendation(Action.REFRESH, skill.skill_id, skill.name, skill, _latest(skill), text, reason)


def _to_learn(
    skills: Sequence[AssessedSkill], set_aside: Sequence[SetAside], taxonomy: Taxonomy
) -> Iterator[Recommendation]:
    """What the person looks forward to, then what lies nearest to their strongest skills."""
    known = {skill.skill_id for skill in skills}
    for wish in set_aside:
        if wish.evidence.polarity is Polarity.HYPOTHETICAL and wish.skill_id not in known:
            yield _wanted(wish)
    known.update(item.skill_id for item in set_aside)
    yield from _neighbours([skill for skill in skills if skill.proficiency.score is not None], known, taxonomy)


def _wanted(wish: SetAside) -> Recommendation:
    quoted = wish.evidence
    text = f"Make a start on “{wish.name}”: a short course, then one small piece of work that you can name and date."
    reason = "Your text speaks of it as something still to come."
    return Recommendation(
        Action.LEARN,
        wish.skill_id,
        wish.name,
        because_skill_id=wish.skill_id,
        because_skill_name=wish.name,
        quote=quoted.quote,
        start=quoted.start,
        end=quoted.end,
        text=text,
        reason=reason,
        page=quoted.page,
    )


def _neighbours(scored: Sequence[AssessedSkill], known: set[SkillId], taxonomy: Taxonomy) -> Iterator[Recommendation]:
    """Each candidate gathers pull from every strong skill it is near to; each strong skill speaks for one at most.

    Strong is competent or better: who is still beginning with a skill has that one to go on with.
    """
    pulls: dict[int, dict[int, float]] = defaultdict(dict)
    roles_of: dict[tuple[int, int], frozenset[str]] = {}
    held = Counter(role for skill in scored for role in roles_needing(skill.skill_id, taxonomy))
    strong = [skill for skill in scored if skill.proficiency.level in _COMPETENT]
    for place, skill in enumerate(strong[:STRONGEST]):
        own = taxonomy.skill_by_id(skill.skill_id)
        for near in near_skills(own, taxonomy) if own is not None else ():
            if taxonomy.skill(near.skill_index).id not in known:
                pulls[near.skill_index][place] = near.pull * (skill.proficiency.score or 0.0)
                roles_of[near.skill_index, place] = near.roles
    spoken: set[int] = set()
    for index in sorted(pulls, key=lambda index: (-round(sum(pulls[index].values()), 6), index)):
        place = min(pulls[index], key=lambda place: (-pulls[index][place], place))
        if place in spoken:
            continue
        spoken.add(place)
        because, candidate = strong[place], taxonomy.skill(index)
        text = f"Take up “{candidate.name}” next: in a short course or, better, in your next piece of work."
        role = min(roles_of[index, place], key=lambda title: (-held[title], title), default=None)
        why = f"The role “{role}” asks for both this and" if role else "It lies close to"
        reason = f"{why} “{because.name}”, where you are {_A_LEVEL[because.proficiency.level]}."
        yield _recommendation(Action.LEARN, candidate.id, candidate.name, because, because.evidence[0], text, reason)


def _is_transversal(skill: AssessedSkill, taxonomy: Taxonomy) -> bool:
    found = taxonomy.skill_by_id(skill.skill_id)
    return found is not None and found.reuse_level is ReuseLevel.TRANSVERSAL


def _latest(skill: AssessedSkill) -> Evidence:
    return max(skill.evidence, key=lambda evidence: evidence.period_end or date.min)


def _recommendation(
    action: Action,
    skill_id: SkillId,
    name: str,
    because: AssessedSkill,
    evidence: Evidence,
    text: str,
    reason: str,
) -> Recommendation:
    return Recommendation(
        action,
        skill_id,
        name,
        because.skill_id,
        because.name,
        evidence.quote,
        evidence.start,
        evidence.end,
        text,
        reason,
        evidence.page,
    )
