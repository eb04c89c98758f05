"""What is known of a file is its owner's alone, and what it leaves in the object store is not forgotten."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

import pytest

from shared.domain.assessment import Assessment
from shared.domain.caller import Caller
from shared.domain.document import Document, DocumentState, Reading, range_of_key
from shared.domain.errors import (
    ConflictError,
    DuplicateDocumentError,
    InvalidTextError,
    StaleVersionError,
    UserNotFoundError,
)
from shared.domain.ids import DocumentId
from tests.contract.conftest import NOW, Backend, all_at_once
from tests.contract.samples import ODD, new_document, new_item, new_run

READING = Reading(page_count=3, text_chars=2000, quality=0.1 + 0.2, hidden_chars=7, flags=("white-text", "truncated"))


def _store(backend: Backend, caller: Caller, *documents: Document) -> None:
    with backend.uow(caller) as uow:
        for document in documents:
            uow.documents.add(document)
        uow.commit()


def _change(backend: Backend, document: Document) -> Document:
    """As a worker does."""
    with backend.service() as uow:
        uow.documents.update(document)
        uow.commit()
    return document


def test_a_document_is_read_back_as_it_was_stored_and_by_its_owner_alone(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    document = new_document(user_id)
    with backend.uow(backend.reader) as uow:
        uow.documents.add(document)
        for _ in ("staged", "committed"):
            assert uow.documents.get(user_id, document.id) == document
            assert uow.documents.find_by_sha256(user_id, document.sha256) == document
            assert uow.documents.list_page(user_id, None, 10).items == (document,)
            assert list(uow.documents.get_many(user_id, [document.id, DocumentId(uuid4())])) == [document]
            uow.commit()
    other_id = backend.store_profile(backend.other).id
    with backend.uow(backend.other) as uow:
        assert uow.documents.get(other_id, document.id) is None
        assert uow.documents.find_by_sha256(other_id, document.sha256) is None
        assert not uow.documents.list_page(other_id, None, 10).items
        assert not uow.documents.get_many(other_id, [document.id])


def test_a_document_goes_through_its_states(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    _store(backend, backend.reader, document := new_document(user_id))
    for changed in (
        received := document.received(NOW),
        extracted := received.extracted(READING, NOW),
        unread := extracted.unread(NOW),
        unread.rejected("wrong-magic", NOW),
    ):
        _change(backend, changed)
        with backend.uow(backend.reader) as uow:
            assert uow.documents.get(user_id, document.id) == changed


@pytest.mark.parametrize("version", [1, 3])
def test_a_change_over_another_version_is_stale(backend: Backend, version: int):
    user_id = backend.store_profile(backend.reader).id
    _store(backend, backend.reader, document := new_document(user_id))
    with pytest.raises(StaleVersionError):
        _change(backend, replace(document.received(NOW), version=version))
    with backend.uow(backend.reader) as uow:
        assert uow.documents.get(user_id, document.id) == document


def test_the_same_bytes_are_one_document_of_a_user_while_it_is_usable(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    _store(backend, backend.reader, first := new_document(user_id))
    with pytest.raises(DuplicateDocumentError):
        _store(backend, backend.reader, new_document(user_id))
    _change(backend, first.rejected("wrong-magic", NOW))
    _store(backend, backend.reader, second := new_document(user_id))
    with backend.uow(backend.reader) as uow:
        assert uow.documents.find_by_sha256(user_id, second.sha256) == second
        uow.documents.update(second.erased(NOW))
        for _ in ("staged", "committed"):
            assert uow.documents.find_by_sha256(user_id, second.sha256) is None
            uow.commit()
    _store(backend, backend.reader, new_document(user_id))


def test_the_same_bytes_of_two_users_are_two_documents(backend: Backend):
    for caller in (backend.reader, backend.other):
        user_id = backend.store_profile(caller).id
        _store(backend, caller, document := new_document(user_id))
        with backend.uow(caller) as uow:
            assert uow.documents.find_by_sha256(user_id, document.sha256) == document


def test_of_two_that_announce_the_same_bytes_at_once_one_is_told(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    raised = all_at_once([lambda: _store(backend, backend.reader, new_document(user_id)) for _ in range(2)])
    assert sorted(type(error).__name__ for error in raised) == ["DuplicateDocumentError", "NoneType"]
    with backend.uow(backend.reader) as uow:
        assert len(uow.documents.list_page(user_id, None, 10).items) == 1


def test_a_document_takes_a_profile_and_an_id_that_is_free(backend: Backend):
    with pytest.raises(UserNotFoundError):
        _store(backend, backend.reader, new_document(backend.reader.user_id))
    user_id = backend.store_profile(backend.reader).id
    _store(backend, backend.reader, document := new_document(user_id))
    with pytest.raises(ConflictError):
        _store(backend, backend.reader, replace(new_document(user_id, "b" * 64), id=document.id))


def test_a_name_that_is_no_text_is_refused(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    with backend.uow(backend.reader) as uow, pytest.raises(InvalidTextError):
        uow.documents.add(replace(new_document(user_id), filename="cv\0.pdf"))


def test_documents_are_paged_newest_first_whatever_the_block_did(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    stored = [new_document(user_id, f"{number:064x}") for number in range(4)]
    _store(backend, backend.reader, *stored)
    with backend.uow(backend.reader) as uow:
        uow.documents.update(erased := stored[2].erased(NOW))
        uow.documents.add(newest := new_document(user_id, "f" * 64))
        expected = [newest, stored[3], erased, stored[1], stored[0]]
        for _ in ("staged", "committed"):
            seen: list[Document] = []
            after = None
            while True:
                page = uow.documents.list_page(user_id, after, 2)
                seen += page.items
                if (after := page.next_key) is None:
                    break
            assert seen == expected
            uow.commit()


def test_an_erased_document_leaves_neither_its_name_nor_its_hash_but_its_objects_to_be_deleted(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    kept = new_document(user_id, "b" * 64)
    _store(backend, backend.reader, document := new_document(user_id), kept)
    with backend.uow(backend.reader) as uow:
        uow.documents.update(document.erased(NOW))
        uow.commit()
        found = uow.documents.get(user_id, document.id)
    assert found is not None
    assert (found.state, found.filename, found.sha256) == (DocumentState.ERASED, "", "")
    with backend.service() as uow:
        assert set(uow.erasures.list_doomed(10)) == {document.key, document.text_key}
        assert len(uow.erasures.list_doomed(1)) == 1
        uow.erasures.forget_doomed([document.key, "users/nobody/documents/nothing"])
        for _ in ("staged", "committed"):
            assert uow.erasures.list_doomed(10) == [document.text_key]
            assert uow.erasures.list_doomed(1) == [document.text_key]
            uow.commit()


@pytest.mark.parametrize("by", ["profile", "account"])
def test_documents_that_go_with_their_user_leave_their_objects_to_be_deleted(backend: Backend, by: str):
    leaver = backend.newcomer()
    user = backend.store_profile(leaver)
    _store(backend, leaver, *(mine := [new_document(user.id), new_document(user.id, "b" * 64)]))
    other_id = backend.store_profile(backend.other).id
    _store(backend, backend.other, new_document(other_id))
    with backend.uow(leaver) if by == "profile" else backend.service() as uow:
        if by == "profile":
            uow.users.delete(user)
        else:
            uow.erasures.erase_account(user.id)
        uow.commit()
    with backend.service() as uow:
        doomed = uow.erasures.list_doomed(10)
    for document in mine:
        assert _is_doomed(document.key, doomed)
        assert _is_doomed(document.text_key, doomed)
    assert all(key.startswith(f"users/{user.id}/") for key in doomed)


def _is_doomed(key: str, doomed: Sequence[str]) -> bool:
    """By itself, or in a range: a store may say one of those that go in one statement."""
    ranges = [found for one in doomed if (found := range_of_key(one))]
    return key in doomed or any(key.startswith(found.prefix) and key <= found.last for found in ranges)


def test_an_account_is_trimmed_of_its_items_assessments_and_documents_the_earliest_first(
    backend: Backend, assessment: Callable[[Caller], Assessment]
):
    user_id = backend.store_profile(backend.reader).id
    kept = backend.store_profile(backend.other).id
    documents = [new_document(user_id, f"{number:064x}") for number in range(3)]
    _store(backend, backend.reader, *documents)
    _store(backend, backend.other, new_document(kept))
    with backend.uow(backend.reader) as uow:
        for _ in range(2):
            uow.assessments.add(assessment(backend.reader))
        uow.workflows.add(run := new_run(user_id), NOW)
        uow.commit()
    with backend.service() as uow:
        uow.workflows.add_items(new_item(run, number) for number in range(3))
        uow.commit()
    for at_most, items, made, held in ((2, 1, 2, 3), (2, 0, 1, 3), (3, 0, 0, 1)):
        with backend.service() as uow:
            uow.erasures.trim_account(user_id, at_most)
            uow.commit()
            counts = uow.users.count_holdings(user_id)
        assert (counts["workflow_items"], counts["assessments"], counts["documents"]) == (items, made, held)
    with backend.service() as uow:
        assert [row.id for row in uow.documents.list_page(user_id, None, 10).items] == [documents[2].id]
        assert uow.users.count_holdings(user_id)["workflow_runs"] == 1
        assert uow.users.count_holdings(kept)["documents"] == 1
        doomed = uow.erasures.list_doomed(10)
    assert [_is_doomed(document.key, doomed) for document in documents] == [True, True, False]
    assert [_is_doomed(document.text_key, doomed) for document in documents] == [True, True, False]


def test_what_was_not_committed_dooms_nothing(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    _store(backend, backend.reader, document := new_document(user_id))
    with backend.uow(backend.reader) as uow:
        uow.documents.update(document.erased(NOW))
    with backend.service() as uow:
        assert uow.erasures.list_doomed(10) == []


def test_odd_names_come_back_to_the_letter(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    document = replace(new_document(user_id), filename=ODD)
    _store(backend, backend.reader, document)
    with backend.uow(backend.reader) as uow:
        found = uow.documents.get(user_id, document.id)
    assert found is not None
    assert found.filename == ODD
