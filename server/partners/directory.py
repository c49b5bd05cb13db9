"""Ask the company directories by SIRET: Sirene with our key, the keyless search when that can't answer.

Both are asked at most so often and wait for at most a few seconds; what they said is kept for a day. When neither
answers, that is a `DirectoryUnavailableError`: whoever fills the form goes on by hand.
"""

import asyncio
import ssl
from collections import OrderedDict
from functools import cache, partial
from http import HTTPStatus

import httpx
import msgspec
import structlog
from msgspec import Struct

from server.kit import clock
from server.partners.company import Company, of_search, of_sirene, search_decoder, sirene_decoder
from server.partners.rules import adds_up
from server.settings import Settings

TIMEOUT_SECONDS = 4.0
# Sirene takes 30 calls a minute, the search 7 a second.
SIRENE_PACE_SECONDS, SEARCH_PACE_SECONDS = 2.0, 0.2
# A call whose turn comes later than this isn't worth waiting for.
TURN_SECONDS_MAX = 2.5
# After "too many", when the directory doesn't say how long; and what we believe at most.
PAUSE_SECONDS, PAUSE_SECONDS_MAX = 10.0, 120.0
KEPT_SECONDS, KEPT_UNKNOWN_SECONDS, KEPT_MAX = 86_400.0, 3_600.0, 2_000
ANSWER_BYTES_MAX = 1_000_000

log = structlog.get_logger()


class DirectoryUnavailableError(Exception):
    """No directory can answer now; the text says why, in words for whoever fills the form."""


class _Kept(Struct, frozen=True):
    company: Company | None
    until: float


class _Source:
    """One directory: when it may be asked next."""

    def __init__(self, *, pace_seconds: float) -> None:
        self._pace_seconds = pace_seconds
        self._free_at = 0.0

    async def turn(self) -> None:
        """Wait for our turn.

        Raises:
            DirectoryUnavailableError: it comes too late.

        """
        now = clock.monotonic()
        at = max(now, self._free_at)
        if at - now > TURN_SECONDS_MAX:
            raise DirectoryUnavailableError("the company directory has been asked too often")
        self._free_at = at + self._pace_seconds
        await asyncio.sleep(at - now)

    def pause(self, answer: httpx.Response) -> None:
        """It said "too many": leave it alone for as long as it says."""
        said = answer.headers.get("retry-after", "")
        seconds = float(said) if said.isdecimal() else PAUSE_SECONDS
        self._free_at = clock.monotonic() + min(seconds, PAUSE_SECONDS_MAX)


class CompanyDirectory:
    """The directories of one process, and what they said."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._sirene = _Source(pace_seconds=SIRENE_PACE_SECONDS)
        self._search = _Source(pace_seconds=SEARCH_PACE_SECONDS)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def find(self, siret: str) -> Company | None:
        """The establishment of these 14 digits; None when the directory answers that there is none.

        Raises:
            DirectoryUnavailableError: nobody answers.

        """
        kept = self._kept.get(siret)
        if kept is not None and kept.until > clock.monotonic():
            return kept.company
        company = await self._ask(siret)
        self._kept[siret] = _Kept(
            company, clock.monotonic() + (KEPT_SECONDS if company is not None else KEPT_UNKNOWN_SECONDS)
        )
        self._kept.move_to_end(siret)
        if len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return company

    async def _ask(self, siret: str) -> Company | None:
        reason = "no company directory is set up"
        key, search_url = self._settings.sirene_key, self._settings.company_search_url
        asks = [
            *([partial(self._ask_sirene, key)] if key else []),
            *([partial(self._ask_search, search_url)] if search_url else []),
        ]
        for ask in asks:
            try:
                return await ask(siret)
            except DirectoryUnavailableError as error:
                reason = str(error)
                log.warning("company directory", error=reason, asked=ask.func.__name__)
        raise DirectoryUnavailableError(reason)

    async def _ask_sirene(self, key: str, siret: str) -> Company | None:
        address = f"{self._settings.sirene_url}/siret/{siret}"
        answer = await _get(self._sirene, address, headers={"x-insee-api-key-integration": key})
        if answer is None:
            return None
        try:
            return of_sirene(sirene_decoder.decode(answer), adds_up=adds_up(siret))
        except msgspec.DecodeError as error:
            raise DirectoryUnavailableError("Sirene answered something else than a company") from error

    async def _ask_search(self, search_url: str, siret: str) -> Company | None:
        parameters = {"q": siret, "page": "1", "per_page": "1"}
        answer = await _get(self._search, f"{search_url}/search", parameters=parameters)
        if answer is None:
            return None
        try:
            return of_search(search_decoder.decode(answer), siret, adds_up=adds_up(siret))
        except msgspec.DecodeError as error:
            raise DirectoryUnavailableError("the search of companies answered something else") from error


async def _get(
    source: _Source,
    address: str,
    *,
    headers: dict[str, str] | None = None,
    parameters: dict[str, str] | None = None,
) -> bytes | None:
    """The body of a 200, None for a 404.

    Raises:
        DirectoryUnavailableError: anything else, or nothing in time.

    """
    await source.turn()
    try:
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),  # in all; the client's own limits are per step
            httpx.AsyncClient(verify=_trust(), timeout=TIMEOUT_SECONDS) as client,
        ):
            known = {"accept": "application/json", **(headers or {})}
            answer = await client.get(address, headers=known, params=parameters)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        raise DirectoryUnavailableError("the company directory can't be reached") from error
    match answer.status_code:
        case HTTPStatus.OK if len(answer.content) <= ANSWER_BYTES_MAX:
            return answer.content
        case HTTPStatus.NOT_FOUND:
            return None
        case HTTPStatus.TOO_MANY_REQUESTS:
            source.pause(answer)
            raise DirectoryUnavailableError("the company directory has been asked too often")
        case status:
            raise DirectoryUnavailableError(f"the company directory answered {status}")


@cache
def _trust() -> ssl.SSLContext:
    """Made once: reading the authorities takes a while."""
    return ssl.create_default_context()
