"""Names in the cache table: keyed digests, since the names of rate limits hold IP addresses."""

from django.utils.crypto import salted_hmac


def keyed_digest(key: str, key_prefix: str, version: int) -> str:
    """For KEY_FUNCTION: finds the row again and tells nothing to whoever reads the table."""
    return salted_hmac("tracker.base.cache", f"{key_prefix}:{version}:{key}", algorithm="sha256").hexdigest()
