"""An installation's own skills beside those of the compiled taxonomy."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier, Event
from uuid import uuid4

import pytest

from shared.domain.assessment import EvidenceKind, Section
from shared.domain.errors import StoreUnavailableError
from shared.domain.ids import UserId
from shared.domain.skill import Skill, SkillSource, SkillType
from shared.domain.text import CvText
from shared.extraction.document import Block
from shared.extraction.matching import find_evidence
from shared.services.assessments import assess_text
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import LabelKind
from shared.taxonomy.own import MAX_AGE_S, ExtendedTaxonomy, Vocabulary
from shared.taxonomy.role_search import RoleIndex
from shared.taxonomy.search import Way, search

NOW = datetime(2026, 11, 23, tzinfo=UTC)
EDITOR = UserId(uuid4())


def own(name, *labels, type=SkillType.KNOWLEDGE, **changes):
    return replace(Skill.own(name, type, labels, f"About {name}.", EDITOR, NOW), **changes)


def catalogued(taxonomy, name):
    """One of the taxonomy's, as the catalogue has it: enough of it to stand above another."""
    [skill] = [skill for skill in taxonomy.iter_skills() if skill.name == name]
    return Skill(skill.id, skill.uri, skill.source, skill.name, skill.type, NOW, groups=skill.group_codes)


def names(taxonomy, text, section=Section.EXPERIENCE):
    found = find_evidence(text, (Block(0, len(text), section, EvidenceKind.WORK),), taxonomy)
    return [taxonomy.skill(item.skill_index).name for item in found]


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def vocabulary(tiny_taxonomy, clock):
    return Vocabulary(tiny_taxonomy, clock)


def test_an_own_skill_is_found_by_all_its_names_as_escos_are(tiny_taxonomy):
    taxonomy = ExtendedTaxonomy(
        tiny_taxonomy,
        [
            own("Zaxon (stream engine)", "zx platform"),
            own("calibrate flumes", "flume calibration", type=SkillType.SKILL),
        ],
    )
    line = "In that role I ran Zaxon next to SQL on the zx platform"
    assert names(taxonomy, line) == ["Zaxon (stream engine)", "SQL", "Zaxon (stream engine)"]
    assert names(taxonomy, "For years I was calibrating the flume by hand") == ["calibrate flumes"]
    assert names(taxonomy, "In charge of flume calibration at night") == ["calibrate flumes"]
    assert names(tiny_taxonomy, line) == ["SQL"], "the base is as it was"


def test_the_longest_label_wins_whoever_has_it(tiny_taxonomy):
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [own("data mining of rivers"), own("Python programming for rivers")])
    assert names(taxonomy, "At work it was data mining of rivers, then data mining alone") == [
        "data mining of rivers",
        "data mining",
    ]


def test_a_name_that_the_taxonomy_has_stays_the_taxonomys(tiny_taxonomy):
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [own("SQL"), own("data cleansing"), own("Quill", "statistics")])
    assert names(taxonomy, "There I used SQL and data cleansing and statistics") == [
        "SQL",
        "cleanse data",
        "statistics",
    ]
    first, second = taxonomy.candidates("sql")
    assert taxonomy.skill(first.skill_index).source is SkillSource.ESCO
    assert taxonomy.skill(second.skill_index).source is SkillSource.OWN


@pytest.mark.parametrize("label", ["the", "and", "of", "Work", "experience", "Team", "years", "we", "March"])
def test_an_everyday_word_as_a_label_does_not_wreck_extraction(tiny_taxonomy, label):
    text = (
        "The team and I have years of experience of work with Python programming. Work with the Team at Acme in March "
        "was what we did, and we cleansed data there for years"
    )
    for skill in (own(label), own("Quill", label), own("Quill", label.lower())):
        taxonomy = ExtendedTaxonomy(tiny_taxonomy, [skill])
        assert names(taxonomy, text) == names(tiny_taxonomy, text) != []


def test_an_everyday_word_still_counts_as_an_item_of_a_list_of_skills(tiny_taxonomy):
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [own("Concert"), own("Present", "work")])
    line = "What follows is what I know best\n\nSQL, Present, Concert, work"
    assert names(taxonomy, line, Section.SKILLS) == ["SQL", "Present", "Concert", "Present"]


