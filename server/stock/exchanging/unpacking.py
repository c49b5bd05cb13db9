"""Know how much an archive unfolds to before anything reads it: what it says of itself may be a lie."""

import zlib
from collections.abc import Iterator, Sequence
from struct import unpack_from
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipInfo

# Of the header before each part: it ends with the lengths of a name and of extra fields, which follow it.
HEADER_BYTES = 30
READ_BYTES, STEP_BYTES = 2**16, 2**20


def unpacked_bytes(content: bytes, parts: Sequence[ZipInfo], *, at_most: int) -> int:
    """The bytes all parts unfold to, really unfolded and thrown away piece by piece; a bit more than `at_most` ends it.

    Raises:
        BadZipFile: a part is not where the archive says, or packed in a way that spreadsheets don't use.
        zlib.error: a part is no packed data.

    """
    total = 0
    for part in parts:
        for piece in _pieces(content, part):
            total += piece
            if total > at_most:
                return total
    return total


def _pieces(content: bytes, part: ZipInfo) -> Iterator[int]:
    start = part.header_offset
    if content[start : start + 4] != b"PK\x03\x04" or len(content) < start + HEADER_BYTES:
        raise BadZipFile("a part is not where the archive says")
    name, extra = unpack_from("<HH", content, start + 26)
    begin = start + HEADER_BYTES + name + extra
    packed = memoryview(content)[begin : begin + part.compress_size]
    if part.compress_type == ZIP_STORED:
        yield len(packed)
        return
    if part.compress_type != ZIP_DEFLATED:
        raise BadZipFile("packed in a way that spreadsheets don't use")
    unfolding = zlib.decompressobj(-zlib.MAX_WBITS)
    for place in range(0, len(packed), READ_BYTES):
        rest: bytes | memoryview = packed[place : place + READ_BYTES]
        while len(rest) > 0 and not unfolding.eof:
            yield len(unfolding.decompress(rest, STEP_BYTES))
            rest = unfolding.unconsumed_tail
