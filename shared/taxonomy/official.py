"""The official ESCO download: CSV zips of releases 1.1 to 1.2, in any of ESCO's languages.

Release 1.1 comes as two zips (classification in one language; relations), 1.2 as one whose relation files carry the
language in their names and labels beside the URIs. Columns are read by name, so both shapes are read alike.

In skillSkillRelations the related skill is needed for the original one: "extinguish fires" → "fire-fighting systems"
(optional), "design information system" → "ICT infrastructure" (essential). Of 5,899 rows no pair stands there both ways
round, and one names a skill as needed for itself. `originalSkillType` is not to be trusted: in release 1.1.1 it repeats
the type of the related skill.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.domain.errors import UnreadableFileError
from shared.domain.skill import ReuseLevel, SkillType
from shared.taxonomy.sources import FileRead, Source, SourceRole, SourceSkill, long_csv_fields, lowest, without_repeats

MAX_UNPACKED_BYTES = 512 * 2**20  # 1.1.1 in English unpacks to 43 MB
MAX_ENTRIES = 1_000

_FILE = re.compile(
    r"(?P<kind>skills|occupations|skillGroups|skillsHierarchy|broaderRelationsSkillPillar|occupationSkillRelations"
    r"|skillSkillRelations|\w+SkillsCollection)(?:_(?P<language>[a-z]{2})(?:-[a-z]+)?)?\.csv",
    re.IGNORECASE,
)
_RELEASE = re.compile(r"v?(\d+\.\d+(?:\.\d+)?)")
_ISCED = "/isced-f/"
_REGULATED = {"regulated": True, "unregulated": False}  # the last part of a regulatedProfessionNote, a URI


@dataclass(frozen=True, slots=True)
class _Member:
    archive: Path
    name: str
    language: str | None


def read_official(archives: Sequence[Path], release: str | None = None) -> Source:
    """Read one release in one language from one or more zips.

    Args:
        release: as "1.2.0"; else taken from the zips' names, else "unknown".

    Raises:
        UnreadableFileError: not a zip, damaged, too large, not ESCO, or of several languages or releases.
    """
    members: dict[str, list[_Member]] = {}
    for archive in archives:
        for kind, member in _esco_members(archive):
            members.setdefault(kind, []).append(member)
    if "skills" not in members:
        given = ", ".join(path.name for path in archives)
        raise UnreadableFileError(
            f"no skills_<language>.csv in {given}: give ESCO's classification as CSV, in the language you want"
        )
    source = Source(release or _release_of(archives), _language_of(members))
    with long_csv_fields():
        codes = _read_groups(members, source)
        broader = _read_broader(members, source)
        _read_skills(members, source, codes, broader)
        _read_roles(members, source)
        _read_relations(members, source)
    return source


def _esco_members(archive: Path) -> Iterator[tuple[str, _Member]]:
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{archive} does not exist") from error
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableFileError(
            f"{archive.name} cannot be read as a zip ({error}): give the ESCO download as the portal serves it"
        ) from error
    found = [
        (match["kind"].lower(), entry, (match["language"] or "").lower() or None)
        for entry in entries
        if not entry.filename.startswith("__MACOSX/") and (match := _FILE.fullmatch(entry.filename.rpartition("/")[2]))
    ]
    unpacked = sum(entry.file_size for _, entry, _ in found)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableFileError(
            f"{archive.name} would unpack to {unpacked / 2**20:,.0f} MB from {len(entries):,} files: "
            "no ESCO download is so large"
        )
    if not found:
        raise UnreadableFileError(
            f"{archive.name} holds no ESCO CSV file: give the ESCO download as the portal serves it"
        )
    for kind, entry, language in found:
        yield kind, _Member(archive, entry.filename, language)


def _release_of(archives: Sequence[Path]) -> str:
    releases = {match[1] for path in archives if (match := _RELEASE.search(path.stem))}
    if len(releases) > 1:
        raise UnreadableFileError(
            f"the zips are of several releases ({', '.join(sorted(releases))}): give those of one"
        )
    return releases.pop() if releases else "unknown"


def _language_of(members: dict[str, list[_Member]]) -> str:
    languages = {member.language for found in members.values() for member in found if member.language}
    if len(languages) > 1:
        raise UnreadableFileError(
            f"the zips are in several languages ({', '.join(sorted(languages))}): give those of one"
        )
    return languages.pop() if languages else "en"


def _rows(members: Sequence[_Member], source: Source, *columns: str) -> Iterator[dict[str, str]]:
    """The rows of a kind of file, "" for what a row lacks; notes the file and its number of rows once read."""
    if len(members) > 1:
        places = " and ".join(f"{member.archive.name}/{member.name}" for member in members)
        raise UnreadableFileError(f"the same file is there twice, {places}: give one release in one language")
    for member in members:
        try:
            yield from _rows_of(member, source, columns)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise UnreadableFileError(
                f"{member.name} in {member.archive.name} is damaged or locked ({error}): download it again"
            ) from error
        except (UnicodeDecodeError, csv.Error) as error:
            raise UnreadableFileError(
                f"{member.name} in {member.archive.name} is not CSV in UTF-8 ({error})"
            ) from error


def _rows_of(member: _Member, source: Source, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    count = 0
    with (
        zipfile.ZipFile(member.archive) as archive,
        archive.open(member.name) as raw,
        io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text,
    ):
        reader = csv.DictReader(text, restval="")
        if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
            raise UnreadableFileError(
                f"{member.name} in {member.archive.name} has no column {missing[0]}: it is not ESCO's file of that name"
            )
        for count, row in enumerate(reader, start=1):  # noqa: B007  # counted for the report
            yield row
    source.files.append(FileRead(member.name.rpartition("/")[2], count))


def _read_groups(members: dict[str, list[_Member]], source: Source) -> dict[str, str]:
    """The code of each group's URI; fills `source.groups`."""
    codes: dict[str, str] = {}

    def add(uri: str, label: str, code: str) -> None:
        code = code or _isced_code(uri)
        if uri and code:
            codes[uri] = code
            source.groups.setdefault(code, label)

    for row in _rows(members.get("skillshierarchy", ()), source, "Level 0 URI", "Level 0 code"):
        for level in range(4):
            column = f"Level {level} "
            add(row.get(f"{column}URI", ""), row.get(f"{column}preferred term", ""), row.get(f"{column}code", ""))
    for row in _rows(members.get("skillgroups", ()), source, "conceptUri", "preferredLabel"):
        add(row["conceptUri"], row["preferredLabel"], row.get("code", ""))
    if not codes:
        source.notes.append("no groups: skillsHierarchy and skillGroups are not in what was given")
    return codes


