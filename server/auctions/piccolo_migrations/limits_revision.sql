-- Numbers readings of limits, so that an order book takes no older one after a newer one.

CREATE SEQUENCE limits_revision;
