"""Where a printed car stands: whose it is, and the address people come to."""

from server.accounts.contacts import with_phone
from server.kit.ids import PointOfSaleId
from server.kit.postgres import Pool


async def printed_place(pool: Pool, point_of_sale_id: PointOfSaleId) -> dict[str, object]:
    """`dealer` and `address`, for a template."""
    row = await pool.fetchrow(
        """
        SELECT entity.name AS dealer, concat_ws(', ', nullif(place.address, ''),
            nullif(trim(place.postcode || ' ' || place.city), '')) AS address, place.phone
        FROM point_of_sale place JOIN entity ON entity.id = place.entity_id WHERE place.id = $1
        """,
        point_of_sale_id,
    )
    assert row is not None
    return {"dealer": row["dealer"], "address": with_phone(row["address"], row["phone"])}
