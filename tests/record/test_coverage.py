"""Articles cut into passages, and the record held against them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gunboat.record.articles import read_article
from gunboat.record.coverage import articles_of, coverage
from gunboat.record.record import check_record, read_record

WIKI = """\
{{noteTA
|1=zh-hans:宝宁; zh-tw:包令
}}
{{Infobox Military Conflict
|date=1857年12月28日<ref name="a"/>
|strength1= 5,679人<ref>{{cite book
|title = 書名。甚長
}}</ref>
|notes=
}}
'''某戰'''發生在1857年末{{noteTag|name=b|1=依報告，29日已陷。次日入城。}}。戰事只持續數天。
== 背景 ==
{{clear}}
[[File:A.jpg|thumb|[[葉名琛|葉名琛]]]]
[[葉名琛|葉]]拒絕三項：
# 入城；
# 賠款。
=== -{zh-hans:导火索;zh-tw:導火線}- ===
10月8日。
"""

MARKDOWN = """\
**某役**是戰爭。清軍敗。

## 過程

### 起

[Flag.JPG](https://zh.wikipedia.org/wiki/File:Flag.JPG "fig:Flag.JPG")
10月8日，[廣州](../Page/廣州.md "wikilink")。\\[1\\]
  - 第一項。

## 註

[Category:甲](https://x "wikilink")

1.
2.  某書，頁1
"""


def seen(text: str) -> list[tuple[str, str, str]]:
    return [(p.heading, p.part, " ".join(p.text.split())) for p in read_article("000", text).passages]


def test_wiki_text_is_cut_into_sentences_lines_notes_and_captions() -> None:
    assert seen(WIKI) == [
        ("導言", "header", "{{noteTA |1=zh-hans:宝宁; zh-tw:包令 }}"),
        ("導言", "infobox", "{{Infobox Military Conflict"),
        ("導言", "infobox", "|date=1857年12月28日"),
        ("導言", "reference", '<ref name="a"/>'),
        ("導言", "infobox", "|strength1= 5,679人"),
        ("導言", "reference", "<ref>{{cite book |title = 書名。甚長 }}</ref>"),
        ("導言", "infobox", "|notes= }}"),
        ("導言", "", "某戰發生在1857年末"),
        ("導言", "note", "{{noteTag|name=b|1=依報告，29日已陷。"),
        ("導言", "note", "次日入城。"),
        ("導言", "", "戰事只持續數天。"),
        ("背景", "caption", "thumb|葉名琛"),
        ("背景", "", "葉拒絕三項："),
        ("背景", "", "# 入城；"),
        ("背景", "", "# 賠款。"),
        ("導火線", "", "10月8日。"),
    ]


def test_markdown_is_cut_into_sentences_captions_and_the_end() -> None:
    assert seen(MARKDOWN) == [
        ("導言", "", "某役是戰爭。"),
        ("導言", "", "清軍敗。"),
        ("起", "caption", "Flag.JPG"),
        ("起", "", "10月8日，廣州。"),
        ("起", "", "- 第一項。"),
        ("end", "", "Category:甲"),
        ("end", "", "2. 某書，頁1"),
    ]


def test_every_character_belongs_to_one_passage_or_to_none() -> None:
    for text in (WIKI, MARKDOWN):
        article = read_article("000", text)
        ends = [0]
        for passage in article.passages:
            assert passage.start >= ends[-1]
            assert passage.end > passage.start
            ends.append(passage.end)
        assert article.find("10月8日")[0].heading in ("導火線", "起")
        assert article.find("無此語") == []
        assert article.find("") == []


VALID = Path(__file__).parent.parent / "wars" / "valid" / "two-harbours"
IDS = {
    "offices": ["throne", "south-governor", "cabinet", "envoy", "admiral", "consul", "mediator"],
    "states": ["tamar", "norrmark", "veldland"],
    "forces": ["isle-squadron", "south-garrison", "royal-army"],
    "places": ["karsk", "river-gate", "south-harbour", "boom-fort", "marrow-isle", "stenholm"],
}


@pytest.fixture
def war(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A war whose record says that it is whole, and its one article."""
    folder, articles = tmp_path / "war", tmp_path / "articles"
    shutil.copytree(VALID, folder)
    articles.mkdir()
    text = "The gate fell. \n\n## After\n\nIt was razed.\n\n## Links\n\nA link.\n"
    (articles / "a.md").write_text(text, "utf-8")
    events = folder / "record" / "events.csv"
    events.write_text(events.read_text("utf-8").replace("河門失守。,,,,", "河門失守。,000,導言,gate fell,"), "utf-8")
    (folder / "record" / "silent.csv").write_text(
        "document,section,locator,why,source\n000,Links,A link,link,\n", "utf-8"
    )
    (folder / "record" / "passages.csv").write_text(
        "fact,document,section,locator\nriver-gate-battle-1872,000,After,was razed\n", "utf-8"
    )
    monkeypatch.setenv("GUNBOAT_SOURCES", str(articles))
    return folder


def faults_of(war: Path) -> list[str]:
    record, faults = read_record(war)
    assert faults == []
    return [str(fault) for fault in check_record(record, IDS).faults]


def test_a_whole_record_leaves_no_passage_out(war: Path) -> None:
    assert faults_of(war) == []
    record, _ = read_record(war)
    sections = coverage(record, articles_of()[0])
    found = {(section.name, section.telling, sum(section.silent.values())) for section in sections}
    assert found == {("導言", 1, 0), ("After", 1, 0), ("Links", 0, 1)}


def test_a_passage_without_a_row_is_told(war: Path) -> None:
    (war / "record" / "passages.csv").unlink()
    assert faults_of(war) == [
        'record/silent.csv:locator: no row stands for passage 2 of document 000, "It was razed.". '
        "Add its facts, or list it here as holding none."
    ]


def test_a_record_that_does_not_say_it_is_whole_may_leave_passages_out(war: Path) -> None:
    (war / "record" / "silent.csv").unlink()
    (war / "record" / "passages.csv").unlink()
    assert faults_of(war) == []


def test_a_locator_under_another_heading_is_told(war: Path) -> None:
    passages = war / "record" / "passages.csv"
    passages.write_text(passages.read_text("utf-8").replace("After", "Links"), "utf-8")
    assert faults_of(war) == [
        'record/passages.csv:2:section: "was razed" stands under After of document 000, not under Links. '
        "Correct the section, or choose characters that stand in it alone."
    ]
