"""Make of a kept picture one to print: a JPEG of the size a page shows, which a PDF holds as it is."""

from io import BytesIO

from PIL import Image

from server.kit.workshop import limited_to, workshop

# 150 points an inch over the width of a page.
EDGE_MAX = 1_200
QUALITY = 82


async def for_print(picture: bytes) -> bytes:
    """The picture as JPEG.

    Raises:
        WorkFailedError: it could not be drawn.

    """
    return await workshop.run(_drawn, picture)


@limited_to(cpu_seconds=20)
def _drawn(picture: bytes) -> bytes:
    with Image.open(BytesIO(picture), formats=("WEBP",)) as image:
        image.thumbnail((EDGE_MAX, EDGE_MAX), Image.Resampling.LANCZOS)
        made = BytesIO()
        image.convert("RGB").save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()
