import inspect

import pytest

from shared.api.problems import STATUS_BY_ERROR, status_of
from shared.domain import errors

ALL_ERRORS = [
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, errors.SkillpathError) and cls is not errors.SkillpathError
]


@pytest.mark.parametrize("error", ALL_ERRORS)
def test_every_error_of_the_tree_has_a_status_of_its_own(error):
    # Not constructed: some take more than a message.
    status = status_of(error.__new__(error))
    assert 400 <= status <= 503
    assert status != 500


def test_codes_are_stable_words_and_no_two_errors_share_one():
    codes = [error.code for error in ALL_ERRORS]
    assert len(set(codes)) == len(codes)
    assert all(code.replace("-", "").isalpha() and code.islower() for code in codes)


def test_the_more_specific_class_decides():
    assert status_of(errors.TextTooLongError("x")) == 413
    assert status_of(errors.InvalidTextError("x")) == 422
    assert status_of(errors.InvalidCursorError("x")) == 400


def test_an_error_of_no_kind_is_500():
    assert status_of(errors.SkillpathError("x")) == 500
    assert errors.SkillpathError not in STATUS_BY_ERROR


def test_the_tree_in_the_docstring_names_every_error():
    assert errors.__doc__ is not None
    assert [error.__name__ for error in ALL_ERRORS if error.__name__ not in errors.__doc__] == []
