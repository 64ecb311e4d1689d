"""The record of the shipped war: whole, checked, and found under any name."""

from __future__ import annotations

import re
from collections import Counter

import pytest

import gunboat as gb
from gunboat.analysis.facts import Facts, Named
from gunboat.analysis.facts.names import fold
from gunboat.analysis.telling.languages import to_simplified


@pytest.fixture(scope="module")
def facts() -> Facts:
    return gb.load("second-opium-war").record


# ---------------------------------------------------------------- what it holds


def test_it_is_whole(facts: Facts) -> None:
    documents = Counter(fact.sources[0].document for fact in facts if fact.sources)
    assert documents["000"] > 80
    assert documents["001"] > 450
    assert documents["002"] > 380
    assert {fact.table for fact in facts} == {"events", "figures", "letters", "points", "remarks"}
    assert len(facts.conflicts()) > 130
    assert len(facts.pictures) == 18


def test_every_fact_says_how_it_is_known(facts: Facts) -> None:
    for fact in facts:
        assert fact.basis, fact.id
        assert fact.basis == "read" or not fact.sources, fact.id
        assert fact.status == ("checked" if fact.sources else "provisional"), fact.id
        assert fact.on_whose_word, fact.id


def test_what_is_recalled_is_provisional(facts: Facts) -> None:
    assert {picture.status for picture in facts.pictures if picture.basis != "read"} == {"provisional"}


@pytest.mark.parametrize(
    ("fact", "value", "document"),
    [
        ("canton-force-gazette", "5,679 men", "002"), ("taku-1858-landing-1200", "1,200 men", "000"),
        ("taku-1859-losses-432", "432 men", "001"), ("canton-bombardment-hours", "27 hours", "002"),
        ("withdraw-li-30", "30 li", "001"), ("withdraw-li-90", "90 li", "002"),
        ("lords-noes", "146 votes", "002"), ("commons-ayes", "263 votes", "002"),
    ],
)  # fmt: skip
def test_numbers_of_the_articles(facts: Facts, fact: str, value: str, document: str) -> None:
    found = facts[fact]
    assert (found.value, found.sources[0].document, found.status) == (value, document, "checked")


def test_statements_are_our_own_and_neutral(facts: Facts) -> None:
    for fact in facts:
        assert fact.statement_en.endswith((".", "?")), fact.id
        assert fact.statement_en[0].isupper() or not fact.statement_en[0].isalpha(), fact.id
        assert "夷" not in fact.statement_zh, fact.id
        assert not re.search(r"barbarian|rebel scum|savage", fact.statement_en, re.I), fact.id
        assert fact.statement_zh.endswith(("。", "？", "」", "；")), fact.id


def test_groups_of_rivals(facts: Facts) -> None:
    for rivals in facts.conflicts():
        assert len(rivals.claims) > 1, rivals.group
        assert rivals.followed in {fact.id for fact in rivals.claims}, rivals.group
        assert rivals.followed not in rivals.mistaken, rivals.group
        assert set(rivals.mistaken) <= {fact.id for fact in rivals.claims}, rivals.group
        assert rivals.better or not rivals.mistaken, rivals.group


KNOWN_RIVALS = {
    "taku-1858-landing", "british-treaty-1858", "canton-fell", "withdraw-li", "arrow-flag", "elgin-appointed",
    "elgin-second-appointment", "war-end", "blockade-lifted", "commissioners-appointed-1858", "houses-burnt-count",
    "ye-death", "peitang-landing", "yuanmingyuan-looted", "peking-gate", "reign-year-1843", "piastre-francs",
    "ashburnham-post", "russia-total-area-sum", "zaiyuan-appointed", "prisoners-dead-1860",
}  # fmt: skip


def test_the_differences_that_everybody_knows_are_grouped(facts: Facts) -> None:
    assert {rivals.group for rivals in facts.conflicts()} >= KNOWN_RIVALS


def test_lost_texts_are_gaps_and_come_from_elsewhere(facts: Facts) -> None:
    assert len(facts.where(kind="gap")) > 20
    for event in ("british-convention-1860", "french-convention-1860"):
        points = [fact for fact in facts.parts(event) if fact.table == "points" and not fact.sources]
        assert len(points) >= 8, event


def test_untrue_reports_have_what_contradicts_them(facts: Facts) -> None:
    untrue = [fact for fact in facts if fact.candor in ("invented", "softened")]
    assert len(untrue) >= 5
    for letter in untrue:
        assert letter.contradicted_by
        assert all(key in facts for key in letter.contradicted_by)