def _isced_code(uri: str) -> str:
    """Knowledge is grouped by ISCED-F 2013, without codes in ESCO's files: ".../isced-f/0613" is K0613."""
    _, isced, code = uri.rpartition(_ISCED)
    return f"K{code}" if isced else ""


def _read_broader(members: dict[str, list[_Member]], source: Source) -> dict[str, list[str]]:
    """The URIs right above each URI; where the relations are not given, what the thematic collections say of them."""
    broader: dict[str, list[str]] = {}
    if "broaderrelationsskillpillar" in members:
        for row in _rows(members["broaderrelationsskillpillar"], source, "conceptUri", "broaderUri"):
            broader.setdefault(row["conceptUri"], []).append(row["broaderUri"])
        return broader
    collections = sorted(kind for kind in members if kind.endswith("skillscollection"))
    for kind in collections:
        for row in _rows(members[kind], source, "conceptUri", "broaderConceptUri"):
            broader.setdefault(row["conceptUri"], []).extend(filter(None, row["broaderConceptUri"].split(" | ")))
    source.notes.append(
        "no broaderRelationsSkillPillar in what was given: groups are known only for skills in thematic collections; "
        "give the relations zip too"
    )
    return broader


def _read_skills(
    members: dict[str, list[_Member]], source: Source, codes: dict[str, str], broader: dict[str, list[str]]
) -> None:
    unnamed = 0
    for row in _rows(members["skills"], source, "conceptUri", "preferredLabel", "altLabels", "skillType"):
        uri, name = row["conceptUri"], row["preferredLabel"]
        if not name.strip():
            unnamed += 1
            continue
        groups = _groups_of(uri, codes, broader)
        is_knowledge = row["skillType"] == "knowledge" or (
            not row["skillType"] and any(code[0] == "K" for code in groups)
        )
        source.skills[uri] = SourceSkill(
            uri,
            name,
            SkillType.KNOWLEDGE if is_knowledge else SkillType.SKILL,
            without_repeats(_labels(row["altLabels"]), name),
            _reuse_level(row.get("reuseLevel", "")),
            row.get("description", ""),
            groups,
            tuple(dict.fromkeys(parent for parent in broader.get(uri, ()) if parent not in codes)),
        )
    if unnamed:
        source.notes.append(f"{unnamed} skills have no label in this language and were left out")
    if not source.skills:
        raise UnreadableFileError("the skills file has no skills: download it again")


