"""Finding roles by what somebody types."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.skill import SkillType
from shared.taxonomy.build import Build
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.role_search import MAX_WORDS, RoleIndex
from shared.taxonomy.sources import ESCO_SKILL, Source, SourceRole, SourceSkill

# Title; ISCO code; alternative titles.
_ROLES = """
data scientist;2511;data expert, research data scientist
data science manager;2511
scientist;2100
chief data officer;1330;head of data, data scientist
software developer;2512;programmer, coder, developer of software
web developer;2513;web programmer
hairdresser;5141;hair stylist, coiffeur
nurse assistant;5321;auxiliary nurse
nurse responsible for general care;2221;ward nurse, nurse
nursery school teacher;2342
C++ developer;2512;C developer
Arzt für Allgemeinmedizin;2211;Ärztin
!!!;9999
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    source = Source("1.1.1", "en")
    source.skills[ESCO_SKILL + "a"] = SourceSkill(ESCO_SKILL + "a", "anything", SkillType.SKILL)
    for number, line in enumerate(_ROLES.strip().splitlines()):
        title, isco, *rest = line.split(";")
        alternatives = tuple(rest[0].split(", ")) if rest else ()
        source.roles[f"urn:role:{number:02}"] = SourceRole(f"urn:role:{number:02}", title, alternatives, isco)
    path = tmp_path_factory.mktemp("roles") / "roles.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        meta = Build(source, [], []).write(connection, lambda _step, _done, _total: None)
        connection.executemany("insert into meta values (?, ?)", meta.items())
        connection.commit()
    taxonomy = Taxonomy.load(path)
    yield RoleIndex.of(taxonomy)
    taxonomy.close()


def titles(index, query, group="", limit=20):
    return [match.role.title for match in index.search(query, group, None, limit).items]


def test_an_exact_title_leads_and_a_roles_own_before_an_alternative(index):
    assert titles(index, "data scientist") == ["data scientist", "chief data officer"]
    [first, second] = index.search("Data  SCIENTIST", "", None, 20).items
    assert (first.label, first.score, second.label, second.score) == ("data scientist", 100, "data scientist", 100)


def test_then_what_goes_on_after_the_words_then_what_goes_on_within_one(index):
    assert titles(index, "nurse") == [
        "nurse responsible for general care",  # it is "nurse" too
        "nurse assistant",
        "nursery school teacher",
    ]


def test_words_may_be_begun_only_and_stand_in_any_order(index):
    assert titles(index, "dev soft") == ["software developer"]
    assert titles(index, "software dev") == ["software developer"]
    assert titles(index, "data sci")[:2] == ["data scientist", "data science manager"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("data sientist", "data scientist"),
        ("softwre developer", "software developer"),
        ("develoepr of software", "software developer"),
        ("nurze", "nurse responsible for general care"),
        ("hiar stylist", "hairdresser"),
        ("hair dresser", "hairdresser"),
        ("datascientist", "data scientist"),
        ("wep developer", "web developer"),
        ("Arztin", "Arzt für Allgemeinmedizin"),
        ("arzt fur algemeinmedizin", "Arzt für Allgemeinmedizin"),
        ("junior data scientist at Acme", "data scientist"),
        ("C++ developer", "C++ developer"),
    ],
)
def test_slips_spaces_accents_and_words_too_many_are_forgiven(index, written, meant):
    assert titles(index, written)[0] == meant


def test_where_no_title_has_all_words_those_with_half_of_them_are_found(index):
    assert titles(index, "ward nurze teacher")[0] == "nurse responsible for general care"
    assert "data scientist" in titles(index, "ward scientist")  # "ward" is the rarer word, and not what is meant


def test_where_no_title_has_half_of_the_words_those_with_any_are_found(index):
    assert set(titles(index, "full stack developer")) == {"software developer", "web developer", "C++ developer"}


def test_the_title_found_is_told_with_how_alike_it_is(index):
    [match, *_] = index.search("web programer", "", None, 5).items
    assert (match.role.title, match.label) == ("web developer", "web programmer")
    assert 90 < match.score < 100


def test_a_role_is_there_once_however_many_of_its_titles_answer(index):
    found = titles(index, "data")
    assert found == list(dict.fromkeys(found))
    assert set(found) == {"data scientist", "data science manager", "chief data officer"}


