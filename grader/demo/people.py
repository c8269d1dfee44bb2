"""The twelve simulated candidates."""

from __future__ import annotations

from dataclasses import dataclass

# Stands in every simulated candidate's name, so that nobody takes one for a person.
MARK = "(simulated)"


@dataclass(frozen=True)
class Candidate:
    """A simulated candidate.

    Attributes:
        id, name: both say that it is simulated.
        skill: 0 clueless .. 1 strong.
        lessons: submissions of the lesson's assignment.
        first, second: contest submissions on the first and on the second day.
        broken: submits a notebook that is cut off in the middle.
        withdraws: leaves the contest in the end.
    """

    id: str
    name: str
    skill: float
    lessons: int = 1
    first: int = 1
    second: int = 0
    broken: bool = False
    withdraws: bool = False


CLASS = (
    Candidate("sim-01-qinghe", f"青禾 Qing He {MARK}", 0.95, second=1),
    Candidate("sim-02-baolu", f"白露 Bai Lu {MARK}", 0.90),
    Candidate("sim-03-songtao", f"松涛 Song Tao {MARK}", 0.82, second=1),
    Candidate("sim-04-yuqiao", f"雨桥 Yu Qiao {MARK}", 0.74, first=4),
    Candidate("sim-05-zhuying", f"竹影 Zhu Ying {MARK}", 0.66),
    Candidate("sim-06-xingye", f"星野 Xing Ye {MARK}", 0.58, second=1),
    Candidate("sim-07-haitang", f"海棠 Hai Tang {MARK}", 0.50),
    Candidate("sim-08-yanhuo", f"烟火 Yan Huo {MARK}", 0.42, withdraws=True),
    Candidate("sim-09-shuangjiang", f"霜降 Shuang Jiang {MARK}", 0.32),
    Candidate("sim-10-manyun", f"慢云 Man Yun {MARK}", 0.20),
    Candidate("sim-11-duanqiao", f"断桥 Duan Qiao {MARK}", 0.60, broken=True),
    Candidate("sim-12-chenxi", f"晨曦 Chen Xi {MARK}", 0.45, lessons=0, first=0),
)
