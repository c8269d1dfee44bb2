"""A shop for shoes and bags whose best months are behind it."""

from caopan.market.merchants.goods_clothes import BAGS
from caopan.market.merchants.parts import DAYS, FIRST_DAY, HABIT, sources, story, week
from caopan.market.price_lists import skus_of
from caopan.market.scenario import Calendar, Fans, Fees, Paid, Refunds, Room, Scenario


def qingzhou() -> Scenario:
    """Qingzhou Shoes & Bags, shoes and bags: renewal."""
    return Scenario(
        merchant="qingzhou",
        base="qingzhou",
        name_zh="轻舟鞋包",
        name_en="Qingzhou Shoes & Bags",
        category="shoes and bags",
        place="Wenzhou",
        stage="renewal",
        story=story("qingzhou"),
        first_day=FIRST_DAY,
        days=DAYS,
        slots=week(
            ("01235", 190, 270, "B"),
            ("4", 185, 300, "A"),
            ("6", 170, 360, "A"),
        ),
        sources=sources(
            stay=18.3,
            quality=1.0,
            fan=1.0,
            paid=(0.0381, 3.08),
            recommend=1_770,
            short_video=863,
            search=204,
            plaza=314,
            mall=353,
            share=35,
        ),
        skus=skus_of("qingzhou", BAGS, 5.0, 1.0, 1.54),
        paid=Paid(fen_per_h=180_000, k=338.0, beta=0.67, fade=0.24),
        fees=Fees(
            fee_bp=500, comm_bp=500, air_fen_per_h=60_000, scene_fen=1_500_000, video_fen=30_000
        ),
        fans=Fans(opening=520_000, now=449_000, reach_per_h=0.00268),
        room=Room(browse=1.2, see_explained=0.75, **HABIT),
        calendar=Calendar(start=1.9, middle=48, width=15, sd=0.3),
        refunds=Refunds(pre_ship=0.33, middle_day=5.6),
        luck_key=6505,
        seed=5,  # of 16 tried, one that falls in both months
        panel_one_in=15,
        event_days=(10, 52, 87),
    )
