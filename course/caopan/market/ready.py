"""Import this to have the compiled loops loaded: the first plan that is played waits for them."""

from caopan.market import baseline, play_many, sample

_shop = sample("fanhe")
play_many([(_shop, baseline(_shop))], days=1, seeds=(0,))
