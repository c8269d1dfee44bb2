"""What contracts are told in: each phrase once, in English and in Chinese, side by side."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from caopan.commission.terms import RATE

Language = Literal["en", "zh"]
PHRASES: Final[dict[str, tuple[str, str]]] = {
    # headings
    "who": ("Who takes part", "当事人"),
    "covers": ("What it covers", "适用范围"),
    "due": ("What each is due", "各方所得"),
    "paid": ("When it is paid", "确认与支付"),
    "signed": ("Who signed it", "签署"),
    # who
    "contract": (
        "This is version {version} of the contract {id}.",
        "本合同为 {id} 第 {version} 版。",
    ),
    "titled": (
        "This is version {version} of the contract {id}: {title}.",
        "本合同为 {id} 第 {version} 版：{title}。",
    ),
    "party": ("“{id}” is {name}, the {role}.", "“{id}”指{name}（{role}）。"),
    "residual": (
        "{party} gets what is left when all others have theirs.",
        "其余各方所得扣除后的余额归 {party}。",
    ),
    # covers
    "holds": ("It holds from {start} until {end}.", "自 {start} 起生效，至 {end} 止。"),
    "holds_on": (
        "It holds from {start} until a next version does.",
        "自 {start} 起生效，至下一版生效为止。",
    ),
    "binds": (
        "A sale is bound when it is paid; with a presale, when its deposit is paid.",
        "销售以付款时刻适用的版本为准；预售以付定金时刻为准。",
    ),
    "all_sales": ("It covers all sales.", "适用于全部销售。"),
    "sessions": ("It covers sales in these sessions: {names}.", "适用场次：{names}。"),
    "anchors": (
        "It covers sales in sessions of these anchors: {names}.",
        "适用主播场次：{names}。",
    ),
    "skus": ("It covers sales of these goods: {names}.", "适用商品：{names}。"),
    "none": ("none at all", "无"),
    "base": ("The base is {base}, less what goes back.", "分佣基数为{base}，扣除退回部分。"),
    "buyers": ("what buyers pay", "买家实付"),
    "with_coupons": (
        "what buyers pay plus coupons of {funders}",
        "买家实付加{funders}出资的优惠券",
    ),
    "protection_merchant": (
        "Price protection is paid by {merchant} alone.",
        "价保由 {merchant} 独自承担。",
    ),
    "protection_reduces_base": (
        "Price protection lowers the base of all.",
        "价保相应减少各方的分佣基数。",
    ),
    "no_terms": ("Nobody else is due anything.", "其他各方均无所得。"),
    # shares
    "share": (
        "{name}: {party} gets {rate} of the base, counted {per}.",
        "{name}：{party} 得基数的 {rate}，{per}计算。",
    ),
    "share_of": (
        "{name}: of each line's base {party} gets {rate}, counted {per}.",
        "{name}：{party} 按{rate}从每件商品的基数中分得，{per}计算。",
    ),
    "fee_bp": ("the line's own platform fee rate", "各商品自身的技术服务费率"),
    "comm_bp": ("the line's own commission rate", "各商品自身的佣金率"),
    "ladder": (
        "{name}: {party} gets a share of the base by steps, counted {per}: {steps}.",
        "{name}：{party} 按阶梯得基数的一部分，{per}计算：{steps}。",
    ),
    "step": ("{rate} from {start}", "{start} 起 {rate}"),
    "marginal": (
        "Each rate holds for the part of the base within its step.",
        "超额计提：各费率只适用于本阶梯内的部分。",
    ),
    "whole": (
        "The rate of the highest step that is reached holds for the whole base.",
        "全额计提：达到的最高阶梯的费率适用于全部基数。",
    ),
    "own_base": ("For this term the base is {base}.", "本条款的基数为{base}。"),
    "baseline": ("The first {amount} earn nothing.", "起点 {amount} 以内不计提。"),
    "indexed": (
        "The first {amount}, moved with the peers' index, earn nothing.",
        "起点 {amount} 随同行指数调整，起点以内不计提。",
    ),
    "less_ads": (
        "Ad spend comes off first: so much of the base earns nothing.",
        "先扣投放消耗：与其等额的基数不计提。",
    ),
    "cap": ("It is at most {amount} {per}.", "{per}最多 {amount}。"),
    "floor": (
        "It is at least {amount} {per} in which anything was paid.",
        "只要有成交，{per}至少 {amount}。",
    ),
    "refund_rate": (
        "If more than {limit} of the base goes back, only {pays} of it is due.",
        "退款率高于 {limit} 时，只付其 {pays}。",
    ),
    "on_time_rate": (
        "If fewer than {limit} of parcels leave on time, only {pays} of it is due.",
        "准时发货率低于 {limit} 时，只付其 {pays}。",
    ),
    "gates": (
        "Where several of these are not met, the one that pays least counts.",
        "多项未达标时，以支付比例最低的一项为准。",
    ),
    "reserve": (
        "Of it {share} is held back for {days} after the sale.",
        "其中 {share} 作为保证金，自成交起留存 {days}。",
    ),
    "keeps": (
        "What goes back after a line was settled no longer lowers it.",
        "商品结算后发生的退款不再扣回。",
    ),
    "chain": (
        "Of what {giver} receives under it, {taker} gets {share}.",
        "{giver} 由此所得的 {share} 归 {taker}。",
    ),
    "from": ("It takes sales and sessions from {start} on.", "本条款自 {start} 起适用。"),
    "until": ("It takes sales and sessions before {end}.", "本条款至 {end} 止。"),
    # fees and ads
    "fee": ("{name}: {party} gets {amount} {per}.", "{name}：{party} {per}得 {amount}。"),
    "guarantee_sales": (
        "For it {party} answers for a base of {amount} in each session, measured {days} after it.",
        "{party} 就此保证每场基数达到 {amount}，于场次结束 {days}后核定。",
    ),
    "guarantee_roi": (
        (
            "For it {party} answers for a base of {roi} of the fee in each session, "
            "measured {days} after it."
        ),
        "{party} 就此保证每场基数达到该费用的 {roi}，于场次结束 {days}后核定。",
    ),
    "remedy_refund": (
        "Where the base falls short, the same part of the fee goes back.",
        "未达保证的，按差额比例退还费用。",
    ),
    "remedy_session": (
        (
            "Sessions that make up for it count as well and cost no fee; for what is still missing "
            "the same part of the fee goes back."
        ),
        "补播场次一并计入且不另收费；仍有差额的，按比例退还费用。",
    ),
    "fronts": (
        (
            "{name}: {party} pays {share} of the ad spend of each session and gets it back first, "
            "at most the session's base."
        ),
        "{name}：{party} 垫付每场投放消耗的 {share}，优先收回，以该场基数为限。",
    ),
    "markup": ("It gets {markup} on top of what it paid.", "收回时另加 {markup}。"),
    "bears": (
        "{name}: {party} bears {share} of the ad spend of each session.",
        "{name}：{party} 承担每场投放消耗的 {share}。",
    ),
    # paid
    "confirmed": (
        "A sale is payable {days} after it is delivered.",
        "商品签收 {days}后确认，方可支付。",
    ),
    "cycle_day": ("Accounts are paid up each day at 00:00.", "每日 00:00 结付。"),
    "cycle_week": ("Accounts are paid up each {weekday} at 00:00.", "每{weekday} 00:00 结付。"),
    "cycle_month": (
        "Accounts are paid up on day {on} of each month at 00:00.",
        "每月 {on} 日 00:00 结付。",
    ),
    "offset": (
        "What was paid and is no longer due is offset against the payments that follow.",
        "多付部分作为应收，由以后各期抵扣。",
    ),
    # signatures
    "signature": ("{party} signed this content on {at}.", "{party} 已于 {at} 签署本内容。"),
    "changed": (
        "{party} signed on {at}, but something else than what stands here.",
        "{party} 于 {at} 签署的内容与本文不同。",
    ),
    "unsigned": (
        "Not signed by {names}: until then nothing settles.",
        "{names} 尚未签署；签署之前不予结算。",
    ),
    # words
    "platform": ("the platform", "平台"),
    "channel": ("the payment channel", "支付渠道"),
    "anchor": ("the anchor", "主播"),
    "role_platform": ("platform", "平台"),
    "role_merchant": ("merchant", "商家"),
    "role_anchor": ("anchor", "主播"),
    "role_mcn": ("MCN", "MCN 机构"),
    "role_agent": ("recruiting agent", "团长"),
    "role_promoter": ("promoter", "推客"),
    "role_provider": ("service provider", "服务商"),
    "per_session": ("per session", "每场"),
    "per_day": ("per day", "每日"),
    "per_month": ("per month", "每月"),
    "per_contract": ("over the whole contract", "在合同期内"),
    "per_once": ("once", "一次性"),
    "day": ("1 day", "1 天"),
    "days": ("{days} days", "{days} 天"),
    "weekdays": (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "周一 周二 周三 周四 周五 周六 周日",
    ),
    "comma": (", ", "、"),
    "and": (" and ", "和"),
    "semicolon": ("; ", "；"),
}


class Voice:
    """Says phrases in one language.

    >>> Voice("en")("share", name="service", party="ops", rate="5 %", per="per month")
    'service: ops gets 5 % of the base, counted per month.'
    >>> Voice("zh").yuan(100_000), Voice("zh").days(30)
    ('¥1,000', '30 天')
    """

    def __init__(self, language: Language) -> None:
        self._at = ("en", "zh").index(language)

    def __call__(self, phrase: str, **words: object) -> str:
        """A phrase with its words filled in."""
        return PHRASES[phrase][self._at].format(**words)

    def yuan(self, fen: int) -> str:
        """Money; without decimals where there are none."""
        return f"¥{fen // 100:,}" + (f".{fen % 100:02d}" if fen % 100 else "")

    def rate(self, bp: int) -> str:
        """A rate."""
        return RATE.write(bp)

    def days(self, days: int) -> str:
        """A span in days."""
        return self("day") if days == 1 else self("days", days=days)

    def moment(self, at: datetime) -> str:
        """A moment by the clock of Shanghai; a day where it is its 00:00."""
        said = at.replace(tzinfo=None).isoformat(" ")
        return said.removesuffix(" 00:00:00").removesuffix(":00")

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row; in quotes where a name could be read as several."""
        plain = [name if name.replace("-", "").isalnum() else f"“{name}”" for name in names]
        return self("comma").join(plain) or self("none")

    def joined(self, words: Sequence[str]) -> str:
        """Words in a row, the last one joined by "and"."""
        *first, last = words
        return self("and").join(part for part in (self("comma").join(first), last) if part)
