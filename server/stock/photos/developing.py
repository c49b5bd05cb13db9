"""Make of a stranger's file the pictures we keep, in a worker process: two sizes in WEBP, and nothing else of it.

What comes out is drawn anew from pixels: no EXIF, so no place and no name, and none of what hides behind a picture.
"""

from io import BytesIO
from typing import Literal

import pillow_heif
from msgspec import Struct
from PIL import Image, ImageCms, ImageOps

from server.kit.workshop import limited_to
from server.stock.photos.photo import EDGES, PIXELS_MAX, Size

Reason = Literal["empty", "unknown_format", "too_many_pixels", "unreadable"]

# What cameras and phones make, by its first bytes; a name or a header says nothing.
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
QUALITY: dict[Size, int] = {"large": 82, "thumb": 74}
PAPER = (255, 255, 255)


class Developed(Struct, frozen=True, kw_only=True):
    """The pictures, and the size of the large one."""

    pictures: dict[Size, bytes]
    width: int
    height: int


def format_of(head: bytes) -> str | None:
    """The format of a file by its first 16 bytes, as Pillow names it; None for what we don't take."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS:
        return "HEIF"
    return None


@limited_to(cpu_seconds=20)
def develop(content: bytes) -> Developed | Reason:
    """The pictures of a file, or why there are none."""
    if not content:
        return "empty"
    form = format_of(content[:16])
    if form is None:
        return "unknown_format"
    pillow_heif.register_heif_opener(thumbnails=False)
    # We look at the size ourselves, before a pixel is decoded.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(BytesIO(content), formats=(form,)) as image:
            if image.width * image.height > PIXELS_MAX:
                return "too_many_pixels"
            return _develop(image)
    except (
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        IndexError,
        ArithmeticError,
        EOFError,
        MemoryError,
        RuntimeError,
    ):
        return "unreadable"  # decoders say it in all these ways


def _develop(image: Image.Image) -> Developed:
    edge = EDGES["large"]
    image.draft("RGB", (edge, edge))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    large = _plain(upright)
    thumb = large.copy()
    thumb.thumbnail((EDGES["thumb"], EDGES["thumb"]), Image.Resampling.LANCZOS)
    pictures: dict[Size, bytes] = {"large": _webp(large, "large"), "thumb": _webp(thumb, "thumb")}
    return Developed(pictures=pictures, width=large.width, height=large.height)


def _plain(image: Image.Image) -> Image.Image:
    """In the colours every screen shows, on white where it was transparent."""
    profile = image.info.get("icc_profile")
    if profile and image.mode == "RGB":
        try:
            shown = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            image = shown or image
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile is no reason to lose the picture
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", layer.size, PAPER)
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB")


def _webp(image: Image.Image, size: Size) -> bytes:
    made = BytesIO()
    image.save(made, "WEBP", quality=QUALITY[size], method=4, exif=b"", xmp=b"", icc_profile=None)
    return made.getvalue()
