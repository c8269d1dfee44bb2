"""Jade and pearls: a workshop in a jade belt, and one that starts."""

from caopan.market.merchants.goods_stones import PEARLS
from caopan.market.merchants.parts import DAYS, FIRST_DAY, HABIT, sources, story, week
from caopan.market.price_lists import JADE, skus_of
from caopan.market.scenario import Calendar, Fans, Fees, Paid, Refunds, Room, Scenario, Service


def yunshi() -> Scenario:
    """Yunshi Jade: few visitors, dear goods."""
    return Scenario(
        merchant="yunshi",
        base="yunshi",
        name_zh="云石玉坊",
        name_en="Yunshi Jade",
        category="jade and jewellery",
        place="Ruili",
        stage="growth",
        story=story("yunshi"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(("0134", 195, 180, "B"), ("5", 190, 240, "A"), ("6", 195, 210, "B")),
        sources=sources(
            stay=75,
            quality=0.9,
            fan=1.1,
            paid=(0.022, 1.1),
            recommend=1870,
            short_video=1340,
            search=150,
            plaza=310,
            mall=170,
            share=24,
        ),
        skus=skus_of("yunshi", JADE, 8.0, 0.95, 1.2),
        paid=Paid(fen_per_h=36_000, k=270, beta=0.66, fade=0.24),
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
        calendar=Calendar(start=0.75, middle=60, width=12),
        refunds=Refunds(pre_ship=0.28, middle_day=5.8),
        room=Room(**HABIT | {"fan_buy": 2.2, "fan_stay": 2.2}),
        service=Service(slack=2.5),
        luck_key=6303,
        panel_one_in=1,
        event_days=(45, 66, 87),
    )


def zhenyun() -> Scenario:
    """Zhenyun Pearls, pearls and jewellery: cold start."""
    return Scenario(
        merchant="zhenyun",
        base="zhenyun",
        name_zh="珍匀珠坊",
        name_en="Zhenyun Pearls",
        category="pearls and jewellery",
        place="Zhuji",
        stage="cold start",
        story=story("zhenyun"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(
            ("0235", 195, 180, "B"),
            ("6", 190, 210, "B"),
        ),
        sources=sources(
            stay=58.8,
            quality=1.0,
            fan=0.6,
            paid=(0.0231, 0.416),
            recommend=470,
            short_video=251,
            search=28,
            plaza=81,
            mall=34,
            share=5,
        ),
        skus=skus_of("zhenyun", PEARLS, 8.0, 1.0, 1.7),
        paid=Paid(fen_per_h=30_800, k=334.0, beta=0.66, fade=0.24),
        fees=Fees(
            fee_bp=500,
            comm_bp=500,
            ship_fen=600,
            return_fen=1_200,
            air_fen_per_h=25_000,
            scene_fen=300_000,
            video_fen=12_000,
        ),
        fans=Fans(opening=900, now=1_450, reach_per_h=0.0073),
        room=Room(browse=1.2, see_explained=0.75, **HABIT),
        calendar=Calendar(start=0.12, middle=45, width=14, sd=0.26),
        refunds=Refunds(pre_ship=0.3, middle_day=5.8),
        luck_key=7010,
        panel_one_in=1,
        event_days=(41, 72, 88),
    )
