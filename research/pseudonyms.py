"""Names that mean something within one study only. Pure: a key and a value in, a pseudonym out.

HMAC-SHA-256 (RFC 2104): without the key nobody can make or check one, and two studies have different keys, so their
files cannot be joined.
"""

import base64
import hashlib
import hmac

LENGTH = 20  # 100 bits: no two of a country's cases ever meet
KEY_LENGTH = 32  # bytes


def pseudonym(key: str, kind: str, value: object) -> str:
    """`key` is the study's, in hexadecimal; `kind` keeps a person and a pair with the same number apart.

    Raises ValueError for a key that was lost: with an empty one everybody could make these names.
    """
    secret = bytes.fromhex(key)
    if len(secret) != KEY_LENGTH:
        raise ValueError("the key of this study was lost")
    digest = hmac.new(secret, f"{kind}:{value}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:LENGTH]
