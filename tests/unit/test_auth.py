import base64
import json
import time
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.api.auth import LEEWAY_S, TokenVerifier
from shared.domain.errors import NotAuthenticatedError, SigningKeysUnavailableError
from shared.gateways.signing_keys import StaticSigningKeys

ISSUER = "https://abc.supabase.co/auth/v1"
SECRET = "a-secret-of-this-test-alone-0123456789"
USER = uuid4()


def new_key(key_id):
    private = ec.generate_private_key(ec.SECP256R1())
    public = jwt.algorithms.ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    return private, {**public, "kid": key_id, "alg": "ES256", "use": "sig"}


PRIVATE, PUBLIC = new_key("k1")
HOSTED = TokenVerifier(StaticSigningKeys([PUBLIC]), ISSUER)
LOCAL = TokenVerifier(StaticSigningKeys([PUBLIC]), ISSUER, SECRET)


def claims(**changed):
    """A user's, as Supabase Auth issues them; None leaves one out."""
    now = int(time.time())
    issued = {"sub": str(USER), "aud": "authenticated", "role": "authenticated", "iss": ISSUER, "iat": now}
    return {name: value for name, value in {**issued, "exp": now + 3600, **changed}.items() if value is not None}


def es256(payload, key=PRIVATE, **header):
    return jwt.encode(payload, key, algorithm="ES256", headers={"kid": "k1", **header})


def hs256(payload, secret=SECRET):
    return jwt.encode(payload, secret, algorithm="HS256")


def part(value):
    return (
        base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode())
        .rstrip(b"=")
        .decode()
    )


def refusal(verifier, token):
    with pytest.raises(NotAuthenticatedError) as caught:
        verifier.verify(token)
    assert token not in str(caught.value)
    return str(caught.value)


def test_a_hosted_projects_token_tells_who_is_asking():
    token = es256(claims(email="ann@example.org"))
    caller = HOSTED.verify(token)
    assert caller.user_id == USER
    assert caller.token == token
    assert not caller.is_editor
    assert token not in repr(caller)


def test_a_token_of_supabase_lite_has_no_issuer_and_holds():
    assert LOCAL.verify(hs256(claims(iss=None))).user_id == USER


def test_a_local_token_with_the_projects_issuer_holds_and_with_another_does_not():
    assert LOCAL.verify(hs256(claims())).user_id == USER
    assert "issuer" in refusal(LOCAL, hs256(claims(iss="https://other.supabase.co/auth/v1")))


@pytest.mark.parametrize(
    ("metadata", "is_editor"),
    [
        ({"skillpath_role": "editor"}, True),
        ({"skillpath_role": "Editor"}, False),
        ({}, False),
        ("editor", False),
        ([], False),
    ],
)
def test_an_editor_is_whom_the_apps_metadata_say_is_one(metadata, is_editor):
    assert HOSTED.verify(es256(claims(app_metadata=metadata))).is_editor is is_editor


def test_what_users_write_about_themselves_makes_nobody_an_editor():
    assert not HOSTED.verify(es256(claims(user_metadata={"skillpath_role": "editor"}))).is_editor


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"exp": int(time.time()) - 60}, "expired"),
        ({"exp": None}, "no `exp`"),
        ({"exp": "soon"}, "not a valid JWT"),
        ({"sub": None}, "no `sub`"),
        ({"sub": "ann"}, "`sub`"),
        ({"sub": 7}, "not a valid JWT"),
        ({"sub": f"{{{USER}}}"}, "`sub`"),
        ({"sub": USER.hex}, "`sub`"),
        ({"aud": None}, "no `aud`"),
        ({"aud": "anon"}, "`aud`"),
        ({"aud": ["other"]}, "`aud`"),
        ({"role": None}, "`role`"),
        ({"role": "supabase_admin"}, "`role`"),
        ({"role": ["authenticated"]}, "`role`"),
        ({"role": "anon"}, "API key (role anon)"),
        ({"role": "service_role"}, "API key (role service_role)"),
        # Reckoned as tests are collected: minutes may pass until they run.
        ({"nbf": int(time.time()) + 86_400}, "not valid yet"),
        ({"iat": int(time.time()) + 86_400}, "not valid yet"),
    ],
)
def test_a_token_with_a_wrong_claim_is_refused_with_the_claim(changed, said):
    assert said in refusal(HOSTED, es256(claims(**changed)))
    assert said in refusal(LOCAL, hs256(claims(**changed)))


