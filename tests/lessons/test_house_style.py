"""Every lesson keeps to the house style: promise and recap, guesses before figures, no path."""

import re

import pytest

MARKS = {
    "01_operators_job": (2, ("操盘手", "五力", "对账", "漏斗", "恒等式", "客单价", "复购")),
    "02_the_board": (3, ("数据大屏", "删失", "口径", "水位线", "分母", "看播成交率")),
    "03_what_fell": (3, ("拆解", "对数平均", "同结构对标", "淡季", "无异常")),
    "04_why_it_fell": (3, ("看播成交率", "结构", "比率", "相似症状", "辛普森悖论", "实验")),
    "05_growth_path": (3, ("成长路径", "约束", "出站检验", "上限", "授权", "幸存者偏差")),
    "06_goods_and_stock": (
        3,
        ("需求", "临界比", "报童模型", "供应链", "提前期", "货盘", "服务履约"),
    ),
    "07_one_session": (
        3,
        ("操盘单", "讲解", "主播疲劳", "主播孵化", "优惠券", "门槛", "出资方", "抽奖", "亮点"),
    ),
    "08_paid_traffic": (3, ("投手", "边际投产比", "盈亏平衡", "人群放宽", "抽签轮换", "留空测试")),
    "09_commission_engine": (3, ("分账基数", "最大余数", "超额", "全额", "预估", "已结算", "应收")),
    "10_commission_incentives": (
        3,
        ("全额", "盈亏平衡增幅", "刷单", "最优反应", "增量分佣", "压基数", "参与约束"),
    ),
}
"""By lesson: how many guesses are committed, and terms that stand there in Chinese."""


def test_each_lesson_is_looked_at(root):
    """No lesson is left out here."""
    written = {file.stem for file in (root / "course" / "src").glob("[0-9]*.py")}
    assert written == set(MARKS)


@pytest.mark.parametrize("name", MARKS)
def test_a_lesson_keeps_to_the_house_style(cells_of, name):
    """Promise and recap, few warnings, guesses, no path, no star, Chinese beside English."""
    guesses, terms = MARKS[name]
    cells = cells_of(name)
    text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
    code = "\n".join(c.source for c in cells if c.cell_type == "code")
    assert "Median time" in text
    assert "## Monday" in text
    assert re.findall(r"^## .*", cells[-1].source, re.M)[-1] == "## Recap"
    assert len(re.findall(r"\*\*Warning\.\*\*", text)) <= 3
    assert code.count("guess(") == guesses
    assert not re.search(r"import \*|read_parquet|read_csv|/work|\.\./", code)
    for term in terms:
        assert term in text


@pytest.mark.parametrize("name", [name for name in MARKS if name != "01_operators_job"])
def test_guess_and_truth_stand_together(cells_of, name):
    """Each guess is marked in a figure; lesson 01 sets its guesses beside numbers."""
    code = "\n".join(c.source for c in cells_of(name) if c.cell_type == "code")
    assert code.count(".mark(") == MARKS[name][0]
