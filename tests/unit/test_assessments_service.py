from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from shared.domain.assessment import Action, FindingStrategy, Level, Polarity
from shared.domain.document_text import DocumentText, Hidden
from shared.domain.errors import (
    AssessmentNotFoundError,
    InvalidInputError,
    TextTooLongError,
    UnsupportedLanguageError,
    UserNotFoundError,
)
from shared.domain.ids import AssessmentId, UserId
from shared.domain.profile import Correction, Verdict
from shared.domain.request import Limit, WriteRequest
from shared.domain.text import CvText
from shared.extraction import METHOD_VERSION
from shared.repositories.fake import MemoryRepository
from shared.repositories.staged.store import Undivided
from shared.services import assessments, users
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AS_OF = NOW.date()
CV = CvText("""Ann Example

EXPERIENCE

Data analyst, Acme Ltd, January 2022 - present
- Led the reporting of the whole group in SQL and cleansed data for it.
- Ran the statistical analysis of deliveries for the board.

SKILLS
Python programming. I have no experience with data mining. I want to learn to manage a team.
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
def assess(ann, store, tiny_taxonomy):
    def run(text=CV, user_id=ann, *, as_of=AS_OF, now=NOW):
        made = assessments.assess(user_id, text, FakeUnitOfWork(store), tiny_taxonomy, as_of=as_of, now=now)
        assert made.corrections == {}
        return made.assessment

    return run


@pytest.fixture
def read(ann, store, tiny_taxonomy):
    def run(assessment_id, user_id=ann, uow=None):
        uow = uow or FakeUnitOfWork(store)
        return assessments.get_assessment(user_id, assessment_id, uow, tiny_taxonomy)

    return run


class Watched(Undivided):
    """A store, noting what it is asked."""

    def __init__(self, store):
        self.store = store
        self.asked = []

    def __getattr__(self, name):
        self.asked.append(name)
        return getattr(self.store, name)


def test_every_quote_names_the_page_it_begins_on(tiny_taxonomy):
    second = CV.value.index("- Ran the statistical")
    pages = DocumentText(CV.value, (0, second), (), Hidden(), is_truncated=False)
    result = assessments.assess_text(CV, tiny_taxonomy, AS_OF, pages.page_at).result
    quotes = [evidence for skill in result.skills for evidence in skill.evidence]
    quotes += [aside.evidence for aside in result.set_aside]
    quotes += result.recommendations
    assert {quote.page for quote in quotes} == {1, 2}
    assert all(quote.page == (1 if quote.start < second else 2) for quote in quotes)


def test_pages_change_nothing_but_the_pages(tiny_taxonomy):
    typed_in = assessments.assess_text(CV, tiny_taxonomy, AS_OF).result
    read = assessments.assess_text(CV, tiny_taxonomy, AS_OF, lambda _offset: 7).result
    assert "page=7" in repr(read)
    assert repr(read).replace("page=7", "page=None") == repr(typed_in)


def test_without_vectors_skills_are_found_by_name_and_the_answer_says_so(tiny_taxonomy):
    exact = assessments.assess_text(CV, tiny_taxonomy, AS_OF, strategy=FindingStrategy.EXACT)
    assert exact.strategy is FindingStrategy.EXACT
    assert assessments.assess_text(CV, tiny_taxonomy, AS_OF, strategy=FindingStrategy.HYBRID) == exact
    assert assessments.assess_text(CV, tiny_taxonomy, AS_OF) == exact


def test_an_assessment_is_kept_and_says_what_it_was_made_with(assess, read, tiny_taxonomy):
    made = assess()
    assert read(made.id).assessment == made
    summary = made.summary
    assert summary.taxonomy_version == tiny_taxonomy.version
    assert summary.method_version == METHOD_VERSION
    assert (summary.input_sha256, summary.input_chars) == (CV.sha256, len(CV.value))
    assert (summary.as_of, summary.created_at, summary.language) == (AS_OF, NOW, "en")
    assert summary.skill_count == len(made.result.skills)
    assert summary.strategy is FindingStrategy.EXACT
    assert 0 < summary.scored_count < summary.skill_count


def test_it_takes_one_read_of_the_store_and_one_write(tiny_taxonomy, ann, store):
    watched = Watched(store)
    assessments.assess(ann, CV, FakeUnitOfWork(watched), tiny_taxonomy, as_of=AS_OF, now=NOW)
    assert watched.asked == ["profile", "apply"]


def test_an_admitted_request_takes_two_round_trips(tiny_taxonomy, ann, store):
    watched = Watched(store)
    uow = FakeUnitOfWork(watched)
    assert uow.admit(WriteRequest(ann, 5, Limit(60, 60), None, "0" * 64, wants_profile=True)) is None
    assessments.assess(ann, CV, uow, tiny_taxonomy, as_of=AS_OF, now=NOW)
    assert len(watched.asked) == 2


def test_the_latest_is_read_in_one_round_trip_and_an_older_one_in_two(assess, read, store):
    older, latest = assess(), assess()
    watched = Watched(store)
    assert read(latest.id, uow=FakeUnitOfWork(watched)).assessment == latest
    assert len(watched.asked) == 1
    assert read(older.id, uow=FakeUnitOfWork(watched)).assessment == older
    assert len(watched.asked) == 3


def test_what_the_person_says_stands_beside_old_and_new_assessments_until_it_is_taken_back(
    assess, read, ann, store, tiny_taxonomy
):
    older, latest = assess(), assess()
    sql = next(skill for skill in latest.result.skills if skill.name == "SQL")

    def say(verdict):
        with FakeUnitOfWork(store) as uow:
            uow.corrections.add(Correction.new(ann, sql.skill_id, "SQL", verdict, None, None, "", NOW))
            uow.commit()

    say(Verdict.REJECTED)
    for made in (older, latest):
        assert {skill_id: word.verdict for skill_id, word in read(made.id).corrections.items()} == {
            sql.skill_id: Verdict.REJECTED
        }
    say(Verdict.WITHDRAWN)
    assert read(older.id).corrections == {}


def test_a_user_without_a_profile_is_told_to_make_one_and_nothing_is_kept(store, tiny_taxonomy):
    nobody = UserId(uuid4())
    uow = FakeUnitOfWork(store)
    with pytest.raises(UserNotFoundError, match="PUT /v1/users/me"):
        assessments.assess(nobody, CV, uow, tiny_taxonomy, as_of=AS_OF, now=NOW)
    assert not uow.committed
    assert list(assessments.list_assessments(nobody, None, 10, FakeUnitOfWork(store)).items) == []


def test_used_skills_are_scored_claimed_ones_are_unknown_and_others_are_set_aside(assess):
    result = assess().result
    skills = {skill.name: skill for skill in result.skills}
    assert skills["SQL"].proficiency.score is not None
    assert skills["SQL"].months == 59
    assert skills["Python (computer programming)"].proficiency.level is Level.UNKNOWN
    aside = {item.name: item.evidence.polarity for item in result.set_aside}
    assert aside == {"data mining": Polarity.NEGATED, "manage a team": Polarity.HYPOTHETICAL}
    assert not set(aside) & set(skills)


def test_every_quote_is_found_at_its_offsets(assess):
    result = assess().result
    shown = [evidence for skill in result.skills for evidence in skill.evidence]
    shown += [item.evidence for item in result.set_aside]
    assert shown
    for evidence in shown:
        assert CV.value[evidence.start : evidence.end] == evidence.quote
    for recommendation in result.recommendations:
        assert CV.value[recommendation.start : recommendation.end] == recommendation.quote


def test_skills_come_scored_first_and_best_first(assess):
    scores = [skill.proficiency.score for skill in assess().result.skills]
    known = [score for score in scores if score is not None]
    assert known == sorted(known, reverse=True)
    assert scores == known + [None] * (len(scores) - len(known))


def test_a_claim_is_to_be_proved_and_a_wish_to_be_learned(assess):
    found = {(one.action, one.skill_name) for one in assess().result.recommendations}
    assert (Action.PROVE, "Python (computer programming)") in found
    assert (Action.LEARN, "manage a team") in found
    assert "data mining" not in {name for _, name in found}


def test_the_same_input_gives_the_same_result_under_a_new_id(assess):
    first, second = assess(), assess(now=NOW + timedelta(days=40))
    assert first.result == second.result
    assert first.id != second.id


def test_a_later_day_makes_what_is_present_longer(assess):
    earlier = {skill.name: skill for skill in assess(as_of=date(2024, 6, 1)).result.skills}
    assert earlier["SQL"].months == 30


def test_a_day_still_to_come_is_refused(assess):
    with pytest.raises(InvalidInputError, match="still to come"):
        assess(as_of=AS_OF + timedelta(days=2))


def test_where_it_is_already_tomorrow_tomorrow_will_do(assess):
    assert assess(as_of=AS_OF + timedelta(days=1)).summary.as_of == AS_OF + timedelta(days=1)


def test_a_text_in_another_language_is_refused_with_both_languages_named(assess, ann, store):
    german = CvText(
        "Ich habe bei der Firma in Berlin als Analyst gearbeitet und war für die Auswertung der Daten verantwortlich. "
        "Mit meinem Team habe ich die Berichte für den Vorstand erstellt und die Prozesse der Abteilung verbessert."
    )
    with pytest.raises(UnsupportedLanguageError, match=r"German.*English.*send the CV in English"):
        assess(german)
    assert list(assessments.list_assessments(ann, None, 10, FakeUnitOfWork(store)).items) == []


def test_a_text_too_short_to_tell_its_language_is_read_in_the_taxonomys(assess):
    assert assess(CvText("SQL")).summary.language == "en"


def test_a_text_without_skills_is_an_assessment_without_skills(assess):
    made = assess(CvText("We walked along the river and the weather was fine for all of the day."))
    assert (made.result.skills, made.result.recommendations, made.summary.skill_count) == ((), (), 0)


def test_assessments_are_listed_newest_first_page_by_page(assess, ann, store):
    made = [assess() for _ in range(3)]
    newest = sorted((one.id for one in made), reverse=True)
    first = assessments.list_assessments(ann, None, 2, FakeUnitOfWork(store))
    assert [summary.id for summary in first.items] == newest[:2]
    rest = assessments.list_assessments(ann, first.next_key, 2, FakeUnitOfWork(store))
    assert [summary.id for summary in rest.items] == newest[2:]
    assert rest.next_key is None


def test_a_list_of_very_many_skills_is_no_cv_and_is_not_kept(ann, store, taxonomy):
    names = [skill.name for skill in taxonomy.iter_skills()][:1_500]
    text = CvText("Skills\n" + "\n".join(f"- {name}" for name in names))
    uow = FakeUnitOfWork(store)
    with pytest.raises(TextTooLongError, match=f"{assessments.MAX_FOUND} is the most"):
        assessments.assess(ann, text, uow, taxonomy, as_of=AS_OF, now=NOW)
    assert not uow.committed


def test_somebody_elses_assessment_is_not_there_to_read_or_delete(assess, read, store):
    made = assess()
    other = UserId(uuid4())
    with pytest.raises(AssessmentNotFoundError):
        read(made.id, other)
    users.put_profile(other, "Eve", "en", FakeUnitOfWork(store), NOW)
    with pytest.raises(AssessmentNotFoundError):
        read(made.id, other)
    with pytest.raises(AssessmentNotFoundError):
        assessments.delete_assessment(other, made.id, FakeUnitOfWork(store))
    assert read(made.id).assessment == made


def test_a_deleted_assessment_is_gone(assess, read, ann, store):
    made = assess()
    uow = FakeUnitOfWork(store)
    assessments.delete_assessment(ann, made.id, uow)
    assert uow.committed
    with pytest.raises(AssessmentNotFoundError, match=str(made.id)):
        read(made.id)


def test_deleting_what_is_not_there_says_so(ann, store):
    with pytest.raises(AssessmentNotFoundError, match="GET /v1/assessments"):
        assessments.delete_assessment(ann, AssessmentId(uuid4()), FakeUnitOfWork(store))
