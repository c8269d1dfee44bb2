"""A cotton shop for infants that starts, and devices that grow."""

from caopan.market.merchants.goods_young import BABY, DEVICES
from caopan.market.merchants.parts import DAYS, FIRST_DAY, HABIT, sources, story, week
from caopan.market.price_lists import skus_of
from caopan.market.scenario import Calendar, Fans, Fees, Paid, Refunds, Room, Scenario


def tuantuan() -> Scenario:
    """Tuantuan Cotton, mother and baby: cold start."""
    return Scenario(
        merchant="tuantuan",
        base="tuantuan",
        name_zh="团团棉铺",
        name_en="Tuantuan Cotton",
        category="mother and baby",
        place="Huzhou",
        stage="cold start",
        story=story("tuantuan"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(
            ("0124", 195, 180, "B"),
            ("5", 100, 210, "B"),
        ),
        sources=sources(
            stay=57.5,
            quality=1.0,
            fan=0.6,
            paid=(0.0148, 1.27),
            recommend=612,
            short_video=374,
            search=47,
            plaza=88,
            mall=68,
            share=12,
        ),
        skus=skus_of("tuantuan", BABY, 6.0, 1.0, 2.54),
        paid=Paid(fen_per_h=50_700, k=202.0, beta=0.7, fade=0.24),
        fees=Fees(
            fee_bp=400, comm_bp=500, air_fen_per_h=22_000, scene_fen=300_000, video_fen=12_000
        ),
        fans=Fans(opening=600, now=1_290, reach_per_h=0.00945),
        room=Room(browse=1.2, see_explained=0.75, **HABIT),
        calendar=Calendar(start=0.15, middle=50, width=12, sd=0.26),
        refunds=Refunds(pre_ship=0.32, middle_day=5.6),
        luck_key=7111,
        panel_one_in=1,
        event_days=(45, 67, 85),
    )


def xingtu() -> Scenario:
    """Xingtu Devices, consumer electronics: growth."""
    return Scenario(
        merchant="xingtu",
        base="xingtu",
        name_zh="星途数码",
        name_en="Xingtu Devices",
        category="consumer electronics",
        place="Shenzhen",
        stage="growth",
        story=story("xingtu"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(
            ("0123", 200, 210, "B"),
            ("5", 190, 270, "A"),
            ("6", 140, 240, "B"),
        ),
        sources=sources(
            stay=54.5,
            quality=1.0,
            fan=1.0,
            paid=(0.035, 0.755),
            recommend=266,
            short_video=195,
            search=74,
            plaza=53,
            mall=107,
            share=7,
        ),
        skus=skus_of("xingtu", DEVICES, 4.0, 1.0, 2.28),
        paid=Paid(fen_per_h=176_000, k=454.0, beta=0.67, fade=0.24),
        fees=Fees(
            fee_bp=200, comm_bp=300, air_fen_per_h=40_000, scene_fen=600_000, video_fen=25_000
        ),
        fans=Fans(opening=46_000, now=41_300, reach_per_h=0.00381),
        room=Room(browse=1.2, see_explained=0.75, **HABIT),
        calendar=Calendar(start=0.55, middle=40, width=12, sd=0.29),
        refunds=Refunds(pre_ship=0.28, middle_day=5.6),
        luck_key=7212,
        panel_one_in=3,
        event_days=(22, 54, 85),
    )
