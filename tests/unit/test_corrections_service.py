from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from shared.domain.assessment import Level
from shared.domain.errors import (
    CorrectionNotFoundError,
    InvalidInputError,
    SkillNotFoundError,
    UserNotFoundError,
)
from shared.domain.ids import SkillId, UserId
from shared.domain.profile import Basis, Verdict
from shared.domain.text import CvText
from shared.repositories.fake import MemoryRepository
from shared.repositories.staged.store import Undivided
from shared.services import assessments, corrections, users
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CV = CvText("""EXPERIENCE

Data analyst, Acme Ltd, January 2022 - present
- Led the reporting of the whole group in SQL and cleansed data for it.

SKILLS
Python programming.
""")
SQL, PYTHON, MINING = "SQL", "Python (computer programming)", "data mining"


@pytest.fixture
def store():
    return MemoryRepository()


@pytest.fixture
def ann(store):
    user_id = UserId(uuid4())
    users.put_profile(user_id, "Ann", "en", FakeUnitOfWork(store), NOW)
    return user_id


@pytest.fixture
def ids(tiny_taxonomy):
    return {skill.name: skill.id for skill in tiny_taxonomy.iter_skills()}


@pytest.fixture
def assess(ann, store, tiny_taxonomy):
    def run(text=CV):
        uow = FakeUnitOfWork(store)
        return assessments.assess(ann, text, uow, tiny_taxonomy, as_of=NOW.date(), now=NOW)

    return run


@pytest.fixture
def correct(ann, store, tiny_taxonomy, ids):
    def run(name, verdict, level=None, reason="", *, uow=None, now=NOW):
        uow = uow or FakeUnitOfWork(store)
        return corrections.correct_skill(ann, ids[name], Verdict(verdict), level, reason, uow, tiny_taxonomy, now)

    return run


@pytest.fixture
def read(ann, store, tiny_taxonomy, ids):
    """The skill as the profile has it now, with its log."""

    def run(name):
        return corrections.explain_skill(ann, ids[name], FakeUnitOfWork(store), tiny_taxonomy)

    return run


def machine_level(made, name):
    return next(skill.proficiency.level for skill in made.assessment.result.skills if skill.name == name)


def test_a_profile_lists_what_the_assessment_found_and_what_the_person_added_by_name(
    assess, correct, ann, store, tiny_taxonomy
):
    assess()
    correct(MINING, "adjusted", Level.NOVICE)
    page = corrections.list_profile_skills(ann, None, 100, FakeUnitOfWork(store), tiny_taxonomy)
    assert [skill.name for skill in page.items] == ["cleanse data", MINING, PYTHON, SQL]
    assert page.next_key is None


def test_the_list_is_walked_by_key_and_a_word_between_two_pages_moves_nothing(
    assess, correct, ann, store, tiny_taxonomy
):
    assess()
    first = corrections.list_profile_skills(ann, None, 2, FakeUnitOfWork(store), tiny_taxonomy)
    correct("cleanse data", "rejected")
    correct(SQL, "adjusted", Level.NOVICE)
    second = corrections.list_profile_skills(ann, first.next_key, 2, FakeUnitOfWork(store), tiny_taxonomy)
    assert [skill.name for skill in (*first.items, *second.items)] == ["cleanse data", PYTHON, SQL]
    assert second.next_key is None


def test_before_the_first_assessment_a_profile_is_what_the_person_says(correct, ann, store, tiny_taxonomy):
    assert corrections.list_profile_skills(ann, None, 9, FakeUnitOfWork(store), tiny_taxonomy).items == ()
    added = correct(SQL, "adjusted", Level.EXPERT, "ten years of it")
    assert (added.level, added.basis, added.is_held, added.assessed) == (Level.EXPERT, Basis.STATED, True, None)


def test_a_confirmation_takes_the_level_of_the_assessment(assess, correct):
    level = machine_level(assess(), SQL)
    skill = correct(SQL, "confirmed")
    assert (skill.level, skill.basis) == (level, Basis.CONFIRMED)
    assert skill.correction.machine_level == level


