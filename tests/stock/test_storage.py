"""Files go to a folder and to whatever speaks S3, and come back the same."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from server.stock.photos.s3 import UnavailableError, signature_headers
from server.stock.photos.storage import Storage, open_storage
from tests.stock.bucket import Bucket, a_bucket


@pytest_asyncio.fixture(params=["folder", "bucket"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Storage]:
    if request.param == "folder":
        yield open_storage(f"file://{tmp_path}/photos")
        return
    async with a_bucket() as bucket, aclosing(open_storage(bucket.url)) as opened:
        yield opened


async def test_what_was_put_is_got_until_it_is_deleted(storage: Storage) -> None:
    assert await storage.get("k é/thumb.webp") is None
    await storage.put("k é/thumb.webp", b"one", media_type="image/webp")
    await storage.put("k é/thumb.webp", b"two", media_type="image/webp")
    assert await storage.get("k é/thumb.webp") == b"two"
    await storage.delete("k é/thumb.webp")
    await storage.delete("k é/thumb.webp")
    assert await storage.get("k é/thumb.webp") is None


async def test_a_service_that_stumbles_is_asked_again() -> None:
    async with a_bucket() as bucket, aclosing(open_storage(bucket.url)) as storage:
        bucket.failures = 2
        await storage.put("a/large.webp", b"picture", media_type="image/webp")
        assert bucket.objects == {"/photos/a/large.webp": (b"picture", "image/webp")}
        bucket.failures = 3
        with pytest.raises(OSError, match="503"):
            await storage.get("a/large.webp")


async def refused_by(bucket: Bucket, url: str) -> None:
    async with aclosing(open_storage(url)) as storage:
        with pytest.raises(OSError, match="403"):
            await storage.get("a")


async def test_a_wrong_secret_is_refused_and_not_repeated() -> None:
    async with a_bucket() as bucket:
        await refused_by(bucket, bucket.url.replace("s3cr3t", "wrong"))
        await refused_by(bucket, bucket.url.replace("eu-west-3", "us-east-1"))
        assert bucket.refused == 2


async def test_a_service_that_is_away_says_so() -> None:
    async with aclosing(open_storage("s3+http://k:s@127.0.0.1:9/photos")) as storage:
        with pytest.raises(UnavailableError):
            await storage.get("a")


def test_a_signature_is_that_of_the_published_example() -> None:
    headers = signature_headers(
        "GET",
        "/test.txt",
        b"",
        headers={"range": "bytes=0-9"},
        host="examplebucket.s3.amazonaws.com",
        key="AKIAIOSFODNN7EXAMPLE",
        secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
        at=datetime(2013, 5, 24, tzinfo=UTC),
    )
    assert headers["authorization"].endswith(
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )
