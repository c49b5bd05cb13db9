"""Write amounts and moments as people read them, in French or English, on French time. Pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from server.kit.money import Cents

TIME_ZONE = ZoneInfo("Europe/Paris")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NARROW_SPACE, HARD_SPACE = "\u202f", "\u00a0"


def euros(amount: Cents, locale: str) -> str:
    """`20 900,00 €` with no-break spaces, or `€20,900.00`."""
    sign, size = ("-" if amount < 0 else ""), abs(amount)
    english = f"{size // 100:,}.{size % 100:02d}"
    if locale == "en":
        return f"{sign}€{english}"
    return sign + english.replace(",", NARROW_SPACE).replace(".", ",") + f"{HARD_SPACE}€"


def moment(at_ms: int, locale: str) -> str:
    """`mardi 24 novembre 2026 à 14:30`, or `Tuesday, 24 November 2026 at 14:30`."""
    at = (EPOCH + timedelta(milliseconds=at_ms)).astimezone(TIME_ZONE)
    english = locale == "en"
    day = format_date(at, "EEEE, d MMMM y" if english else "EEEE d MMMM y", locale="en_GB" if english else "fr_FR")
    hour = format_time(at, "HH:mm", tzinfo=TIME_ZONE, locale="fr_FR")
    return f"{day} at {hour}" if english else f"{day} à {hour}"


def moment_of(at: str, locale: str) -> str:
    """The same of a time as JSON has it; what is none stays as it is."""
    try:
        return moment(int(datetime.fromisoformat(at).timestamp() * 1_000), locale)
    except ValueError:
        return at
