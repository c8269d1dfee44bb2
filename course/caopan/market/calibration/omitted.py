"""What the trade publishes and the simulator leaves out, each with its reason."""

_TOLD = """
Gains from taking up live selling (+21.8 %, and +27.9 % more for experience goods; published): each
sample merchant sells live from its first day, there is no shop without.

Reliance on direct sales and on entertainment predicting failure (published): no merchant closes.

Number of streamers and a brand's sales, an inverted U (published): one room a merchant.

More products *and* more time per product going with GMV in 55,096 shows (published): an observation
across rooms, in conflict with the sign of `explain-session`; one room cannot tell.

Gifts in the room (1.48 per 100 clicks, published): no gifts in the event tables.

Repurchase of 65 to more than 70 % (published): a figure of a whole platform. Here former buyers
come back as followers in sum (`fan_reach`, `repurchase-lag`); users of the event tables carry no
memory of what they bought on other nights, so no table gives a rate to compare.

Fixed fee and commission of big creators (together 35 % of GMV in one published case): the samples
sell by themselves; the rows `break-even-creator` hold the arithmetic.

About 40,000 new fans an operated session (published, promotional): of shops many times as large.

Entries that triple at half the price each for half as much spend again (one reported room, weakly
sourced): there the audience was widened at the same time. Here a larger budget alone makes each
entry dearer (`paid-entry-ratio`); a wider audience is a decision of its own.

Freight insurance, slot fees, guarantees (columns of published settlement sheets): they belong to
contracts, not to the market.

Figures of whole platforms (GMV, users, take rate; published): no merchant decides them.
"""

OMITTED: tuple[str, ...] = tuple(" ".join(text.split()) for text in _TOLD.strip().split("\n\n"))
"""One or two sentences each."""
