import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from shared.api.paging import CursorSigner
from shared.domain.errors import InvalidCursorError
from shared.domain.page import Page

SIGNER = CursorSigner("a key of sixteen or more")


def cursor_of(key, *scope):
    cursor = SIGNER.listing(Page([], key), *scope).next_cursor
    assert cursor is not None
    return cursor


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_key_survives_its_cursor(key):
    assert SIGNER.read(cursor_of(key, "skills"), "skills") == key


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_cursor_stands_in_a_url_as_it_is(key):
    assert set(cursor_of(key, "skills")) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


@given(st.text())
def test_no_text_at_all_is_taken_for_a_cursor(text):
    with pytest.raises(InvalidCursorError):
        SIGNER.read(text, "skills")


def test_no_cursor_is_the_first_page_and_no_key_is_the_last():
    assert SIGNER.read(None, "skills") is None
    assert SIGNER.listing(Page([1, 2]), "skills").next_cursor is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("skills", "a", None), ("skills", None, "a")),
        (("skills", "", None), ("skills", None, None)),
        (("skills", 'a", "b'), ("skills", "a", "b")),
        (("skills",), ("assessments",)),
    ],
)
def test_lists_that_differ_in_anything_do_not_share_cursors(one, other):
    with pytest.raises(InvalidCursorError):
        SIGNER.read(cursor_of("key", *one), *other)


def test_another_instance_with_the_key_reads_the_cursor_and_one_without_does_not():
    cursor = cursor_of("key", "skills")
    assert CursorSigner("a key of sixteen or more").read(cursor, "skills") == "key"
    with pytest.raises(InvalidCursorError):
        CursorSigner("another key of sixteen").read(cursor, "skills")


def test_a_cursor_signed_for_something_else_with_the_same_key_is_refused():
    with pytest.raises(InvalidCursorError):
        SIGNER.read(str(URLSafeSerializer("a key of sixteen or more").dumps("key")), "skills")


def test_every_change_of_one_character_is_noticed():
    cursor = cursor_of("quilting\x1f0198", "skills")
    for place, char in enumerate(cursor[:-1]):  # the last character of base64 has bits that say nothing
        changed = cursor[:place] + ("A" if char != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(InvalidCursorError):
            SIGNER.read(changed, "skills")
