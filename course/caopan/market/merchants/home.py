"""Household and food: a plateau, a larder between two sizes, and a grown warehouse."""

from caopan.market.merchants.goods_home import FOOD, HOUSE
from caopan.market.merchants.parts import DAYS, FIRST_DAY, HABIT, sources, story, week
from caopan.market.price_lists import HOME, skus_of
from caopan.market.scenario import Calendar, Fans, Fees, Paid, Refunds, Room, Scenario


def fanhe() -> Scenario:
    """Fanhe Select, household and food: a plateau."""
    return Scenario(
        merchant="fanhe",
        base="fanhe",
        name_zh="范禾优选",
        name_en="Fanhe Select",
        category="household and food",
        place="Jinhua",
        stage="breakthrough",
        story=story("fanhe"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(("01234", 185, 270, "B"), ("5", 180, 300, "A"), ("6", 185, 270, "B")),
        sources=sources(
            stay=22,
            quality=0.58,
            fan=1.2,
            paid=(0.022, 2.43),
            recommend=4520,
            short_video=3350,
            search=470,
            plaza=970,
            mall=870,
            share=102,
        ),
        skus=skus_of("fanhe", HOME, 3.0, 0.88, 1.5),
        paid=Paid(fen_per_h=200_000, k=350, beta=0.66, fade=0.15),
        fees=Fees(
            fee_bp=400, comm_bp=400, air_fen_per_h=60_000, video_fen=30_000, scene_fen=1_800_000
        ),
        fans=Fans(opening=240_000, now=228_000, reach_per_h=0.0049),
        room=Room(browse=1.6, see_explained=0.9, **HABIT),
        calendar=Calendar(start=0.62, middle=44, width=5, sd=0.31),
        refunds=Refunds(pre_ship=0.30, middle_day=5.6),
        luck_key=6202,
        seed=15,  # of 16 tried, one that stands on its plateau
        panel_one_in=10,
        event_days=(42, 63, 77, 88),
    )


def gutian() -> Scenario:
    """Gutian Larder, food: breakthrough."""
    return Scenario(
        merchant="gutian",
        base="gutian",
        name_zh="谷田食集",
        name_en="Gutian Larder",
        category="food",
        place="Yantai",
        stage="breakthrough",
        story=story("gutian"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(
            ("0134", 180, 270, "B"),
            ("2", 180, 270, "B"),
            ("5", 170, 360, "A"),
            ("6", 180, 270, "B"),
        ),
        sources=sources(
            stay=13.2,
            quality=1.0,
            fan=1.0,
            paid=(0.0249, 4.61),
            recommend=6_240,
            short_video=4_750,
            search=624,
            plaza=1_340,
            mall=1_490,
            share=208,
        ),
        skus=skus_of("gutian", FOOD, 3.0, 1.0, 3.1),
        paid=Paid(fen_per_h=1_150_000, k=311.0, beta=0.68, fade=0.24, account_fen=600_000_000),
        fees=Fees(
            fee_bp=300,
            comm_bp=500,
            ship_fen=580,
            air_fen_per_h=60_000,
            scene_fen=1_500_000,
            video_fen=30_000,
        ),
        fans=Fans(opening=190_000, now=199_000, reach_per_h=0.00652),
        room=Room(browse=2.4, see_explained=0.75, **HABIT),
        calendar=Calendar(start=0.8, middle=30, width=12, sd=0.3),
        refunds=Refunds(pre_ship=0.3, middle_day=5.4),
        luck_key=6808,
        panel_one_in=15,
        event_days=(19, 52, 80),
    )


def qijia() -> Scenario:
    """Qijia Home, household: mature."""
    return Scenario(
        merchant="qijia",
        base="qijia",
        name_zh="栖家百货",
        name_en="Qijia Home",
        category="household",
        place="Yiwu",
        stage="mature",
        story=story("qijia"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(
            ("01234", 180, 300, "B"),
            ("5", 140, 600, "S"),
            ("6", 170, 360, "A"),
        ),
        sources=sources(
            stay=51.6,
            quality=1.0,
            fan=1.0,
            paid=(0.035, 0.95),
            recommend=1_320,
            short_video=840,
            search=229,
            plaza=280,
            mall=484,
            share=38,
        ),
        skus=skus_of("qijia", HOUSE, 4.0, 1.0, 2.58),
        paid=Paid(fen_per_h=703_000, k=666.0, beta=0.63, fade=0.24, account_fen=600_000_000),
        fees=Fees(
            fee_bp=200,
            comm_bp=400,
            ship_fen=550,
            air_fen_per_h=80_000,
            scene_fen=2_500_000,
            video_fen=35_000,
        ),
        fans=Fans(opening=640_000, now=555_000, reach_per_h=0.0025),
        room=Room(browse=1.2, see_explained=0.75, **HABIT),
        calendar=Calendar(start=0.84, middle=45, width=14, sd=0.29),
        refunds=Refunds(pre_ship=0.3, middle_day=5.6),
        luck_key=6909,
        panel_one_in=40,
        event_days=(26, 60, 88),
    )
