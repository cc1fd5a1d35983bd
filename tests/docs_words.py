"""Words of the documentation for what the code names; a name without words fails the tests."""

from __future__ import annotations

from extract.readers.sniff import (
    DOC,
    DOCX,
    HTML,
    JSON,
    ODS,
    ODT,
    OFD,
    PDF,
    PLAIN,
    RAR,
    RTF,
    SEVEN_ZIP,
    XLS,
    XLSX,
    ZIP,
)

# English and Chinese.
Words = tuple[str, str]

STATUSES: dict[str, Words] = {
    "verified": (
        "whole: every cell was read, blank ones as blank, and every sum that can be checked holds",
        "三张表齐全，单元格全部读出（空白按空白），可核对的勾稽关系均成立；允许有提示",
    ),
    "flagged": (
        "read, but an error or a warning stands against it: look at its findings first",
        "已读出，但有错误或警告，使用前请看核查发现",
    ),
    "incomplete": (
        "a table is missing, wholly blank or cannot be read, for instance because it is a picture",
        "缺表、整表空白或读不出（例如表格为图片）",
    ),
    "pre_2019": (
        "a report from before 2019, when there was no common form: text is kept, no numbers",
        "2019年以前的报告，尚无统一格式：只存文字，不取数字",
    ),
    "not_a_report": ("no annual report", "不是年度报告"),
    "unreadable": ("there is no reader for it, or it is damaged", "没有对应的读取程序，或文件损坏"),
}

OUTCOME_WORDS = {
    "ok": "it answered with content",
    "not_modified": "it said that nothing changed since the last capture (HTTP 304)",
    "not_found": "HTTP 404 or 410",
    "soft_404": "a page that says that there is nothing, with HTTP status 200",
    "blocked": "a challenge or captcha; nothing more is asked of that host in the run, unless it"
    " stands before one document only",
    "robots_forbidden": "robots.txt forbids it, or robots.txt itself could not be had",
    "refused": "the connection was refused, or another HTTP error came",
    "tls_failed": "the certificate or the TLS handshake failed",
    "timeout": "no answer in time",
    "unreachable": "no such host, no route, or the connection broke",
    "too_large": "the body is larger than the limit",
    "truncated": "the body broke off",
    "off_site": "the address is outside the portal's domain and gov.cn; it was not asked for",
    "column_needs_script": "the list is filled by a script in the browser",
}

FAMILIES: dict[str, Words] = {
    "trs": ("TRS WCM: static lists, `createPageHTML` pagers", "拓尔思 TRS WCM：静态列表"),
    "jpage": ("Hanweb jpage: rows as XML in a script", "大汉 jpage：列表在脚本内的 XML 中"),
    "xxgk": (
        "Hanweb's disclosure module: a tree of catalogues, lists from a search",
        "大汉版通信息公开模块：目录树与检索列表",
    ),
    "jpaas": (
        "Hanweb JPaaS: parts of a page that a script asks for",
        "大汉 JPaaS：由脚本请求的页面构建单元",
    ),
    "querylist": (
        "Hanweb's newer station groups: lists as JSON from `/queryList`",
        "大汉新版站群：`/queryList` 返回 JSON 列表",
    ),
    "epoint": ("Epoint: lists as JSON by catalogue", "新点：按目录编号返回 JSON 列表"),
    "truecms": ("TrueCMS: rows as XML in JSONP", "TrueCMS：JSONP 中的 XML 列表"),
    "gkmlpt": ("Guangdong's disclosure platform: lists as JSON", "广东政府信息公开平台：JSON 列表"),
    "lonsun": (
        "Lonsun: a page of years for each unit, lists as fragments",
        "龙讯：各单位年份页，列表为 HTML 片段",
    ),
    "ucap": (
        "Ucap: static `.shtml` lists or JSON by channel",
        "开普：静态列表或 JSON 接口",
    ),
    "vsb": ("VSB: static lists whose pages count down", "博达 VSB：倒序编号的静态列表"),
    "generic": (
        "any other: plain links and a link to the next page",
        "其他网站：普通链接与“下一页”",
    ),
}

