"""The three sample merchants: simulated after published cases, every figure ours.

Monthly GMV and the growth of the first two follow the shape of published cases (from zero to
about 3m yuan a month; a plateau between 3m and 5m); rates lie in the published ranges where there
are any; names and people are invented.
"""

from datetime import date
from functools import lru_cache

from caopan.errors import CaopanError
from caopan.market.scenario import (
    Calendar,
    Fans,
    Fees,
    Paid,
    Refunds,
    Role,
    Room,
    Scenario,
    Sku,
    Slot,
    Source,
    Tier,
)

SAMPLES = ("liuyi", "fanhe", "yunshi")

# role, name, list, cost in yuan, appeal, click, create, refund chance
_Item = tuple[str, str, float, float, float, float, float, float]

_WEAR: tuple[_Item, ...] = (
    ("hero", "Wool-blend coat, camel", 269, 118, 6.0, 0.075, 0.080, 0.40),
    ("hero", "Knitted dress, black", 159, 66, 5.5, 0.075, 0.085, 0.42),
    ("hook", "Cotton base layer", 29.9, 17, 5.0, 0.095, 0.150, 0.20),
    ("hook", "Thermal socks, five pairs", 19.9, 11, 4.0, 0.085, 0.160, 0.10),
    ("profit", "Pleated skirt", 129, 42, 3.6, 0.065, 0.070, 0.43),
    ("profit", "Corduroy trousers", 119, 40, 3.2, 0.062, 0.070, 0.45),
    ("profit", "Cashmere-feel scarf", 69, 19, 2.8, 0.065, 0.085, 0.22),
    ("profit", "Straight jeans", 139, 48, 2.6, 0.060, 0.066, 0.48),
    ("profit", "Shirt, washed cotton", 99, 33, 2.3, 0.058, 0.068, 0.40),
    ("profit", "Down vest", 189, 74, 2.1, 0.056, 0.060, 0.41),
    ("profit", "Half-zip sweater", 109, 39, 1.9, 0.056, 0.066, 0.40),
    ("profit", "Wide-leg trousers", 129, 44, 1.7, 0.054, 0.062, 0.46),
    ("profit", "Quilted jacket", 199, 80, 1.6, 0.054, 0.056, 0.42),
    ("profit", "Cardigan, cream", 119, 43, 1.5, 0.052, 0.062, 0.39),
    ("profit", "Tweed jacket", 239, 92, 1.4, 0.050, 0.052, 0.45),
    ("profit", "Leather belt", 49, 14, 1.2, 0.050, 0.075, 0.15),
    ("halo", "Down coat, long", 599, 290, 1.6, 0.055, 0.026, 0.45),
    ("halo", "Silk blouse", 329, 150, 1.1, 0.048, 0.034, 0.43),
    ("profit", "Pyjamas, brushed", 89, 31, 1.1, 0.050, 0.066, 0.25),
    ("profit", "Canvas bag", 59, 19, 1.0, 0.050, 0.070, 0.18),
    ("profit", "Wool beret", 45, 13, 0.9, 0.046, 0.070, 0.20),
    ("profit", "Fleece leggings", 49, 17, 0.9, 0.048, 0.075, 0.28),
    ("gift", "Lint remover", 9.9, 6, 1.2, 0.060, 0.160, 0.05),
    ("gift", "Hair band", 6.9, 3, 1.0, 0.055, 0.160, 0.05),
)
_HOME: tuple[_Item, ...] = (
    ("hero", "Feather-feel duvet, 2 m", 239, 112, 6.0, 0.070, 0.070, 0.14),
    ("hero", "Walnut kernels, 1 kg", 79.9, 43, 5.5, 0.070, 0.100, 0.07),
    ("hero", "Thermal flask, steel", 99, 46, 5.0, 0.068, 0.085, 0.10),
    ("hook", "Bamboo tissues, 24 packs", 29.9, 22, 5.5, 0.090, 0.150, 0.04),
    ("hook", "Dried mango, 500 g", 24.9, 16, 4.5, 0.085, 0.150, 0.05),
    ("profit", "Tea set, celadon", 169, 70, 3.2, 0.058, 0.058, 0.16),
    ("profit", "Honey, acacia", 69, 27, 3.0, 0.060, 0.080, 0.06),
    ("profit", "Cast pan, 28 cm", 189, 83, 2.7, 0.056, 0.056, 0.13),
    ("profit", "Bath towels, pair", 59, 22, 2.5, 0.058, 0.080, 0.11),
    ("profit", "Desk lamp", 129, 56, 2.2, 0.054, 0.060, 0.14),
    ("profit", "Sesame paste", 39.9, 17, 2.1, 0.056, 0.090, 0.05),
    ("profit", "Electric kettle", 119, 57, 1.9, 0.054, 0.060, 0.13),
    ("profit", "Storage boxes, set", 79, 31, 1.8, 0.052, 0.070, 0.12),
    ("profit", "Mushroom gift box", 139, 61, 1.6, 0.050, 0.056, 0.07),
    ("profit", "Slow juicer", 299, 148, 1.4, 0.048, 0.040, 0.17),
    ("profit", "Pillow, latex", 149, 66, 1.4, 0.048, 0.056, 0.15),
    ("profit", "Rice, north-east, 10 kg", 89.9, 55, 1.3, 0.052, 0.085, 0.04),
    ("profit", "Hand cream set", 49, 17, 1.2, 0.050, 0.075, 0.10),
    ("halo", "Massage chair cushion", 599, 310, 1.5, 0.050, 0.022, 0.18),
    ("halo", "Ginseng box", 888, 430, 1.1, 0.044, 0.014, 0.15),
    ("profit", "Knife set", 199, 88, 1.1, 0.046, 0.046, 0.12),
    ("profit", "Laundry beads", 39.9, 17, 1.1, 0.052, 0.090, 0.06),
    ("profit", "Slippers, cork", 45, 17, 1.0, 0.048, 0.075, 0.16),
    ("profit", "Umbrella, windproof", 69, 27, 0.9, 0.046, 0.066, 0.12),
    ("profit", "Mosquito lamp", 59, 25, 0.8, 0.044, 0.060, 0.15),
    ("profit", "Oat bran", 35.9, 16, 0.8, 0.048, 0.085, 0.06),
    ("gift", "Dish cloths", 9.9, 6, 1.2, 0.060, 0.160, 0.03),
    ("gift", "Tea sampler", 12.9, 7, 1.0, 0.056, 0.150, 0.03),
)
_JADE: tuple[_Item, ...] = (
    ("hero", "Bangle, pale green", 1680, 720, 5.5, 0.075, 0.014, 0.46),
    ("hero", "Pendant, Guanyin motif", 880, 350, 5.0, 0.075, 0.022, 0.44),
    ("hook", "Jade bead bracelet", 99, 52, 5.5, 0.090, 0.085, 0.30),
    ("hook", "Red-cord charm", 39.9, 19, 4.5, 0.090, 0.120, 0.22),
    ("profit", "Earrings, drop", 299, 98, 3.4, 0.068, 0.050, 0.40),
    ("profit", "Ring, cabochon", 469, 160, 3.0, 0.064, 0.040, 0.44),
    ("profit", "Pendant, gourd", 399, 135, 2.7, 0.062, 0.042, 0.42),
    ("profit", "Safety-buckle pendant", 359, 120, 2.5, 0.062, 0.044, 0.41),
    ("profit", "Bracelet, mixed colour", 520, 190, 2.2, 0.058, 0.036, 0.45),
    ("profit", "Hairpin, inlaid", 199, 66, 2.0, 0.058, 0.055, 0.34),
    ("profit", "Necklace, lavender", 980, 390, 1.8, 0.056, 0.024, 0.48),
    ("profit", "Pendant, leaf", 329, 112, 1.7, 0.056, 0.044, 0.41),
    ("profit", "Bangle, flower-floating", 2380, 1050, 1.6, 0.054, 0.012, 0.50),
    ("profit", "Ring, marquise", 580, 210, 1.4, 0.052, 0.032, 0.45),
    ("profit", "Bead string, 108", 429, 150, 1.3, 0.052, 0.036, 0.40),
    ("profit", "Men's ring", 620, 230, 1.2, 0.050, 0.028, 0.43),
    ("halo", "Bangle, icy", 8800, 4200, 1.6, 0.060, 0.003, 0.55),
    ("halo", "Carving, landscape", 12800, 6300, 1.1, 0.050, 0.0015, 0.50),
    ("profit", "Brooch", 369, 130, 1.0, 0.048, 0.036, 0.38),
    ("gift", "Polishing cloth", 9.9, 4, 1.0, 0.055, 0.130, 0.05),
)


