"""Whole evenings with managers and sealed auctions: snapshot + event = snapshot, for every audience (I17)."""

from server.auctions import lot_views, views
from server.auctions.picture import Picture
from server.protocol.events import BidVoided
from tests.auctions.hidden_evening import Evening, Written
from tests.auctions.reducing import reduce_dealer, reduce_position, reduce_pro
from tests.auctions.test_views import difference

WATCHERS = 6


def start(evening: Evening) -> Picture:
    """The auction as the book took it."""
    picture = Picture(evening.context.id, epoch=evening.entries[0].epoch)
    picture.apply(evening.entries[0])
    return picture


def test_the_dealers_snapshot_and_every_event_give_the_next_snapshot(written: Written) -> None:
    for evening in written.evenings:
        picture = start(evening)
        seen = lot_views.dealer_snapshot(evening.context, picture)
        for entry in evening.entries[1:]:
            event = views.dealer_event(evening.context, picture, entry, picture.apply(entry))
            assert event.seq == seen.seq + 1
            fresh = lot_views.dealer_snapshot(evening.context, picture)
            # A page asks for a new snapshot when a bid is taken back.
            seen = fresh if isinstance(event, BidVoided) else reduce_dealer(seen, event)
            assert difference(seen, fresh) == [], entry.kind


def test_a_pros_snapshot_and_every_event_give_the_next_snapshot(written: Written) -> None:
    for evening in written.evenings:
        for pro_id in list(evening.context.pros)[:WATCHERS]:
            picture = start(evening)
            seen = lot_views.pro_snapshot(evening.context, picture, pro_id)
            for entry in evening.entries[1:]:
                body = picture.apply(entry)
                event = views.pro_event(evening.context, picture, entry, body)
                fresh = lot_views.pro_snapshot(evening.context, picture, pro_id)
                if event is not None:
                    assert event.seq == seen.seq + 1
                    seen = fresh if isinstance(event, BidVoided) else reduce_pro(seen, event)
                for position in views.positions(picture, entry, body).get(pro_id, ()):
                    seen = reduce_position(seen, position)
                assert difference(seen, fresh) == [], entry.kind
