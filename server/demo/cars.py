"""The cars of the demonstration: the guide's with their exact prices, and others that look like a real stock.

Everything is drawn from a fixed seed, so that every installation shows the same cars.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from server.kit.money import Cents, proportion
from server.stock.entering import NewVehicle
from server.stock.vehicle import Destination, Status

SEED = 71
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
COLOURS = ("Gris", "Noir", "Blanc", "Bleu", "Rouge", "Argent", "Vert")
INNER_COLOURS = ("Noir", "Gris", "Beige")
ORIGINS = ("Reprise", "Achat marchand", "Fin de location", "Démonstration")
TODAY = date(2026, 11, 1)
KM_A_YEAR = 14_000
# What a car loses a year, in percent of what is left.
LOSS_PERCENT = 14


# The first five of twenty cars are on their way; the rest is for sale.
ON_THEIR_WAY: tuple[Status, ...] = ("pre_entry", "physical_entry", "physical_entry", "physical_entry", "delivery")


class Make(Struct, frozen=True):
    """A model in one version, with what it cost new."""

    make: str
    model: str
    version: str
    energy: str
    gearbox: str
    body: str
    power_hp: int
    fiscal_power_cv: int
    co2_g_km: int
    doors: int
    new_euros: int


MAKES = (
    Make("PEUGEOT", "208", "1.2 PureTech 100 Allure", "Essence", "Manuelle", "Citadine", 100, 5, 118, 5, 21_500),
    Make("PEUGEOT", "308", "1.5 BlueHDi 130 GT", "Diesel", "Automatique", "Berline", 130, 6, 112, 5, 31_900),
    Make("PEUGEOT", "3008", "1.2 PureTech 130 Allure", "Essence", "Automatique", "SUV", 130, 7, 134, 5, 35_800),
    Make("PEUGEOT", "PARTNER", "1.5 BlueHDi 100 Asphalt", "Diesel", "Manuelle", "Utilitaire", 100, 5, 138, 4, 23_400),
    Make("RENAULT", "CLIO V", "1.0 TCe 90 Zen", "Essence", "Manuelle", "Citadine", 90, 5, 116, 5, 19_400),
    Make("RENAULT", "MEGANE IV", "1.5 dCi 115 Business", "Diesel", "Manuelle", "Berline", 115, 5, 105, 5, 27_300),
    Make("RENAULT", "CAPTUR II", "1.3 TCe 130 Intens", "Essence", "Automatique", "SUV", 130, 7, 127, 5, 26_700),
    Make("RENAULT", "SCENIC IV", "1.7 dCi 120 Zen", "Diesel", "Manuelle", "Monospace", 120, 6, 128, 5, 31_200),
    Make("RENAULT", "ZOE", "R135 Intens", "Électrique", "Automatique", "Citadine", 135, 4, 0, 5, 34_500),
    Make("CITROEN", "C3", "1.2 PureTech 83 Feel", "Essence", "Manuelle", "Citadine", 83, 4, 120, 5, 18_200),
    Make("CITROEN", "C4 PICASSO", "1.6 BlueHDi 120 Shine", "Diesel", "Manuelle", "Monospace", 120, 6, 108, 5, 29_600),
    Make("CITROEN", "BERLINGO", "1.5 BlueHDi 100 Club", "Diesel", "Manuelle", "Utilitaire", 100, 5, 140, 4, 22_800),
    Make("DACIA", "SANDERO", "1.0 TCe 90 Stepway", "Essence", "Manuelle", "Citadine", 90, 5, 127, 5, 15_800),
    Make("DACIA", "DUSTER", "1.5 dCi 115 Prestige", "Diesel", "Manuelle", "SUV", 115, 5, 127, 5, 20_900),
    Make("VOLKSWAGEN", "POLO", "1.0 TSI 95 Lounge", "Essence", "Manuelle", "Citadine", 95, 5, 124, 5, 21_000),
    Make("VOLKSWAGEN", "GOLF VII", "1.6 TDI 115 Confortline", "Diesel", "Manuelle", "Berline", 115, 6, 108, 5, 28_400),
    Make("VOLKSWAGEN", "TIGUAN", "2.0 TDI 150 Carat", "Diesel", "Automatique", "SUV", 150, 8, 145, 5, 41_300),
    Make("FORD", "FIESTA", "1.0 EcoBoost 95 Titanium", "Essence", "Manuelle", "Citadine", 95, 4, 113, 5, 19_900),
    Make("FORD", "FOCUS", "1.5 EcoBlue 120 ST-Line", "Diesel", "Manuelle", "Break", 120, 6, 114, 5, 27_900),
    Make("FORD", "KUGA", "1.5 EcoBoost 150 Titanium", "Essence", "Manuelle", "SUV", 150, 8, 151, 5, 33_600),
    Make("TOYOTA", "YARIS", "116h Dynamic", "Hybride", "Automatique", "Citadine", 116, 4, 92, 5, 23_300),
    Make("TOYOTA", "C-HR", "122h Edition", "Hybride", "Automatique", "SUV", 122, 4, 109, 5, 31_000),
    Make("NISSAN", "QASHQAI", "1.3 DIG-T 140 N-Connecta", "Essence", "Manuelle", "SUV", 140, 7, 140, 5, 30_200),
    Make("OPEL", "CORSA", "1.2 Turbo 100 Elegance", "Essence", "Manuelle", "Citadine", 100, 5, 120, 5, 20_200),
    Make("FIAT", "500", "1.0 BSG 70 Lounge", "Hybride", "Manuelle", "Citadine", 70, 4, 105, 3, 17_500),
    Make("AUDI", "A3", "35 TFSI 150 S line", "Essence", "Automatique", "Berline", 150, 8, 131, 5, 37_800),
    Make("BMW", "SERIE 1", "118d 150 Business", "Diesel", "Automatique", "Berline", 150, 8, 116, 5, 38_900),
    Make("MERCEDES", "CLASSE A", "180d 116 Style", "Diesel", "Automatique", "Berline", 116, 6, 113, 5, 36_700),
)


class GuideCar(Struct, frozen=True):
    """A car of the guide; prices in cents."""

    make: str
    model: str
    version: str
    trim: str
    plate: str
    mileage_km: int
    registered: str
    body: str
    colour: str
    fiscal_power_cv: int
    co2_g_km: int | None
    trade: int
    bought: int
    market: int


GUIDE_CARS = (
    GuideCar("CITROEN", "XSARA PICASSO", "1.6i 16V 110", "Génération 2007", "GD147JH", 45_163, "2007-04-10",
        "Monospace", "Gris", 7, 172, 360_816, 360_816, 468_000),
    GuideCar("OPEL", "MOKKA", "1.2 Turbo 130 ch BVA8", "Edition", "GD250GH", 87_456, "2021-11-30",
        "SUV", "Bleu", 7, None, 1_418_547, 1_361_805, 1_968_000),
    GuideCar("CHEVROLET", "AVEO", "1.2 16V 86", "LT", "FG463RT", 109_661, "2012-12-19",
        "Citadine", "Blanc", 5, 129, 280_000, 280_000, 390_000),
    GuideCar("FIAT", "FIORINO", "1.3 Multijet 75", "Pack", "BX816QK", 61_220, "2016-03-14",
        "Utilitaire", "Blanc", 5, 119, 800_000, 800_000, 890_000),
    GuideCar("CITROEN", "C2", "1.4 HDi 70", "Pack Ambiance", "EZ785RE", 98_340, "2008-06-02",
        "Citadine", "Noir", 4, 113, 344_025, 264_529, 420_000),
    GuideCar("CHEVROLET", "CRUZE", "1.8 16V 141", "LTZ", "BC125DF", 108_963, "2012-05-15",
        "Berline", "Bleu", 8, 155, 579_816, 539_229, 690_000),
    GuideCar("FIAT", "PUNTO EVO", "1.3 Multijet 90", "Dynamic", "BX815QK", 120_410, "2011-09-28",
        "Citadine", "Rouge", 5, 110, 350_000, 350_000, 410_000),
)  # fmt: skip
GUIDE_PLATES = frozenset(car.plate for car in GUIDE_CARS)


def guide_car(plate: str, *, as_plate: str | None = None) -> NewVehicle:
    """The guide's car of this plate, or a twin of it under another one, for sale to professionals."""
    car = next(car for car in GUIDE_CARS if car.plate == plate)
    return NewVehicle(
        make=car.make,
        model=car.model,
        model_version=car.version,
        trim=car.trim,
        plate=as_plate or plate,
        internal_number=f"D{(as_plate or plate)[2:5]}",
        first_registration=date.fromisoformat(car.registered),
        mileage_km=car.mileage_km,
        energy="Diesel" if "HDi" in car.version or "Multijet" in car.version else "Essence",
        gearbox="Automatique" if "BVA" in car.version else "Manuelle",
        body=car.body,
        doors=5,
        fiscal_power_cv=car.fiscal_power_cv,
        co2_g_km=car.co2_g_km,
        outer_colour=car.colour,
        inner_colour="Noir",
        origin="Reprise",
        purchase_price_cents=Cents(car.bought),
        market_value_cents=Cents(car.market),
        retail_price_cents=Cents(car.market),
        trade_price_cents=Cents(car.trade),
        destination="trade",
        status="for_sale",
        sale_to_professionals_allowed=True,
        entered_at=datetime(2026, 9, 14, 9, tzinfo=UTC),
    )


