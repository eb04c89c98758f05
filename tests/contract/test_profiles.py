"""A profile is the latest assessment and the person's latest word on each skill, on every store."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.domain.assessment import Assessment
from shared.domain.errors import InvalidInputError, InvalidTextError, UserNotFoundError
from shared.domain.ids import SkillId
from shared.domain.profile import Correction, Profile, Verdict
from tests.contract.conftest import Backend

MakeAssessment = Callable[..., Assessment]
MakeCorrection = Callable[..., Correction]

CPP, K8S = SkillId(uuid4()), SkillId(uuid4())


def _say(backend: Backend, *corrections: Correction) -> None:
    with backend.uow(backend.reader) as uow:
        for correction in corrections:
            uow.corrections.add(correction)
        uow.commit()


def _profile(backend: Backend) -> Profile | None:
    with backend.uow(backend.reader) as uow:
        return uow.profiles.get(backend.reader.user_id)


def test_before_a_user_tells_their_name_there_is_no_profile(backend: Backend):
    assert _profile(backend) is None


def test_a_new_profile_holds_nothing_yet(backend: Backend):
    user = backend.store_profile(backend.reader)
    assert _profile(backend) == Profile(user, None, {})


def test_a_profile_holds_the_latest_assessment_and_the_latest_word_on_each_skill(
    backend: Backend, assessment: MakeAssessment, correction: MakeCorrection
):
    user = backend.store_profile(backend.reader)
    backend.store_profile(backend.other)
    made = [assessment(backend.reader) for _ in range(3)]
    with backend.uow(backend.reader) as uow:
        for item in made:
            uow.assessments.add(item)
        uow.commit()
    with backend.uow(backend.other) as uow:
        uow.assessments.add(assessment(backend.other))
        uow.corrections.add(correction(backend.other, CPP))
        uow.commit()
    verdicts = (Verdict.CONFIRMED, Verdict.REJECTED, Verdict.ADJUSTED)
    said = [correction(backend.reader, CPP, verdict) for verdict in verdicts]
    withdrawn = correction(backend.reader, K8S, Verdict.WITHDRAWN, machine_level=None, reason="")
    _say(backend, said[0], said[1], withdrawn, said[2])
    latest = max(made, key=lambda item: item.id)
    assert _profile(backend) == Profile(user, latest, {CPP: said[2], K8S: withdrawn})


def test_a_block_sees_its_own_word_and_its_own_assessment_in_the_profile(
    backend: Backend, assessment: MakeAssessment, correction: MakeCorrection
):
    user = backend.store_profile(backend.reader)
    _say(backend, correction(backend.reader, CPP), kept := correction(backend.reader, K8S))
    newer = correction(backend.reader, CPP, Verdict.REJECTED)
    made = assessment(backend.reader)
    changed = user.changed("Bea", "de", made.summary.created_at)
    with backend.uow(backend.reader) as uow:
        uow.corrections.add(newer)
        uow.assessments.add(made)
        uow.users.update(changed)
        assert uow.profiles.get(user.id) == Profile(changed, made, {CPP: newer, K8S: kept})
        uow.commit()
        assert uow.profiles.get(user.id) == Profile(changed, made, {CPP: newer, K8S: kept})


def test_without_the_latest_assessment_the_one_before_speaks(backend: Backend, assessment: MakeAssessment):
    user = backend.store_profile(backend.reader)
    first, second = sorted((assessment(backend.reader) for _ in range(2)), key=lambda item: item.id)
    with backend.uow(backend.reader) as uow:
        uow.assessments.add(first)
        uow.assessments.add(second)
        uow.commit()
        assert uow.profiles.get(user.id) == Profile(user, second, {})
        uow.assessments.delete(second.summary)
        assert uow.profiles.get(user.id) == Profile(user, first, {})
        uow.commit()
        assert uow.profiles.get(user.id) == Profile(user, first, {})
        uow.assessments.delete(first.summary)
        assert uow.profiles.get(user.id) == Profile(user, None, {})


def test_a_log_is_read_newest_first_whole_and_no_further_than_asked(backend: Backend, correction: MakeCorrection):
    backend.store_profile(backend.reader)
    said = [correction(backend.reader, CPP) for _ in range(4)]
    _say(backend, *said, correction(backend.reader, K8S))
    staged = correction(backend.reader, CPP, Verdict.REJECTED)
    with backend.uow(backend.reader) as uow:
        assert list(uow.corrections.log(backend.reader.user_id, CPP, 10)) == said[::-1]
        uow.corrections.add(staged)
        assert list(uow.corrections.log(backend.reader.user_id, CPP, 3)) == [staged, said[3], said[2]]
        assert list(uow.corrections.log(backend.other.user_id, CPP, 3)) == []
        with pytest.raises(ValueError, match="100"):
            uow.corrections.log(backend.reader.user_id, CPP, 101)


def test_a_correction_needs_a_profile(backend: Backend, correction: MakeCorrection):
    with pytest.raises(UserNotFoundError):
        _say(backend, correction(backend.reader, CPP))


def test_a_reason_is_text_of_at_most_1000_characters(backend: Backend, correction: MakeCorrection):
    backend.store_profile(backend.reader)
    longest = correction(backend.reader, CPP, reason="𝔘" * 1000)
    _say(backend, longest)
    with pytest.raises(InvalidInputError):
        _say(backend, replace(correction(backend.reader, CPP), reason="x" * 1001))
    with pytest.raises(InvalidTextError):
        _say(backend, correction(backend.reader, CPP, reason="a\0b"))
    found = _profile(backend)
    assert found
    assert found.corrections == {CPP: longest}
