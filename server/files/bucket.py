"""Keep files in a bucket that speaks S3, by `obstore`, which signs, repeats and gives up."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from obstore.exceptions import BaseError
from obstore.store import S3Store

if TYPE_CHECKING:
    from obstore.store import S3Credential

TIMEOUT = timedelta(seconds=10)
# After the first one, with growing breaks; what is refused isn't repeated.
RETRIES_MAX = 2
BREAK_FIRST, BREAK_MAX = timedelta(milliseconds=100), timedelta(seconds=1)
REGION_DEFAULT = "us-east-1"


class Bucket:
    """A bucket at `s3+https://key:secret@host/bucket[/prefix]?region=...`; addresses are path-style.

    Without a key, the machine's own is asked for as AWS publishes it: `AWS_ACCESS_KEY_ID`, a role by
    `AWS_WEB_IDENTITY_TOKEN_FILE` or `AWS_CONTAINER_CREDENTIALS_FULL_URI`, or that of the instance.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        scheme = parts.scheme.removeprefix("s3+")
        bucket, _, prefix = parts.path.strip("/").partition("/")
        key: S3Credential = {
            "access_key_id": unquote(parts.username or ""),
            "secret_access_key": unquote(parts.password or ""),
            "expires_at": None,
        }
        self._store = S3Store(
            unquote(bucket),
            prefix=unquote(prefix) or None,
            aws_endpoint_url_s3=f"{scheme}://{parts.netloc.rpartition('@')[2]}",
            region=parse_qs(parts.query).get("region", [REGION_DEFAULT])[0],
            virtual_hosted_style_request=False,
            skip_signature=False,
            disable_bulk_delete=True,  # not every service knows it, and we delete one by one
            credential_provider=(lambda: key) if parts.username else None,
            client_options={"timeout": TIMEOUT, "connect_timeout": TIMEOUT, "allow_http": scheme == "http"},
            retry_config={
                "max_retries": RETRIES_MAX,
                "backoff": {"init_backoff": BREAK_FIRST, "max_backoff": BREAK_MAX, "base": 2},
            },
        )

    async def put(self, name: str, content: bytes, *, media_type: str) -> None:
        """See `Storage`."""
        with _plain_errors():
            await self._store.put_async(name, content, attributes={"Content-Type": media_type}, use_multipart=False)

    async def get(self, name: str) -> bytes | None:
        """See `Storage`."""
        with _plain_errors(), suppress(FileNotFoundError):
            return bytes(await (await self._store.get_async(name)).bytes_async())
        return None

    async def delete(self, name: str) -> None:
        """See `Storage`."""
        with _plain_errors(), suppress(FileNotFoundError):
            await self._store.delete_async(name)


@contextmanager
def _plain_errors() -> Generator[None]:
    """The first line of what the library says; its other lines are its own insides."""
    try:
        yield
    except (BaseError, FileNotFoundError) as error:
        said, _, _ = str(error).partition("\n")
        raise OSError(f"the storage fails: {said}") from error
