"""Why a connection ends; its number says what the client does: below 4500 come back, from there stop."""

from enum import IntEnum


class Close(IntEnum):
    """Close codes of the socket; the name in lower case is the reason sent with it."""

    RESTARTING = 4000
    NO_PONG = 4001
    SLOW_CONSUMER = 4002
    RESYNC = 4003
    AUTH_EXPIRED = 4004
    RATE_LIMITED = 4005
    HELLO_TIMEOUT = 4007

    BAD_REQUEST = 4500
    UNAUTHORIZED = 4501
    FORBIDDEN = 4503
    TOO_MANY_CONNECTIONS = 4504
    PROTOCOL_UNSUPPORTED = 4505
    SESSION_REVOKED = 4506

    @property
    def reason(self) -> str:
        """The word sent beside the number."""
        return self.name.lower()
