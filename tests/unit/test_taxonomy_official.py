"""Reading the official download: both shapes, any language, and everything that is not it."""

import csv
import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from shared.domain.errors import TaxonomyUnavailableError, UnreadableFileError
from shared.domain.skill import ReuseLevel, SkillType
from shared.taxonomy import compile as compile_module
from shared.taxonomy import official
from shared.taxonomy.artefact import FORMAT
from shared.taxonomy.compile import compile_taxonomy
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import uuid_of
from shared.taxonomy.official import read_official

SKILL = "http://data.europa.eu/esco/skill/"
PYTHON = SKILL + "ccd0a1d9-afda-43d9-b901-96344886e14d"
PROGRAM = SKILL + "fed5b267-73fa-461d-9f69-827c78beb39d"
SPANISH = SKILL + "aaaaaaaa-0000-4000-8000-000000000001"
ISCED = "http://data.europa.eu/esco/isced-f/"
GROUP_S5 = SKILL + "243eb885-07c7-4b77-ab9c-827551d83dc4"
ROLE = "http://data.europa.eu/esco/occupation/f2b15a0e-e65a-438a-affb-29b9d50b77d1"

HIERARCHY = ["Level 0 URI", "Level 0 preferred term", "Level 1 URI", "Level 1 preferred term", "Level 2 URI",
             "Level 2 preferred term", "Level 3 URI", "Level 3 preferred term", "Description", "Scope note",
             "Level 0 code", "Level 1 code", "Level 2 code", "Level 3 code"]  # fmt: skip
SKILLS = ["conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels", "description"]