def test_a_confirmation_of_an_unknown_level_needs_one(assess, correct):
    assert machine_level(assess(), PYTHON) is Level.UNKNOWN
    with pytest.raises(InvalidInputError, match="give yours"):
        correct(PYTHON, "confirmed")
    assert correct(PYTHON, "confirmed", Level.COMPETENT).level is Level.COMPETENT


def test_another_level_than_the_assessments_is_no_confirmation(assess, correct):
    level = machine_level(assess(), SQL)
    other = Level.EXPERT if level is not Level.EXPERT else Level.NOVICE
    with pytest.raises(InvalidInputError, match="send adjusted"):
        correct(SQL, "confirmed", other)
    assert correct(SQL, "confirmed", level).level is level


def test_a_rejected_skill_is_held_no_more_and_its_evidence_still_shown(assess, correct, read):
    assess()
    correct(SQL, "rejected", reason="that was my colleague")
    skill = read(SQL).skill
    assert (skill.is_held, skill.level, skill.correction.reason) == (False, Level.UNKNOWN, "that was my colleague")
    assert skill.assessed.evidence


@pytest.mark.parametrize(
    ("name", "verdict", "level", "says"),
    [
        (SQL, "rejected", Level.NOVICE, "without one"),
        (SQL, "adjusted", None, "needs your level"),
        (SQL, "adjusted", Level.UNKNOWN, "no level to state"),
        (SQL, "withdrawn", None, "DELETE"),
        (MINING, "confirmed", Level.NOVICE, "does not name 'data mining'"),
        (MINING, "rejected", None, "does not name 'data mining'"),
    ],
)
def test_words_that_do_not_go_together_are_refused_with_what_to_send(
    assess, correct, store, name, verdict, level, says
):
    assess()
    uow = FakeUnitOfWork(store)
    with pytest.raises(InvalidInputError, match=says):
        correct(name, verdict, level, uow=uow)
    assert not uow.committed


def test_what_the_person_added_they_can_reject(correct, read):
    correct(MINING, "adjusted", Level.NOVICE)
    correct(MINING, "rejected")
    assert read(MINING).skill.is_held is False


def test_saying_again_what_stands_writes_nothing(assess, correct, store, read):
    assess()
    first = correct(SQL, "adjusted", Level.NOVICE, "a little")
    uow = FakeUnitOfWork(store)
    assert correct(SQL, "adjusted", Level.NOVICE, "  a little ", uow=uow, now=NOW + timedelta(days=1)) == first
    assert not uow.committed
    assert len(read(SQL).log) == 1


def test_the_log_keeps_every_word_newest_first(assess, correct, ann, store, tiny_taxonomy, ids, read):
    assess()
    correct(SQL, "adjusted", Level.NOVICE)
    correct(SQL, "rejected")
    corrections.withdraw_correction(ann, ids[SQL], FakeUnitOfWork(store), tiny_taxonomy, NOW)
    correct(SQL, "adjusted", Level.EXPERT)
    log = read(SQL).log
    assert [word.verdict for word in log] == ["adjusted", "withdrawn", "rejected", "adjusted"]
    assert [word.level for word in log] == [Level.EXPERT, None, None, Level.NOVICE]


def test_a_word_taken_back_lets_the_assessment_speak_again(assess, correct, ann, store, tiny_taxonomy, ids, read):
    level = machine_level(assess(), SQL)
    correct(SQL, "rejected")
    corrections.withdraw_correction(ann, ids[SQL], FakeUnitOfWork(store), tiny_taxonomy, NOW)
    skill = read(SQL).skill
    assert (skill.level, skill.basis, skill.is_held, skill.correction) == (level, Basis.CV, True, None)
    with pytest.raises(CorrectionNotFoundError):
        corrections.withdraw_correction(ann, ids[SQL], FakeUnitOfWork(store), tiny_taxonomy, NOW)


