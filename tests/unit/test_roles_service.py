from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.domain.assessment import Level
from shared.domain.errors import (
    AssessmentNotFoundError,
    InvalidCursorError,
    RoleNotFoundError,
    UserNotFoundError,
)
from shared.domain.gap import Standing
from shared.domain.ids import RoleId, UserId
from shared.domain.profile import Correction, Verdict
from shared.domain.text import CvText
from shared.repositories.fake import MemoryRepository
from shared.repositories.staged.store import Undivided
from shared.services import assessments, roles, users
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CV = CvText("""Ann Example

EXPERIENCE

Data analyst, Acme Ltd, January 2018 - present
- Led the reporting of the whole group in SQL and built its database in SQL.
""")


@pytest.fixture
def store():
    return MemoryRepository()


@pytest.fixture
def ann(store):
    user_id = UserId(uuid4())
    users.put_profile(user_id, "Ann", "en", FakeUnitOfWork(store), NOW)
    return user_id


@pytest.fixture
def skill(tiny_taxonomy):
    return {skill.name: skill for skill in tiny_taxonomy.iter_skills()}


@pytest.fixture
def role(tiny_taxonomy):
    return {role.title: role for role in tiny_taxonomy.roles()}


@pytest.fixture
def say(ann, store, skill):
    """Ann's word on a skill."""

    def run(name, level, verdict=Verdict.ADJUSTED):
        uow = FakeUnitOfWork(store)
        with uow:
            uow.corrections.add(Correction.new(ann, skill[name].id, name, verdict, level, None, "because I know", NOW))
            uow.commit()

    return run


@pytest.fixture
def nearby(ann, store, tiny_taxonomy):
    def run(after=None, limit=100, group="", user_id=ann):
        return roles.list_nearby(user_id, group, after, limit, FakeUnitOfWork(store), tiny_taxonomy)

    return run


@pytest.fixture
def measure(ann, store, tiny_taxonomy, role):
    def run(title="data analyst", user_id=ann):
        return roles.measure_role(user_id, role[title].id, FakeUnitOfWork(store), tiny_taxonomy)

    return run


class Watched(Undivided):
    """A store, noting what it is asked."""

    def __init__(self, store):
        self.store = store
        self.asked = []

    def __getattr__(self, name):
        self.asked.append(name)
        return getattr(self.store, name)


def test_a_role_is_found_by_any_of_its_titles_and_says_which(tiny_taxonomy):
    page = roles.find_roles("data expert", "", None, 10, tiny_taxonomy)
    assert (page.items[0].role.title, page.items[0].label) == ("data analyst", "data expert")
    assert "data analyst" in [
        match.role.title for match in roles.find_roles("data anlyst", "", None, 5, tiny_taxonomy).items
    ]


def test_without_a_query_every_role_comes_by_title_and_a_group_narrows_them(tiny_taxonomy):
    first = roles.find_roles("", "", None, 2, tiny_taxonomy)
    rest = roles.find_roles("", "", first.next_key, 2, tiny_taxonomy)
    assert [match.role.title for match in first.items] == ["data analyst", "data steward"]
    assert [match.role.title for match in rest.items] == ["team lead"]
    assert rest.next_key is None
    narrowed = roles.find_roles("", "25", None, 10, tiny_taxonomy)
    assert [match.role.isco_code for match in narrowed.items] == ["2511", "2521"]


def test_a_role_comes_with_its_skills_by_name_and_with_questions(role, tiny_taxonomy):
    detail = roles.get_role(role["data analyst"].id, tiny_taxonomy)
    assert [skill.name for skill in detail.essential] == ["cleanse data", "SQL", "statistics"]
    assert detail.optional == ()
    assert detail.taxonomy_version == tiny_taxonomy.version
    assert any("level 4" in requirement.source for requirement in detail.requirements)


def test_a_role_that_there_is_not_is_said_so_before_the_store_is_asked(ann, store, tiny_taxonomy):
    watched = Watched(store)
    with pytest.raises(RoleNotFoundError, match=r"GET /v1/roles\?query="):
        roles.measure_role(ann, RoleId(uuid4()), FakeUnitOfWork(watched), tiny_taxonomy)
    with pytest.raises(RoleNotFoundError):
        roles.get_role(RoleId(uuid4()), tiny_taxonomy)
    assert watched.asked == []


def test_a_gap_stands_on_the_latest_assessment_and_on_the_persons_word_over_it(ann, store, tiny_taxonomy, measure, say):
    assessments.assess(ann, CV, FakeUnitOfWork(store), tiny_taxonomy, as_of=NOW.date(), now=NOW)
    by_machine = {gap.name: gap for gap in measure().skills}
    assert by_machine["SQL"].standing is Standing.CV
    assert by_machine["SQL"].quote
    assert by_machine["statistics"].coverage < 1
    say("SQL", None, Verdict.REJECTED)
    say("statistics", Level.EXPERT)
    corrected = {gap.name: gap for gap in measure().skills}
    assert (corrected["SQL"].standing, corrected["SQL"].coverage) == (Standing.REJECTED, 0)
    assert (corrected["statistics"].current, corrected["statistics"].gap) == (Level.EXPERT, 0)
    assert corrected["statistics"].correction.reason == "because I know"


def test_a_gap_and_nearby_roles_take_one_round_trip_each(ann, store, tiny_taxonomy, role, say):
    say("SQL", Level.EXPERT)
    watched = Watched(store)
    roles.measure_role(ann, role["team lead"].id, FakeUnitOfWork(watched), tiny_taxonomy)
    assert watched.asked == ["profile"]
    roles.list_nearby(ann, "", None, 10, FakeUnitOfWork(watched), tiny_taxonomy)
    assert watched.asked == ["profile", "profile"]


def test_before_a_profile_nothing_is_measured(nearby, measure):
    for ask in (nearby, measure):
        with pytest.raises(UserNotFoundError, match="PUT /v1/users/me"):
            ask(user_id=UserId(uuid4()))


def test_of_an_empty_profile_nothing_is_measured_and_the_person_is_told_what_to_do(nearby, measure, say):
    say("SQL", Level.EXPERT)
    assert nearby().items
    say("SQL", None, Verdict.WITHDRAWN)
    for ask in (nearby, measure):
        with pytest.raises(AssessmentNotFoundError, match=r"POST /v1/assessments.*PUT /v1/users/me/skills"):
            ask()


def test_nearby_roles_come_readiest_first_and_in_the_same_order_page_by_page(nearby, say):
    say("statistics", Level.EXPERT)
    say("cleanse data", Level.EXPERT)
    whole = nearby()
    assert [role.title for role in whole.items] == ["data steward", "data analyst", "team lead"]
    assert whole.next_key is None
    walked, after = [], None
    while True:
        page = nearby(after, limit=1)
        assert len(page.items) == 1
        walked += page.items
        after = page.next_key
        if after is None:
            break
    assert walked == list(whole.items)


def test_nearby_roles_can_be_narrowed_to_a_group(nearby, say):
    say("SQL", Level.EXPERT)
    assert {role.isco_code for role in nearby(group="25").items} == {"2511", "2521"}
    assert [role.title for role in nearby(group="1").items] == ["team lead"]
    assert list(nearby(group="9").items) == []


def test_a_key_of_another_state_of_the_profile_is_refused(nearby, say):
    say("SQL", Level.EXPERT)
    after = nearby(limit=1).next_key
    assert nearby(after).items
    say("statistics", Level.NOVICE)
    with pytest.raises(InvalidCursorError, match="your profile changed"):
        nearby(after)
