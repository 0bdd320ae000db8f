"""Sessions at rest: JSON, sealed with a key made from SECRET_KEY, which also signs them.

A session holds codes that were mailed, an authenticator's secret until it is confirmed, and messages. Whoever
steals the table reads none of it. A session that does not open is empty, so its owner signs in again.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.signing import JSONSerializer
from django.utils.crypto import salted_hmac


@cache
def _fernet(secret: str) -> Fernet:
    key = salted_hmac("tracker.base.sessions", "seal", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SealedJSONSerializer:
    """For SESSION_SERIALIZER."""

    def dumps(self, data) -> bytes:
        return _fernet(settings.SECRET_KEY).encrypt(JSONSerializer().dumps(data))

    def loads(self, sealed: bytes):
        return JSONSerializer().loads(_fernet(settings.SECRET_KEY).decrypt(sealed))