def test_an_own_skill_has_what_its_record_says_and_the_groups_of_the_skill_above(tiny_taxonomy):
    above = catalogued(tiny_taxonomy, "Scala")
    skill = Skill.own("Zaxon", SkillType.KNOWLEDGE, ("zx",), "A stream engine.", EDITOR, NOW, broader=above)
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [skill])
    found = taxonomy.skill_by_id(skill.id)
    assert found == taxonomy.skill(tiny_taxonomy.skill_count)
    assert (found.id, found.uri, found.source) == (skill.id, f"urn:uuid:{skill.id}", SkillSource.OWN)
    assert (found.alt_labels, found.description, found.reuse_level) == (("zx",), "A stream engine.", None)
    assert (found.group_codes, found.group) == (("K", "K06"), ("knowledge", "ICT"))
    scala = tiny_taxonomy.skill_by_id(above.id).index
    assert taxonomy.broader(found.index) == (scala,)
    assert taxonomy.narrower(scala) == (found.index,)
    assert taxonomy.narrower(found.index) == taxonomy.requires(found.index) == taxonomy.neighbours(found.index, 9) == ()
    assert tiny_taxonomy.narrower(scala) == ()
    assert taxonomy.skill_count == tiny_taxonomy.skill_count + 1
    assert [skill.index for skill in taxonomy.iter_skills()] == list(range(taxonomy.skill_count))


def test_an_own_skill_may_stand_under_an_own_one_and_one_without_a_group_has_none(tiny_taxonomy):
    top = own("Zaxon")
    below = own("Zaxon modules", broader_id=top.id)
    lost = own("Quill", broader_id=uuid4())
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [lost, below, top])
    index = {skill.name: skill.index for skill in taxonomy.iter_skills()}
    assert taxonomy.broader(index["Zaxon modules"]) == (index["Zaxon"],)
    assert taxonomy.narrower(index["Zaxon"]) == (index["Zaxon modules"],)
    assert taxonomy.broader(index["Quill"]) == ()
    assert taxonomy.skill(index["Quill"]).group == ()
    with pytest.raises(IndexError):
        taxonomy.skill(taxonomy.skill_count)
    with pytest.raises(IndexError):
        taxonomy.skill(-1)


def test_a_merged_skills_names_and_id_mean_the_skill_that_stands_for_it(tiny_taxonomy):
    scala = catalogued(tiny_taxonomy, "Scala")
    kept = own("Zaxon")
    merged = own("Zaxxon", "zx platform", merged_into=kept.id)
    twice = own("Zxn", merged_into=merged.id)
    into_esco = own("scalalang", "tending of the great staircase", merged_into=scala.id)
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [into_esco, twice, merged, kept])
    assert taxonomy.skill_count == tiny_taxonomy.skill_count + 1
    assert {taxonomy.skill_by_id(skill.id).name for skill in (kept, merged, twice)} == {"Zaxon"}
    assert taxonomy.skill_by_id(into_esco.id).id == scala.id
    assert names(taxonomy, "There I ran Zaxxon and Zxn on the zx platform") == ["Zaxon"] * 3
    assert names(taxonomy, "There I wrote scalalang after tending of the great staircase") == ["Scala"] * 2
    assert taxonomy.skill_by_id(kept.id).alt_labels == ("Zaxxon", "zx platform", "Zxn")


def test_merges_in_a_circle_or_into_nothing_known_leave_each_skill_to_itself(tiny_taxonomy):
    one, other = own("Zaxon"), own("Quill")
    circle = [replace(one, merged_into=other.id), replace(other, merged_into=one.id)]
    lost = own("Brell", merged_into=uuid4())
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [*circle, lost])
    assert [taxonomy.skill_by_id(skill.id).name for skill in (one, other, lost)] == ["Zaxon", "Quill", "Brell"]


def test_roles_neighbours_and_groups_are_the_bases(tiny_taxonomy):
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [own("Zaxon")])
    assert list(taxonomy.roles()) == list(tiny_taxonomy.roles())
    assert taxonomy.find_role("data analyst") == tiny_taxonomy.find_role("data analyst") is not None
    assert taxonomy.role(taxonomy.find_role("team lead").id).title == "team lead"
    for index in range(tiny_taxonomy.skill_count):
        assert taxonomy.neighbours(index, 5) == tiny_taxonomy.neighbours(index, 5)
    assert taxonomy.group_label("S5") == "working with computers"
    assert taxonomy.base is tiny_taxonomy is tiny_taxonomy.base
    assert RoleIndex.of(taxonomy) is RoleIndex.of(tiny_taxonomy)
    taxonomy.verify()


