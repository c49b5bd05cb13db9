"""Photos over real HTTP: in pieces, cut and resumed, in order, without secrets; and everything that is no photo."""

import os
from io import BytesIO
from typing import Any

import httpx
import pytest
import pytest_asyncio
from PIL import Image

from server.kit.ids import new_id
from server.stock.photos.photo import PHOTOS_MAX
from tests.http import Api
from tests.organisation import a_member, a_pro
from tests.stock.pictures import a_bomb, a_heic, a_jpeg, a_picture, a_polyglot, encoded
from tests.stock.yard import Yard, a_yard

PIECE = {"content-type": "application/offset+octet-stream"}


@pytest_asyncio.fixture(scope="module")
async def yard(api: Api) -> Yard:
    return await a_yard(api)


@pytest_asyncio.fixture
async def car(yard: Yard) -> dict[str, Any]:
    return await yard.car()


async def begin(yard: Yard, car: dict[str, Any], size_bytes: int, **fields: object) -> str:
    answer = await yard.client.post(f"/api/vehicles/{car['id']}/photos", json={"size_bytes": size_bytes, **fields})
    assert answer.status_code == 201, answer.text
    return f"/api/vehicles/{car['id']}/photos/{answer.json()['id']}"


async def send(yard: Yard, address: str, content: bytes, *, offset: int = 0) -> httpx.Response:
    return await yard.client.patch(address, content=content, headers={**PIECE, "upload-offset": str(offset)})


async def uploaded(yard: Yard, car: dict[str, Any], content: bytes, **fields: object) -> dict[str, Any]:
    answer = await send(yard, await begin(yard, car, len(content), **fields), content)
    assert answer.status_code == 200, answer.text
    return answer.json()["photo"]


