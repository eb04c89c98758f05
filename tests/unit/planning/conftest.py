"""A taxonomy small enough to reckon with by hand, with every relation that planning reads, and profiles over it."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from shared.domain.assessment import (
    AssessedSkill,
    Assessment,
    AssessmentResult,
    Evidence,
    EvidenceKind,
    Level,
    Polarity,
    Proficiency,
    Section,
)
from shared.domain.ids import SkillId, UserId, new_id
from shared.domain.profile import Correction, Profile, ProfileSkill, Verdict, profile_skill
from shared.domain.skill import ReuseLevel, SkillType
from shared.domain.user import User
from shared.taxonomy.build import Build
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role
from shared.taxonomy.sources import ESCO_SKILL, Source, SourceRole, SourceSkill

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

# name; reuse level; groups; names of the skills right above it
_SKILLS = """
computer programming; cross-sector; K0613;
Python; sector-specific; K0613; computer programming
Ruby; sector-specific; K0613; computer programming
Scala; sector-specific; K0613; computer programming
Python web frameworks; occupation-specific; K0613; Python
databases; cross-sector; K0612;
SQL; sector-specific; K0612; databases
statistics; cross-sector; K0542;
data mining; sector-specific; K0542;
build models; sector-specific; S5.6;
build recommender systems; occupation-specific; S5.6; build models
cleanse data; sector-specific; S5.5;
think critically; transversal; T2;
work in teams; transversal; T4;
write German; transversal; L1;
drive vehicles; cross-sector; S8.2;
obtain relevant licences; cross-sector; S8.3;
milk cows; occupation-specific; S7.1;
tame lions; occupation-specific; S7.2;
train animals; sector-specific; S7.2;
"""

# role; ISCO code; whether regulated; essential skills; optional skills
_ROLES = """
data scientist; 2511; no; statistics, data mining, Python, SQL, build models, cleanse data, think critically; \
build recommender systems, Scala, Ruby, databases, write German
programmer; 2512; no; computer programming, Python, SQL, work in teams; Ruby, Scala, Python web frameworks
data clerk; 4132; ; cleanse data, SQL; think critically
milker; 6121; yes; milk cows, drive vehicles, obtain relevant licences; work in teams
tamer; 3435; ; tame lions, train animals, write German;
shop keeper; 1420; ; ; work in teams, drive vehicles
"""

# (skill, the skill needed for it, whether essential): the last three go round in a circle
_RELATIONS = [
    ("data mining", "statistics", True),
    ("build models", "statistics", True),
    ("build models", "Python", False),
    ("build recommender systems", "data mining", True),
    ("tame lions", "train animals", True),
    ("cleanse data", "SQL", True),
    ("train animals", "write German", False),
    ("write German", "tame lions", False),
]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    """Twenty skills and six roles."""
    path = tmp_path_factory.mktemp("planning") / "world.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        meta = Build(_source(), [], []).write(connection, lambda _step, _done, _total: None)
        connection.executemany("insert into meta values (?, ?)", meta.items())
        connection.commit()
    return Taxonomy.load(path)


def _source() -> Source:
    source = Source("1.1.1", "en")
    uris: dict[str, str] = {}
    for number, line in enumerate(_SKILLS.strip().splitlines(), 1):
        name, reuse, groups, above = (part.strip() for part in line.split(";"))
        uri = uris[name] = f"{ESCO_SKILL}00000000-0000-4000-8000-{number:012}"
        source.skills[uri] = SourceSkill(
            uri,
            name,
            SkillType.KNOWLEDGE if groups[0] == "K" else SkillType.SKILL,
            reuse_level=ReuseLevel(reuse),
            group_codes=tuple(groups.split()),
            broader=(uris[above],) if above else (),
        )
    for number, line in enumerate(_ROLES.strip().splitlines(), 1):
        title, code, regulated, essential, optional = (part.strip() for part in line.split(";"))
        uri = f"http://data.europa.eu/esco/occupation/00000000-0000-4000-9000-{number:012}"
        source.roles[uri] = SourceRole(
            uri,
            title,
            isco_code=code,
            is_regulated={"yes": True, "no": False}.get(regulated),
            essential={uris[name.strip()] for name in essential.split(",") if name.strip()},
            optional={uris[name.strip()] for name in optional.split(",") if name.strip()},
        )
    source.relations = [(uris[one], uris[other], essential) for one, other, essential in _RELATIONS]
    return source


@pytest.fixture(scope="session")
def role_called(world: Taxonomy) -> Callable[[str], Role]:
    roles = {role.title: role for role in world.roles()}
    return roles.__getitem__


def assessed_skill(name: str, level: Level, world: Taxonomy) -> AssessedSkill:
    """A skill as an assessment shows it: named only where the level is unknown."""
    skill = next(skill for skill in world.iter_skills() if skill.name == name)
    is_known = level is not Level.UNKNOWN
    quote = f"Worked with {name}" if is_known else f"Skills: {name}"
    evidence = Evidence(
        quote,
        0,
        len(quote),
        len(quote) - len(name),
        len(quote),
        Section.EXPERIENCE if is_known else Section.SKILLS,
        EvidenceKind.WORK if is_known else EvidenceKind.CLAIM,
        Polarity.AFFIRMED,
    )
    proficiency = Proficiency(level, 0.6 if is_known else None, 0.5, ())
    return AssessedSkill(
        skill.id,
        skill.uri,
        skill.name,
        skill.type,
        skill.source,
        skill.group,
        proficiency,
        24 if is_known else 0,
        date(2026, 5, 1) if is_known else None,
        (evidence,),
    )


@pytest.fixture(scope="session")
def shown(world: Taxonomy) -> Callable[[Mapping[str, Level]], list[ProfileSkill]]:
    """Skills that a CV shows, by name, each at a level."""
    return lambda levels: [profile_skill(assessed_skill(name, level, world), None) for name, level in levels.items()]


@pytest.fixture(scope="session")
def said(world: Taxonomy) -> Callable[..., ProfileSkill]:
    """A skill that the person spoke of: `said("SQL", Verdict.REJECTED, None, "Never used it")`."""

    def say(name: str, verdict: Verdict, level: Level | None, reason: str = "") -> ProfileSkill:
        skill = next(skill for skill in world.iter_skills() if skill.name == name)
        correction = Correction.new(UserId(new_id()), skill.id, name, verdict, level, None, reason, NOW)
        return profile_skill(None, correction)

    return say


@pytest.fixture(scope="session")
def profile_of(world: Taxonomy) -> Callable[..., Profile]:
    """A profile whose assessment shows skills: `profile_of({"SQL": Level.NOVICE}, corrections=[…], name="Ada")`."""

    def make(
        levels: Mapping[str, Level], corrections: Sequence[Correction | None] = (), name: str = "Ada Lovelace"
    ) -> Profile:
        user = User.new(UserId(UUID(int=1)), name, "en", NOW)
        assessment = Assessment.new(
            user.id,
            AssessmentResult(tuple(assessed_skill(skill, level, world) for skill, level in levels.items()), (), ()),
            now=NOW,
            as_of=NOW.date(),
            taxonomy_version=world.version,
            method_version="1",
            input_sha256="0" * 64,
            input_chars=100,
            language="en",
        )
        return Profile(user, assessment, {given.skill_id: given for given in corrections if given is not None})

    return make


@pytest.fixture
def skill_elsewhere() -> ProfileSkill:
    """A skill that this taxonomy lacks, as after a change of release."""
    correction = Correction.new(
        UserId(UUID(int=1)), SkillId(UUID(int=2)), "flying", Verdict.ADJUSTED, Level.EXPERT, None, "", NOW
    )
    return profile_skill(None, correction)
