"""The twenty-eight faults, their innocent look-alikes, and the cut that tells them apart.

Names, knobs, cuts and remedies are the course's own proposal; no list of faults is published.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from caopan.market.planted import CircumstanceId, FaultId

FAULTS: Final[tuple[FaultId, ...]] = get_args(FaultId)
"""All answers of a diagnosis, "none" first."""
CIRCUMSTANCES: Final[tuple[CircumstanceId, ...]] = get_args(CircumstanceId)
Family = Literal["goods", "traffic", "room", "fans", "data"]


@dataclass(frozen=True)
class FaultCard:
    """One fault.

    knob: what is planted. look_alike: the fault or circumstance it is taken for. cut: what tells
    the two apart, computed from the tables. remedy: what repairs it. apparent: whether nothing is
    lost in truth, only in the figures.
    """

    fault: FaultId
    family: Family
    zh: str
    name: str
    knob: str
    look_alike: FaultId | CircumstanceId
    cut: str
    remedy: str
    apparent: bool = False


CARDS: Final[dict[FaultId, FaultCard]] = {
    card.fault: card
    for card in (
        FaultCard("FG1", "goods", "缺引流款", "no hook SKU",
                  "no hook on the shelf; newcomers leave within seconds",
                  "stand_in", "share of visits below six seconds: who leaves at once",
                  "hooks back on the shelf"),
        FaultCard("FG2", "goods", "主推断货", "hero stock-out",
                  "heroes can be bought at a part of their demand only",
                  "market", "orders of the best sellers missing in hours with clicks and no sale",
                  "order the heroes' stock ahead"),
        FaultCard("FG3", "goods", "价格力弱", "price uncompetitive",
                  "peers pass cheaper goods on to buyers, this merchant does not",
                  "cold_mix", "orders for a click among fans",
                  "lower the prices to the peers'"),
        FaultCard("FG4", "goods", "货盘结构", "assortment too thin",
                  "goods that sell well beside the heroes are off the shelf",
                  "hero_focus", "how many SKUs are shown in a session",
                  "put them back"),
        FaultCard("FG5", "goods", "品质·尺码", "quality or size",
                  "refund chance of three SKUs +25 points, after shipping",
                  "FR3", "refunds of the few SKUs against those of all others",
                  "inspect these SKUs"),
        FaultCard("FG6", "goods", "滞销", "dead stock",
                  "goods that nobody wants take the minutes of explanation",
                  "FT5", "looks at the goods that bring least for a look",
                  "a rundown without them"),
        FaultCard("FG7", "goods", "利润款缺失", "margin leak",
                  "own coupons too deep on most goods",
                  "FT3", "contribution before ads for a yuan of GMV",
                  "coupons back to what they were"),
        FaultCard("FG8", "goods", "换季", "season mismatch",
                  "half of the goods are out of season, at peers', too",
                  "FT1", "the peers' clicks for a look",
                  "renew the goods"),
        FaultCard("FT1", "traffic", "人群标签跑偏", "wrong audience tags",
                  "recommended and paid visitors want other things",
                  "stand_in", "orders for a visit among recommended and paid against fans",
                  "reset the paid audience"),
        FaultCard("FT2", "traffic", "素材衰退", "creative fatigue",
                  "few new creatives, the budget raised against it",
                  "dear_auction", "enter rate of paid covers",
                  "new creatives"),
        FaultCard("FT3", "traffic", "投放过饱和", "over-spend past saturation",
                  "budget x2.5", "FT1", "how spend and paid views moved together: the dose",
                  "the budget as it was"),
        FaultCard("FT4", "traffic", "自然被付费抢归因", "attribution cannibal",
                  "ads are shown to fans, who would have come anyway",
                  "good_ads", "fans among the paid",
                  "exclude fans"),
        FaultCard("FT5", "traffic", "时段错配", "bad time slot",
                  "sessions open hours too early",
                  "FT7", "covers against the usual of the hour",
                  "back to the old slot"),
        FaultCard("FT6", "traffic", "短视频断更", "short-video feeder off",
                  "fewer short videos", "FU1", "visits by short video against the others",
                  "post videos again"),
        FaultCard("FT7", "traffic", "违规限流", "throttled after a violation",
                  "the feed's sources x0.5 after a breach",
                  "feed_season", "the feed's covers: a step at the notice or a slope after it",
                  "mend the breach and appeal"),
        FaultCard("FT8", "traffic", "付费依赖", "paid dependence",
                  "natural traffic hangs on the paid",
                  "growth_push", "recommended covers on the day without budget",
                  "videos and work in groups; the budget as it was"),
        FaultCard("FR1", "room", "节奏拖沓", "weak pacing",
                  "each explanation takes twice as long",
                  "FG4", "minutes of an explanation",
                  "a brisk rundown"),
        FaultCard("FR2", "room", "主播状态", "anchor fatigue",
                  "one anchor wears out after an hour",
                  "late_crowd", "stays of late hours against early ones, by anchor",
                  "anchors relieve each other"),
        FaultCard("FR3", "room", "过度逼单", "over-promising",
                  "hype +0.6", "FG5", "refunds of all goods alike, before shipping, too",
                  "calm the script"),
        FaultCard("FR4", "room", "场景·画质", "poor scene",
                  "fewer enter, more leave within five seconds",
                  "festival_cover", "share of visits below six seconds",
                  "a new scene"),
        FaultCard("FR5", "room", "福利被羊毛", "benefits leak",
                  "a lottery for all every five minutes",
                  "fan_event", "orders for a minute watched",
                  "the benefits as they were"),
        FaultCard("FR6", "room", "客服/履约", "thin service",
                  "a share of the parcels lies for days",
                  "FG5", "parcels that leave on time; refunds before shipping",
                  "hire"),
        FaultCard("FU1", "fans", "粉丝疲劳", "fan fatigue",
                  "fans open the room less often",
                  "FT5", "visits by following against recommended ones",
                  "something for the fan club"),
        FaultCard("FU2", "fans", "私域缺失", "no private domain",
                  "the fans that buy most do not return",
                  "cold_mix", "orders for a visit among fans against the others",
                  "work in groups"),
        FaultCard("FU3", "fans", "低质粉", "wrong fans",
                  "budget goes into follows",
                  "early_growth", "GMV for a paid follower",
                  "paid plans for orders again"),
        FaultCard("FX1", "data", "大促透支", "promo pull-forward",
                  "demand is lower for some weeks, at all peers, too",
                  "stand_in", "the peers' orders for a visit",
                  "nothing: it comes back"),
        FaultCard("FX2", "data", "埋点丢失", "tracking loss",
                  "one client version loses impressions",
                  "great_cover", "enter rate by client version",
                  "mend the tracking", apparent=True),
        FaultCard("FX3", "data", "刷单", "brushing",
                  "orders for show, all sent back after day seven",
                  "viral_hit", "orders without a visit worth the name",
                  "report it", apparent=True),
    )
}  # fmt: skip
"""By fault, "none" left out."""
