"""A passkey in software: what a phone does when it makes one and when it signs in with it."""

import hashlib
import json
import secrets

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

# The owner is there and was recognized; at registration a credential comes with it.
PRESENT_AND_VERIFIED, WITH_CREDENTIAL = 0x05, 0x40


class SoftPasskey:
    """One credential for one site, kept on the device."""

    def __init__(self, host: str = "localhost", origin: str = "http://localhost"):
        self.host, self.origin = host, origin
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.uses = 0

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, flags: int, credential: bytes = b"") -> AuthenticatorData:
        self.uses += 1
        return AuthenticatorData.create(hashlib.sha256(self.host.encode()).digest(), flags, self.uses, credential)

    def _answer(self, response: dict) -> dict:
        name = websafe_encode(self.id)
        extensions = {"credProps": {"rk": True}}
        return {"id": name, "rawId": name, "type": "public-key", "response": response,
                "clientExtensionResults": extensions}  # fmt: skip

    def registration(self, challenge: str = "AAAA") -> dict:
        """The answer to a site that asks for a new passkey."""
        public_key = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public_key)
        data = self._data(PRESENT_AND_VERIFIED | WITH_CREDENTIAL, credential)
        attestation = AttestationObject.create("none", data, {})
        client_data = self._client_data("webauthn.create", challenge)
        return self._answer(
            {"clientDataJSON": websafe_encode(client_data), "attestationObject": websafe_encode(bytes(attestation))}
        )

    def signature(self, challenge: str, user) -> dict:
        """The answer to a site that asks to sign in."""
        client_data = self._client_data("webauthn.get", challenge)
        data = self._data(PRESENT_AND_VERIFIED)
        signed = self.key.sign(bytes(data) + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client_data),
                "authenticatorData": websafe_encode(bytes(data)),
                "signature": websafe_encode(signed),
                "userHandle": websafe_encode(user_pk_to_url_str(user).encode()),
            }
        )

    def sign_in(self, client, user, **extra):
        """Ask for a challenge at the sign-in page and answer it, as the page's script does."""
        asked = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}, **extra)
        challenge = asked.json()["request_options"]["publicKey"]["challenge"]
        assert websafe_decode(challenge)
        return client.post(
            "/accounts/2fa/webauthn/login/", {"credential": json.dumps(self.signature(challenge, user))}, **extra
        )
