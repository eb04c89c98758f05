from uuid import uuid4

import pytest


def test_a_new_user_has_no_profile_and_is_told_how_to_make_one(call, anns):
    answer = call("users", "GET", "/v1/users/me", token=anns)
    assert answer.status == 404
    assert answer.code == "user-not-found"
    assert "PUT /v1/users/me" in answer.json["detail"]


def test_a_profile_is_put_read_and_changed(call, anns, ann):
    put = call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann Ünal", "locale": "de"})
    assert put.status == 201
    assert put.json["id"] == str(ann)
    assert set(put.json) == {"id", "display_name", "locale", "created_at", "updated_at"}
    assert call("users", "GET", "/v1/users/me", token=anns).json == put.json
    changed = call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"})
    assert changed.status == 200
    assert changed.json["display_name"] == "Ann"
    assert changed.json["locale"] == "en"
    assert changed.json["created_at"] == put.json["created_at"]


def test_everybody_sees_their_own_profile_alone(call, anns, token):
    call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"})
    assert call("users", "GET", "/v1/users/me", token=token(uuid4())).code == "user-not-found"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_nobody_gets_in_without_a_token(call, method):
    answer = call("users", method, "/v1/users/me", json_body={"display_name": "Ann"})
    assert answer.status == 401
    assert answer.code == "not-authenticated"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/display_name"),
        ({"display_name": 7}, "#/display_name"),
        ({"display_name": "Ann", "is/admin": True}, "#/is~1admin"),
        ({"display_name": "Ann", "locale": None}, "#/locale"),
        ([], "#"),
    ],
)
def test_a_body_of_the_wrong_form_is_told_field_by_field(call, anns, body, pointer):
    answer = call("users", "PUT", "/v1/users/me", token=anns, json_body=body)
    assert answer.status == 422
    assert answer.code == "invalid-request"
    assert [field["pointer"] for field in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize("body", [{"display_name": "  "}, {"display_name": "a" * 121}, {"display_name": "A\0"}])
def test_a_name_that_cannot_be_used_is_refused_with_what_to_change(call, anns, body):
    answer = call("users", "PUT", "/v1/users/me", token=anns, json_body=body)
    assert answer.status == 422
    assert answer.code == "invalid-input"


def test_a_refused_locale_is_not_sent_back(call, anns):
    answer = call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann", "locale": "swordfish!"})
    assert (answer.status, answer.code) == (422, "invalid-input")
    assert "swordfish" not in answer.body


def test_half_a_surrogate_pair_is_refused_wherever_it_stands(call, anns):
    for body in ('{"display_name": "\\ud800"}', '{"display_name": "Ann", "\\ud800": 1}'):
        assert call("users", "PUT", "/v1/users/me", token=anns, body=body).status == 422
