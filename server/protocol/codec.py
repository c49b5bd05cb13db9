"""Parse frames at the edge, once; build frames once per audience.

    Malformed    not a message of the protocol; the text may be shown to the client

A frame is one object or an array of up to 64; it is taken whole or not at all.
"""

from collections.abc import Sequence
from typing import Annotated

from msgspec import DecodeError, Meta, Struct, ValidationError
from msgspec.json import Decoder, Encoder

from server.protocol.commands import ClientMessage
from server.protocol.misfits import misfit
from server.protocol.wire import Message

FRAME_BYTES_MAX = 4_096
MESSAGES_PER_FRAME_MAX = 64

_one: Decoder[ClientMessage] = Decoder(ClientMessage)
_several: Decoder[list[ClientMessage]] = Decoder(
    Annotated[list[ClientMessage], Meta(min_length=1, max_length=MESSAGES_PER_FRAME_MAX)]
)
_encoder = Encoder()


class Malformed(Exception):
    """Not a message of the protocol; `request_id` when the frame at least had one."""

    def __init__(self, detail: str, *, request_id: int | None = None) -> None:
        self.detail = detail
        self.request_id = request_id
        super().__init__(detail)


class _Numbered(Struct, frozen=True):
    id: Annotated[int, Meta(ge=0, le=2**53 - 1)]


_numbered: Decoder[_Numbered] = Decoder(_Numbered)


def decode(frame: bytes) -> Sequence[ClientMessage]:
    """The messages of a text frame, in order.

    Raises:
        Malformed: too long, not JSON, an unknown type or field, a value out of its bounds.

    """
    if len(frame) > FRAME_BYTES_MAX:
        raise Malformed(f"a frame holds at most {FRAME_BYTES_MAX} bytes")
    try:
        if frame.lstrip(b" \t\r\n").startswith(b"["):
            return _several.decode(frame)
        return (_one.decode(frame),)
    except ValidationError as wrong:
        error = misfit(str(wrong), "")
        raise Malformed(f"{error.pointer or '/'} {error.detail}", request_id=request_id(frame)) from None
    except (DecodeError, UnicodeError, RecursionError) as wrong:
        raise Malformed(str(wrong), request_id=request_id(frame)) from None


def encode(message: Message) -> bytes:
    """The JSON of one message."""
    return _encoder.encode(message)


def encode_all(messages: Sequence[Message]) -> bytes:
    """The JSON of one frame: the message itself, or an array when there are several."""
    return _encoder.encode(messages[0] if len(messages) == 1 else messages)


def request_id(frame: bytes) -> int | None:
    """The request number of a frame that is refused unread, if it has one."""
    try:
        return _numbered.decode(frame).id
    except (ValidationError, DecodeError, UnicodeError, RecursionError):
        return None
