"""A passkey in software: it answers a challenge of the server as a phone would, so that no browser is needed."""

from __future__ import annotations

import hashlib
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

UP, UV, AT = 0x01, 0x04, 0x40  # someone is there, it is them, a new key comes along


class SoftPasskey:
    """One key for one host."""

    def __init__(self, host: str, origin: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.origin = os.urandom(16), origin
        self.host_digest = hashlib.sha256(host.encode()).digest()

    def create(self, options: dict) -> dict:
        """The answer to "make a key"."""
        public = ES256.from_cryptography_key(self.key.public_key())
        held = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(self.host_digest, UP | UV | AT, 0, held)
        self.owner = options["publicKey"]["user"]["id"]
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", options)),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
        }
        return {**self._frame(response), "clientExtensionResults": {"credProps": {"rk": True}}}

    def get(self, options: dict) -> dict:
        """The answer to "show your key"."""
        client = self._client("webauthn.get", options)
        data = bytes(AuthenticatorData.create(self.host_digest, UP | UV, 0))
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signed),
            "userHandle": self.owner,
        }
        return self._frame(response)

    def _client(self, what: str, options: dict) -> bytes:
        said = {"type": what, "challenge": options["publicKey"]["challenge"], "origin": self.origin}
        return json.dumps({**said, "crossOrigin": False}).encode()

    def _frame(self, response: dict) -> dict:
        name = websafe_encode(self.id)
        return {"type": "public-key", "id": name, "rawId": name, "response": response, "clientExtensionResults": {}}