def stock_cars(count: int, *, seed: int = SEED) -> Iterator[NewVehicle]:
    """So many cars of a dealer's yard: most for sale, some on their way in or out, a third for professionals."""
    dice = random.Random(seed)
    for number in range(count):
        model = dice.choice(MAKES)
        age_days = dice.randint(200, 4_800)
        yield _stock_car(dice, model, number=number, age_days=age_days)


def _stock_car(dice: random.Random, model: Make, *, number: int, age_days: int) -> NewVehicle:
    mileage_km = max(900, round(age_days / 365 * KM_A_YEAR * dice.uniform(0.5, 1.6)))
    market = _market_value(model, age_days=age_days, mileage_km=mileage_km)
    trade = _rounded(proportion(market, dice.randint(80, 92), 100))
    destination, status = _place(dice, age_days=age_days)
    plate = _plate(dice)
    return NewVehicle(
        make=model.make,
        model=model.model,
        model_version=model.version.rsplit(maxsplit=1)[0],
        trim=model.version.rsplit(maxsplit=1)[-1],
        plate=plate,
        vin="VF3" + "".join(dice.choices(VIN_LETTERS, k=14)),
        internal_number=f"VO{number + 1:04d}",
        first_registration=TODAY - timedelta(days=age_days),
        mileage_km=mileage_km,
        mileage_guaranteed=dice.random() < 0.7,  # noqa: PLR2004 — seven in ten have their papers
        first_owner=dice.random() < 0.5,  # noqa: PLR2004 — every second one
        origin=dice.choice(ORIGINS),
        energy=model.energy,
        gearbox=model.gearbox,
        body=model.body,
        doors=model.doors,
        fiscal_power_cv=model.fiscal_power_cv,
        power_hp=model.power_hp,
        co2_g_km=model.co2_g_km,
        outer_colour=dice.choice(COLOURS),
        inner_colour=dice.choice(INNER_COLOURS),
        vat_regime="standard" if dice.random() < 0.15 else "margin",  # noqa: PLR2004 — former company cars
        purchase_price_cents=_rounded(proportion(trade, dice.randint(88, 101), 100)),
        market_value_cents=market,
        retail_price_cents=_rounded(proportion(market, dice.randint(98, 108), 100)),
        trade_price_cents=trade,
        destination=destination,
        status=status,
        sale_to_professionals_allowed=destination == "trade" or dice.random() < 0.2,  # noqa: PLR2004 — some retail cars
        entered_at=datetime(2026, 10, 1, 9, tzinfo=UTC) - timedelta(days=dice.randint(0, 90)),
    )


