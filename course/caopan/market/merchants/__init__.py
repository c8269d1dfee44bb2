"""The sample merchants, a module for each kind of goods; ``samples.sample`` is the door."""

from collections.abc import Callable

from caopan.market.merchants import care, home, shoes, stones, wear, young
from caopan.market.scenario import Scenario

MADE: dict[str, Callable[[], Scenario]] = {
    "liuyi": wear.liuyi,
    "fanhe": home.fanhe,
    "yunshi": stones.yunshi,
    "muyi": care.muyi,
    "beichen": wear.beichen,
    "qingzhou": shoes.qingzhou,
    "ruolan": care.ruolan,
    "gutian": home.gutian,
    "qijia": home.qijia,
    "zhenyun": stones.zhenyun,
    "tuantuan": young.tuantuan,
    "xingtu": young.xingtu,
}
"""How each merchant is made, by name: the three of the first lesson, then the others."""