def test_an_extended_taxonomy_that_is_let_go_leaves_the_bases_file_open(tiny_taxonomy):
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [own("Zaxon")])
    del taxonomy
    assert tiny_taxonomy.find_role("team lead") is not None


def test_search_finds_own_skills_too(tiny_taxonomy):
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [own("Zaxon", "zx platform")])
    assert [(match.skill.name, match.label, match.way) for match in search(taxonomy, "zx plat", 3)] == [
        ("Zaxon", "zx platform", Way.PREFIX)
    ]
    assert [match.skill.name for match in search(taxonomy, "SQL", 1)] == ["SQL"]
    assert taxonomy.candidates("zaxon")[0].kind is LabelKind.PREFERRED


def test_an_assessment_holds_an_own_skill_with_its_uri_and_source(tiny_taxonomy):
    skill = own("Zaxon")
    taxonomy = ExtendedTaxonomy(tiny_taxonomy, [skill])
    text = (
        "Experience\n\nData engineer, Acme, 2019 - 2023\n- Built the whole platform in Zaxon and SQL for the group.\n"
    )
    result = assess_text(CvText(text), taxonomy, date(2026, 11, 23)).result
    [found] = [item for item in result.skills if item.skill_id == skill.id]
    assert (found.uri, found.source, found.name) == (f"urn:uuid:{skill.id}", SkillSource.OWN, "Zaxon")
    assert found.evidence


def test_the_version_follows_what_is_said_of_own_skills_and_nothing_else(tiny_taxonomy):
    one, other = own("Zaxon"), own("Quill")

    def version(*skills):
        return ExtendedTaxonomy(tiny_taxonomy, skills).version

    assert version(one, other) == version(other, one) == version(replace(one, version=9), other)
    changed = [
        version(one),
        version(one, other),
        version(replace(one, name="Zaxon 2"), other),
        version(replace(one, alt_labels=("zx",)), other),
        version(replace(one, merged_into=other.id), other),
        version(replace(one, broader_id=other.id), other),
    ]
    assert len(set(changed)) == len(changed)
    start, _, digest = version(one).partition("+own-")
    assert (start, len(digest)) == (tiny_taxonomy.version, 8)


def test_own_skills_are_read_again_once_they_are_half_a_minute_old(vocabulary, tiny_taxonomy, clock):
    held = [own("Zaxon")]
    reads = []

    def read():
        reads.append(clock.now)
        return list(held)

    first = vocabulary.current(read)
    held.append(own("Quill"))
    clock.now += MAX_AGE_S - 0.1
    assert vocabulary.current(read) is first
    assert len(reads) == 1
    clock.now += 0.1
    assert names(vocabulary.current(read), "I used Quill there") == ["Quill"]
    clock.now += MAX_AGE_S
    same = vocabulary.current(read)
    clock.now += MAX_AGE_S
    assert vocabulary.current(read) is same, "nothing changed, so nothing is made anew"
    held.clear()
    clock.now += MAX_AGE_S
    assert vocabulary.current(read) is tiny_taxonomy
    assert len(reads) == 5


def test_a_failed_read_is_raised_and_the_next_request_reads_again(vocabulary, clock):
    def fail():
        raise StoreUnavailableError("down")

    with pytest.raises(StoreUnavailableError):
        vocabulary.current(fail)
    taxonomy = vocabulary.current(lambda: [own("Zaxon")])
    assert taxonomy.candidates("zaxon")
    clock.now += MAX_AGE_S
    with pytest.raises(StoreUnavailableError):
        vocabulary.current(fail)
    assert vocabulary.current(list).candidates("zaxon") == ()


def test_threads_that_ask_at_once_read_once(vocabulary):
    all_there, may_go_on, reads = Barrier(8), Event(), []

    def read():
        reads.append(1)
        assert may_go_on.wait(20)
        return [own("Zaxon")]

    def ask():
        all_there.wait(20)
        return vocabulary.current(read)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask) for _ in range(8)]
        may_go_on.set()
        taxonomies = {id(future.result()) for future in asked}
    assert (len(reads), len(taxonomies)) == (1, 1)


def test_the_default_taxonomy_reads_a_cv_the_same_with_own_skills_that_it_does_not_name(taxonomy: Taxonomy):
    text = (
        "Managed a team of nurses, kept stock in SAP and Excel, cleaned data with Python and SQL, and drove forklifts."
    )
    extended = ExtendedTaxonomy(taxonomy, [own("Zaxon", "SAP", "manage a team"), own("data"), own("stock")])
    assert names(extended, text) == names(taxonomy, text) != []
