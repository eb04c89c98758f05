from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.domain.errors import InvalidInputError, UserNotFoundError
from shared.domain.ids import UserId
from shared.repositories.fake import MemoryRepository
from shared.services import users
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ANN = UserId(uuid4())


def test_the_first_put_creates_a_profile():
    store = MemoryRepository()
    uow = FakeUnitOfWork(store)
    user = users.put_profile(ANN, "Ann O'Neil", "en-GB", uow, NOW)
    assert uow.committed
    assert users.get_profile(ANN, FakeUnitOfWork(store)) == user
    assert (user.version, user.created_at, user.updated_at) == (1, NOW, NOW)


def test_the_next_put_changes_it_and_keeps_when_it_was_made():
    uow = FakeUnitOfWork()
    users.put_profile(ANN, "Ann", "en", uow, NOW)
    user = users.put_profile(ANN, "Anna", "pt-BR", uow, LATER)
    assert users.get_profile(ANN, uow) == user
    assert (user.display_name, user.locale, user.version) == ("Anna", "pt-BR", 2)
    assert (user.created_at, user.updated_at) == (NOW, LATER)


def test_a_user_without_a_profile_is_told_how_to_make_one():
    with pytest.raises(UserNotFoundError, match="PUT /v1/users/me"):
        users.get_profile(ANN, FakeUnitOfWork())


def test_two_first_puts_at_once_both_succeed_and_the_later_one_stands():
    store = MemoryRepository()

    class Overtaken(FakeUnitOfWork):
        """Another first PUT commits between this one's look and its commit, once."""

        is_overtaken = False

        def commit(self, result=None):
            if not self.is_overtaken:
                self.is_overtaken = True
                users.put_profile(ANN, "First", "en", FakeUnitOfWork(store), NOW)
            super().commit(result)

    user = users.put_profile(ANN, "Second", "en", Overtaken(store), LATER)
    assert user == users.get_profile(ANN, FakeUnitOfWork(store))
    assert (user.display_name, user.version, user.created_at) == ("Second", 2, NOW)


def test_names_are_trimmed():
    assert users.put_profile(ANN, "  Ann \n", "en", FakeUnitOfWork(), NOW).display_name == "Ann"


@pytest.mark.parametrize(
    "name", ["", "   ", "\u200b\u200d", "A\x00nn", "Ann\nEve", "Ann\x1b[31m", "a" * 121, "\ud800A"]
)
def test_names_that_cannot_be_shown_are_refused(name):
    uow = FakeUnitOfWork()
    with pytest.raises(InvalidInputError, match="display name"):
        users.put_profile(ANN, name, "en", uow, NOW)
    assert not uow.committed


@pytest.mark.parametrize("name", ["李小龍", "Ann-Marie d'Été", "👩🏽‍💻 Ann", "محمد", "a" * 120])
def test_names_of_any_script_are_taken(name):
    assert users.put_profile(ANN, name, "en", FakeUnitOfWork(), NOW).display_name == name


@pytest.mark.parametrize(
    "locale", ["", "e", "english", "en_GB", "en-", "en-GB\n", "a" * 36, "12", "en-" + "abcdefgh-" * 4]
)
def test_what_is_no_language_tag_is_refused(locale):
    with pytest.raises(InvalidInputError, match="language tag"):
        users.put_profile(ANN, "Ann", locale, FakeUnitOfWork(), NOW)


@pytest.mark.parametrize("locale", ["en", "de-AT", "zh-Hant-TW", "es-419", "sl-rozaj-biske-1994"])
def test_language_tags_are_taken(locale):
    assert users.put_profile(ANN, "Ann", locale, FakeUnitOfWork(), NOW).locale == locale
