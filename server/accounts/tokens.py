"""Make and recognise secrets that are shown once: only their SHA-256 is kept."""

import secrets
from hashlib import sha256
from typing import NewType

Token = NewType("Token", str)
TokenHash = NewType("TokenHash", bytes)

# 256 bits: nobody guesses one, so a plain hash is enough to keep it.
TOKEN_BYTES = 32
SESSION_PREFIX, TICKET_PREFIX, API_KEY_PREFIX, DEVICE_PREFIX = "ses_", "tic_", "key_", "dev_"
INVITATION_PREFIX, RESET_PREFIX = "inv_", "pwd_"
# Ours are 47 characters; longer ones aren't worth a hash.
TOKEN_LENGTH_MAX = 100


def new_token(prefix: str) -> Token:
    """A fresh secret; the prefix tells people and scanners what leaked."""
    return Token(prefix + secrets.token_urlsafe(TOKEN_BYTES))


def token_hash(token: str) -> TokenHash:
    """What of a token is stored and looked up."""
    return TokenHash(sha256(token.encode(errors="replace")).digest())