async def seen(yard: Yard, url: str) -> Image.Image:
    answer = await yard.client.get(url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    return Image.open(BytesIO(answer.content))


@pytest.mark.parametrize(
    "content",
    [a_jpeg(), encoded(a_picture(), "PNG"), encoded(a_picture().convert("RGBA"), "WEBP"), a_heic()],
    ids=["jpeg", "png", "webp", "heic"],
)
async def test_what_phones_make_becomes_two_pictures(yard: Yard, car: dict[str, Any], content: bytes) -> None:
    photo = await uploaded(yard, car, content)
    large, thumb = await seen(yard, photo["url"]), await seen(yard, photo["thumb_url"])
    assert (large.format, large.size, thumb.size) == ("WEBP", (640, 480), (480, 360))
    assert (photo["width"], photo["height"], photo["cover"]) == (640, 480, True)


async def test_nothing_of_the_phone_or_the_place_remains(yard: Yard, car: dict[str, Any]) -> None:
    photo = await uploaded(yard, car, a_jpeg())
    for url in (photo["url"], photo["thumb_url"]):
        assert b"SecretPhone" not in (await yard.client.get(url)).content
        assert not dict((await seen(yard, url)).getexif())


async def test_a_photo_held_sideways_is_shown_upright(yard: Yard, car: dict[str, Any]) -> None:
    photo = await uploaded(yard, car, a_jpeg(orientation=6))
    large = (await seen(yard, photo["url"])).convert("RGB")
    assert large.size == (480, 640)
    top, bottom = large.getpixel((240, 50)), large.getpixel((240, 590))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 150 > top[2]
    assert bottom[2] > 150 > bottom[0]


async def test_a_large_photo_is_made_smaller(yard: Yard, car: dict[str, Any]) -> None:
    photo = await uploaded(yard, car, a_jpeg(6_000, 4_000))
    assert (photo["width"], photo["height"]) == (2_048, 1_365)


async def test_a_photo_arrives_in_pieces_and_goes_on_where_it_was_cut(yard: Yard, car: dict[str, Any]) -> None:
    content = a_jpeg()
    address, third = await begin(yard, car, len(content)), len(content) // 3
    assert (await send(yard, address, content[:third])).json()["offset"] == third
    repeated = await send(yard, address, content[:third])
    assert (repeated.status_code, repeated.json()["code"], repeated.json()["offset"]) == (409, "offset_mismatch", third)
    progress = (await yard.client.get(f"{address}/upload")).json()
    assert (progress["offset"], progress["size_bytes"], progress["photo"]) == (third, len(content), None)
    assert (await send(yard, address, content[third : 2 * third], offset=third)).json()["photo"] is None
    last = await send(yard, address, content[2 * third :], offset=2 * third)
    assert last.json()["photo"]["state"] == "ready"
    # An answer that was lost on the way is given again.
    assert (await send(yard, address, content[2 * third :], offset=2 * third)).json()["photo"]["state"] == "ready"
    assert (await yard.get(car))["photo"] == last.json()["photo"]["thumb_url"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><script>alert(1)</script></html>", "unknown_format"),
        (b"%PDF-1.7 not a photo", "unknown_format"),
        (b"GIF89a" + b"\0" * 100, "unknown_format"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unknown_format"),
        (b"\xff\xd8\xff" + b"\0" * 1_000, "unreadable"),
        (a_jpeg()[:5_000], "unreadable"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 500, "unreadable"),
        (b"\x89PNG\r\n\x1a\n" + os.urandom(500), "unreadable"),
        (a_bomb(), "too_many_pixels"),
        (a_bomb(6_400, 6_251), "too_many_pixels"),
        (a_bomb(6_400, 6_249), "unreadable"),
        (b"x", "unknown_format"),
    ],
)
async def test_what_is_no_photo_is_refused_and_forgotten(
    yard: Yard, car: dict[str, Any], content: bytes, reason: str
) -> None:
    address = await begin(yard, car, len(content))
    answer = await send(yard, address, content)
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (422, "not_a_photo", reason)
    assert (await yard.client.get(f"{address}/upload")).status_code == 404
    assert (await yard.client.get(f"/api/vehicles/{car['id']}/photos")).json() == []


async def test_of_a_photo_that_is_more_than_one_only_the_picture_is_kept(yard: Yard, car: dict[str, Any]) -> None:
    photo = await uploaded(yard, car, a_polyglot())
    content = (await yard.client.get(photo["url"])).content
    assert b"script" not in content
    assert b"PK\x03\x04" not in content


@pytest.mark.parametrize("size_bytes", [0, 5 * 2**20 + 1, -1, 1.5, "1"])
async def test_a_file_has_between_one_byte_and_five_megabytes(
    yard: Yard, car: dict[str, Any], size_bytes: object
) -> None:
    answer = await yard.client.post(f"/api/vehicles/{car['id']}/photos", json={"size_bytes": size_bytes})
    assert answer.status_code == 422


async def test_more_than_was_announced_is_refused(yard: Yard, car: dict[str, Any]) -> None:
    address = await begin(yard, car, 10)
    assert (await send(yard, address, b"x" * 11)).json()["code"] == "offset_mismatch"
    assert (await send(yard, address, b"x" * (5 * 2**20 + 1))).status_code == 413
    assert (await yard.client.patch(address, content=b"x", headers=PIECE)).status_code == 422
    assert (await yard.client.patch(address, content=b"x", headers={"content-type": "image/jpeg"})).status_code == 415


async def test_photos_are_put_in_order_and_the_first_is_on_the_card(yard: Yard, car: dict[str, Any]) -> None:
    photos = [await uploaded(yard, car, a_jpeg(100 + place, 80)) for place in range(3)]
    ids = [photo["id"] for photo in photos]
    address = f"/api/vehicles/{car['id']}/photos"
    turned = (await yard.client.put(f"{address}/order", json={"photo_ids": ids[::-1]})).json()
    assert ([photo["id"] for photo in turned], turned[0]["cover"]) == (ids[::-1], True)
    assert (await yard.get(car))["photo"] == photos[2]["thumb_url"]
    assert (await yard.client.put(f"{address}/order", json={"photo_ids": ids[:2]})).status_code == 422
    covered = (await yard.client.put(f"{address}/{ids[1]}/cover")).json()
    assert [photo["id"] for photo in covered] == [ids[1], ids[2], ids[0]]
    assert (await yard.client.delete(f"{address}/{ids[1]}")).status_code == 204
    record = await yard.get(car)
    assert (record["photo"], len(record["photos"])) == (photos[2]["thumb_url"], 2)
    assert (await yard.client.get(photos[1]["url"])).status_code == 404
    assert (await yard.client.delete(f"{address}/{ids[1]}")).status_code == 404


async def test_a_photo_of_a_defect_is_not_on_the_card(yard: Yard, car: dict[str, Any]) -> None:
    defect = {"name": "Pare-choc", "amount_cents": 30_000}
    record = (await yard.client.post(f"/api/vehicles/{car['id']}/defects", json=defect)).json()
    photo = await uploaded(yard, car, a_jpeg(), defect_id=record["defects"][0]["id"])
    assert (photo["cover"], photo["defect_id"]) == (False, record["defects"][0]["id"])
    assert (await yard.get(car))["photo"] is None
    unknown = await yard.client.post(
        f"/api/vehicles/{car['id']}/photos", json={"size_bytes": 10, "defect_id": new_id()}
    )
    assert unknown.status_code == 422


async def test_a_car_that_is_taken_back_takes_its_pictures_along(yard: Yard, car: dict[str, Any]) -> None:
    photo = await uploaded(yard, car, a_jpeg())
    assert (await yard.client.delete(f"/api/vehicles/{car['id']}")).status_code == 204
    assert (await yard.client.get(photo["url"])).status_code == 404


async def test_there_are_only_so_many_photos(yard: Yard, car: dict[str, Any]) -> None:
    for _ in range(PHOTOS_MAX):
        await begin(yard, car, 10)
    answer = await yard.client.post(f"/api/vehicles/{car['id']}/photos", json={"size_bytes": 10})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")


async def test_pictures_are_for_who_is_signed_in_and_knows_them(yard: Yard, car: dict[str, Any], api: Api) -> None:
    photo = await uploaded(yard, car, a_jpeg())
    bidder = await api.client(await a_member(yard.pool, await a_pro(yard.pool, yard.dealer)))
    assert (await bidder.get(photo["url"])).status_code == 200
    assert (await bidder.get(f"/api/vehicles/{car['id']}/photos")).status_code == 403
    assert (await (await api.client()).get(photo["url"])).status_code == 401
    for address in (
        "x/thumb.webp",
        "A" * 22 + "/thumb.webp",
        "A" * 22 + "/../../x",
        photo["url"][12:-10] + "huge.webp",
    ):
        assert (await bidder.get(f"/api/photos/{address}")).status_code == 404
    stranger = await a_yard(api, name="Autre")
    assert (await stranger.client.get(f"/api/vehicles/{car['id']}/photos")).status_code == 404
    address = f"/api/vehicles/{car['id']}/photos/{photo['id']}"
    assert (await send(stranger, address, b"x")).status_code == 404
