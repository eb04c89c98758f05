"""One artefact from a source: what it holds, that it is always the same, and that damage is seen."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import UUID, uuid4

import pytest

from shared.domain.errors import TaxonomyUnavailableError
from shared.domain.skill import SkillSource, SkillType
from shared.taxonomy.additions import Alias, ExtensionSkill
from shared.taxonomy.build import Build
from shared.taxonomy.labels import Label, LabelIndex, pack_labels, short_label
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Candidate, LabelKind, group_path, uuid_of
from shared.taxonomy.search import Way, search
from shared.taxonomy.sources import Source, SourceRole, SourceSkill
from shared.taxonomy.tokens import exact_key, stem_key, tokenize

BASE = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-00000000000"


def small_source():
    groups = {"K": "knowledge", "K06": "ICT", "K0613": "software", "S": "skills", "S1": "communication",
              "S1.0": "communication", "S5": "computers"}  # fmt: skip
    source = Source("1.1.1", "en", groups=groups)
    skills = [
        SourceSkill(BASE + "0", "Python (computer programming)", SkillType.KNOWLEDGE, ("Python script ", "snake"),
                    group_codes=("S1.0", "K0613"), broader=(BASE + "2",), description="A language."),
        SourceSkill(BASE + "1", "manage teams", SkillType.SKILL, ("lead staff", "Python script "),
                    group_codes=("S1.0", "S5")),
        SourceSkill(BASE + "2", "computer programming", SkillType.KNOWLEDGE, (), group_codes=("K0613",)),
        SourceSkill(BASE + "3", "Ruby", SkillType.KNOWLEDGE, ("POS",), group_codes=("K0613",), broader=(BASE + "2",)),
        SourceSkill("http://data.europa.eu/esco/skill/no-uuid", "!!!", SkillType.SKILL),
    ]  # fmt: skip
    source.skills = {skill.uri: skill for skill in reversed(skills)}
    source.roles["urn:role:b"] = SourceRole(
        "urn:role:b", "Software Developer", ("coder",), "2512", {BASE + "0", BASE + "2"},
        description="Writes software.", is_regulated=False,
    )  # fmt: skip
    source.roles["urn:role:a"] = SourceRole("urn:role:a", "head coder", ("coder",), "", {BASE + "1"}, {BASE + "0"})
    source.relations = [
        (BASE + "3", BASE + "1", False),
        (BASE + "3", BASE + "2", True),
        (BASE + "3", BASE + "2", False),
        (BASE + "3", BASE + "3", True),
    ]
    return source


EXTENSION = [
    ExtensionSkill("docker", "Docker", ("Docker containers",), SkillType.KNOWLEDGE, BASE + "2", "Containers."),
    ExtensionSkill("ruby", "Ruby (gems)", (), SkillType.KNOWLEDGE, BASE + "2", "ESCO has it."),
    ExtensionSkill("till", "till work", (), SkillType.SKILL, "S5", "By group."),
]
ALIASES = [
    Alias("POS", "till work", "en"),
    Alias("py", "python (computer programming)", "*"),
    Alias("Schlange", "Ruby", "de"),
    Alias("gone", "no such skill", "en"),
    Alias("by address", "urn:skillpath:skill:docker", "en"),
]


def compiled(path, source=None, extension=EXTENSION, aliases=ALIASES):
    with closing(sqlite3.connect(path)) as connection:
        build = Build(source or small_source(), extension, aliases)
        meta = build.write(connection, lambda _step, _done, _total: None)
        connection.executemany("insert into meta values (?, ?)", meta.items())
        connection.commit()
    return build


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("taxonomy") / "small taxonomy #1.sqlite"
    return compiled(path), path


@pytest.fixture(scope="module")
def small(built):
    taxonomy = Taxonomy.load(built[1])
    yield taxonomy
    taxonomy.close()


def names(taxonomy, candidates):
    return [(taxonomy.skill(index).name, kind) for index, kind in candidates]


def key(text):
    return exact_key(token.norm for token in tokenize(text))


def test_the_same_input_gives_the_same_checksum_and_bytes_and_other_input_another(tmp_path, small):
    compiled(tmp_path / "one.sqlite")
    compiled(tmp_path / "two.sqlite")
    assert (tmp_path / "one.sqlite").read_bytes() == (tmp_path / "two.sqlite").read_bytes()
    changed = small_source()
    changed.skills[BASE + "0"].description += " "
    compiled(tmp_path / "three.sqlite", changed)
    with closing(sqlite3.connect(tmp_path / "three.sqlite")) as connection:
        assert connection.execute("select value from meta where key = 'checksum'").fetchone()[0] != small.checksum
    assert small.version == f"esco-1.1.1-en-{small.checksum[:8]}"


def test_skills_come_in_the_order_of_their_uris_then_the_additions(small):
    assert [skill.name for skill in small.iter_skills()] == [
        "Python (computer programming)", "manage teams", "computer programming", "Ruby", "!!!", "Docker", "till work"
    ]  # fmt: skip
    assert [skill.index for skill in small.iter_skills()] == list(range(small.skill_count))


def test_a_skill_has_all_that_the_source_says_of_it(small):
    python = small.skill(0)
    assert python.alt_labels == ("Python script ", "snake")
    assert (python.type, python.source, python.description) == (SkillType.KNOWLEDGE, SkillSource.ESCO, "A language.")
    assert python.group_codes == ("K", "K06", "K061", "K0613", "S", "S1", "S1.0")
    assert python.group == ("knowledge", "ICT", "K061", "software"), "a code stands in for a label that is not known"
    assert python.id == UUID("00000000-0000-4000-8000-000000000000")
    assert small.skill_by_id(python.id) == python


def test_the_group_shown_is_a_specific_one_and_says_nothing_twice(small):
    assert small.skill(1).group == ("skills", "computers")
    assert small.skill(1).group_codes == ("S", "S5", "S1", "S1.0")


def test_an_unknown_skill_is_none_by_id_and_an_index_error_by_index(small):
    assert small.skill_by_id(uuid4()) is None
    with pytest.raises(IndexError, match="no skill 99"):
        small.skill(99)


def test_a_uri_without_a_uuid_still_gives_a_stable_id(small):
    uri = "http://data.europa.eu/esco/skill/no-uuid"
    assert small.skill_by_id(uuid_of(uri)).uri == uri


def test_candidates_come_best_first(small):
    assert names(small, small.candidates("python")) == [("Python (computer programming)", LabelKind.SHORT)]
    assert names(small, small.candidates(key("Python Script"))) == [
        ("Python (computer programming)", LabelKind.ALTERNATIVE),
        ("manage teams", LabelKind.ALTERNATIVE),
    ], "the skill whose name shares a word with the label leads"
    assert small.candidates("python (computer") == ()
    assert small.candidates("") == ()
    assert small.candidates("computer programming") == (Candidate(2, LabelKind.PREFERRED),)


def test_an_alias_decides_among_skills_that_have_the_name_as_a_lesser_label(small):
    assert names(small, small.candidates("pos")) == [("till work", LabelKind.ALIAS)]


def test_aliases_hold_for_their_language_and_by_name_or_uri(built, small):
    build, _ = built
    assert names(small, small.candidates("py")) == [("Python (computer programming)", LabelKind.ALIAS)]
    assert names(small, small.candidates("by address")) == [("Docker", LabelKind.ALIAS)]
    assert small.candidates("schlange") == ()
    assert build.counts["aliases used"] == 3
    assert any(note.startswith("1 aliases were left out") for note in build.notes)


def test_an_alias_never_takes_a_preferred_name_away(tmp_path):
    compiled(tmp_path / "t.sqlite", aliases=[Alias("Ruby", "Docker", "en")])
    taxonomy = Taxonomy.load(tmp_path / "t.sqlite")
    assert [kind for _, kind in taxonomy.candidates("ruby")] == [LabelKind.PREFERRED, LabelKind.ALIAS]
    taxonomy.close()


def test_stem_keys_are_for_two_words_or_more(small):
    stemmed = stem_key((token.norm for token in tokenize("managing the team")), "en")
    assert names(small, small.stem_candidates(stemmed)) == [("manage teams", LabelKind.PREFERRED)]
    assert small.stem_candidates(stem_key(["ruby"], "en")) == ()


def test_longest_says_how_many_words_to_try(small):
    assert small.longest("python") == 3
    assert small.longest("computer") == 2
    assert small.longest("programming") == 0
    assert small.longest_stem_of("manag", "team") == 2
    assert small.longest_stem_of("manag", "rubi") == 0
    assert small.longest_stem_of("rubi", "team") == 0


def test_an_addition_is_left_out_where_the_release_names_it(built, small):
    build, _ = built
    assert (build.counts["additions kept"], build.counts["additions that ESCO has"]) == (2, 1)
    docker = small.skill(small.candidates("docker")[0].skill_index)
    assert (docker.source, docker.uri) == (SkillSource.SKILLPATH, "urn:skillpath:skill:docker")
    assert docker.group_codes == ("K", "K06", "K061", "K0613"), "those of the skill above it"
    assert small.skill(small.candidates("till work")[0].skill_index).group == ("skills", "computers")


def test_neighbours_put_relations_first_and_never_the_skill_itself(small):
    ruby = small.candidates("ruby")[0].skill_index
    assert small.neighbours(ruby, 5)[0] == 1, "the only stated relation to a skill that is not above it"
    assert small.skill(small.neighbours(ruby, 5)[1]).name == "Python (computer programming)", (
        "the same skill above both"
    )
    for index in range(small.skill_count):
        near = small.neighbours(index, 99)
        assert index not in near
        assert len(set(near)) == len(near)
    assert small.neighbours(ruby, 1) == small.neighbours(ruby, 5)[:1]
    assert small.neighbours(ruby, 0) == small.neighbours(ruby, -1) == small.neighbours(99, 5) == ()


def test_what_stands_above_and_below_a_skill_and_what_it_asks_for(small):
    programming, ruby, docker = (
        small.candidates(name)[0].skill_index for name in ("computer programming", "ruby", "docker")
    )
    assert small.broader(ruby) == small.broader(docker) == (programming,)
    assert small.narrower(programming) == (0, ruby, docker)
    assert small.requires(ruby) == ((programming, True), (1, False)), "essential first, each once, never itself"
    assert small.requires(programming) == small.broader(programming) == small.narrower(ruby) == ()
    assert small.requires(99) == small.broader(99) == small.narrower(99) == ()


def test_a_role_says_what_it_is_and_whether_law_restricts_it_as_far_as_the_source_says(small):
    head, developer = small.roles()
    assert (developer.description, developer.is_regulated) == ("Writes software.", False)
    assert (head.description, head.is_regulated) == ("", None)


def test_an_addition_keeps_the_company_of_the_skill_above_it(small):
    docker = small.candidates("docker")[0].skill_index
    assert {small.skill(index).name for index in small.neighbours(docker, 2)} == {
        "Python (computer programming)",
        "Ruby",
    }


def test_roles_are_found_by_id_and_title_and_a_title_leads_before_an_alternative(small):
    head, developer = small.roles()
    assert (head.uri, developer.uri) == ("urn:role:a", "urn:role:b")
    assert (developer.essential, developer.optional, developer.isco_code) == ((0, 2), (), "2512")
    assert small.role(developer.id) == developer
    assert small.role(uuid4()) is None
    assert small.find_role("SOFTWARE  developer") == developer
    assert small.find_role("coder") == head, "two have it: the lower index"
    assert small.find_role("no such role") is None
    assert small.find_role("") is None


def test_many_threads_may_read_at_once(small):
    def read(number):
        index = number % small.skill_count
        return small.skill_by_id(small.skill(index).id).index == index and bool(small.find_role("coder"))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(2_000)))


def test_a_label_less_its_trailing_parenthesis():
    assert short_label("Python (computer programming)") == "Python"
    assert short_label("C++") is None
    assert short_label("(computer programming)") is None
    assert short_label("a (b) c") is None


@pytest.mark.parametrize(
    ("code", "path"),
    [("S", ("S",)), ("L1", ("L", "L1")), ("T4.4", ("T", "T4", "T4.4")), ("K061", ("K", "K06", "K061")),
     ("S6.13.2", ("S", "S6", "S6.13", "S6.13.2"))],
)  # fmt: skip
def test_a_group_code_holds_its_own_ancestry(code, path):
    assert group_path(code) == path


def test_an_absent_artefact_says_how_to_make_one(tmp_path):
    with pytest.raises(TaxonomyUnavailableError, match=r"run `skillpath taxonomy compile`"):
        Taxonomy.load(tmp_path / "none.sqlite")


def spoil(path, statement, *values):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("update blobs set data = substr(data, 2) where name = 'exact_keys'", "is damaged"),
        ("update blobs set data = zeroblob(length(data)) where name = 'stem_candidates'", "is damaged"),
        ("delete from meta where key = 'blobs_checksum'", "is damaged"),
        ("delete from meta where key = 'version'", "is damaged"),
        ("drop table blobs", "is damaged"),
        ("pragma user_version = 99", "has format 99"),
        ("pragma application_id = 1", "is not a compiled taxonomy"),
    ],
)
def test_damage_is_seen_when_loading(tmp_path, statement, message):
    path = tmp_path / "t.sqlite"
    compiled(path)
    spoil(path, statement)
    with pytest.raises(TaxonomyUnavailableError, match=message):
        Taxonomy.load(path)


def test_a_file_that_is_no_database_and_a_torn_one_are_refused(tmp_path):
    (tmp_path / "text.sqlite").write_text("hello" * 500)
    with pytest.raises(TaxonomyUnavailableError, match="is damaged"):
        Taxonomy.load(tmp_path / "text.sqlite")
    path = tmp_path / "torn.sqlite"
    compiled(path)
    path.write_bytes(path.read_bytes()[:6_000])
    with pytest.raises(TaxonomyUnavailableError, match="is damaged"):
        Taxonomy.load(path)


def test_verify_sees_a_changed_word_anywhere(tmp_path, small):
    small.verify()
    path = tmp_path / "t.sqlite"
    compiled(path)
    spoil(path, "update skills set description = 'A snake.' where idx = 0")
    taxonomy = Taxonomy.load(path)
    with pytest.raises(TaxonomyUnavailableError, match="its content is not what was compiled"):
        taxonomy.verify()
    taxonomy.close()


def test_search_finds_exact_then_prefix_then_alike(small):
    assert [(m.skill.name, m.label, m.way) for m in search(small, "ruby", 1)] == [("Ruby", "Ruby", Way.EXACT)]
    assert [(m.skill.name, m.way) for m in search(small, "comp prog", 5)][:2] == [
        ("computer programming", Way.PREFIX),
        ("Python (computer programming)", Way.PREFIX),
    ]
    assert [(m.skill.name, m.way) for m in search(small, "dokcer", 5)] == [("Docker", Way.FUZZY)]
    assert [(m.skill.name, m.label) for m in search(small, "py", 1)] == [("Python (computer programming)", "")]
    assert search(small, "zzzz", 5) == search(small, "", 5) == search(small, "?!", 5) == []


def test_progress_counts_every_label(tmp_path):
    seen = []
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as connection:
        build = Build(small_source(), EXTENSION, ALIASES)
        build.write(connection, lambda step, done, total: seen.append((step, done, total)))
    assert ("Cutting labels into words", len(build.labels), len(build.labels)) in seen
    assert json.dumps(build.counts)


def test_the_longest_key_of_two_first_words_is_known():
    names = ["manage teams", "manage teams of nurses", "manage budgets", "managers", "manage-ment rules", "python"]
    labels = [Label(name, index, LabelKind.PREFERRED, name) for index, name in enumerate(names)]
    exact, stems = (LabelIndex(packed) for packed in pack_labels(labels, "en", lambda _done: None))
    assert exact.longest_of("manage", "teams") == 4
    assert exact.longest_of("manage", "budgets") == 2
    assert exact.longest_of("manage", "ment") == 3
    assert (
        exact.longest_of("manage", "team") == exact.longest_of("python", "teams") == exact.longest_of("go", "to") == 0
    )
    assert stems.longest_of("manag", "team") == 4
