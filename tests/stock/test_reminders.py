"""Whoever looks after the stock is reminded of a purchase to declare: in time, once, and not without need."""

import asyncio
from datetime import date, timedelta

import pytest_asyncio

from server.stock.life.reminding import remind
from tests.http import Api
from tests.organisation import a_dealer, a_user
from tests.stock.yard import Yard, a_yard

TODAY = date(2026, 11, 24)


@pytest_asyncio.fixture
async def yard(api: Api) -> Yard:
    return await a_yard(api)


async def reminders(yard: Yard) -> list[tuple[str, str]]:
    rows = await yard.pool.fetch(
        """
        SELECT account.email, notification.link FROM notification JOIN account ON account.id = notification.account_id
        JOIN vehicle ON vehicle.id = notification.subject_id
        WHERE notification.kind = 'purchase_declaration_due' AND vehicle.entity_id = $1 ORDER BY notification.link
        """,
        yard.entity_id,
    )
    return [(row["email"], row["link"]) for row in rows]


def bought(days_ago: int) -> str:
    return (TODAY - timedelta(days=days_ago)).isoformat()


async def test_only_purchases_whose_time_is_nearly_over_are_told(yard: Yard) -> None:
    stranger = await a_user(yard.pool, await a_dealer(yard.pool, name="Autre"))
    wanted = [await yard.car(purchased_on=bought(days)) for days in (10, 15, 30)]
    unwanted: tuple[dict[str, str], ...] = (
        {"purchased_on": bought(9)},
        {"purchased_on": bought(31)},
        {"purchased_on": bought(12), "purchase_declared_on": bought(11)},
        {"purchased_on": bought(12), "kind": "new"},
        {},
    )
    for fields in unwanted:
        await yard.car(**fields)
    await remind(yard.pool, today=TODAY)
    told = await reminders(yard)
    assert [link for _, link in told] == sorted(f"/stock/{car['id']}" for car in wanted)
    nobody = await yard.pool.fetchval("SELECT email FROM account WHERE id = $1", stranger.account_id)
    assert nobody not in {email for email, _ in told}


async def test_a_car_is_told_of_once_however_many_look(yard: Yard) -> None:
    for _ in range(3):
        await yard.car(purchased_on=bought(12))
    await asyncio.gather(*(remind(yard.pool, today=TODAY) for _ in range(4)))
    assert len(await reminders(yard)) == 3
    await remind(yard.pool, today=TODAY + timedelta(days=1))
    assert len(await reminders(yard)) == 3


async def test_a_car_that_was_told_of_may_still_be_deleted(yard: Yard) -> None:
    car = await yard.car(purchased_on=bought(12))
    await remind(yard.pool, today=TODAY)
    assert len(await reminders(yard)) == 1
    assert (await yard.client.delete(f"/api/vehicles/{car['id']}")).status_code < 300