# ---------------------------------------------------------------- names


def test_everybody_has_names_in_all_forms(facts: Facts) -> None:
    for named in facts.named:
        if named.of in ("people", "places", "subjects"):
            assert named.name_en, named.id
            assert named.name_zh, named.id
            assert named.pinyin, named.id
            assert to_simplified(named.name_zh) in named.forms, named.id


@pytest.mark.parametrize(
    ("forms", "who"),
    [
        ("包令 宝宁 寶寧 Bowring Bāolìng baoling", "bowring"), ("額爾金 额尔金 Elgin", "elgin"),
        ("葉名琛 叶名琛 葉明琛 Yeh", "ye-mingchen"),
        ("西馬糜各厘 西马糜各厘 邁可爾·西摩爾 米高·西摩 Seymour", "seymour"),
        ("伯駕 柏駕 Parker", "parker"), ("伊格那提耶夫 伊格那提也夫 Ignatiev", "ignatiev"),
        ("大沽炮臺 大沽炮台", "taku"), ("亞羅號 亚罗号", "arrow"), ("巴麥尊 巴麦尊 Palmerston", "palmerston"),
    ],
)  # fmt: skip
def test_any_form_finds_the_same(facts: Facts, forms: str, who: str) -> None:
    found = {form: facts.search(form) for form in forms.split()}
    for form, (meant, _) in found.items():
        assert [named.id for named in meant] == [who], form
    assert len({tuple(fact.id for fact in about) for _, about in found.values()}) == 1


@pytest.mark.parametrize(
    ("text", "who"),
    [("Lord Elgin", "elgin"), ("Admiral Seymour", "seymour"), ("Baron Gros", "gros"), ("England", "uk"),
     ("愛琿條約", "treaty-of-aigun"), ("the Xianfeng Emperor", "xianfeng"), ("General Grant", "hope-grant")],
)  # fmt: skip
def test_what_a_historian_would_write(facts: Facts, text: str, who: str) -> None:
    meant, found = facts.search(text)
    assert who in [named.id for named in meant]
    assert len(found) > 2


@pytest.mark.parametrize("text", ["Ward", "Hope", "Page", "Reed", "Tan", "Lay", "Yishan", "Yiliang"])
def test_a_short_name_does_not_find_every_word_that_holds_it(facts: Facts, text: str) -> None:
    meant, found = facts.search(text)
    assert len(meant) == 1
    forms = {fold(form) for form in meant[0].forms}
    for fact in found:
        said = fold(f"{fact.statement_en} {fact.statement_zh} {fact.on_whose_word}")
        linked = meant[0].id in (*fact.people, *fact.actors)
        assert linked or re.search(rf"\b{text.lower()}", said) or any(form in said for form in forms), fact.id


def test_an_office_is_no_place(facts: Facts) -> None:
    place, office = facts.show("places/canton"), facts.show("offices/canton")
    assert isinstance(place, Named)
    assert isinstance(office, Named)
    assert {fact.id for fact in facts.about(place)} != {fact.id for fact in facts.about(office)}
    with pytest.raises(gb.WarError, match="places/canton or offices/canton"):
        facts.show("canton")


def test_anything_with_an_id_can_be_shown(facts: Facts) -> None:
    kinds = {type(facts.show(key)).__name__ for key in (
        "arrow-boarded-1856", "bowring", "withdraw-li", "mayers-treaties", "picture-ye-mingchen", "額爾金",
    )}  # fmt: skip
    assert kinds == {"Fact", "Named", "Rivals", "Source", "Picture"}


# ---------------------------------------------------------------- time


def test_a_letter_of_the_day(facts: Facts) -> None:
    day = facts.on("1858-01-17")
    assert any("memorial" in letter.id for letter in day.arrived)
    assert not set(day.arrived) & set(day.under_way)


def test_whole_months_only_are_written_as_months(facts: Facts) -> None:
    from gunboat.faces.cli.record_page import _when

    for fact in facts:
        if fact.when is not None and re.fullmatch(r"\d{4}-\d\d", _when(fact.when)):
            assert fact.when.width >= 28, fact.id


def test_nothing_is_more_exact_than_its_source(facts: Facts) -> None:
    """Figures and points of an article take their date from an event that is told by an article too."""
    for fact in facts:
        if fact.sources and fact.table in ("figures", "points"):
            event = facts[fact.part_of]
            assert event.sources or event.basis != "read" or event.when is not None, fact.id
