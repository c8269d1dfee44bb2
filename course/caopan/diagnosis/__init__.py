"""Diagnosis (账号诊断): from a merchant's tables to what is wrong, how sure that is, what it costs.

Each step can be used alone. A step that cannot do its work says why by ``CaopanError``; the full
diagnosis notes the reason and goes on.

>>> from caopan.diagnosis import Shop
>>> Shop.of("liuyi").category
"women's wear"
"""

from caopan.diagnosis.shop import Periods, Shop, Stretch, periods

__all__ = ["Periods", "Shop", "Stretch", "periods"]
