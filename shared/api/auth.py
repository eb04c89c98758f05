"""From a bearer token to the caller: a JWT of Supabase Auth, verified in the function.

Two kinds of token are accepted, each with the one algorithm that its key is for: ES256, with a public key of the
project's JWKS; HS256, with the secret of a local stack. PyJWT is imported at the first token: with cryptography it
costs more than everything else here.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.domain.caller import Caller
from shared.domain.errors import NotAuthenticatedError
from shared.domain.ids import UserId
from shared.gateways.signing_keys import SigningKeys

AUDIENCE = "authenticated"
ROLE = "authenticated"
EDITOR = "editor"
# For clocks that differ.
LEEWAY_S = 10.0

_REQUIRED = ["exp", "sub", "aud"]
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SIGN_IN = "sign in again and send the new access token"


class TokenVerifier:
    """Args:
    keys: the public keys that ES256 tokens are signed for.
    issuer: what `iss` must be: always for ES256; for HS256 where it is present, as Supabase Lite leaves it out.
    hs256_secret: of a local stack; None refuses every HS256 token.
    """

    def __init__(self, keys: SigningKeys, issuer: str | None, hs256_secret: str | None = None) -> None:
        self._keys = keys
        self._issuer = issuer
        self._hs256_secret = hs256_secret

    def verify(self, token: str) -> Caller:
        """The user whose token it is.

        Raises:
            NotAuthenticatedError: it does not hold; the message says why.
            SigningKeysUnavailableError: the keys to check it by cannot be had.
        """
        claims = self._verified_claims(token)
        subject = claims["sub"]
        if not isinstance(subject, str) or not _UUID.fullmatch(subject):
            raise NotAuthenticatedError(f"the token's `sub` is not a user's id: {_SIGN_IN}")
        metadata = claims.get("app_metadata")
        role = metadata.get("skillpath_role") if isinstance(metadata, Mapping) else None
        return Caller(UserId(UUID(subject)), is_editor=role == EDITOR, token=token)

    def _verified_claims(self, token: str) -> dict[str, Any]:
        import jwt

        if token.startswith("sb_"):
            raise NotAuthenticatedError(f"this is an API key, not a user's token: {_SIGN_IN}")
        try:
            unverified = jwt.decode_complete(token, options={"verify_signature": False})
            # Read before it is verified, to refuse an API key with its reason; nothing is granted by it.
            _require_user_role(unverified["payload"])
            return self._decode(token, unverified["header"])
        except jwt.ExpiredSignatureError as error:
            raise NotAuthenticatedError(f"the token has expired: {_SIGN_IN}") from error
        except jwt.MissingRequiredClaimError as error:
            raise NotAuthenticatedError(f"the token has no `{error.claim}`: {_SIGN_IN}") from error
        except jwt.InvalidAudienceError as error:
            raise NotAuthenticatedError(f"the token's `aud` is not {AUDIENCE!r}: {_SIGN_IN}") from error
        except jwt.InvalidIssuerError as error:
            raise NotAuthenticatedError(f"the token comes from another issuer: {_SIGN_IN}") from error
        except jwt.ImmatureSignatureError as error:
            raise NotAuthenticatedError(f"the token is not valid yet: {_SIGN_IN}") from error
        except jwt.InvalidSignatureError as error:
            raise NotAuthenticatedError(f"the token's signature does not hold: {_SIGN_IN}") from error
        # The parts of a hostile token can be no UTF-8, and nested deeper than Python counts.
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise NotAuthenticatedError(f"the bearer token is not a valid JWT: {_SIGN_IN}") from error

    def _decode(self, token: str, header: Mapping[str, Any]) -> dict[str, Any]:
        match header.get("alg"):
            case "ES256":
                return self._decode_es256(token, header.get("kid"))
            case "HS256" if self._hs256_secret is not None:
                return self._decode_hs256(token, self._hs256_secret)
            case "HS256":
                raise NotAuthenticatedError(f"tokens signed with HS256 are not accepted here: {_SIGN_IN}")
        raise NotAuthenticatedError(f"the token's algorithm is not accepted: {_SIGN_IN}")

    def _decode_es256(self, token: str, key_id: object) -> dict[str, Any]:
        import jwt

        key = self._keys.find(key_id) if isinstance(key_id, str) else None
        if key is None or self._issuer is None:
            raise NotAuthenticatedError(f"the token is signed with a key that is not this project's: {_SIGN_IN}")
        return jwt.decode(
            token,
            jwt.PyJWK(dict(key), algorithm="ES256"),
            algorithms=["ES256"],
            audience=AUDIENCE,
            issuer=self._issuer,
            leeway=LEEWAY_S,
            options={"require": [*_REQUIRED, "iss"]},
        )

    def _decode_hs256(self, token: str, secret: str) -> dict[str, Any]:
        import jwt

        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=AUDIENCE,
            leeway=LEEWAY_S,
            options={"require": _REQUIRED, "verify_iss": False},
        )
        if "iss" in claims and self._issuer is not None and claims["iss"] != self._issuer:
            raise jwt.InvalidIssuerError
        return claims


def _require_user_role(claims: Mapping[str, Any]) -> None:
    role = claims.get("role")
    if role in ("anon", "service_role"):
        raise NotAuthenticatedError(f"this is an API key (role {role}), not a user's token: {_SIGN_IN}")
    if role != ROLE:
        raise NotAuthenticatedError(f"the token's `role` is not {ROLE!r}: {_SIGN_IN}")