def as_csv(header, *rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def skill_row(uri, type_, name, alternatives="", reuse="cross-sector"):
    return ["KnowledgeSkillCompetence", uri, type_, reuse, name, alternatives, f"About {name}."]


def classification(language="en", *, python="Python (computer programming)", alternatives="Python\nPython script "):
    return {
        f"skills_{language}.csv": as_csv(
            SKILLS,
            skill_row(PYTHON, "knowledge", python, alternatives, "sector-specific"),
            skill_row(PROGRAM, "skill/competence", "develop software\u00a0", "", ""),
            skill_row(SPANISH, "", "Spanish", "Castilian | Spanish language", "transversal"),
        ),
        f"skillsHierarchy_{language}.csv": as_csv(
            HIERARCHY,
            [SKILL + "k", "knowledge", "", "", "", "", "", "", "", "", "K"],
            [SKILL + "k", "knowledge", ISCED + "06", "ICT", ISCED + "061", "ICTs", ISCED + "0613", "software", "", "",
             "K", "", "", ""],
            [SKILL + "s", "skills", GROUP_S5, "working with computers", "", "", "", "", "", "", "S", "S5"],
        ),
        f"occupations_{language}.csv": as_csv(
            ["conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "regulatedProfessionNote",
             "description"],
            ["Occupation", ROLE, "2512", "software developer", "programmer\nsoftware developer\ncoder",
             "http://data.europa.eu/esco/regulated-professions/unregulated", "Software developers develop software."],
            ["Occupation", ROLE + "2", "2262", "pharmacist", "",
             "http://data.europa.eu/esco/regulated-professions/regulated", ""],
            ["Occupation", ROLE + "3", "2262", "herbalist", "", "", ""],
        ),
    }  # fmt: skip


def relations(language=None):
    """Release 1.2 adds the language to the names, and labels beside the URIs."""
    end = f"_{language}.csv" if language else ".csv"
    label = [["a label"]] if language else [[]]

    def table(columns, *rows):
        extra = ["someLabel"] if language else []
        return as_csv(columns + extra, *(row + label[0] for row in rows))

    return {
        f"broaderRelationsSkillPillar{end}": table(
            ["conceptType", "conceptUri", "broaderType", "broaderUri"],
            ["KnowledgeSkillCompetence", PYTHON, "KnowledgeSkillCompetence", PROGRAM],
            ["KnowledgeSkillCompetence", PYTHON, "SkillGroup", ISCED + "0613"],
            ["KnowledgeSkillCompetence", PROGRAM, "SkillGroup", GROUP_S5],
            ["SkillGroup", ISCED + "0613", "SkillGroup", ISCED + "061"],
        ),
        f"occupationSkillRelations{end}": table(
            ["occupationUri", "relationType", "skillType", "skillUri"],
            [ROLE, "essential", "skill/competence", PROGRAM],
            [ROLE, "optional", "knowledge", PYTHON],
            [ROLE + "-gone", "optional", "knowledge", PYTHON],
        ),
        f"skillSkillRelations{end}": table(
            ["originalSkillUri", "originalSkillType", "relationType", "relatedSkillType", "relatedSkillUri"],
            [PYTHON, "knowledge", "essential", "skill/competence", PROGRAM],
        ),
    }


@pytest.fixture
def zipped(tmp_path):
    def write(name, *contents, folder=""):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for content in contents:
                for member, text in content.items():
                    archive.writestr(folder + member, text)
        return path

    return write


def test_the_two_zips_of_release_1_1_make_one_source(zipped):
    source = read_official(
        [
            zipped("ESCO dataset - v1.1.1 - classification - en - csv.zip", classification()),
            zipped("ESCO dataset - v1.1.1 - relations - csv.zip", relations()),
        ]
    )
    assert (source.release, source.language) == ("1.1.1", "en")
    python = source.skills[PYTHON]
    assert (python.type, python.reuse_level) == (SkillType.KNOWLEDGE, ReuseLevel.SECTOR_SPECIFIC)
    assert python.group_codes == ("K0613", "S5"), "its own group, and that of the skill above it"
    assert python.broader == (PROGRAM,)
    assert source.groups == {
        "K": "knowledge", "K06": "ICT", "K061": "ICTs", "K0613": "software",
        "S": "skills", "S5": "working with computers",
    }  # fmt: skip
    role = source.roles[ROLE]
    assert (role.isco_code, role.alt_titles) == ("2512", ("programmer", "coder"))
    assert (role.essential, role.optional) == ({PROGRAM}, {PYTHON})
    assert role.description == "Software developers develop software."
    assert [role.is_regulated for role in source.roles.values()] == [False, True, None]
    assert source.relations == [(PYTHON, PROGRAM, True)]
    assert any(note.startswith("1 relations name a role") for note in source.notes)
    assert [(file.name, file.rows) for file in source.files if "skills_" in file.name] == [("skills_en.csv", 3)]


def test_labels_keep_their_exact_text(zipped):
    source = read_official([zipped("esco.zip", classification(), relations())])
    assert source.skills[PYTHON].alt_labels == ("Python", "Python script ")
    assert source.skills[PROGRAM].name == "develop software\u00a0"
    assert source.skills[SPANISH].alt_labels == ("Castilian", "Spanish language")


def test_release_1_2_is_one_zip_with_the_language_in_every_name_and_a_folder(zipped):
    path = zipped(
        "ESCO dataset - v1.2.0 - classification - de - csv.zip",
        classification("de", python="Python (Computerprogrammierung)"),
        relations("de"),
        folder="ESCO/",
    )
    source = read_official([path])
    assert (source.release, source.language) == ("1.2.0", "de")
    assert source.skills[PYTHON].name == "Python (Computerprogrammierung)"
    assert source.skills[PYTHON].group_codes == ("K0613", "S5")
    assert source.roles[ROLE].essential == {PROGRAM}


def test_the_classification_alone_has_skills_and_titles_and_says_what_is_missing(zipped):
    thematic = {
        "digitalSkillsCollection_en.csv": as_csv(
            ["conceptUri", "broaderConceptUri"], [PYTHON, f"{GROUP_S5} | {ISCED}0613"]
        )
    }
    source = read_official([zipped("v1.1.1.zip", classification(), thematic)])
    assert source.skills[PYTHON].group_codes == ("S5", "K0613")
    assert source.skills[PROGRAM].group_codes == ()
    assert source.roles[ROLE].essential == set()
    assert any("no broaderRelationsSkillPillar" in note for note in source.notes)
    assert any("no occupationSkillRelations" in note for note in source.notes)


def test_a_type_left_open_follows_the_groups(zipped):
    knowledge = relations()
    knowledge["broaderRelationsSkillPillar.csv"] += f"KnowledgeSkillCompetence,{SPANISH},SkillGroup,{ISCED}0613\r\n"
    assert read_official([zipped("a.zip", classification(), knowledge)]).skills[SPANISH].type is SkillType.KNOWLEDGE
    assert read_official([zipped("b.zip", classification(), relations())]).skills[SPANISH].type is SkillType.SKILL


def test_a_release_can_be_given_and_is_unknown_where_nothing_says_it(zipped):
    path = zipped("esco.zip", classification())
    assert read_official([path]).release == "unknown"
    assert read_official([path], release="1.2.0").release == "1.2.0"


def test_skills_without_a_label_in_this_language_are_left_out(zipped):
    content = classification()
    content["skills_en.csv"] += ",".join(skill_row(SKILL + "x", "knowledge", "")) + "\r\n"
    source = read_official([zipped("esco.zip", content)])
    assert SKILL + "x" not in source.skills
    assert any(note.startswith("1 skills have no label") for note in source.notes)


def test_a_field_longer_than_the_csv_modules_limit_is_read_and_the_limit_stays(zipped):
    long = "x" * 200_000
    before = csv.field_size_limit()
    source = read_official([zipped("esco.zip", classification(alternatives=f"Python\n{long}"))])
    assert source.skills[PYTHON].alt_labels == ("Python", long)
    assert csv.field_size_limit() == before


def damaged(path):
    data = bytearray(path.read_bytes())
    data[60:120] = bytes(60)
    path.write_bytes(data)
    return path


def text_file(path: Path):
    path.write_text("conceptUri,preferredLabel\n")
    return path


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda z, p: [p / "absent.zip"], "does not exist"),
        (lambda z, p: [p], "cannot be read as a zip"),
        (lambda z, p: [text_file(p / "notes.zip")], "cannot be read as a zip"),
        (lambda z, p: [z("photos.zip", {"holiday.jpg": "x"})], "holds no ESCO CSV file"),
        (lambda z, p: [z("relations.zip", relations())], "no skills_<language>.csv"),
        (lambda z, p: [z("esco.zip", {"skills_en.csv": "id,name\n1,Python\n"})], "has no column conceptUri"),
        (lambda z, p: [z("esco.zip", {"skills_en.csv": ""})], "has no column conceptUri"),
        (lambda z, p: [z("esco.zip", {"skills_en.csv": as_csv(SKILLS)})], "has no skills"),
        (lambda z, p: [z("esco.zip", {"skills_en.csv": b"\xff\xfe" * 99})], "is not CSV in UTF-8"),
        (lambda z, p: [damaged(z("esco.zip", classification()))], "is damaged or locked"),
        (lambda z, p: [z("v1.1.zip", classification()), z("v1.2.zip", relations())], "of several releases"),
        (lambda z, p: [z("a.zip", classification("en")), z("b.zip", classification("de"))], "several languages"),
        (lambda z, p: [z("a.zip", classification()), z("b.zip", classification())], "is there twice"),
    ],
)
def test_what_is_not_esco_is_refused_in_one_line_that_says_why(zipped, tmp_path, make, message):
    with pytest.raises(UnreadableFileError, match=message) as refused:
        read_official(make(zipped, tmp_path))
    assert "\n" not in str(refused.value)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(zipped, monkeypatch):
    monkeypatch.setattr(official, "MAX_UNPACKED_BYTES", 1_000_000)
    bomb = zipped("esco.zip", classification(alternatives="x" * 2_000_000))
    assert bomb.stat().st_size < 100_000
    with pytest.raises(UnreadableFileError, match="no ESCO download is so large"):
        read_official([bomb])


