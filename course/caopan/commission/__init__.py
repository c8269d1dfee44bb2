"""Commission (分佣): contracts, settlement to the fen, earnings, incentives.

A settlement is a pure function of signed contracts, facts and a clock, by ``RULES.md``.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from caopan.commission.account_sheet import ACCOUNT_HEADERS
    from caopan.commission.best_response import Bench, Response, bench, respond
    from caopan.commission.book import Book
    from caopan.commission.changes import Deltas
    from caopan.commission.conduct import QUICK, STANDARD, Conduct, Grid
    from caopan.commission.contract import Contract, Cycle, Scope, Signature, signed
    from caopan.commission.contract_checks import (
        CheckedContract,
        check_contract,
        check_contract_texts,
    )
    from caopan.commission.contract_file import (
        contract_schema,
        load_contract,
        read_contract,
        write_contract,
    )
    from caopan.commission.contract_new import begun_contract, begun_contract_text
    from caopan.commission.contract_score import ContractScore, score_contract
    from caopan.commission.contract_value import Worth, worth
    from caopan.commission.contract_writing import contract_json, contract_text
    from caopan.commission.cycles import cycle_moments
    from caopan.commission.earnings import Earnings, earnings_of
    from caopan.commission.earnings_desk import EarningsDesk
    from caopan.commission.earnings_seen import Seen, seen_by
    from caopan.commission.earnings_shops import desk_of
    from caopan.commission.earnings_steps import WaterStep, waterfall_of
    from caopan.commission.engine import Account, due, paid, settle
    from caopan.commission.explaining import explain
    from caopan.commission.explanation import Explanation
    from caopan.commission.facts import Facts, facts_of, nothing
    from caopan.commission.facts_own import facts_of_exports
    from caopan.commission.figures_earnings import plot_earnings, plot_rules, plot_waterfall
    from caopan.commission.figures_incentives import (
        plot_cliff,
        plot_contracts,
        plot_response,
        plot_sides,
    )
    from caopan.commission.figures_ladder import plot_ladder
    from caopan.commission.gaming import Gamed, gamed
    from caopan.commission.holding_back import Sandbagging, sandbagging
    from caopan.commission.ledger import Ledger
    from caopan.commission.menus import Menu, menu, separating_menu
    from caopan.commission.offers import Offer, agreed, customary, offered, trivial
    from caopan.commission.party_view import view_for
    from caopan.commission.paying import Pay, pay
    from caopan.commission.played_facts import month_facts
    from caopan.commission.playing import Outcomes, outcomes
    from caopan.commission.posting import Posting
    from caopan.commission.reconciling import Difference, differences_frame, reconcile
    from caopan.commission.reference import ReferenceContract, reference_contract
    from caopan.commission.rounding import half_up
    from caopan.commission.sentences import Sentence, prose, sentences_of
    from caopan.commission.settlement import Due, Entry, Refused, Settlement
    from caopan.commission.settlement_sheet import HEADERS, entry_sheet, order_sheet
    from caopan.commission.signing import sign_file
    from caopan.commission.standing import standing_contracts
    from caopan.commission.statement import Statement, statement_of
    from caopan.commission.statement_csv import csv_bytes
    from caopan.commission.statement_pdf import pdf_bytes
    from caopan.commission.statement_xlsx import xlsx_bytes
    from caopan.commission.taxes import tax_memo
    from caopan.commission.terms import (
        Ads,
        Baseline,
        Fee,
        Gate,
        Guarantee,
        Hop,
        Party,
        Reserve,
        Share,
        Step,
    )
    from caopan.commission.tiers import Tiers, read_tiers
    from caopan.commission.usual_sales import Usual, usual_of
    from caopan.commission.utilities import ADVERSE, USUAL, Stakes, certain

__all__ = [
    "ACCOUNT_HEADERS",
    "ADVERSE",
    "HEADERS",
    "QUICK",
    "STANDARD",
    "USUAL",
    "Account",
    "Ads",
    "Baseline",
    "Bench",
    "Book",
    "CheckedContract",
    "Conduct",
    "Contract",
    "ContractScore",
    "Cycle",
    "Deltas",
    "Difference",
    "Due",
    "Earnings",
    "EarningsDesk",
    "Entry",
    "Explanation",
    "Facts",
    "Fee",
    "Gamed",
    "Gate",
    "Grid",
    "Guarantee",
    "Hop",
    "Ledger",
    "Menu",
    "Offer",
    "Outcomes",
    "Party",
    "Pay",
    "Posting",
    "ReferenceContract",
    "Refused",
    "Reserve",
    "Response",
    "Sandbagging",
    "Scope",
    "Seen",
    "Sentence",
    "Settlement",
    "Share",
    "Signature",
    "Stakes",
    "Statement",
    "Step",
    "Tiers",
    "Usual",
    "WaterStep",
    "Worth",
    "agreed",
    "begun_contract",
    "begun_contract_text",
    "bench",
    "certain",
    "check_contract",
    "check_contract_texts",
    "contract_json",
    "contract_schema",
    "contract_text",
    "csv_bytes",
    "customary",
    "cycle_moments",
    "desk_of",
    "differences_frame",
    "due",
    "earnings_of",
    "entry_sheet",
    "explain",
    "facts_of",
    "facts_of_exports",
    "gamed",
    "half_up",
    "load_contract",
    "menu",
    "month_facts",
    "nothing",
    "offered",
    "order_sheet",
    "outcomes",
    "paid",
    "pay",
    "pdf_bytes",
    "plot_cliff",
    "plot_contracts",
    "plot_earnings",
    "plot_ladder",
    "plot_response",
    "plot_rules",
    "plot_sides",
    "plot_waterfall",
    "prose",
    "read_contract",
    "read_tiers",
    "reconcile",
    "reference_contract",
    "respond",
    "sandbagging",
    "score_contract",
    "seen_by",
    "sentences_of",
    "separating_menu",
    "settle",
    "sign_file",
    "signed",
    "standing_contracts",
    "statement_of",
    "tax_memo",
    "trivial",
    "usual_of",
    "view_for",
    "waterfall_of",
    "worth",
    "write_contract",
    "xlsx_bytes",
]

_LATER = {
    "ACCOUNT_HEADERS": "account_sheet",
    "ADVERSE": "utilities",
    "Account": "engine",
    "Ads": "terms",
    "Baseline": "terms",
    "Bench": "best_response",
    "Book": "book",
    "CheckedContract": "contract_checks",
    "Conduct": "conduct",
    "Contract": "contract",
    "ContractScore": "contract_score",
    "Cycle": "contract",
    "Deltas": "changes",
    "Difference": "reconciling",
    "Due": "settlement",
    "Earnings": "earnings",
    "EarningsDesk": "earnings_desk",
    "Entry": "settlement",
    "Explanation": "explanation",
    "Facts": "facts",
    "Fee": "terms",
    "Gamed": "gaming",
    "Gate": "terms",
    "Grid": "conduct",
    "Guarantee": "terms",
    "HEADERS": "settlement_sheet",
    "Hop": "terms",
    "Ledger": "ledger",
    "Menu": "menus",
    "Offer": "offers",
    "Outcomes": "playing",
    "Party": "terms",
    "Pay": "paying",
    "Posting": "posting",
    "QUICK": "conduct",
    "ReferenceContract": "reference",
    "Refused": "settlement",
    "Reserve": "terms",
    "Response": "best_response",
    "STANDARD": "conduct",
    "Sandbagging": "holding_back",
    "Scope": "contract",
    "Seen": "earnings_seen",
    "Sentence": "sentences",
    "Settlement": "settlement",
    "Share": "terms",
    "Signature": "contract",
    "Stakes": "utilities",
    "Statement": "statement",
    "Step": "terms",
    "Tiers": "tiers",
    "USUAL": "utilities",
    "Usual": "usual_sales",
    "WaterStep": "earnings_steps",
    "Worth": "contract_value",
    "agreed": "offers",
    "begun_contract": "contract_new",
    "begun_contract_text": "contract_new",
    "bench": "best_response",
    "certain": "utilities",
    "check_contract": "contract_checks",
    "check_contract_texts": "contract_checks",
    "contract_json": "contract_writing",
    "contract_schema": "contract_file",
    "contract_text": "contract_writing",
    "csv_bytes": "statement_csv",
    "customary": "offers",
    "cycle_moments": "cycles",
    "desk_of": "earnings_shops",
    "differences_frame": "reconciling",
    "due": "engine",
    "earnings_of": "earnings",
    "entry_sheet": "settlement_sheet",
    "explain": "explaining",
    "facts_of": "facts",
    "facts_of_exports": "facts_own",
    "gamed": "gaming",
    "half_up": "rounding",
    "load_contract": "contract_file",
    "menu": "menus",
    "month_facts": "played_facts",
    "nothing": "facts",
    "offered": "offers",
    "order_sheet": "settlement_sheet",
    "outcomes": "playing",
    "paid": "engine",
    "pay": "paying",
    "pdf_bytes": "statement_pdf",
    "plot_cliff": "figures_incentives",
    "plot_contracts": "figures_incentives",
    "plot_earnings": "figures_earnings",
    "plot_ladder": "figures_ladder",
    "plot_response": "figures_incentives",
    "plot_rules": "figures_earnings",
    "plot_sides": "figures_incentives",
    "plot_waterfall": "figures_earnings",
    "prose": "sentences",
    "read_contract": "contract_file",
    "read_tiers": "tiers",
    "reconcile": "reconciling",
    "reference_contract": "reference",
    "respond": "best_response",
    "sandbagging": "holding_back",
    "score_contract": "contract_score",
    "seen_by": "earnings_seen",
    "sentences_of": "sentences",
    "separating_menu": "menus",
    "settle": "engine",
    "sign_file": "signing",
    "signed": "contract",
    "standing_contracts": "standing",
    "statement_of": "statement",
    "tax_memo": "taxes",
    "trivial": "offers",
    "usual_of": "usual_sales",
    "view_for": "party_view",
    "waterfall_of": "earnings_steps",
    "worth": "contract_value",
    "write_contract": "contract_file",
    "xlsx_bytes": "statement_xlsx",
}


def __getattr__(name: str) -> Any:
    """Import a part when it is first asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"caopan.commission.{_LATER[name]}"), name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
