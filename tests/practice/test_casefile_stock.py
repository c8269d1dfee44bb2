"""The stock order of the case file: kept, found again, refused in words, the reference at hand."""

import pytest

from caopan.errors import CaopanError
from caopan.practice import adopt, keep_order, my_order
from caopan.practice.casefile_stock import FILE


@pytest.fixture(autouse=True)
def _adopted(tmp_path, monkeypatch):
    """Work in an empty folder that finds the samples, with Liuyi adopted."""
    from caopan.events.places import folder_of

    monkeypatch.setenv("CAOPAN_DATASETS", str(folder_of("liuyi").parent))
    monkeypatch.chdir(tmp_path)
    adopt("liuyi")


def test_an_order_is_kept_and_the_reference_stays_at_hand():
    """The own order is found again; the reference's is of the heroes, and marked as such."""
    reference = my_order()
    assert not reference.own
    assert set(reference.orders) == {"liuyi-k01", "liuyi-k02"}
    assert all(pieces > 100 for pieces in reference.orders.values())
    kept = keep_order({"liuyi-k01": 500}, why="the coat alone")
    assert my_order() == kept
    assert my_order(reference=True).orders == reference.orders
    assert "the coat alone" in repr(kept)
    assert "500  liuyi-k01" in repr(kept)


def test_an_order_of_another_merchant_is_not_this_ones():
    """Who adopts anew starts from the reference."""
    keep_order({"liuyi-k01": 500})
    adopt("yunshi")
    assert not my_order().own
    assert my_order().merchant == "yunshi"


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ([], "a dict of pieces"),
        ({"nothing": 1}, "has no SKU 'nothing'"),
        ({"liuyi-k01": -1}, "whole pieces"),
        ({"liuyi-k01": 1.5}, "whole pieces"),
        ({"liuyi-k01": True}, "whole pieces"),
    ],
)
def test_an_order_that_is_none_is_refused(orders, said):
    """What is wrong is said, and nothing is kept."""
    with pytest.raises(CaopanError, match=said):
        keep_order(orders)
    assert not my_order().own


def test_a_file_edited_by_hand_is_named(tmp_path):
    """A broken file is said by its name, with what to do."""
    (tmp_path / FILE).write_text('{"merchant": "liuyi"}', encoding="utf-8")
    with pytest.raises(CaopanError, match=r"my_order\.json: cannot be read"):
        my_order()
