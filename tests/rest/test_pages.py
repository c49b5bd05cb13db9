"""The web application's files and page."""

import gzip
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from server.app import create_app
from server.protocol.refusals import Refusal
from server.resources import Resources
from server.rest.headers import content_security_policy
from server.rest.pages import Pages
from tests.http import Api, running_api

PAGE = b"<!doctype html><title>Adjug\xc3\xa9</title>"
SCRIPT = b"console.log('adjuge');" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "assets" / "index-D4dHuJRg.js").write_bytes(SCRIPT)
    (tmp_path / "icon.svg").write_bytes(b"<svg/>")
    return tmp_path


@pytest_asyncio.fixture
async def site(resources: Resources, folder: Path) -> AsyncIterator[Api]:
    async with running_api(resources, static_folder=folder) as running:
        yield running


async def test_every_address_of_people_gets_the_page(site: Api) -> None:
    client = await site.client()
    for path in ("/", "/ventes", "/ventes/42/lots/3", "/invitation", "/apiculture"):
        answer = await client.get(path)
        assert (answer.status_code, answer.content) == (200, PAGE), path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-cache"


async def test_addresses_of_machines_and_missing_files_never_get_the_page(site: Api) -> None:
    client = await site.client()
    for path in ("/api/x", "/ws/x", "/health/x", "/metrics/x", "/assets/x.js", "/favicon.ico", "/../pyproject.toml"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


async def test_hashed_files_are_kept_for_ever_and_compressed(site: Api) -> None:
    client = await site.client()
    answer = await client.get("/assets/index-D4dHuJRg.js", headers={"accept-encoding": "gzip"})
    assert answer.content == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(gzip.compress(SCRIPT, 9, mtime=0))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    plain = await client.get("/assets/index-D4dHuJRg.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == SCRIPT


async def test_an_unchanged_file_is_not_sent_again(site: Api) -> None:
    client = await site.client()
    etag = (await client.get("/")).headers["etag"]
    again = await client.get("/", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_pages_load_from_us_only_and_are_framed_by_nobody(site: Api) -> None:
    answer = await (await site.client()).get("/")
    policy = answer.headers["content-security-policy"]
    assert policy == content_security_policy(site.resources.settings.allowed_origins)
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "ws://localhost:8000" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in answer.headers


async def test_answers_of_the_api_are_never_stored(site: Api) -> None:
    answer = await (await site.client()).get("/api/session")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"]


async def test_a_callers_request_id_is_kept_unless_it_is_harmful(site: Api) -> None:
    client = await site.client()
    kept = await client.get("/api/session", headers={"x-request-id": "abc-123_x"})
    assert kept.headers["x-request-id"] == "abc-123_x"
    for harmful in ("a b", "x" * 65, "é", "a;b"):
        answer = await client.get("/api/session", headers=[(b"x-request-id", harmful.encode())])
        assert answer.headers["x-request-id"] != harmful


def test_a_new_build_is_noticed(folder: Path) -> None:
    pages = Pages(folder)
    assert pages.find("ventes").body == PAGE
    (folder / "index.html").write_bytes(b"new")
    os.utime(folder / "index.html", ns=(1, 1))
    assert pages.find("ventes").body == b"new"


def test_without_a_build_the_page_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        Pages(tmp_path).find("ventes")
    assert caught.value.code == "not_built"


def test_an_app_can_be_made_twice_in_one_process(resources: Resources) -> None:
    assert len(create_app(resources).routes) == len(create_app(resources).routes)
