"""What a person stored is theirs, whole and in order, on every store."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.domain.assessment import Assessment, FindingStrategy
from shared.domain.caller import Caller
from shared.domain.errors import InvalidCursorError, InvalidInputError, InvalidTextError, StaleVersionError
from shared.domain.ids import AssessmentId, DocumentId, new_id
from shared.domain.user import User
from tests.contract.conftest import Backend

Profile = Callable[[Caller], User]
MakeAssessment = Callable[..., Assessment]


@pytest.fixture
def backend_with_profiles(backend: Backend, profile: Profile) -> Backend:
    for caller in (backend.reader, backend.other):
        with backend.uow(caller) as uow:
            uow.users.add(profile(caller))
            uow.commit()
    return backend


def _store(backend: Backend, caller: Caller, *made: Assessment) -> None:
    with backend.uow(caller) as uow:
        for item in made:
            uow.assessments.add(item)
        uow.commit()


def test_an_assessment_is_read_back_to_the_letter(backend_with_profiles: Backend, assessment: MakeAssessment):
    backend = backend_with_profiles
    made = assessment(backend.reader)
    with backend.uow(backend.reader) as uow:
        uow.assessments.add(made)
        assert uow.assessments.get(backend.reader.user_id, made.id) == made
        uow.commit()
    with backend.uow(backend.reader) as uow:
        stored = uow.assessments.get(backend.reader.user_id, made.id)
        assert stored == made
        assert repr(stored) == repr(made)
        assert uow.assessments.list_page(backend.reader.user_id, None, 10).items == (made.summary,)


@pytest.mark.parametrize("strategy", list(FindingStrategy))
def test_an_assessment_says_of_which_document_it_is_and_how_its_skills_were_found(
    backend_with_profiles: Backend, assessment: MakeAssessment, strategy: FindingStrategy
):
    backend = backend_with_profiles
    document_id = DocumentId(new_id())
    made = assessment(backend.reader, document_id=document_id, strategy=strategy)
    _store(backend, backend.reader, made)
    with backend.uow(backend.reader) as uow:
        (listed,) = uow.assessments.list_page(backend.reader.user_id, None, 10).items
        profile = uow.profiles.get(backend.reader.user_id)
    assert profile is not None
    assert profile.assessment == made
    assert (listed.document_id, listed.strategy) == (document_id, strategy)


def test_an_assessment_of_many_quotes_fits(backend_with_profiles: Backend, assessment: MakeAssessment):
    backend = backend_with_profiles
    made = assessment(backend.reader)
    large = replace(made, result=replace(made.result, skills=made.result.skills * 400))
    _store(backend, backend.reader, large)
    with backend.uow(backend.reader) as uow:
        assert uow.assessments.get(backend.reader.user_id, made.id) == large


def test_somebody_elses_assessment_is_not_there(backend_with_profiles: Backend, assessment: MakeAssessment):
    backend = backend_with_profiles
    mine, theirs = assessment(backend.reader), assessment(backend.other)
    _store(backend, backend.reader, mine)
    _store(backend, backend.other, theirs)
    with backend.uow(backend.reader) as uow:
        assert uow.assessments.get(backend.reader.user_id, theirs.id) is None
        assert uow.assessments.list_page(backend.reader.user_id, None, 10).items == (mine.summary,)


def test_somebody_elses_assessment_cannot_be_deleted(backend_with_profiles: Backend, assessment: MakeAssessment):
    backend = backend_with_profiles
    theirs = assessment(backend.other)
    _store(backend, backend.other, theirs)
    with backend.uow(backend.reader) as uow:
        uow.assessments.delete(replace(theirs.summary, user_id=backend.reader.user_id))
        with pytest.raises(StaleVersionError):
            uow.commit()
    with backend.uow(backend.other) as uow:
        assert uow.assessments.get(backend.other.user_id, theirs.id) == theirs


def test_assessments_are_listed_newest_first_and_page_without_loss(
    backend_with_profiles: Backend, assessment: MakeAssessment
):
    backend = backend_with_profiles
    made = [assessment(backend.reader) for _ in range(23)]
    _store(backend, backend.other, *(assessment(backend.other) for _ in range(5)))
    _store(backend, backend.reader, *made)
    expected = sorted((item.summary for item in made), key=lambda summary: summary.id, reverse=True)
    for limit in (1, 7, 22, 23, 100):
        listed, after = [], None
        with backend.uow(backend.reader) as uow:
            while True:
                page = uow.assessments.list_page(backend.reader.user_id, after, limit)
                listed.extend(page.items)
                if page.next_key is None:
                    break
                after = page.next_key
        assert listed == expected


def test_a_page_of_assessments_holds_the_writes_of_the_block(
    backend_with_profiles: Backend, assessment: MakeAssessment
):
    backend = backend_with_profiles
    stored = [assessment(backend.reader) for _ in range(6)]
    _store(backend, backend.reader, *stored)
    added = [assessment(backend.reader) for _ in range(2)]
    with backend.uow(backend.reader) as uow:
        for item in added:
            uow.assessments.add(item)
        for item in (stored[1], stored[5], added[0]):
            uow.assessments.delete(item.summary)
        kept = [stored[0], stored[2], stored[3], stored[4], added[1]]
        expected = sorted((item.summary for item in kept), key=lambda summary: summary.id, reverse=True)
        for limit in (1, 2, 4, 5, 100):
            listed, after = [], None
            while True:
                page = uow.assessments.list_page(backend.reader.user_id, after, limit)
                listed.extend(page.items)
                if (after := page.next_key) is None:
                    break
            assert listed == expected
        uow.commit()
        assert list(uow.assessments.list_page(backend.reader.user_id, None, 100).items) == expected


def test_a_deleted_assessment_is_gone_and_cannot_be_deleted_again(
    backend_with_profiles: Backend, assessment: MakeAssessment
):
    backend = backend_with_profiles
    made, kept = assessment(backend.reader), assessment(backend.reader)
    _store(backend, backend.reader, made, kept)
    with backend.uow(backend.reader) as uow:
        uow.assessments.delete(made.summary)
        assert uow.assessments.get(backend.reader.user_id, made.id) is None
        uow.commit()
        assert uow.assessments.get(backend.reader.user_id, made.id) is None
        uow.assessments.delete(made.summary)
        with pytest.raises(StaleVersionError):
            uow.commit()
        assert uow.assessments.list_page(backend.reader.user_id, None, 10).items == (kept.summary,)


def test_an_assessment_of_another_version_is_not_deleted(backend_with_profiles: Backend, assessment: MakeAssessment):
    backend = backend_with_profiles
    made = assessment(backend.reader)
    _store(backend, backend.reader, made)
    with backend.uow(backend.reader) as uow:
        uow.assessments.delete(replace(made.summary, version=2))
        with pytest.raises(StaleVersionError):
            uow.commit()


def test_a_cursor_that_is_no_id_is_refused(backend_with_profiles: Backend):
    backend = backend_with_profiles
    with backend.uow(backend.reader) as uow, pytest.raises(InvalidCursorError):
        uow.assessments.list_page(backend.reader.user_id, "skill \x1f 7", 10)


def test_an_absent_assessment_is_none(backend_with_profiles: Backend, unknown_id: AssessmentId):
    backend = backend_with_profiles
    with backend.uow(backend.reader) as uow:
        assert uow.assessments.get(backend.reader.user_id, unknown_id) is None


@pytest.mark.parametrize("name", ['Ann O\'Neil "A" \\ {x}, (y) 100% _', "👩🏽‍💻", "אבג \u200f", "a\nb", "𝔘" * 120])
def test_a_display_name_is_kept_to_the_letter(backend: Backend, profile: Profile, name: str):
    user = replace(profile(backend.reader), display_name=name)
    with backend.uow(backend.reader) as uow:
        uow.users.add(user)
        uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.users.get(user.id) == user


@pytest.mark.parametrize(("name", "locale"), [("", "en"), ("x" * 121, "en"), ("Ann", "e"), ("Ann", "e" * 36)])
def test_a_profile_out_of_bounds_is_refused(backend: Backend, profile: Profile, name: str, locale: str):
    with backend.uow(backend.reader) as uow:
        uow.users.add(replace(profile(backend.reader), display_name=name, locale=locale))
        with pytest.raises(InvalidInputError):
            uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.users.get(backend.reader.user_id) is None


def test_a_display_name_that_is_not_text_is_refused(backend: Backend, profile: Profile):
    with backend.uow(backend.reader) as uow, pytest.raises(InvalidTextError):
        uow.users.add(replace(profile(backend.reader), display_name="a\0b"))
