"""The demonstration's cars are photographed, those of its sales first and fully."""

from server.demo import seed
from server.demo.photographing import photographer
from server.demo.pictures import TOUR
from server.resources import Resources

IN_SALES = """
SELECT s.id::text, count(*) FILTER (WHERE p.defect_id IS NULL) AS photos FROM (
    SELECT vehicle_id FROM vehicle_engagement WHERE kind = 'auction'
    UNION ALL SELECT trade_in_id FROM quotation
) AS s (id) LEFT JOIN photo p ON p.subject_id = s.id AND p.state = 'ready' GROUP BY s.id
"""


async def test_cars_in_sales_and_quotations_are_photographed_first_and_fully(resources: Resources) -> None:
    await seed(resources, "abcd-efgh-ijkl")
    pool = resources.postgres
    camera = await photographer(resources)
    count = len(await pool.fetch(IN_SALES))
    for _ in range(count):
        assert await camera.look_round() == 1
    photographed = await pool.fetch(IN_SALES)
    assert len(photographed) == count >= 10
    assert all(row["photos"] >= 4 for row in photographed), photographed
    assert any(row["photos"] == len(TOUR) for row in photographed), photographed
    assert await pool.fetchval("SELECT count(*) FROM vehicle WHERE photo_key IS NOT NULL") == count - 1
    assert await pool.fetchval("SELECT count(*) FROM quoted_car WHERE photo_key IS NULL") == 0
    for row in await pool.fetch("SELECT DISTINCT ON (subject_id) key FROM photo ORDER BY subject_id, position"):
        assert await resources.storage.get(f"{row['key']}/large.webp")
        assert await resources.storage.get(f"{row['key']}/thumb.webp")
