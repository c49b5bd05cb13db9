"""Count what happens, for Prometheus.

Slices make their counters from here, beside what they count; the process's own figures are there already:

    BIDS = counter("bids", "Bids by outcome", labels=("outcome",))
    BIDS.labels("accepted").inc()
"""

from collections.abc import Sequence

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics, generate_latest

PREFIX = "adjuge_"
# The framework adds the charset.
CONTENT_TYPE = "text/plain; version=0.0.4"
# From a commit on a good day to one in trouble, in seconds.
SECONDS_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)

# When each series was made doubles the page and tells nobody anything.
disable_created_metrics()


def counter(name: str, text: str, *, labels: Sequence[str] = ()) -> Counter:
    """A number that only rises; shown as `adjuge_<name>_total`."""
    return Counter(PREFIX + name, text, labels)


def gauge(name: str, text: str, *, labels: Sequence[str] = ()) -> Gauge:
    """A number that rises and falls."""
    return Gauge(PREFIX + name, text, labels)


def histogram(
    name: str, text: str, *, labels: Sequence[str] = (), buckets: Sequence[float] = SECONDS_BUCKETS
) -> Histogram:
    """A distribution, of seconds unless `buckets` say otherwise; end the name in its unit."""
    return Histogram(PREFIX + name, text, labels, buckets=buckets)


def render() -> bytes:
    """Everything counted so far, in Prometheus' text format."""
    return generate_latest()
