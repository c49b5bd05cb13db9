"""Every operation, called with generated requests, right and wrong: no server error, no undeclared answer."""

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

from server.kit.postgres import Pool
from server.rest.documents import openapi_document
from tests.http import Api
from tests.organisation import a_dealer, a_key, a_member, a_pro, a_user

# Enough for every run; ADJUGE_API_EXAMPLES asks for more now and then.
EXAMPLES = int(os.environ.get("ADJUGE_API_EXAMPLES", "2"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

Operation = APIOperation[Any, Any, Any, Any]


@pytest_asyncio.fixture(scope="module")
async def keys(pg_pool: Pool) -> list[str]:
    dealer = await a_dealer(pg_pool)
    pro_id = await a_pro(pg_pool, dealer)
    return [await a_key(pg_pool, await a_user(pg_pool, dealer)), await a_key(pg_pool, await a_member(pg_pool, pro_id))]


def operations(api: Api) -> Iterator[Operation]:
    schema = schemathesis.openapi.from_dict(openapi_document(api.app))
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def failures_of(operation: Operation, *, base_url: str, key: str, mode: GenerationMode) -> str | None:
    """Call the operation with generated requests; what the first failing one was, made as small as possible."""

    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def call(data: st.DataObject) -> None:
        case: Case[Any] = data.draw(operation.as_strategy(generation_mode=mode))
        response = case.call(base_url=base_url, headers={"authorization": f"Bearer {key}"})
        case.validate_response(response, checks=CHECKS)

    try:
        call()
    except Unsatisfiable:
        return None  # an address of one text, which no text makes wrong
    except (FailureGroup, Exception) as failure:  # noqa: BLE001 — any failure is this operation's result
        return f"{operation.label} ({mode.value}): {failure}"
    return None


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("who", [0, 1], ids=["dealer", "pro"])
async def test_generated_requests_get_declared_answers(
    api: Api, keys: list[str], who: int, mode: GenerationMode
) -> None:
    found: list[str] = []
    for operation in operations(api):
        failed = await asyncio.to_thread(failures_of, operation, base_url=api.base_url, key=keys[who], mode=mode)
        found += [failed] if failed else []
    if found:
        pytest.fail("\n\n".join(found))
