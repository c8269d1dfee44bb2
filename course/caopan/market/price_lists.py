"""What the sample merchants sell: prices, costs and habits are assumed, names invented."""

from typing import TypeAlias

from caopan.market.scenario import Role, Sku

# role, name, list, cost in yuan, appeal, click, create, refund chance
Item: TypeAlias = tuple[Role, str, float, float, float, float, float, float]

WEAR: tuple[Item, ...] = (
    ("hero", "Wool-blend coat, camel", 269, 118, 5.6, 0.098, 0.092, 0.41),
    ("hero", "Knitted dress, black", 159, 66, 5.4, 0.12, 0.118, 0.43),
    ("hook", "Cotton base layer", 29.9, 17, 5.0, 0.11, 0.17, 0.20),
    ("hook", "Thermal socks, five pairs", 19.9, 11, 4.0, 0.095, 0.180, 0.10),
    ("profit", "Pleated skirt", 129, 42, 4.6, 0.106, 0.124, 0.44),
    ("profit", "Corduroy trousers", 119, 40, 4.0, 0.095, 0.115, 0.45),
    ("profit", "Cashmere-feel scarf", 69, 19, 2.4, 0.060, 0.085, 0.22),
    ("profit", "Straight jeans", 139, 48, 3.2, 0.080, 0.100, 0.48),
    ("profit", "Shirt, washed cotton", 99, 33, 1.8, 0.050, 0.068, 0.40),
    ("profit", "Down vest", 189, 74, 2.4, 0.066, 0.080, 0.41),
    ("profit", "Half-zip sweater", 109, 39, 1.4, 0.046, 0.066, 0.40),
    ("profit", "Wide-leg trousers", 129, 44, 1.2, 0.044, 0.062, 0.46),
    ("profit", "Quilted jacket", 199, 80, 1.1, 0.044, 0.056, 0.42),
    ("profit", "Cardigan, cream", 119, 43, 1.0, 0.040, 0.062, 0.39),
    ("profit", "Tweed jacket", 239, 92, 0.9, 0.038, 0.050, 0.45),
    ("profit", "Leather belt", 49, 14, 0.8, 0.036, 0.075, 0.15),
    ("halo", "Down coat, long", 599, 290, 1.8, 0.065, 0.038, 0.45),
    ("halo", "Silk blouse", 329, 150, 0.8, 0.040, 0.034, 0.43),
    ("profit", "Pyjamas, brushed", 89, 31, 0.6, 0.034, 0.066, 0.25),
    ("profit", "Canvas bag", 59, 19, 0.5, 0.034, 0.070, 0.18),
    ("profit", "Wool beret", 45, 13, 0.5, 0.032, 0.070, 0.20),
    ("profit", "Fleece leggings", 49, 17, 0.5, 0.032, 0.075, 0.28),
    ("gift", "Lint remover", 9.9, 6, 1.0, 0.060, 0.160, 0.05),
    ("gift", "Hair band", 6.9, 3, 0.8, 0.055, 0.160, 0.05),
)
HOME: tuple[Item, ...] = (
    ("hero", "Feather-feel duvet, 2 m", 269, 126, 4.6, 0.115, 0.08, 0.14),
    ("hero", "Walnut kernels, case of 3 kg", 139, 74, 4.4, 0.115, 0.105, 0.07),
    ("hero", "Thermal flask, steel, pair", 159, 74, 4.2, 0.1, 0.09, 0.10),
    ("hook", "Bamboo tissues, 24 packs", 29.9, 22, 4.0, 0.08, 0.11, 0.04),
    ("hook", "Dried mango, 500 g", 24.9, 16, 3.2, 0.075, 0.11, 0.05),
    ("profit", "Tea set, celadon", 199, 82, 4.0, 0.086, 0.088, 0.16),
    ("profit", "Honey, acacia, four jars", 129, 50, 3.4, 0.076, 0.092, 0.06),
    ("profit", "Cast pan, 28 cm", 199, 87, 3.2, 0.068, 0.08, 0.13),
    ("profit", "Bath towels, four", 99, 37, 2.0, 0.050, 0.074, 0.11),
    ("profit", "Desk lamp", 129, 56, 1.6, 0.044, 0.056, 0.14),
    ("profit", "Sesame paste, six jars", 79.9, 34, 1.4, 0.042, 0.070, 0.05),
    ("profit", "Electric kettle", 129, 62, 1.2, 0.040, 0.056, 0.13),
    ("profit", "Storage boxes, set", 89, 35, 1.1, 0.038, 0.060, 0.12),
    ("profit", "Mushroom gift box", 149, 65, 1.0, 0.038, 0.050, 0.07),
    ("profit", "Slow juicer", 299, 148, 1.0, 0.038, 0.036, 0.17),
    ("profit", "Pillow, latex", 159, 70, 0.9, 0.036, 0.050, 0.15),
    ("profit", "Rice, north-east, 10 kg", 89.9, 55, 0.8, 0.036, 0.060, 0.04),
    ("profit", "Hand cream set", 69, 24, 0.7, 0.034, 0.060, 0.10),
    ("halo", "Massage chair cushion", 599, 310, 1.4, 0.055, 0.024, 0.18),
    ("halo", "Ginseng box", 888, 430, 0.9, 0.044, 0.014, 0.15),
    ("profit", "Knife set", 199, 88, 0.6, 0.032, 0.040, 0.12),
    ("profit", "Laundry beads", 49.9, 21, 0.6, 0.034, 0.060, 0.06),
    ("profit", "Slippers, cork", 49, 19, 0.5, 0.032, 0.060, 0.16),
    ("profit", "Umbrella, windproof", 69, 27, 0.5, 0.030, 0.056, 0.12),
    ("profit", "Mosquito lamp", 69, 29, 0.4, 0.030, 0.050, 0.15),
    ("profit", "Oat bran", 45.9, 20, 0.4, 0.032, 0.060, 0.06),
    ("gift", "Dish cloths", 9.9, 6, 1.0, 0.060, 0.110, 0.03),
    ("gift", "Tea sampler", 12.9, 7, 0.8, 0.056, 0.110, 0.03),
)
JADE: tuple[Item, ...] = (
    ("hero", "Bangle, pale green", 1680, 720, 6.5, 0.080, 0.018, 0.46),
    ("hero", "Pendant, Guanyin motif", 880, 350, 6.0, 0.080, 0.028, 0.44),
    ("hook", "Jade bead bracelet", 99, 52, 5.0, 0.090, 0.085, 0.30),
    ("hook", "Red-cord charm", 39.9, 19, 4.0, 0.090, 0.120, 0.22),
    ("profit", "Earrings, drop", 299, 98, 3.4, 0.068, 0.056, 0.40),
    ("profit", "Ring, cabochon", 469, 160, 3.6, 0.074, 0.052, 0.44),
    ("profit", "Pendant, gourd", 399, 135, 2.2, 0.058, 0.042, 0.42),
    ("profit", "Safety-buckle pendant", 359, 120, 2.0, 0.056, 0.044, 0.41),
    ("profit", "Bracelet, mixed colour", 520, 190, 1.6, 0.050, 0.034, 0.45),
    ("profit", "Hairpin, inlaid", 199, 66, 1.3, 0.046, 0.050, 0.34),
    ("profit", "Necklace, lavender", 980, 390, 2.6, 0.064, 0.028, 0.48),
    ("profit", "Pendant, leaf", 329, 112, 1.1, 0.044, 0.040, 0.41),
    ("profit", "Bangle, flower-floating", 2380, 1050, 1.2, 0.046, 0.012, 0.50),
    ("profit", "Ring, marquise", 580, 210, 0.9, 0.040, 0.030, 0.45),
    ("profit", "Bead string, 108", 429, 150, 0.8, 0.038, 0.034, 0.40),
    ("profit", "Men's ring", 620, 230, 0.7, 0.036, 0.026, 0.43),
    ("halo", "Bangle, icy", 8800, 4200, 1.6, 0.060, 0.003, 0.55),
    ("halo", "Carving, landscape", 12800, 6300, 1.0, 0.050, 0.0012, 0.50),
    ("profit", "Brooch", 369, 130, 0.6, 0.036, 0.034, 0.38),
    ("gift", "Polishing cloth", 9.9, 4, 0.9, 0.055, 0.130, 0.05),
)


def skus_of(
    merchant: str, items: tuple[Item, ...], cover: float, lean: float, dear: float
) -> tuple[Sku, ...]:
    """SKUs of a price list.

    cover: days of demand kept. lean: what the merchant really pays of the listed cost. dear: price
    level of all but the cheap items that draw people in.

    >>> skus_of("shop", WEAR, 4.0, 1.0, 1.5)[0].list_fen
    40400
    """
    made = []
    for at, (role, name, price, cost, appeal, click, create, refund) in enumerate(items, start=1):
        kind = role
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