def _skus(
    merchant: str, items: tuple[_Item, ...], cover: float, lean: float, dear: float
) -> tuple[Sku, ...]:
    """SKUs of a price list.

    cover: days of demand kept. lean: what the merchant really pays of the listed cost. dear: price
    level of all but the cheap items that draw people in.
    """
    made = []
    for at, (role, name, price, cost, appeal, click, create, refund) in enumerate(items, start=1):
        kind: Role = role  # type: ignore[assignment]
        level = 1.0 if kind in {"hook", "gift"} else dear
        listed = round(price * level) * 100 if level > 1 else round(price * 100)
        made.append(
            Sku(
                sku_id=f"{merchant}-k{at:02d}",
                product_id=f"{merchant}-p{at:02d}",
                name=name,
                role=kind,
                list_fen=listed,
                cost_fen=round(cost * lean * level * 100),
                appeal=appeal,
                click=click,
                create=create,
                refund=refund,
                cover_days=cover,
                talk_min={"hero": 7, "hook": 3, "gift": 2}.get(kind, 4),
                two=0.02 if kind in {"hero", "halo"} else 0.07,
                m_coupon_fen=(listed // 20 // 100) * 100 if kind == "hero" else 0,
                p_coupon_fen=(listed // 40 // 100) * 100 if kind in {"hero", "profit"} else 0,
                a_coupon_fen=100 if kind == "hook" else 0,
            )
        )
    return tuple(made)


def _sources(
    scale: float, stay: float, quality: float, fan: float, **share: float
) -> tuple[Source, ...]:
    """Eight sources; ``share`` gives impressions an hour at scale one."""
    rows = (
        ("recommend", 0.18, 0.46, 0.9, 0.75, 0.12, 0.016),
        ("follow", 0.4, 0.28, 1.2, 1.55, 0.97, 0.020),
        ("short_video", 0.23, 0.42, 1.0, 1.00, 0.15, 0.022),
        ("paid", 0.09, 0.48, 0.8, 0.90, 0.06, 0.014),
        ("search", 0.3, 0.38, 1.1, 1.35, 0.30, 0.018),
        ("plaza", 0.13, 0.50, 0.8, 0.65, 0.08, 0.012),
        ("mall", 0.18, 0.44, 0.9, 1.15, 0.20, 0.010),
        ("share", 1.00, 0.36, 1.1, 1.10, 0.35, 0.025),
    )
    return tuple(
        Source(
            name=name,
            impressions_per_h=scale * share.get(name, 0.0),
            enter=enter,
            bounce=bounce,
            stay_s=stay * longer,
            quality=quality * good,
            fan_share=min(fans * fan, 1.0) if name != "follow" else fans,
            follow=follow,
        )
        for name, enter, bounce, longer, good, fans, follow in rows
    )


def _week(*rows: tuple[str, int, int, Tier]) -> tuple[Slot, ...]:
    """Slots from (weekdays such as "0123", start hour in tenths, minutes, tier)."""
    return tuple(
        Slot(weekday=int(day), start_min=start * 6, minutes=minutes, tier=tier)
        for days, start, minutes, tier in rows
        for day in days
    )


def _liuyi() -> Scenario:
    return Scenario(
        merchant="liuyi",
        base="liuyi",
        name_zh="六一小屋",
        name_en="Liuyi House",
        category="women's wear",
        place="Hangzhou",
        stage="cold start to growth",
        story="Simulated after a published case. A couple sells own-cut women's wear and starts a "
        "live room from nothing; with a clear persona and precise acquisition the shop comes "
        "near three million yuan a month within two months.",
        first_day=date(2021, 9, 2),
        days=60,
        slots=_week(("01234", 190, 240, "B"), ("6", 185, 270, "A"), ("5", 190, 240, "B")),
        sources=_sources(
            1.0,
            55,
            1.0,
            1.0,
            recommend=11080,
            short_video=6090,
            search=600,
            plaza=1600,
            mall=1100,
            share=140,
        ),
        skus=_skus("liuyi", _WEAR, 4.0, 0.88, 1.5),
        paid=Paid(fen_per_h=100_000, k=640, beta=0.68),
        fees=Fees(fee_bp=500, comm_bp=300, video_fen=20_000, scene_fen=1_000_000),
        fans=Fans(opening=400, now=14_000, reach_per_h=0.0315),
        calendar=Calendar(start=0.02, middle=36, width=9),
        refunds=Refunds(pre_ship=0.38, middle_day=6.0),
        luck_key=6101,
        panel_one_in=1,
        event_days=(9, 22, 36),
    )


def _fanhe() -> Scenario:
    return Scenario(
        merchant="fanhe",
        base="fanhe",
        name_zh="范禾优选",
        name_en="Fanhe Select",
        category="household and food",
        place="Jinhua",
        stage="breakthrough",
        story="Simulated after a published case. A seller of quality goods has grown from three to "
        "five million yuan a month and stands still since; fans are many, goods are mixed, and "
        "nobody knows what holds it.",
        first_day=date(2021, 9, 2),
        days=60,
        slots=_week(("01234", 185, 270, "B"), ("5", 180, 300, "A"), ("6", 185, 270, "B")),
        sources=_sources(
            1.0,
            52,
            1.0,
            1.2,
            recommend=11670,
            short_video=8520,
            search=1200,
            plaza=2460,
            mall=2200,
            share=260,
        ),
        skus=_skus("fanhe", _HOME, 4.0, 0.88, 1.3),
        paid=Paid(fen_per_h=150_000, k=1000, beta=0.66),
        fees=Fees(
            fee_bp=400, comm_bp=400, air_fen_per_h=60_000, video_fen=30_000, scene_fen=1_800_000
        ),
        fans=Fans(opening=240_000, now=248_000, reach_per_h=0.0112),
        calendar=Calendar(start=0.62, middle=14, width=5),
        refunds=Refunds(pre_ship=0.30, middle_day=6.5),
        luck_key=6202,
        panel_one_in=10,
        event_days=(12, 33, 47, 58),
    )


def _yunshi() -> Scenario:
    return Scenario(
        merchant="yunshi",
        base="yunshi",
        name_zh="云石玉坊",
        name_en="Yunshi Jade",
        category="jade and jewellery",
        place="Ruili",
        stage="growth",
        story="Simulated after a published case. A workshop in a jade belt shows its own stones to a "
        "small circle; tickets are high, visitors few, and nearly half of what is sold "
        "comes back.",
        first_day=date(2021, 9, 2),
        days=60,
        slots=_week(("0134", 195, 180, "B"), ("5", 190, 240, "A"), ("6", 195, 210, "B")),
        sources=_sources(
            1.0,
            75,
            0.9,
            1.1,
            recommend=1870,
            short_video=1340,
            search=150,
            plaza=310,
            mall=170,
            share=24,
        ),
        skus=_skus("yunshi", _JADE, 8.0, 0.95, 1.2),
        paid=Paid(fen_per_h=36_000, k=270, beta=0.66),
        fees=Fees(
            fee_bp=500,
            comm_bp=500,
            ship_fen=1_200,
            return_fen=1_500,
            air_fen_per_h=30_000,
            scene_fen=400_000,
            video_fen=12_000,
        ),
        fans=Fans(opening=16_000, now=17_500, reach_per_h=0.014),
        calendar=Calendar(start=0.75, middle=30, width=12),
        refunds=Refunds(pre_ship=0.28, middle_day=7.0),
        room=Room(fan_buy=2.2),
        luck_key=6303,
        panel_one_in=1,
        event_days=(15, 36, 57),
    )


_MADE = {"liuyi": _liuyi, "fanhe": _fanhe, "yunshi": _yunshi}


@lru_cache(maxsize=8)
def sample(name: str) -> Scenario:
    """Return one of the sample merchants, without a planted fault.

    Raises CaopanError for an unknown name.

    >>> sample("liuyi").name_en, len(sample("liuyi").skus)
    ('Liuyi House', 24)
    >>> sample("nobody")
    Traceback (most recent call last):
    ...
    caopan.errors.CaopanError: there is no sample merchant 'nobody': take one of liuyi, fanhe, yunshi
    """
    if name not in _MADE:
        raise CaopanError(f"there is no sample merchant {name!r}: take one of {', '.join(SAMPLES)}")
    return _MADE[name]()
