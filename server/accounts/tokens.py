"""Make and recognise secrets that are shown once: only their SHA-256 is kept.

The token of a mailed link stands behind `#`, which browsers send to nobody, and comes back to us in a header: addresses
are what proxies log, referrers tell and histories keep.
"""

import secrets
from hashlib import sha256
from typing import Annotated, NewType

from litestar.params import HeaderParameter

Token = NewType("Token", str)
TokenHash = NewType("TokenHash", bytes)

# 256 bits: nobody guesses one, so a plain hash is enough to keep it.
TOKEN_BYTES = 32
SESSION_PREFIX, TICKET_PREFIX, API_KEY_PREFIX, DEVICE_PREFIX = "ses_", "tic_", "key_", "dev_"
INVITATION_PREFIX, RESET_PREFIX = "inv_", "pwd_"
# Ours are 47 characters; longer ones aren't worth a hash.
TOKEN_LENGTH_MAX = 100
LINK_HEADER = "X-Link-Token"
INVITATION_PAGE, RESET_PAGE = "/invitation", "/mot-de-passe/nouveau"

# An argument of a route that somebody with a mailed link may call.
LinkToken = Annotated[str, HeaderParameter(name=LINK_HEADER, description="What stands behind `#` in a mailed link.")]


def new_token(prefix: str) -> Token:
    """A fresh secret; the prefix tells people and scanners what leaked."""
    return Token(prefix + secrets.token_urlsafe(TOKEN_BYTES))


def invitation_link(token: Token) -> str:
    """The page that shows an invitation and takes it, for whoever has the token."""
    return f"{INVITATION_PAGE}#{token}"


def reset_link(token: Token) -> str:
    """The page on which a new password is chosen, for whoever has the token."""
    return f"{RESET_PAGE}#{token}"


def token_hash(token: str) -> TokenHash:
    """What of a token is stored and looked up."""
    return TokenHash(sha256(token.encode(errors="replace")).digest())
