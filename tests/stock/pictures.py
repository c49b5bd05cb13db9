"""Files as phones and strangers send them."""

import zlib
from io import BytesIO
from struct import pack
from zipfile import ZipFile

import pillow_heif
from PIL import Image

GPS_TAG, MAKE_TAG, ORIENTATION_TAG, LATITUDE = 0x8825, 0x010F, 0x0112, 2


def a_picture(width: int = 640, height: int = 480) -> Image.Image:
    """Left half red, right half blue, so that turning it shows."""
    image = Image.new("RGB", (width, height), (200, 30, 30))
    image.paste((30, 30, 200), (width // 2, 0, width, height))
    return image


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    made = BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def a_jpeg(width: int = 640, height: int = 480, *, orientation: int = 1) -> bytes:
    """With the phone's name and the place where it was taken."""
    exif = Image.Exif()
    exif[MAKE_TAG] = "SecretPhone"
    exif[ORIENTATION_TAG] = orientation
    exif.get_ifd(GPS_TAG)[LATITUDE] = (46.0, 18.0, 0.0)
    return encoded(a_picture(width, height), "JPEG", exif=exif, quality=90)


def a_heic() -> bytes:
    made = BytesIO()
    pillow_heif.from_pillow(a_picture()).save(made, quality=80)
    return made.getvalue()


def a_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of some kilobytes that would fill gigabytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress(b"\0" * 1_000_000, 9)
    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_polyglot() -> bytes:
    """A photo and a page with a script and an archive, all in one."""
    archive = BytesIO()
    with ZipFile(archive, "w") as zipped:
        zipped.writestr("index.html", "<script>alert(1)</script>")
    return a_jpeg() + b"<script>alert(1)</script>" + archive.getvalue()