@pytest.mark.parametrize("issuer", [None, "https://other.supabase.co/auth/v1", "https://abc.supabase.co/auth/v1/", ""])
def test_a_hosted_token_names_the_projects_own_issuer(issuer):
    assert "iss" in refusal(HOSTED, es256(claims(iss=issuer)))


def test_without_a_project_no_es256_token_holds():
    verifier = TokenVerifier(StaticSigningKeys([PUBLIC]), None, SECRET)
    refusal(verifier, es256(claims()))
    assert verifier.verify(hs256(claims())).user_id == USER


def test_clocks_may_differ_a_little():
    assert HOSTED.verify(es256(claims(exp=int(time.time() - LEEWAY_S / 2)))).user_id == USER
    assert "expired" in refusal(HOSTED, es256(claims(exp=int(time.time() - LEEWAY_S * 2))))


def test_a_token_of_hs256_is_refused_where_no_secret_is_set():
    assert "HS256" in refusal(HOSTED, hs256(claims()))


def test_a_token_of_another_secret_is_refused():
    assert "signature" in refusal(LOCAL, hs256(claims(), "another-secret-of-32-characters-xx"))


@pytest.mark.parametrize("verifier", [HOSTED, LOCAL])
def test_the_public_key_is_no_secret_to_sign_with(verifier):
    pem = PRIVATE.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for secret in (pem, json.dumps(PUBLIC).encode(), PUBLIC["x"].encode()):
        signed = f"{part({'alg': 'HS256', 'kid': 'k1', 'typ': 'JWT'})}.{part(claims())}"
        signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(signed.encode(), secret)
        refusal(verifier, f"{signed}.{part(signature)}")


def test_a_token_of_another_key_under_a_known_id_is_refused():
    assert "signature" in refusal(HOSTED, es256(claims(), key=new_key("k1")[0]))


@pytest.mark.parametrize("key_id", ["k2", ""])
def test_a_token_of_an_unknown_key_is_refused(key_id):
    assert "not this project's" in refusal(HOSTED, es256(claims(), kid=key_id))


def test_a_key_that_the_token_brings_along_is_not_used():
    private, public = new_key("k9")
    refusal(HOSTED, es256(claims(), key=private, kid="k9", jwk=public))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "RS256", "ES384", "HS512", None, 7, ["ES256"]])
@pytest.mark.parametrize("verifier", [HOSTED, LOCAL])
def test_a_token_of_another_algorithm_is_refused(verifier, algorithm):
    refusal(verifier, f"{part({'alg': algorithm, 'typ': 'JWT', 'kid': 'k1'})}.{part(claims())}.")
    refusal(verifier, f"{part({'alg': algorithm, 'typ': 'JWT', 'kid': 'k1'})}.{part(claims())}.{part(b'x' * 64)}")


HS256 = part({"alg": "HS256"})


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c",
        "..",
        "é.é.é",
        "\ud800",
        "x" * 100_000,
        f"{part([])}.{part({})}.x",
        f"{HS256}.{part([])}.x",
        f"{HS256}.{part(b'[' * 100_000)}.x",
        f"{part(b'[' * 5_000)}.{part({})}.x",
        f"{part(bytes([123, 255, 125]))}.{part({})}.x",
    ],
    ids=lambda token: ascii(token[:20]),
)
def test_what_is_no_token_is_refused(token):
    with pytest.raises(NotAuthenticatedError):
        LOCAL.verify(token)


def test_todays_api_keys_are_told_from_tokens():
    assert "API key" in refusal(LOCAL, "sb_secret_abc")


def test_keys_that_cannot_be_had_are_no_fault_of_the_token():
    class Down:
        def find(self, key_id):
            raise SigningKeysUnavailableError("down")

    with pytest.raises(SigningKeysUnavailableError):
        TokenVerifier(Down(), ISSUER).verify(es256(claims()))


def test_a_local_token_asks_for_no_keys():
    class Down:
        def find(self, key_id):
            raise SigningKeysUnavailableError("down")

    assert TokenVerifier(Down(), ISSUER, SECRET).verify(hs256(claims())).user_id == USER
