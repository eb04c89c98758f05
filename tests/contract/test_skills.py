"""The skill catalogue, on every store."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from shared.domain.errors import DuplicateSkillError, InvalidCursorError, InvalidInputError, InvalidTextError
from shared.domain.ids import AssessmentId, SkillId
from shared.domain.skill import Skill, SkillFilter, SkillType
from shared.unit_of_work.abstract import UnitOfWork
from tests.contract.conftest import Backend

MakeSkill = Callable[..., Skill]

ODD_NAMES = [
    'O\'Brien "quoted"',
    "back\\slash \\n \\' \\",
    "100% _under_ *star*",
    '{curly} [square] (round), comma, {"a":1}',
    "a.b:c;d|e&f=g?h#i+j",
    "null",
    "true",
    "{}",
    '{"a": [1]}',
    "eq.null",
    "emoji 👩🏽‍💻",
    "עברית \u200fRTL العربية",
    "line\nbreak\r\n\ttab",
    "controls \x01 \x7f \x1f end",
    "separators \u2028 \u00a0 \ufeff",
    "combining e\u0301 \u1100\u1161",
    "-- '; drop table skills; --",
    "$1 %s :name {0} %(x)s",
    "x" * 500,
    "𝔘" * 500,
]

# Ordered by hand: by folded name, code point by code point.
ORDERED_NAMES = [
    "!bang", "(paren", "3D", "_under", "a b", "aa", "ab", "Äpfel", "B", "Zebra", "zoë", "Éclair", "ß", "Ω", "Жук",
    "你好", "\ue000 private", "\ufffd replacement", "😀 astral",
]  # fmt: skip


def _seed(backend: Backend, skills: list[Skill]) -> None:
    for start in range(0, len(skills), 500):
        with backend.service() as uow:
            uow.skills.put_many(skills[start : start + 500])
            uow.commit()


def _pages(uow: UnitOfWork, wanted: SkillFilter, limit: int) -> Iterator[list[Skill]]:
    after = None
    while True:
        page = uow.skills.list_page(wanted, after, limit)
        yield list(page.items)
        if page.next_key is None:
            return
        assert len(page.items) == limit
        after = page.next_key


def _names(uow: UnitOfWork, wanted: SkillFilter, limit: int = 100) -> list[str]:
    return [skill.name for page in _pages(uow, wanted, limit) for skill in page]


def test_every_field_of_a_skill_is_read_back(backend: Backend, esco_skill: MakeSkill, own_skill: MakeSkill):
    esco = esco_skill("use Python ", alt_labels=("Py", "Ünï {x}", "", '"'), description="Say\n'so'.", version=3)
    bare = esco_skill("bare", reuse_level=None, groups=(), taxonomy_version=None)
    own = own_skill("C++", alt_labels=("cpp",), description="d")
    _seed(backend, [esco, bare])
    with backend.uow(backend.editor) as uow:
        uow.skills.add(own)
        uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.skills.get(esco.id) == esco
        assert uow.skills.get(bare.id) == bare
        assert uow.skills.get(own.id) == own
        assert uow.skills.list_page(SkillFilter(), None, 10).items == (bare, own, esco)


def test_an_absent_skill_is_none(backend: Backend, unknown_id: AssessmentId):
    with backend.uow(backend.reader) as uow:
        assert uow.skills.get(SkillId(unknown_id)) is None
        assert uow.skills.find_by_name("no such") is None
        assert uow.skills.list_page(SkillFilter(), None, 10).items == ()


@pytest.mark.parametrize("name", ODD_NAMES, ids=range(len(ODD_NAMES)))
def test_odd_characters_are_stored_found_and_listed_to_the_letter(backend: Backend, own_skill: MakeSkill, name: str):
    skill = own_skill(name, alt_labels=(name[::-1], name), description=name * 3)
    with backend.uow(backend.editor) as uow:
        uow.skills.add(own_skill("another"))
        uow.skills.add(skill)
        uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.skills.find_by_name(name) == skill
        assert uow.skills.get(skill.id) == skill
        found = uow.skills.list_page(SkillFilter(name[:200]), None, 10).items if skill.terms else (skill,)
        assert skill in found
        first = uow.skills.list_page(SkillFilter(), None, 1)
        second = uow.skills.list_page(SkillFilter(), first.next_key, 1)
        assert {*first.items, *second.items} == {skill, uow.skills.find_by_name("another")}
        third = uow.skills.list_page(SkillFilter(), second.items[0].sort_key, 1)
        assert third.items == ()


@pytest.mark.parametrize(
    "query", ["'", '"', "\\", "%", "_", "*", ":*", "&", "|", "!", "()", "{}", ",", "' or 1=1 --", "\0"]
)
def test_a_query_of_signs_alone_finds_nothing_rather_than_everything(
    backend: Backend, own_skill: MakeSkill, query: str
):
    with backend.uow(backend.editor) as uow:
        uow.skills.add(own_skill("Python"))
        uow.commit()
        expected = ["or 1"] if "or" in query else []
        uow.skills.add(own_skill("or 1"))
        assert _names(uow, SkillFilter(query)) == expected
        uow.commit()
        assert _names(uow, SkillFilter(query)) == expected


@pytest.mark.parametrize("text", ["a\0b", "half \ud83d pair"])
def test_what_is_not_text_is_refused_before_it_is_staged(backend: Backend, own_skill: MakeSkill, text: str):
    with backend.uow(backend.editor) as uow:
        for skill in (own_skill(text), own_skill("a", alt_labels=(text,)), own_skill("b", description=text)):
            with pytest.raises(InvalidTextError):
                uow.skills.add(skill)
        uow.commit()
        assert uow.skills.find_by_name(text) is None
        assert _names(uow, SkillFilter()) == []
        assert _names(uow, SkillFilter("a", group=text)) == []
        with pytest.raises(InvalidCursorError):
            uow.skills.list_page(SkillFilter(), text, 10)


@pytest.mark.parametrize("name", ["", "x" * 501])
def test_a_name_is_1_to_500_characters(backend: Backend, own_skill: MakeSkill, name: str):
    with backend.uow(backend.editor) as uow:
        uow.skills.add(own_skill(name))
        with pytest.raises(InvalidInputError):
            uow.commit()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Python", "PYTHON"),
        ("Python", "  python\t"),
        ("machine learning", "Machine \n Learning"),
        ("Straße", "STRASSE"),
        ("caf\u00e9", "Cafe\u0301"),
        ("ﬁle", "FILE"),
        ("Ｃ＃", "c#"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_names_that_differ_in_case_width_or_spaces_are_one_name(
    backend: Backend, own_skill: MakeSkill, first: str, second: str
):
    skill = own_skill(first)
    with backend.uow(backend.editor) as uow:
        uow.skills.add(skill)
        assert uow.skills.find_by_name(second) == skill
        uow.commit()
        assert uow.skills.find_by_name(second) == skill
        uow.skills.add(own_skill(second))
        with pytest.raises(DuplicateSkillError):
            uow.commit()
    with backend.uow(backend.editor) as uow:
        assert _names(uow, SkillFilter()) == [first]


def test_an_own_skill_may_have_the_name_of_a_taxonomy_skill_but_not_its_id_or_uri(
    backend: Backend, own_skill: MakeSkill, esco_skill: MakeSkill
):
    esco = esco_skill("Python")
    _seed(backend, [esco])
    with backend.uow(backend.editor) as uow:
        uow.skills.add(own := own_skill("python"))
        uow.commit()
        assert uow.skills.find_by_name("Python") in (esco, own)
    with backend.service() as uow:
        uow.skills.add(replace(esco_skill("Rust"), uri=esco.uri))
        with pytest.raises(DuplicateSkillError):
            uow.commit()
    with backend.service() as uow:
        uow.skills.add(replace(esco_skill("Rust"), id=esco.id))
        with pytest.raises(DuplicateSkillError):
            uow.commit()


def test_of_skills_with_one_name_the_same_one_is_found_each_time(backend: Backend, esco_skill: MakeSkill):
    namesakes = [esco_skill(name) for name in ("Python", "PYTHON", "python ")]
    _seed(backend, namesakes)
    with backend.uow(backend.reader) as uow:
        assert uow.skills.find_by_name("python") == min(namesakes, key=lambda skill: skill.id)


def test_a_block_finds_a_skill_by_the_name_it_gave_it_and_no_more_by_the_old_one(
    backend: Backend, esco_skill: MakeSkill
):
    stored, namesake = replace(esco_skill("Python"), id=SkillId(UUID(int=1))), esco_skill("Python")
    _seed(backend, [stored, namesake])
    with backend.service() as uow:
        uow.skills.put_many([replace(stored, name="Rust")])
        assert uow.skills.find_by_name("rust") == replace(stored, name="Rust")
        assert uow.skills.find_by_name("python") == namesake
        assert _names(uow, SkillFilter()) == ["Python", "Rust"]


def test_skills_are_listed_in_one_order_whatever_the_alphabet(backend: Backend, esco_skill: MakeSkill):
    skills = [esco_skill(name) for name in reversed(ORDERED_NAMES)]
    expected = [skill.name for skill in sorted(skills, key=lambda skill: skill.sort_key)]
    _seed(backend, skills)
    with backend.uow(backend.reader) as uow:
        assert _names(uow, SkillFilter(), limit=3) == expected


def test_the_order_is_by_code_point_of_the_folded_name():
    assert sorted(ORDERED_NAMES, key=lambda name: " ".join(name.casefold().split())) == [
        "!bang", "(paren", "3D", "_under", "a b", "aa", "ab", "B", "ß", "Zebra", "zoë", "Äpfel", "Éclair", "Ω", "Жук",
        "你好", "\ue000 private", "\ufffd replacement", "😀 astral",
    ]  # fmt: skip


def test_paging_past_a_thousand_rows_loses_and_repeats_nothing(backend: Backend, esco_skill: MakeSkill):
    skills = [esco_skill(f"skill {number % 700:04}") for number in range(2300)]
    _seed(backend, skills)
    with backend.uow(backend.reader) as uow:
        listed = [skill for page in _pages(uow, SkillFilter(), 100) for skill in page]
        assert listed == sorted(skills, key=lambda skill: skill.sort_key)
        assert uow.skills.count("esco-1.1.1-en-1a2b3c4d") == 2300


def test_rows_inserted_while_paging_move_none_of_the_others(
    backend: Backend, esco_skill: MakeSkill, own_skill: MakeSkill
):
    skills = [esco_skill(f"skill {number:04}") for number in range(60)]
    _seed(backend, skills)
    seen: list[str] = []
    with backend.uow(backend.editor) as uow:
        for number, page in enumerate(_pages(uow, SkillFilter(), 7)):
            seen.extend(skill.name for skill in page)
            with backend.uow(backend.editor) as writer:
                writer.skills.add(own_skill(f"a before all {number}"))
                writer.skills.add(own_skill(f"skill {number * 3:04} right behind"))
                writer.commit()
    assert len(seen) == len(set(seen))
    assert [name for name in seen if not name.endswith("behind")] == [skill.name for skill in skills]


def test_a_page_holds_the_writes_of_the_block_at_their_place(
    backend: Backend, esco_skill: MakeSkill, own_skill: MakeSkill
):
    stored = [esco_skill(f"skill {number:02}") for number in range(0, 20, 2)]
    _seed(backend, stored)
    with backend.service() as uow:
        uow.skills.put_many([esco_skill(f"skill {number:02}") for number in range(1, 20, 2)])
        uow.skills.put_many(
            [replace(stored[0], name="zz moved to the end"), replace(stored[5], type=SkillType.KNOWLEDGE)]
        )
        uow.skills.put_many([replace(stored[9], name="a moved to the front")])
        expected = ["a moved to the front"] + [f"skill {number:02}" for number in range(1, 20) if number != 18]
        for limit in (1, 2, 3, 7, 100):
            assert _names(uow, SkillFilter(), limit) == [*expected, "zz moved to the end"]
        assert _names(uow, SkillFilter(type=SkillType.KNOWLEDGE), 1) == ["skill 10"]
    with backend.uow(backend.reader) as uow:
        assert _names(uow, SkillFilter()) == [skill.name for skill in stored]


def test_what_a_block_staged_is_found_by_every_filter(backend: Backend, esco_skill: MakeSkill):
    with backend.service() as uow:
        uow.skills.put_many([esco_skill("use Python", groups=("S", "S5")), esco_skill("Rust", groups=("K",))])
        assert _names(uow, SkillFilter("pyth")) == ["use Python"]
        assert _names(uow, SkillFilter(group="K")) == ["Rust"]
        assert _names(uow, SkillFilter("rust", SkillType.KNOWLEDGE)) == []


FOUND_BY = [
    ("use C++", ["c++", "C plus", "use c", "us"]),
    ("C#", ["c#", "sharp"]),
    ("Développeur d'études", ["developpeur", "DÉVEL", "etud d"]),
    ("3D modelling", ["3d", "3"]),
    ("ISO 9001:2015", ["iso 9001", "2015"]),
    ("1e5 0x1f 5g v2", ["1e5", "1e", "0x1", "5g", "v2"]),
    ("work_with.dots/and-slashes", ["with", "dots", "slash", "work dots"]),
    ("слово Ёлка", ["слов", "елка"]),
    ("日本語 能力", ["日本", "能"]),
    ("हिन्दी भाषा", ["हिन्दी"]),
    ("العربية", ["العر"]),
    ("ﬁle ½ ①", ["file", "1"]),
    ("the and of", ["the", "and of"]),
    ("null true", ["null", "true"]),
    ("user@example.org http://example.org/path", ["user", "example", "http path"]),
    ("-5.5 1.2.3", ["5", "1 2 3"]),
    ("𐐀 ǅ", ["𐐨", "ǆ"]),
]


@pytest.mark.parametrize(("name", "queries"), FOUND_BY, ids=[name for name, _ in FOUND_BY])
def test_each_word_of_a_query_begins_a_word_of_a_label(
    backend: Backend, esco_skill: MakeSkill, name: str, queries: list[str]
):
    _seed(backend, [esco_skill(name), esco_skill("unrelated"), esco_skill("other", alt_labels=(name,))])
    with backend.uow(backend.reader) as uow:
        for query in queries:
            assert _names(uow, SkillFilter(query)) == sorted([name, "other"], key=str.casefold), query
        assert _names(uow, SkillFilter(f"{queries[0]} unrelated")) == []
        assert _names(uow, SkillFilter(queries[0] + "xyz")) == []


def test_a_query_of_no_words_at_all_is_all_skills(backend: Backend, esco_skill: MakeSkill):
    _seed(backend, [esco_skill("a"), esco_skill("b")])
    with backend.uow(backend.reader) as uow:
        assert _names(uow, SkillFilter("")) == ["a", "b"]
        assert _names(uow, SkillFilter("  ")) == ["a", "b"]


def test_filters_narrow_each_other_and_page(backend: Backend, esco_skill: MakeSkill):
    skills = [
        esco_skill(
            f"{word} {number:02}",
            type=SkillType.KNOWLEDGE if number % 2 else SkillType.SKILL,
            groups=("S", "S5", "S5.1") if number % 3 else ("K", "0611"),
        )
        for number in range(30)
        for word in ("python", "rust")
    ]
    _seed(backend, skills)
    with backend.uow(backend.reader) as uow:
        for wanted in (
            SkillFilter("pyth"),
            SkillFilter("0", SkillType.KNOWLEDGE),
            SkillFilter(group="S5.1"),
            SkillFilter(group="S5"),
            SkillFilter("rust 1", SkillType.SKILL, "0611"),
        ):
            expected = sorted(skill.name for skill in skills if wanted.matches(skill))
            assert expected
            assert _names(uow, wanted, limit=4) == expected


@pytest.mark.parametrize("group", ["S5.2", "s5", "S", "", "{S5}", "S5,K", '"', "S5}", "S5%", "x" * 65])
def test_a_group_is_compared_as_a_whole(backend: Backend, esco_skill: MakeSkill, group: str):
    _seed(backend, [esco_skill("a", groups=("S5", "S5.1", "K"))])
    with backend.uow(backend.reader) as uow:
        assert _names(uow, SkillFilter(group=group)) == []
        assert _names(uow, SkillFilter(group="S5")) == ["a"]


def test_put_many_inserts_or_replaces_and_can_be_repeated(backend: Backend, esco_skill: MakeSkill):
    skills = [esco_skill(f"skill {number:03}") for number in range(500)]
    _seed(backend, skills)
    changed = [replace(skill, description="changed", version=2) for skill in skills]
    _seed(backend, changed)
    _seed(backend, changed)
    with backend.uow(backend.reader) as uow:
        assert uow.skills.count("esco-1.1.1-en-1a2b3c4d") == 500
        assert uow.skills.get(skills[7].id) == changed[7]


def test_of_two_puts_of_one_skill_in_a_block_the_last_stays(backend: Backend, esco_skill: MakeSkill):
    skill = esco_skill("Python")
    with backend.service() as uow:
        uow.skills.put_many([skill, esco_skill("Rust"), replace(skill, name="Python 3")])
        uow.skills.put_many([replace(skill, name="Python 4")])
        uow.commit()
        assert _names(uow, SkillFilter()) == ["Python 4", "Rust"]


def test_a_block_takes_no_more_than_500_writes(backend: Backend, esco_skill: MakeSkill):
    with pytest.raises(ValueError, match="500"), backend.service() as uow:
        uow.skills.put_many(esco_skill(f"skill {number}") for number in range(501))


def test_count_is_of_one_taxonomy_and_counts_what_the_block_staged(
    backend: Backend, esco_skill: MakeSkill, own_skill: MakeSkill
):
    version, other = "esco-1.1.1-en-1a2b3c4d", "esco-1.2.0-en-00000000"
    stored = [esco_skill(f"skill {number}") for number in range(3)]
    _seed(backend, [*stored, esco_skill("other", taxonomy_version=other)])
    with backend.uow(backend.editor) as uow:
        uow.skills.add(own_skill("own"))
        uow.commit()
    with backend.service() as uow:
        assert (uow.skills.count(version), uow.skills.count(other), uow.skills.count("none")) == (3, 1, 0)
        uow.skills.put_many(
            [replace(stored[0], taxonomy_version=other), replace(stored[1], name="same"), esco_skill("new")]
        )
        assert (uow.skills.count(version), uow.skills.count(other)) == (3, 2)
        uow.skills.put_many(esco_skill(f"more {number}") for number in range(240))
        assert uow.skills.count(version) == 243
        uow.commit()
        assert (uow.skills.count(version), uow.skills.count(other)) == (243, 2)


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_page_holds_1_to_100_items(backend: Backend, limit: int):
    with backend.uow(backend.reader) as uow, pytest.raises(ValueError, match="100"):
        uow.skills.list_page(SkillFilter(), None, limit)