def used_value(make: str, model: str, *, registered: date, mileage_km: int) -> Cents:
    """What a car of the demonstration is worth to most, incl. VAT; a model unknown here counts as a small one."""
    known = next((each for each in MAKES if (each.make, each.model) == (make, model)), MAKES[0])
    return _market_value(known, age_days=max(0, (TODAY - registered).days), mileage_km=mileage_km)


def _market_value(model: Make, *, age_days: int, mileage_km: int) -> Cents:
    """What is left of the price when new: less each year, and less for more kilometres than usual."""
    value = model.new_euros * 100
    for _ in range(round(age_days / 365)):
        value = value * (100 - LOSS_PERCENT) // 100
    expected_km = round(age_days / 365 * KM_A_YEAR)
    return _rounded(Cents(max(120_000, value - (mileage_km - expected_km) * 4)))


def _place(dice: random.Random, *, age_days: int) -> tuple[Destination, Status]:
    """Old cars go to the trade (domain 3.3)."""
    destination: Destination = "trade" if age_days > 8 * 365 or dice.random() < 0.25 else "retail"  # noqa: PLR2004 — and some younger ones
    chance = dice.randrange(20)
    return destination, ON_THEIR_WAY[chance] if chance < len(ON_THEIR_WAY) else "for_sale"


def _rounded(amount: Cents) -> Cents:
    """To ten euros, as people price cars."""
    return Cents(amount // 1_000 * 1_000)


def _plate(dice: random.Random) -> str:
    letters = [dice.choice(PLATE_LETTERS) for _ in range(4)]
    return f"{letters[0]}{letters[1]}{dice.randint(1, 999):03d}{letters[2]}{letters[3]}"