# By media type, as `extract.readers.sniff` tells it.
FORMATS: dict[str, Words] = {
    HTML: ("HTML", "HTML 网页"),
    PLAIN: ("plain text", "纯文本"),
    JSON: ("JSON", "JSON"),
    DOCX: ("DOCX", "DOCX"),
    PDF: ("PDF", "PDF"),
    OFD: ("OFD", "OFD"),
    XLSX: ("XLSX", "XLSX"),
    XLS: ("XLS", "XLS"),
    DOC: ("DOC and WPS", "DOC、WPS"),
    RTF: ("RTF", "RTF"),
    ODT: ("ODT", "ODT"),
    ODS: ("ODS", "ODS"),
    ZIP: ("ZIP archives", "ZIP 压缩包"),
    RAR: ("RAR archives", "RAR 压缩包"),
    SEVEN_ZIP: ("7z archives", "7z 压缩包"),
    "image/png": ("pictures", "图片"),
}

RULES = {
    "applications.column_balance": "In each applicant column, received + carried in = processed"
    " total + carried out. A warning where the balance of the 总计 column cannot be checked because"
    " a cell is blank.",
    "applications.processed_sum": "In each applicant column, the processed total = the sum of the"
    " outcomes above it.",
    "applications.row_sum": "In each row, 总计 = natural persons + five kinds of organisations.",
    "challenges.sum": "In each block of table 4, total = upheld + corrected + other + pending.",
    "table.missing": "A statutory table is not in the document.",
    "table.blank": "A table is there, and every cell of it is blank.",
    "cell.unreadable": "The text of a cell is no number, or cannot be placed; the text is kept.",
    "row.missing": "A row or column of the form is not in the printed table.",
    "row.unknown": "A printed row that the form does not have.",
    "row.shifted": "The total of a row of table 3 or of the last block of table 4 is blank, and the"
    " number before it can be that total: a cell may be lost, and the numbers after it stand one to"
    " the left. Table 2 has no sums that would tell.",
    "column.unknown": "A printed column that the form does not have.",
    "cell.inferred": "The number was placed by the order of the cells: no column head settled it.",
    "cell.uncertain": "The number was recognised in a picture, and not with certainty.",
    "cell.blank": "Cells that show no number (one finding a table).",
    "cell.annotated": "A note stands in the cell beside its number.",
    "cell.struck": "Part of what stands in the cell is struck out, and is not read; neither is what"
    " a tracked revision deleted.",
    "cell.unit_converted": "The cell names a unit other than the form's; `value` is in the form's"
    " unit, `raw` as printed.",
    "label.inexact": "A label was recognised though it is misspelt.",
    "form.outdated": "A table follows a form that had been replaced by the report's year.",
    "document.several": "Several reports stand in one document, or a table more than once with"
    " different numbers; the first one is read.",
    "document.tool_missing": "It could be read with a program that is not installed here.",
    "document.unreadable": "No reader could make anything of the bytes.",
    "identity.missing": "No agency or no year of report is named.",
    "identity.conflict": "Title, text and date disagree about the year.",
    "prose.disagrees": "The text claims another number than the table, in a sentence whose wording"
    " allows one meaning. An office's own count and its area's total may both be right.",
    "plausibility.negative": "A count is below zero.",
    "plausibility.fraction": "A count is no whole number.",
    "plausibility.township_rules": "A township or street office reports 规章 of its own.",
    "plausibility.jump": "A number is at least fifty times that of the year before.",
    "years.carry_over": "Carried in (Y) = carried out (Y - 1), in each applicant column. A warning"
    " where the body was renamed, merged or split in between.",
    "years.in_force": "In force (Y) = in force (Y - 1) + issued - repealed (form of 2021).",
    "area.sum": "Tables 3 and 4 of an area = the sums of its units' reports: of a county its"
    " office, departments, townships and street offices; above it the own office and departments"
    " and the areas directly below. Only where every body and division of the area has its report,"
    " most sums that are not zero agree, and one of the others is larger than the area's number;"
    " never for a unit that is missing, blank or doubtful, nor between an office and its area.",
    "sources.disagree": "Two sources of one report, such as page and attachment, print different"
    " numbers.",
}
