"""A sheet as the text of its file: in reading order, a row a line, with what each part is for."""

from typing import Final

from caopan.documents.writing import part_text
from caopan.planning.sheet import Sheet

HEAD: Final = """\
# STAGE sheet: what an operator decides for a period. What is left out stays as it is.
# Every value has its unit: 129.00 yuan, 300.00 yuan/h, 6 min, 4 days, 200 pieces, -10 % of list.
# Check it: caopan plan check FILE   Play it: caopan plan play FILE
"""
PARTS: Final = {
    "stock": "S 盘货品: shelf, price ladder, stock",
    "timeline": "T 盘直播: sessions, rundown, roster",
    "ads": "A 盘商业化: paid plans, pacing, stop-loss, what feeds them",
    "gifts": "G 盘福利: every marketing tool, with quantity, trigger and funder",
    "events": "E 盘亮点: one to three highlights, each with a target",
    "service": "服务: warehouse, fans in groups, rules, data",
}


def sheet_text(sheet: Sheet) -> str:
    """Write a sheet as YAML; reading it gives an equal sheet.

    >>> from caopan.planning.sheet_file import read_sheet
    >>> text = sheet_text(read_sheet("head: {merchant: liuyi, first_date: 2021-11-01}").value)
    >>> "merchant: liuyi" in text
    True
    """
    lines = [HEAD]
    for name, part in sheet.plain().items():
        if name in PARTS:
            lines.append(f"\n# {PARTS[name]}\n")
        lines.append(part_text({name: part}))
    return "".join(lines)