def test_an_added_skill_whose_word_is_taken_back_is_gone_from_the_profile(
    correct, ann, store, tiny_taxonomy, ids, read
):
    correct(MINING, "adjusted", Level.NOVICE)
    corrections.withdraw_correction(ann, ids[MINING], FakeUnitOfWork(store), tiny_taxonomy, NOW)
    with pytest.raises(SkillNotFoundError, match="GET /v1/users/me/skills"):
        read(MINING)


def test_the_persons_word_outlives_the_next_assessments(assess, correct, read):
    assess()
    correct(SQL, "rejected")
    correct(MINING, "adjusted", Level.PROFICIENT)
    again = assess()
    assert read(SQL).skill.is_held is False
    assert read(MINING).skill.level is Level.PROFICIENT
    assert [word.verdict for word in again.corrections.values()] == [Verdict.REJECTED]
    assess(CvText("We walked along the river and the weather was fine for all of the day."))
    assert read(SQL).skill.is_held is False


def test_a_skill_that_nobody_knows_is_not_found(ann, store, tiny_taxonomy):
    with pytest.raises(SkillNotFoundError, match="GET /v1/skills"):
        corrections.correct_skill(
            ann, SkillId(uuid4()), Verdict.ADJUSTED, Level.NOVICE, "", FakeUnitOfWork(store), tiny_taxonomy, NOW
        )


def test_a_skill_that_left_the_taxonomy_can_still_be_rejected(assess, ann, store, ids):
    assess()
    without_skills = SimpleNamespace(skill_by_id=lambda _: None)
    uow = FakeUnitOfWork(store)
    skill = corrections.correct_skill(ann, ids[SQL], Verdict.REJECTED, None, "", uow, without_skills, NOW)
    assert (skill.name, skill.is_held) == (SQL, False)


def test_without_a_profile_nothing_can_be_said(store, tiny_taxonomy, ids):
    nobody = UserId(uuid4())
    uow = FakeUnitOfWork(store)
    with pytest.raises(UserNotFoundError):
        corrections.correct_skill(nobody, ids[SQL], Verdict.ADJUSTED, Level.NOVICE, "", uow, tiny_taxonomy, NOW)
    with pytest.raises(UserNotFoundError):
        corrections.list_profile_skills(nobody, None, 9, uow, tiny_taxonomy)


@pytest.mark.parametrize("reason", ["x" * 1_001, "a\0b", "\ud800", "bell\x07"])
def test_a_reason_that_cannot_be_kept_is_refused(assess, correct, reason):
    assess()
    with pytest.raises(InvalidInputError, match="the reason"):
        correct(SQL, "rejected", reason=reason)


def test_a_reason_may_have_lines(assess, correct):
    assess()
    assert correct(SQL, "rejected", reason=" One.\nTwo. ").correction.reason == "One.\nTwo."


def test_somebody_elses_words_are_not_there(correct, store, tiny_taxonomy, ids):
    correct(MINING, "adjusted", Level.NOVICE)
    other = UserId(uuid4())
    users.put_profile(other, "Eve", "en", FakeUnitOfWork(store), NOW)
    assert corrections.list_profile_skills(other, None, 9, FakeUnitOfWork(store), tiny_taxonomy).items == ()


def test_each_takes_one_read_of_the_store_and_one_more_call(assess, correct, ann, tiny_taxonomy, ids, store):
    assess()
    asked = []

    class Watched(Undivided):
        """The store, noting what it is asked."""

        def __getattr__(self, name):
            asked.append(name)
            return getattr(store, name)

    def calls(act):
        asked.clear()
        act(FakeUnitOfWork(Watched()))
        return len(asked)

    assert calls(lambda uow: correct(SQL, "rejected", uow=uow)) == 2
    assert calls(lambda uow: corrections.explain_skill(ann, ids[SQL], uow, tiny_taxonomy)) == 2
    assert calls(lambda uow: corrections.list_profile_skills(ann, None, 9, uow, tiny_taxonomy)) == 1
    assert calls(lambda uow: corrections.withdraw_correction(ann, ids[SQL], uow, tiny_taxonomy, NOW)) == 2