def test_an_artefact_is_compiled_once_until_something_changes(zipped, tmp_path):
    archive, out = zipped("v1.1.1.zip", classification(), relations()), tmp_path / "made" / "taxonomy.sqlite"
    first = compile_taxonomy(out, [archive])
    assert first.is_new
    assert not compile_taxonomy(out, [archive]).is_new
    forced = compile_taxonomy(out, [archive], force=True)
    assert (forced.is_new, forced.version) == (True, first.version)
    changed = compile_taxonomy(out, [zipped("v1.1.1.zip", classification(python="Python!"), relations())])
    assert changed.is_new
    assert changed.checksum != first.checksum
    out.write_bytes(b"no database")
    assert compile_taxonomy(out, [archive]).is_new, "what is not whole is compiled again"
    assert {path.name for path in out.parent.iterdir()} == {"taxonomy.sqlite", "taxonomy.vectors"}, "no draft is left"


def test_an_artefact_of_the_format_before_is_compiled_again_unasked(zipped, tmp_path):
    archive, out = zipped("v1.1.1.zip", classification(), relations()), tmp_path / "taxonomy.sqlite"
    compile_taxonomy(out, [archive])
    with closing(sqlite3.connect(out)) as connection:
        connection.execute(f"pragma user_version = {FORMAT - 1}")
    with pytest.raises(TaxonomyUnavailableError, match=f"has format {FORMAT - 1}, this version reads {FORMAT}"):
        Taxonomy.load(out)
    assert compile_taxonomy(out, [archive]).is_new
    Taxonomy.load(out).close()


