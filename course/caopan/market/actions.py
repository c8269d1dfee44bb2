"""What an operator can do: each field of a plan with its cost, its lag and its side effect.

The sizes are those of the functions named under ``couplings`` and of ``caopan.market.effects``.
Costs name the field of ``Fees`` that holds their price.
"""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Literal

from caopan.market.scenario import Fees

if TYPE_CHECKING:
    import pandas as pd

Mark = Literal["published", "derived", "weakly sourced", "assumed"]


@dataclass(frozen=True)
class Action:
    """One thing that an operator can do.

    field: of ``Plan`` ("" for doing nothing). couplings: functions of ``caopan.market.couplings``
    (or of the module named) through which it works. mark: where the size of its effect comes from.
    """

    field: str
    zh: str
    title: str
    mark: Mark
    what: str
    cost: str
    lag: str
    side_effect: str
    couplings: tuple[str, ...]

    @property
    def fees(self) -> tuple[str, ...]:
        """Fields of ``Fees`` that the cost points to.

        >>> next(action for action in ACTIONS if action.field == "videos").fees
        ('video_fen',)
        """
        words = self.cost.replace(",", " ").replace(";", " ").split()
        return tuple(word for word in words if word in Fees.model_fields)


ACTIONS: Final = (
    # goods
    Action("assortment", "货盘", "Choose the shelf", "assumed",
           "Puts these SKUs on the shelf and no others; people browse what is there.",
           "none at once; new SKUs are stocked, and hold_bp is paid a piece and day",
           "at once", "the sales of what leaves are lost but for those who take another card",
           ("substitute",)),
    Action("pull", "下架", "Pull a SKU", "assumed",
           "Takes a SKU off the shelf from a day on.",
           "none at once; hold_bp goes on for what lies in stock",
           "on that day", "its sales are lost; refunds of what was sold still come",
           ("substitute", "refund_chance")),
    Action("price_bp", "调价", "Change the list price", "assumed",
           "Elasticity 3 above the peers' price, 1.2 below it.",
           "the margin of every piece sold",
           "at once", "a cut also goes to those who would have bought anyway",
           ("price_response",)),
    Action("m_coupon_fen", "商家券", "Set the merchant's coupon", "assumed",
           "A coupon on every piece, in place of the own one; a lower price to all.",
           "its amount on every piece sold",
           "at once", "40-70 % of those who use it would have bought without it",
           ("coupon",)),
    Action("cover_days", "备货天数", "Keep more or less stock", "assumed",
           "Orders each night up to so many days of demand, whatever the own habit was.",
           "goods dearer by rush_bp of cost; hold_bp a piece and day",
           "lead_days of the SKU, 1 to 5", "stock that does not sell costs money every day",
           ("substitute",)),
    Action("orders", "订货", "Order stock once", "assumed",
           "So many pieces on a day, to arrive after the lead or later.",
           "the goods' cost when they are sold; hold_bp a piece and day",
           "lead_days of the SKU, 1 to 5", "too many lie; too few sell out and buyers turn away",
           ("substitute",)),
    Action("quality_control", "品控", "Inspect piece by piece", "assumed",
           "The SKU's chance of a refund falls to x0.85.",
           "check_fen a piece",
           "grows in over 10 days", "cost on every piece, good ones included",
           ("refund_chance",)),
    Action("renewal", "换季上新", "Renew the goods for the season", "assumed",
           "Goods of the new season take the place of those whose season is over.",
           "renew_fen once",
           "grows in over 10 days", "wasted where the goods are in season",
           ()),
    # the room
    Action("sessions", "排期", "Set the weekly calendar", "assumed",
           "When the room is on air; tiers S and A draw x1.35 and x1.12 natural traffic.",
           "air_fen_per_h on air; stage_s_fen, stage_a_fen or stage_b_fen a session of that tier",
           "at once; fans' reach follows over a week",
           "fans tire of long and frequent sessions, of S and A more",
           ("fan_reach", "calendar", "feed")),
    Action("specials", "专场", "Set dated sessions", "assumed",
           "Sessions on single days, in place of the weekly calendar's: a festival's big session.",
           "air_fen_per_h on air; stage_s_fen, stage_a_fen or stage_b_fen a session of that tier",
           "on that day; fans' reach follows over a week",
           "what the calendar had on that day is left out; fans tire of S and A more",
           ("fan_reach", "calendar", "feed")),
    Action("pause", "停播", "Pause days", "assumed",
           "No session opens on these days.",
           "none; air_fen_per_h and ads are saved",
           "that day; fans' reach recovers over a week",
           "no sales on air, and none that spill over",
           ("fan_reach", "spill")),
    Action("rundown", "排品", "Order the explanations", "published",
           "Who sees a SKU explained clicks x1.2 and orders x1.9 as often; less by the minute.",
           "none; minutes on one SKU are lost to the others",
           "at once", "long talk on one SKU lowers the whole session",
           ("explain",)),
    Action("roster", "主播排班", "Set who speaks and when they change", "assumed",
           "An anchor's skill moves stay and orders, and falls after two hours without a change.",
           "call_fen a session for each further anchor, and fen_per_h of the anchor",
           "at once", "a stronger anchor costs more by the hour",
           ("feed",)),
    Action("hype", "话术力度", "Set the pressure of the script", "published",
           "Orders up to +20 % at full pressure.",
           "none at once; refunds cost return_fen and ship_fen",
           "orders at once, refunds over two weeks",
           "refunds +16 points x pressure squared, fewer follows, less loyalty, more violations",
           ("hype", "refund_chance", "throttle")),
    Action("fix_scene", "场景重搭", "Rebuild the scene", "assumed",
           "Mends scene, light and sound where they put people off.",
           "scene_fen once",
           "at once", "wasted where the scene was good",
           ("feed",)),
    Action("benefits", "福利", "Give benefits", "assumed",
           "Price benefits raise orders; a draw holds people (stay x1.25), gated by fans it wins "
           "follows.",
           "the amount of each one taken, paid by its funder",
           "at once", "without a gate a draw brings bargain hunters: orders x0.9",
           ("coupon", "feed")),
    # traffic
    Action("paid", "付费计划", "Set the paid plans", "derived",
           "Visits = k (spend an hour / 1000 yuan)^beta, by clock hour, goal and audience; a plan "
           "spends no more than lets a visit cost what it bids.",
           "the spend, up to the balance of the account",
           "at once", "quality falls with spend; most fans in the audience would come anyway",
           ("paid_traffic", "calendar")),
    Action("paid_bp", "付费预算", "Scale all paid budgets", "derived",
           "All budgets times this.",
           "the spend, up to the balance of the account",
           "at once", "each further yuan brings fewer and worse visits",
           ("paid_traffic",)),
    Action("stop_roi", "止损", "Set a stop-loss for paid traffic", "assumed",
           "All paid plans stop for the rest of a session in which paid visits have bought less "
           "than this for each yuan spent; looked at every ten minutes.",
           "none; the spend of the rest of the session is saved",
           "within ten minutes", "a slow beginning stops what would have paid later",
           ("paid_traffic",)),
    Action("stop_after_fen", "止损门槛", "Set what is spent before a stop-loss", "assumed",
           "The stop-loss looks at a session once so much is spent in it.",
           "the spend until then",
           "at once", "little spend says little: a low threshold stops by bad luck",
           ("paid_traffic",)),
    Action("reset_audience", "重置人群", "Reset the paid audience", "assumed",
           "Drops what the ad system learnt: drifted tags are gone afterwards.",
           "three quarters of the spend of the first days, which bring half the visits",
           "3 days", "half the paid volume for 3 days, also where nothing had drifted",
           ("paid_traffic",)),
    Action("creatives", "素材更新", "Make new creatives", "assumed",
           "A creative works half as well after 5 days; more new ones keep paid visits up.",
           "creative_fen each",
           "within days", "money for freshness that a small budget cannot use",
           ("paid_traffic",)),
    Action("videos", "短视频", "Post short videos", "assumed",
           "Feeds the short-video source, which remembers 65 % of its level from day to day.",
           "video_fen each",
           "3 to 7 days", "twice the videos bring 1.4 times the source",
           ("feed",)),
    Action("persona", "人设", "Build a new persona", "assumed",
           "Then follows +25 % and recommended visits are worth 8 % more.",
           "persona_fen once",
           "7 days", "5 % fewer enter until then",
           ("feed",)),
    # fans, service, rules
    Action("private_fen", "私域", "Work with fans in groups", "assumed",
           "Former buyers come back up to x1.6 as often, less for each further yuan.",
           "the amount itself, by the month",
           "grows in over 30 days", "paid from the first day on, felt after weeks",
           ("fan_reach",)),
    Action("service_staff", "客服与仓库", "Hire for service and warehouse", "assumed",
           "Each head ships service.per_head pieces a day more: fewer late parcels.",
           "staff_fen a head and day",
           "at once for new parcels; refunds follow over days", "idle where parcels leave in time",
           ("refund_chance",)),
    Action("appeal", "申诉", "Appeal against throttling", "assumed",
           "Halves what is left of a throttling.",
           "appeal_fen each",
           "at once, for the days that are left", "does not mend what caused the violation",
           ("throttle",)),
    Action("data_fix", "数据修复", "Mend the tracking", "assumed",
           "Measured facts agree with what happened.",
           "data_fix_fen once",
           "at once for new facts", "moves no sale; old facts stay as they are",
           ("measurement.collect",)),
    Action("report", "举报刷单", "Report brushed orders", "assumed",
           "Brushed orders stop.",
           "none",
           "1 day", "sales look lower than before, because they were never there",
           ()),
)  # fmt: skip

DO_NOTHING: Final = Action(
    "", "按兵不动", "Do nothing", "assumed",
    "The merchant goes on as before; right when a festival's dip or bad luck is all there is.",
    "none",
    "none", "a fault goes on, too",
    ("calendar",),
)  # fmt: skip


def actions_table() -> "pd.DataFrame":
    """All actions as a table of text, doing nothing last.

    >>> actions_table().shape
    (30, 9)
    """
    import pandas as pd

    rows = [{**asdict(one), "couplings": ", ".join(one.couplings) or "-"} for one in _all()]
    return pd.DataFrame(rows).replace("", "-")


def actions_markdown() -> str:
    """The same as a Markdown table, for pages that are generated.

    >>> print(actions_markdown().splitlines()[-1][:23])
    | - | 按兵不动 | Do nothing
    """
    table = actions_table()
    names = [str(name).replace("_", " ") for name in table.columns]
    rows = [names, ["---"] * len(names), *table.to_numpy().tolist()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _all() -> tuple[Action, ...]:
    return (*ACTIONS, DO_NOTHING)
