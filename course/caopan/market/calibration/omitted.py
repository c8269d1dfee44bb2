"""What the trade publishes and the simulator leaves out, each with its reason."""

OMITTED: tuple[str, ...] = (
    "Gains from taking up live selling (+21.8 %, +27.9 % for experience goods; published): every "
    "sample merchant sells live from its first day, there is no shop without.",
    "Reliance on direct sales and entertainment predicting failure (published): no merchant closes.",
    "Number of streamers and brand sales, an inverted U (published): one room a merchant.",
    "More products *and* more time per product going with GMV in 55,096 shows (published): an "
    "observation across rooms, in conflict with the sign of `explain-session`; one room cannot tell.",
    "Gifts in the room (1.48 per 100 clicks, published): no gifts in the event tables.",
    "Repurchase of 65 to more than 70 % (published): a figure of a whole platform over a year. Here "
    "former buyers come back as followers in sum (`fan_reach`); users of the event tables carry no "
    "memory of what they bought on other nights, so no table gives a rate to compare.",
    "Fixed fee and commission of big creators (together 35 % of GMV in one published case): the "
    "samples sell by themselves; `break-even-creator` holds the arithmetic.",
    "About 40,000 new fans an operated session (published, promotional): of shops many times as "
    "large as the samples.",
    "Tripled entries at half the cost each for 50 % more spend (one reported room): in that room the "
    "audience was widened at once. Here a larger budget alone makes each entry dearer "
    "(`paid-entry-ratio`), and a wider audience is a decision of its own.",
    "Freight insurance, slot fees, guarantees (published columns of settlement sheets): they belong "
    "to contracts, not to the market.",
    "Figures of whole platforms (GMV, users, take rate; published): no merchant decides them.",
)