def test_what_only_reads_an_artefact_asks_for_no_other_one():
    package = Path(official.__file__).parent
    readers = compile_module._READERS
    assert readers <= {path.name for path in package.glob("*.py")} | {"own.py", "role_search.py"}
    imported = {
        name
        for path in package.glob("*.py")
        if path.name not in readers
        for name in readers
        if f"taxonomy.{name.removesuffix('.py')} " in path.read_text()
    }
    assert imported == set()


def test_the_related_skill_is_what_the_original_one_needs(zipped, tmp_path):
    compile_taxonomy(tmp_path / "t.sqlite", [zipped("v1.1.1.zip", classification(), relations())])
    taxonomy = Taxonomy.load(tmp_path / "t.sqlite")
    python, program = (taxonomy.skill_by_id(uuid_of(uri)).index for uri in (PYTHON, PROGRAM))
    assert taxonomy.requires(python) == ((program, True),)
    assert taxonomy.requires(program) == ()
    assert (taxonomy.broader(python), taxonomy.narrower(program)) == ((program,), (python,))
    taxonomy.close()


def test_a_failed_compilation_leaves_the_artefact_that_was_there(zipped, tmp_path):
    out = tmp_path / "made" / "taxonomy.sqlite"
    before = compile_taxonomy(out, [zipped("v1.1.1.zip", classification())])
    with pytest.raises(UnreadableFileError):
        compile_taxonomy(out, [damaged(zipped("v1.1.1.zip", classification("de")))])
    taxonomy = Taxonomy.load(out)
    assert taxonomy.version == before.version
    taxonomy.close()
    assert len(list(out.parent.iterdir())) == 2, "the artefact and its vectors"


def test_a_german_artefact_speaks_german_and_has_the_additions_too(zipped, tmp_path):
    german = classification("de", python="Python (Computerprogrammierung)", alternatives="Skripte schreiben")
    compile_taxonomy(tmp_path / "de.sqlite", [zipped("v1.2.0.zip", german, relations("de"))])
    taxonomy = Taxonomy.load(tmp_path / "de.sqlite")
    assert taxonomy.language == "de"
    assert taxonomy.version.startswith("esco-1.2.0-de-")
    assert taxonomy.skill(taxonomy.candidates("python")[0].skill_index).uri == PYTHON
    assert taxonomy.candidates("docker")
    assert taxonomy.candidates("js") == (), "English aliases stay out"
    assert taxonomy.skill(taxonomy.candidates("spanish")[0].skill_index).group == ()
    taxonomy.close()
