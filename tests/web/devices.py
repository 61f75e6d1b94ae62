"""A device that stores passkeys, and a code app, in software: what a browser and a person would send."""

import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

HOST = "localhost"
ORIGIN = f"http://{HOST}"
_FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


@dataclass
class Device:
    """One passkey; ``user`` is the handle that the server gave with it."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"a passkey of tests"
    user: str = ""
    flags: AuthenticatorData.FLAG = _FLAGS
    origin: str = ORIGIN

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """What ``navigator.credentials.create`` gives for these options."""
        wanted = options["creation_options"]["publicKey"]
        self.user = wanted["user"]["id"]
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = self._data(AuthenticatorData.FLAG.AT, credential)
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", wanted["challenge"])),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._answer(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """What ``navigator.credentials.get`` gives for these options."""
        client = self._client("webauthn.get", options["request_options"]["publicKey"]["challenge"])
        data = self._data()
        signed = self.key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": self.user,
        }
        return self._answer(response)

    def _client(self, kind: str, challenge: str) -> bytes:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin)

    def _data(self, more: int = 0, credential: bytes = b"") -> AuthenticatorData:
        host = hashlib.sha256(HOST.encode()).digest()
        return AuthenticatorData.create(host, self.flags | more, 0, credential)

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}


def read_options(page: bytes) -> dict[str, Any]:
    """The options that a page holds for its script."""
    _, _, rest = page.decode().partition('<script id="passkey-options" type="application/json">')
    found: dict[str, Any] = json.loads(rest.partition("</script>")[0])
    return found


def code_of(secret: str) -> str:
    """What the code app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def add_app(client: Client) -> str:
    """Set the code app up; returns its secret."""
    secret = re.findall(r": <code>(\w+)", client.get("/sign-in/ways/app/").content.decode())[0]
    assert client.post("/sign-in/ways/app/", {"code": code_of(secret)}).status_code == 302
    cache.clear()  # a code counts once, and the next test of it is not half a minute later
    return secret
