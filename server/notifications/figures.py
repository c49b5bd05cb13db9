"""Write amounts and times as people read them, in French or English, on French time. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from server.kit.money import Cents

# What a letter says besides its kind; amounts end in `_cents`, times in `_at_ms`, or `_at` where they are RFC 3339.
Fact: TypeAlias = str | int | Sequence[str]

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


def words_of(facts: Mapping[str, Fact], locale: str) -> dict[str, str]:
    """The facts as words: `total_cents` also as `total`, `starts_at_ms`, `starts_at` as `starts`; lists as `listed`."""
    words: dict[str, str] = {"total": "", "amount": ""}
    for name, fact in facts.items():
        if isinstance(fact, int) and name.endswith("_cents"):
            words[name.removesuffix("_cents")] = euros(Cents(fact), locale)
        if isinstance(fact, int) and name.endswith("_at_ms"):
            words[name.removesuffix("_at_ms")] = moment(fact, locale)
        if isinstance(fact, str) and name.endswith("_at"):
            words[name.removesuffix("_at")] = moment_of(fact, locale)
        words[name] = str(fact) if isinstance(fact, str | int) else listed(fact, locale)
    return words


def listed(names: Sequence[str], locale: str) -> str:
    """`A`, `A et B`, `A, B et C`; in English with `and`."""
    *before, last = names or ("",)
    return f"{', '.join(before)} {'and' if locale == 'en' else 'et'} {last}" if before else last
