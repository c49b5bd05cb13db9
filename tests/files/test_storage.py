"""Files go to a folder and to whatever speaks S3, and come back the same."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.files.storage import Storage, open_storage
from tests.files.bucket import MACHINE_TOKEN, Bucket, a_bucket


@pytest_asyncio.fixture
async def bucket() -> AsyncIterator[Bucket]:
    async with a_bucket() as running:
        yield running


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, bucket: Bucket, tmp_path: Path) -> Storage:
    return open_storage(bucket.url if request.param == "bucket" else f"file://{tmp_path}/photos")


async def test_what_was_put_is_got_until_it_is_deleted(storage: Storage) -> None:
    assert await storage.get("k é/thumb.webp") is None
    await storage.put("k é/thumb.webp", b"one", media_type="image/webp")
    await storage.put("k é/thumb.webp", b"two", media_type="image/webp")
    assert await storage.get("k é/thumb.webp") == b"two"
    await storage.delete("k é/thumb.webp")
    await storage.delete("k é/thumb.webp")
    assert await storage.get("k é/thumb.webp") is None


async def test_files_may_lie_below_a_folder_of_the_bucket(bucket: Bucket) -> None:
    storage = open_storage(bucket.url.replace("/photos?", "/photos/a%20b/c?"))
    await storage.put("k/thumb.webp", b"one", media_type="image/webp")
    assert bucket.objects == {"/photos/a b/c/k/thumb.webp": (b"one", "image/webp")}


async def test_a_service_that_stumbles_is_asked_again(bucket: Bucket) -> None:
    storage = open_storage(bucket.url)
    bucket.failures = 2
    await storage.put("a/large.webp", b"picture", media_type="image/webp")
    assert bucket.objects == {"/photos/a/large.webp": (b"picture", "image/webp")}
    bucket.failures = 3
    with pytest.raises(OSError, match="503"):
        await storage.get("a/large.webp")


async def test_a_wrong_secret_is_refused_and_not_repeated(bucket: Bucket) -> None:
    for url in (bucket.url.replace("s3cr3t", "wrong"), bucket.url.replace("eu-west-3", "us-east-1")):
        with pytest.raises(OSError, match="403"):
            await open_storage(url).get("a")
    assert bucket.refused == 2


async def test_a_bucket_that_is_not_there_keeps_nothing(bucket: Bucket) -> None:
    storage = open_storage(bucket.url.replace("/photos", "/pictures"))
    with pytest.raises(OSError, match="404"):
        await storage.put("a", b"picture", media_type="image/webp")


async def test_a_service_that_is_away_says_so_in_one_line() -> None:
    with pytest.raises(OSError, match=r"the storage fails: .*127\.0\.0\.1:9") as caught:
        await open_storage("s3+http://k:s@127.0.0.1:9/photos").get("a")
    assert "\n" not in str(caught.value)


async def test_the_address_counts_and_not_what_the_environment_says_to_others(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "another",
        "AWS_SESSION_TOKEN": "another",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
        "AWS_REGION": "us-west-2",
        "AWS_SKIP_SIGNATURE": "true",
        "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "true",
    }.items():
        monkeypatch.setenv(name, value)
    await open_storage(bucket.url).put("a", b"picture", media_type="image/webp")
    assert list(bucket.objects) == ["/photos/a"]


async def test_a_bucket_without_a_key_is_opened_by_the_role_of_the_machine(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    token.write_text(MACHINE_TOKEN)
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", bucket.role_url)
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(token))
    await open_storage(bucket.keyless_url).put("a", b"picture", media_type="image/webp")
    assert list(bucket.objects) == ["/photos/a"]
