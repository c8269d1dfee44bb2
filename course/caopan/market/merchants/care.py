"""Beauty and personal care: a growing counter, and a shop run by a provider."""

from caopan.market.merchants.goods_care import BEAUTY, CARE
from caopan.market.merchants.parts import DAYS, FIRST_DAY, HABIT, sources, story, week
from caopan.market.price_lists import skus_of
from caopan.market.scenario import Calendar, Fans, Fees, Paid, Refunds, Room, Scenario


def ruolan() -> Scenario:
    """Ruolan Beauty, beauty: growth."""
    return Scenario(
        merchant="ruolan",
        base="ruolan",
        name_zh="若岚美妆",
        name_en="Ruolan Beauty",
        category="beauty",
        place="Guangzhou",
        stage="growth",
        story=story("ruolan"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(
            ("0124", 195, 240, "B"),
            ("5", 190, 300, "A"),
            ("6", 195, 240, "B"),
        ),
        sources=sources(
            stay=9.0,
            quality=1.0,
            fan=1.0,
            paid=(0.0175, 3.39),
            recommend=3_210,
            short_video=2_090,
            search=298,
            plaza=447,
            mall=336,
            share=44,
        ),
        skus=skus_of("ruolan", BEAUTY, 5.0, 1.0, 2.16),
        paid=Paid(fen_per_h=321_000, k=364.0, beta=0.7, fade=0.24),
        fees=Fees(
            fee_bp=500, comm_bp=500, air_fen_per_h=50_000, scene_fen=900_000, video_fen=40_000
        ),
        fans=Fans(opening=70_000, now=67_900, reach_per_h=0.00706),
        room=Room(browse=2.4, see_explained=0.75, **HABIT),
        calendar=Calendar(start=0.45, middle=50, width=14, sd=0.31),
        refunds=Refunds(pre_ship=0.32, middle_day=5.6),
        luck_key=6606,
        panel_one_in=6,
        event_days=(22, 55, 76),
    )


def muyi() -> Scenario:
    """Muyi Select, personal care: breakthrough."""
    return Scenario(
        merchant="muyi",
        base="muyi",
        name_zh="沐宜优选",
        name_en="Muyi Select",
        category="personal care",
        place="Hangzhou",
        stage="breakthrough",
        story=story("muyi"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(
            ("0134", 190, 240, "B"),
            ("2", 160, 480, "A"),
            ("5", 120, 720, "S"),
            ("6", 160, 480, "A"),
        ),
        sources=sources(
            stay=25.6,
            quality=1.0,
            fan=1.0,
            paid=(0.018, 3.43),
            recommend=7_680,
            short_video=4_840,
            search=835,
            plaza=1_500,
            mall=1_500,
            share=184,
        ),
        skus=skus_of("muyi", CARE, 5.0, 1.0, 2.46),
        paid=Paid(fen_per_h=735_000, k=513.0, beta=0.66, fade=0.24, account_fen=600_000_000),
        fees=Fees(
            fee_bp=400, comm_bp=600, air_fen_per_h=70_000, scene_fen=1_800_000, video_fen=35_000
        ),
        fans=Fans(opening=210_000, now=215_000, reach_per_h=0.00623),
        room=Room(browse=2.4, see_explained=0.75, **HABIT),
        calendar=Calendar(start=0.5, middle=55, width=12, sd=0.31),
        refunds=Refunds(pre_ship=0.3, middle_day=5.6),
        luck_key=6707,
        panel_one_in=25,
        event_days=(25, 57, 86),
    )
