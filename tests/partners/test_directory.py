"""The company directory client, against a server that speaks both contracts."""

from collections.abc import AsyncIterator, Iterator
from datetime import date

import pytest
import pytest_asyncio
from msgspec.structs import replace

from server.partners import directory as directory_module
from server.partners.directory import CompanyDirectory, DirectoryUnavailableError
from server.resources import Resources
from server.settings import Settings
from tests.partners.directory_server import CLOSED, KEY, ODD, OPEN, SOLE_TRADER, UNKNOWN, Directory, serving_directory


@pytest_asyncio.fixture(scope="module")
async def server() -> AsyncIterator[tuple[Directory, str]]:
    directory = Directory()
    async with serving_directory(directory) as address:
        yield directory, address


@pytest.fixture
def asked(server: tuple[Directory, str]) -> Iterator[Directory]:
    """The server as new: nothing asked yet."""
    server[0].reset()
    yield server[0]
    server[0].released.set()


def settings_of(resources: Resources, address: str, *, key: str | None = KEY, search: bool = True) -> Settings:
    return replace(
        resources.settings,
        sirene_key=key,
        sirene_url=f"{address}/sirene",
        company_search_url=f"{address}/annuaire" if search else None,
    )


@pytest.fixture
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory_module, "SIRENE_PACE_SECONDS", 0.0)
    monkeypatch.setattr(directory_module, "SEARCH_PACE_SECONDS", 0.0)


async def test_sirene_fills_the_form(
    resources: Resources, server: tuple[Directory, str], asked: Directory, unpaced: None
) -> None:
    company = await CompanyDirectory(settings_of(resources, server[1])).find(OPEN)
    assert company is not None
    assert (company.name, company.vat_number, company.ape_code) == ("TOP USED CARS", "FR44732829320", "4511Z")
    assert (company.address, company.postcode, company.city) == ("12 RUE DU COMMERCE", "71000", "MACON")
    assert (company.closed, company.check_digit_fits, company.source) == (False, True, "sirene")
    assert asked.asked == ["sirene"]


async def test_a_sole_trader_is_known_by_name_and_hides_what_he_wants(
    resources: Resources, server: tuple[Directory, str], asked: Directory, unpaced: None
) -> None:
    company = await CompanyDirectory(settings_of(resources, server[1])).find(SOLE_TRADER)
    assert company is not None
    assert (company.name, company.legal_representative) == ("ÉLISE ENCHÈRE", "ÉLISE ENCHÈRE")
    assert (company.postcode, company.city, company.ape_code) == ("", "CLUNY", None)


async def test_without_a_key_the_search_answers_with_its_director(
    resources: Resources, server: tuple[Directory, str], asked: Directory, unpaced: None
) -> None:
    company = await CompanyDirectory(settings_of(resources, server[1], key=None)).find(OPEN)
    assert company is not None
    assert (company.name, company.legal_representative, company.source) == ("TOP USED CARS", "THOMAS TOP", "search")
    assert (company.address, company.postcode, company.city) == ("12 RUE DU COMMERCE", "71000", "MACON")
    assert asked.asked == ["search"]


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_when_sirene_fails_the_search_is_asked(
    resources: Resources, server: tuple[Directory, str], asked: Directory, unpaced: None, status: int
) -> None:
    asked.sirene_answers = status
    company = await CompanyDirectory(settings_of(resources, server[1])).find(OPEN)
    assert company is not None
    assert company.source == "search"
    assert asked.asked == ["sirene", "search"]


@pytest.mark.parametrize("key", [KEY, None])
async def test_a_closed_company_says_since_when(
    resources: Resources, server: tuple[Directory, str], asked: Directory, unpaced: None, key: str | None
) -> None:
    company = await CompanyDirectory(settings_of(resources, server[1], key=key)).find(CLOSED)
    assert company is not None
    assert (company.closed, company.closed_on) == (True, date(2024, 3, 31))


async def test_a_number_that_does_not_add_up_may_be_real(
    resources: Resources, server: tuple[Directory, str], asked: Directory, unpaced: None
) -> None:
    company = await CompanyDirectory(settings_of(resources, server[1])).find(ODD)
    assert company is not None
    assert not company.check_digit_fits


async def test_what_was_answered_is_kept(
    resources: Resources, server: tuple[Directory, str], asked: Directory, unpaced: None
) -> None:
    directory = CompanyDirectory(settings_of(resources, server[1]))
    for _ in range(3):
        assert await directory.find(OPEN) is not None
        assert await directory.find(UNKNOWN) is None
    assert asked.asked == ["sirene", "sirene"]


async def test_too_many_calls_are_neither_made_nor_waited_for(
    resources: Resources, server: tuple[Directory, str], asked: Directory
) -> None:
    directory = CompanyDirectory(settings_of(resources, server[1], search=False))
    assert await directory.find(OPEN) is not None
    asked.sirene_answers = 429
    with pytest.raises(DirectoryUnavailableError, match="too often"):
        await directory.find(CLOSED)
    with pytest.raises(DirectoryUnavailableError, match="too often"):
        await directory.find(ODD)
    assert asked.asked == ["sirene", "sirene"], "after a 429 it is left alone for as long as it says"


async def test_a_failure_is_not_kept(
    resources: Resources, server: tuple[Directory, str], asked: Directory, unpaced: None
) -> None:
    directory = CompanyDirectory(settings_of(resources, server[1], search=False))
    asked.sirene_answers = 500
    with pytest.raises(DirectoryUnavailableError, match="500"):
        await directory.find(OPEN)
    asked.sirene_answers = None
    assert await directory.find(OPEN) is not None


async def test_a_directory_that_says_nothing_is_given_up(
    resources: Resources,
    server: tuple[Directory, str],
    asked: Directory,
    unpaced: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(directory_module, "TIMEOUT_SECONDS", 0.1)
    asked.silent = True
    with pytest.raises(DirectoryUnavailableError, match="can't be reached"):
        await CompanyDirectory(settings_of(resources, server[1])).find(OPEN)


async def test_nonsense_is_no_company(
    resources: Resources, server: tuple[Directory, str], asked: Directory, unpaced: None
) -> None:
    asked.nonsense = True
    with pytest.raises(DirectoryUnavailableError, match="something else"):
        await CompanyDirectory(settings_of(resources, server[1])).find(OPEN)


async def test_nobody_at_the_address_and_nobody_to_ask(resources: Resources) -> None:
    with pytest.raises(DirectoryUnavailableError, match="can't be reached"):
        await CompanyDirectory(settings_of(resources, "http://127.0.0.1:9")).find(OPEN)
    with pytest.raises(DirectoryUnavailableError, match="no company directory is set up"):
        await CompanyDirectory(settings_of(resources, "http://127.0.0.1:9", key=None, search=False)).find(OPEN)
