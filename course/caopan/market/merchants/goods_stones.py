"""What the pearl workshop sells: figures assumed, names invented."""

from caopan.market.price_lists import Item

PEARLS: tuple[Item, ...] = (
    ("hero", "Necklace, round, 7 mm", 599, 215.0, 3.5, 0.11, 0.0406, 0.5),
    ("hero", "Earrings, drop, 9 mm", 199, 72.0, 3.7, 0.101, 0.103, 0.44),
    ("hook", "Bracelet, rice pearls", 59, 32.0, 4.3, 0.096, 0.146, 0.3),
    ("hook", "Studs, 5 mm", 49, 26.0, 3.8, 0.103, 0.15, 0.3),
    ("profit", "Pendant, single, 10 mm", 239, 82.0, 4.4, 0.09, 0.0736, 0.38),
    ("profit", "Ring, adjustable", 159, 58.0, 2.1, 0.069, 0.0926, 0.46),
    ("profit", "Necklace, baroque", 329, 113.0, 1.5, 0.066, 0.0527, 0.39),
    ("profit", "Earrings, hoop", 179, 67.0, 1.4, 0.054, 0.0853, 0.45),
    ("profit", "Bracelet, double row", 259, 96.0, 1.1, 0.048, 0.0679, 0.49),
    ("profit", "Brooch, leaf", 189, 68.0, 0.72, 0.05, 0.0824, 0.37),
    ("profit", "Necklace, three strands", 699, 268.0, 0.72, 0.052, 0.0294, 0.38),
    ("profit", "Hair clip", 99, 38.0, 0.7, 0.042, 0.14, 0.44),
    ("profit", "Anklet", 89, 32.0, 0.58, 0.043, 0.139, 0.5),
    ("profit", "Studs, 8 mm", 149, 50.0, 0.54, 0.039, 0.112, 0.5),
    ("profit", "Pendant, shell cameo", 169, 59.0, 0.49, 0.041, 0.0919, 0.38),
    ("profit", "Ring, two pearls", 219, 77.0, 0.44, 0.035, 0.0752, 0.4),
    ("profit", "Sweater chain", 279, 108.0, 0.43, 0.035, 0.0647, 0.49),
    ("profit", "Tie pin", 129, 48.0, 0.4, 0.037, 0.113, 0.46),
    ("halo", "Necklace, sea pearls", 4800, 1724.0, 2.2, 0.054, 0.00336, 0.45),
    ("halo", "Set, necklace and studs", 2980, 1114.0, 1.1, 0.062, 0.00519, 0.43),
    ("profit", "Phone charm", 69, 24.0, 0.4, 0.04, 0.173, 0.46),
    ("profit", "Bookmark", 59, 22.0, 0.4, 0.033, 0.202, 0.46),
    ("gift", "Cleaning cloth", 5.9, 3.2, 1.0, 0.057, 0.158, 0.14),
    ("gift", "Velvet pouch", 9.9, 5.3, 0.85, 0.058, 0.161, 0.13),
)