@pytest.mark.parametrize(
    "query",
    [
        "zzzz",
        "qwertyuiop",
        "?!",
        "…",
        "データ",
        "медсестра",
        "x" * 200,
        "12345",
        "\x00",
        "' or 1=1 --",
        "%",
        "nse",
    ],
)
def test_what_is_like_no_title_finds_nothing(index, query):
    assert titles(index, query) == []


def test_a_word_said_again_finds_what_it_finds_once(index):
    assert set(titles(index, "of of of")) == set(titles(index, "of")) == {"chief data officer", "software developer"}


def test_a_query_of_many_words_is_read_up_to_a_bound(index):
    assert titles(index, " ".join(["scientist"] * 50)) != []
    assert titles(index, "zzzz " * MAX_WORDS + "scientist") == []


def test_an_empty_query_lists_every_role_by_title(index):
    for query in ("", "  \n"):
        found = titles(index, query)
        assert len(found) == 13
        assert found == sorted(found, key=str.casefold)
    assert all(match.label == match.role.title for match in index.search("", "", None, 20).items)


def test_a_group_is_the_beginning_of_an_isco_code(index):
    assert titles(index, "", group="251") == ["C++ developer", "data science manager", "data scientist",
                                              "software developer", "web developer"]  # fmt: skip
    assert titles(index, "developer", group="2512") == ["software developer", "C++ developer"]
    assert titles(index, "developer", group="9") == []
    assert titles(index, "", group="no such") == []


@pytest.mark.parametrize("query", ["", "data", "nurse", "developer", "data sientist", "senior data scientist"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_hold_every_match_once_and_in_order(index, query, limit):
    whole, paged, after = titles(index, query, limit=100), [], None
    while True:
        page = index.search(query, "", after, limit)
        assert len(page.items) <= limit
        paged += [match.role.title for match in page.items]
        if page.next_key is None:
            break
        after = page.next_key
    assert paged == whole


def test_the_same_title_of_several_roles_is_paged_by_their_ids(tmp_path):
    source = Source("1.1.1", "en")
    source.skills[ESCO_SKILL + "a"] = SourceSkill(ESCO_SKILL + "a", "anything", SkillType.SKILL)
    for number in range(7):
        source.roles[f"urn:role:{number}"] = SourceRole(f"urn:role:{number}", "twin")
    with closing(sqlite3.connect(tmp_path / "t.sqlite")) as connection:
        meta = Build(source, [], []).write(connection, lambda _step, _done, _total: None)
        connection.executemany("insert into meta values (?, ?)", meta.items())
        connection.commit()
    taxonomy = Taxonomy.load(tmp_path / "t.sqlite")
    twins = RoleIndex.of(taxonomy)
    for query in ("twin", ""):
        seen, after = [], None
        for _ in range(4):
            page = twins.search(query, "", after, 2)
            seen += [match.role.uri for match in page.items]
            after = page.next_key
        assert after is None
        assert sorted(seen) == [f"urn:role:{number}" for number in range(7)]
    taxonomy.close()


def test_a_taxonomy_has_one_index(tiny_taxonomy):
    assert RoleIndex.of(tiny_taxonomy) is RoleIndex.of(tiny_taxonomy)


@settings(max_examples=60)
@given(
    st.one_of(
        st.text(max_size=200), st.lists(st.sampled_from("data scienist nurse a C++ of dev x 7".split())).map(" ".join)
    )
)
def test_no_query_raises_and_every_match_has_a_likeness(index, query):
    page = index.search(query, "", None, 5)
    assert len(page.items) <= 5
    assert all(0 < match.score <= 100 for match in page.items)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("data sientist", "data scientist"),
        ("softwre developer", "software developer"),
        ("nurse", "nurse assistant"),
        ("web developper", "web developer"),
        ("acountent", "accountant"),
        ("hair dresser", "hairdresser"),
        ("junior software developer", "software developer"),
    ],
)
def test_in_the_whole_of_esco_the_expected_role_leads(official_taxonomy, written, meant):
    assert titles(RoleIndex.of(official_taxonomy), written)[0] == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("registered nurse", "nurse responsible for general care"),
        ("full stack developer", "software developer"),
        ("uber driver", "bus driver"),
    ],
)
def test_in_the_whole_of_esco_a_title_that_it_lacks_finds_what_is_next_to_it(official_taxonomy, written, meant):
    assert meant in titles(RoleIndex.of(official_taxonomy), written, limit=10)