def _groups_of(uri: str, codes: dict[str, str], broader: dict[str, list[str]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    seen = {uri}
    queue = [uri]
    for current in queue:
        for parent in broader.get(current, ()):
            if parent in codes:
                found[codes[parent]] = None
            elif parent not in seen:
                seen.add(parent)
                queue.append(parent)
    return lowest(found)


def _labels(field: str) -> list[str]:
    """The labels of a field, one a line or set apart by " | "; each to the letter: a few end in a space."""
    return [line.removesuffix("\r") for line in field.split("\n")] if "\n" in field else field.split(" | ")


def _reuse_level(text: str) -> ReuseLevel | None:
    try:
        return ReuseLevel(text)
    except ValueError:
        return None


def _read_roles(members: dict[str, list[_Member]], source: Source) -> None:
    for row in _rows(members.get("occupations", ()), source, "conceptUri", "preferredLabel", "altLabels"):
        uri, title = row["conceptUri"], row["preferredLabel"]
        if title.strip():
            titles = without_repeats(_labels(row["altLabels"]), title)
            source.roles[uri] = SourceRole(
                uri,
                title,
                titles,
                row.get("iscoGroup", ""),
                description=row.get("description", ""),
                is_regulated=_REGULATED.get(row.get("regulatedProfessionNote", "").rpartition("/")[2]),
            )
    if not source.roles:
        source.notes.append("no roles: occupations are not in what was given")


def _read_relations(members: dict[str, list[_Member]], source: Source) -> None:
    dropped = 0
    columns = "occupationUri", "relationType", "skillUri"
    for row in _rows(members.get("occupationskillrelations", ()), source, *columns):
        role, skill = source.roles.get(row["occupationUri"]), row["skillUri"]
        if role is None or skill not in source.skills:
            dropped += 1
        else:
            (role.essential if row["relationType"] == "essential" else role.optional).add(skill)
    if "occupationskillrelations" not in members:
        source.notes.append(
            "no occupationSkillRelations in what was given: roles have no skills; give the relations zip too"
        )
    columns = "originalSkillUri", "relationType", "relatedSkillUri"
    for row in _rows(members.get("skillskillrelations", ()), source, *columns):
        if row["originalSkillUri"] in source.skills and row["relatedSkillUri"] in source.skills:
            relation = row["originalSkillUri"], row["relatedSkillUri"], row["relationType"] == "essential"
            source.relations.append(relation)
        else:
            dropped += 1
    if dropped:
        source.notes.append(
            f"{dropped} relations name a role or skill that is not in what was given, and were left out"
        )
