import httpx
import pytest
import respx

from shared.domain.errors import SigningKeysUnavailableError
from shared.gateways.signing_keys import REFETCH_S, TTL_S, JwksSigningKeys, StaticSigningKeys

URL = "https://abc.supabase.co/auth/v1/.well-known/jwks.json"


def key(key_id, **changed):
    return {"kid": key_id, "kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "alg": "ES256", "use": "sig", **changed}


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def route():
    with respx.mock() as router:
        yield router.get(URL)


@pytest.fixture
def keys(clock):
    with httpx.Client(trust_env=False) as http:
        yield JwksSigningKeys(http, URL, clock)


def answer(*found):
    return httpx.Response(200, json={"keys": list(found)})


def test_keys_are_fetched_once_in_ten_minutes(keys, route, clock):
    route.side_effect = lambda _request: answer(key("k1"))
    assert [keys.find("k1")["kid"] for _ in range(3)] == ["k1"] * 3
    clock.now += TTL_S - 1
    keys.find("k1")
    assert route.call_count == 1
    clock.now += 1
    keys.find("k1")
    assert route.call_count == 2


def test_a_rotated_key_is_found_and_the_old_one_is_gone(keys, route, clock):
    route.side_effect = [answer(key("k1")), answer(key("k2"))]
    keys.find("k1")
    clock.now += REFETCH_S
    assert keys.find("k2")["kid"] == "k2"
    assert keys.find("k1") is None


def test_invented_key_ids_have_keys_fetched_at_most_every_half_minute(keys, route, clock):
    route.side_effect = lambda _request: answer(key("k1"))
    for number in range(50):
        assert keys.find(f"invented-{number}") is None
    assert route.call_count == 1
    clock.now += REFETCH_S
    keys.find("invented")
    keys.find("invented")
    assert route.call_count == 2


FAILURES = [
    httpx.Response(500),
    httpx.Response(404),
    httpx.Response(302, headers={"location": "https://evil.example"}),
    httpx.Response(200, text="<html>"),
    httpx.Response(200, json=[]),
    httpx.Response(200, json={"keys": {}}),
    httpx.Response(200, content=b"\xff\xfe\xfd"),
    httpx.Response(200, text="[" * 100_000),
    httpx.ReadTimeout("slow"),
    httpx.ConnectError("down"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=repr)
def test_without_any_keys_a_failure_is_unavailable_until_the_next_try(keys, route, clock, failure):
    route.side_effect = [failure, answer(key("k1"))]
    for _ in range(3):
        with pytest.raises(SigningKeysUnavailableError):
            keys.find("k1")
    assert route.call_count == 1
    clock.now += REFETCH_S
    assert keys.find("k1")["kid"] == "k1"


@pytest.mark.parametrize("failure", FAILURES, ids=repr)
def test_keys_from_before_serve_on_where_fetching_fails(keys, route, clock, failure):
    route.side_effect = [answer(key("k1")), failure, answer(key("k1", x="eg"))]
    keys.find("k1")
    clock.now += TTL_S
    assert keys.find("k1")["x"] == "eA"
    assert keys.find("k1")["x"] == "eA"
    assert route.call_count == 2
    clock.now += REFETCH_S
    assert keys.find("k1")["x"] == "eg"


@pytest.mark.parametrize(
    "bad",
    [
        key("bad", kty="oct", k="c2VjcmV0"),
        key("bad", kty="RSA"),
        key("bad", crv="P-384"),
        key("bad", alg="HS256"),
        key("bad", use="enc"),
        key("bad", x=None),
        {"kty": "EC"},
        "bad",
        None,
    ],
)
def test_what_no_es256_token_can_be_checked_by_is_left_out(keys, route, bad):
    route.return_value = answer(bad, key("good"))
    assert keys.find("good") is not None
    assert keys.find("bad") is None


def test_static_keys_are_those_given():
    keys = StaticSigningKeys([key("k1")])
    assert keys.find("k1") == key("k1")
    assert keys.find("k2") is None
    assert StaticSigningKeys().find("k1") is None
