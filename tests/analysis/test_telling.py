"""A chronicle told in three languages: every kind has its words, blanks are left out, and no word takes a side."""

from __future__ import annotations

import math
import re
import runpy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gunboat.analysis.telling import LANGUAGES, WRITTEN, Names, explain, tell, to_simplified, variants_of
from gunboat.analysis.telling.languages import language, words, write_clock, write_loss, write_share
from gunboat.analysis.telling.templates import fill, names_in, needed_by
from gunboat.record.tables import EVENT_KINDS, EVENT_VALUES, LETTER_KINDS
from gunboat.scenario.schema import ACTIONS, OCCASIONS, REASONS

ROOT = Path(__file__).parents[2]
NAN = math.nan

NAMES = Names(
    {
        "ye": ("Governor-General at Canton", "兩廣總督"),
        "elgin": ("British plenipotentiary", "英國全權公使"),
        "court": ("Court", "朝廷"),
        "cabinet": ("British cabinet", "英國內閣"),
        "admiral": ("British admiral", "英國海軍司令"),
        "uk": ("Great Britain", "英國"),
        "qing": ("Qing", "清朝"),
        "usa": ("United States", "美國"),
        "squadron": ("British squadron", "英國艦隊"),
        "garrison": ("Taku garrison", "大沽守軍"),
        "canton": ("Canton", "廣州"),
        "taku": ("Taku forts", "大沽砲台"),
        "bogue": ("The Bogue (Bocca Tigris)", "虎門"),
        "hong-kong": ("Hong Kong (Victoria)", "香港"),
        "peking": ("Peking", "北京"),
        "indemnity": ("an indemnity", "賠款"),
        "entry": ("entry into the city", "入城"),
        "residence": ("a minister at the capital", "公使駐京"),
        "arrow": ("the seizure of the crew of the Arrow", "亞羅號水手被扣"),
        "taiping": ("Taiping rising", "太平天國起事"),
    },
    clauses=["indemnity", "entry", "residence"],
    incidents=["arrow"],
    circumstances=["taiping"],
    places=["canton", "taku", "hong-kong"],
)


@dataclass(frozen=True)
class Row:
    """A row of a chronicle."""

    kind: str
    actor: str = ""
    other: str = ""
    place: str = ""
    a: float = NAN
    b: float = NAN
    c: float = NAN
    when: datetime = datetime(1857, 12, 12)
    index: int = 0
    cause: int = -1
    fact: str = ""


@dataclass(frozen=True)
class Choice:
    """What an office chose."""

    office: str = "ye"
    occasion: str = "answer"
    chosen: str = "refuse"
    odds: Mapping[str, float] = field(default_factory=dict)
    reasons: Mapping[str, Sequence[tuple[str, float]]] = field(default_factory=dict)
    when: datetime = datetime(1857, 12, 14)


def action(name: str) -> float:
    """The number of an action."""
    return float(ACTIONS.index(name))


def letter(name: str) -> float:
    """The number of a kind of letter."""
    return float(LETTER_KINDS.index(name))


# A value of each unit that is neither blank nor a choice of template.
TYPICAL = {
    "clause set": 7.0, "hours": 48.0, "men": 1234.0, "probability": 0.27, "share": 0.04, "share of those voting": 0.03,
    "days": 21.0, "place": 1.0, "ships": 3.0, "guns": 120.0, "ordinal": 1.0, "action": 2.0, "index": 0.0,
}  # fmt: skip


def rows_of(kind: str) -> list[Row]:
    """Rows of a kind in each variant: full, and with each column and value blank in turn, and all blank."""
    meaning, choices = variants_of(kind)
    rows = []
    for number in choices or [0]:
        values = [TYPICAL.get(unit, 0.0) if name != meaning else number for name, unit in EVENT_VALUES.get(kind, ())]
        free = [i for i, (name, _) in enumerate(EVENT_VALUES.get(kind, ())) if name != meaning]
        for blanks in range(2 ** (3 + len(free))):
            actor, other, place = (key * (blanks >> i & 1) for i, key in enumerate(("uk", "qing", "taku")))
            abc = [*values, NAN, NAN, NAN][:3]
            for n, i in enumerate(free):
                if not blanks >> (3 + n) & 1:
                    abc[i] = NAN
            rows.append(Row(kind, actor, other, place, abc[0], abc[1], abc[2], datetime(1857, 12, 12, 6, 30)))
    return rows


def templates(lang: str) -> list[tuple[str, str, list[str]]]:
    """Every list of alternatives, with its kind and variant."""
    listed = []
    for kind, told in words(lang)["events"].items():
        for name, inner in told.items():
            if name == "always":
                listed.append((kind, name, inner))
            else:
                listed += [(kind, variant, alternatives) for variant, alternatives in inner.items()]
    return listed


def strings(value: Any) -> list[str]:
    """All strings of a value read from TOML."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value]


# A preposition or article with nothing after it.
HANGING = re.compile(r"\b(the|a|an|of|at|to|for|by|from|with|on|and) ?(?=[.,;:]|(of|at|to|by|from|with)\b)")


# ---------------------------------------------------------------- completeness


@pytest.mark.parametrize("lang", WRITTEN)
def test_every_kind_and_name_has_words(lang: str) -> None:
    own = words(lang)
    assert set(own["events"]) == set(EVENT_KINDS)
    assert list(own["actions"]) == list(ACTIONS)
    assert list(own["occasions"]) == list(OCCASIONS)
    assert list(own["reasons"]) == list(REASONS)
    assert list(own["letters"]) == list(LETTER_KINDS)


@pytest.mark.parametrize("lang", WRITTEN)
@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_variant_has_a_template(kind: str, lang: str) -> None:
    meaning, choices = variants_of(kind)
    told = words(lang)["events"][kind]
    assert list(told) == [meaning or "always"]
    if meaning and "otherwise" not in told[meaning]:
        assert set(told[meaning]) == set(choices.values())
    elif meaning:
        assert set(told[meaning]) - {"otherwise"} <= set(choices.values())
    for name, unit in EVENT_VALUES.get(kind, ()):
        if unit[0].isdigit():
            assert meaning == name, f"{kind}: the choice {name!r} is told by nothing"


@pytest.mark.parametrize("lang", WRITTEN)
def test_the_last_alternative_can_always_be_told(lang: str) -> None:
    for kind, variant, alternatives in templates(lang):
        assert not needed_by(alternatives[-1]), (kind, variant)


@pytest.mark.parametrize("lang", WRITTEN)
def test_templates_tell_every_value(lang: str) -> None:
    for kind in EVENT_KINDS:
        used = names_in("".join(strings(words(lang)["events"][kind])))
        meaning, _choices = variants_of(kind)
        wanted = {name.replace(" ", "_") for name, _unit in EVENT_VALUES.get(kind, ()) if name != meaning}
        for name in wanted:
            assert any(one == name or one.startswith(name + "_") for one in used), (kind, name)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_row_makes_a_whole_sentence(kind: str, lang: str) -> None:
    end = "." if lang == "en" else "。"
    for row in rows_of(kind):
        sentence = tell(row, NAMES, lang)
        assert sentence.endswith(end), sentence
        assert not re.search(r"[{}\[\]|]|\bnan\b|  | [,.;:]|[,;:]\.|[，；：、]。|，，|None", sentence), sentence
        assert "1857" in sentence
        if lang == "en":
            assert not HANGING.search(sentence), sentence


@pytest.mark.parametrize("lang", WRITTEN)
def test_who_whom_and_where_are_told(lang: str) -> None:
    for kind, variant, alternatives in templates(lang):
        if kind == "expedition-diverted":
            continue  # the contingent is named in place of whoever sent it
        number = next((n for n, name in variants_of(kind)[1].items() if name == variant), None)
        rows = [row for row in rows_of(kind) if number is None or number in (row.a, row.b, row.c)]
        sentence = tell(rows[-1], NAMES, lang)
        used = names_in("".join(alternatives))
        for name, key in (("actor", "uk"), ("other", "qing"), ("place", "taku")):
            if name in used:
                assert NAMES.plain(key, lang) in sentence, (kind, variant, name, sentence)


# ---------------------------------------------------------------- sentences

GOLDEN = [
    (
        Row("demand-presented", "elgin", "ye", "canton", 3.0, 240.0, when=datetime(1857, 12, 12, 15, 30)),
        "On 12 December 1857 at 15:30 at Canton the British plenipotentiary demanded of the Governor-General at Canton"
        " an indemnity and entry into the city, giving 10 days for an answer.",
        "1857年12月12日15時30分，英國全權公使在廣州向兩廣總督提出要求：賠款及入城，限10日內答覆。",
        "1857年12月12日15时30分，英国全权公使在广州向两广总督提出要求：赔款及入城，限10日内答复。",
    ),
    (
        Row("demand-presented", "elgin", "ye", "", 7.0, 0.0),
        "On 12 December 1857 the British plenipotentiary demanded of the Governor-General at Canton an indemnity,"
        " entry into the city and a minister at the capital, without a term for the answer.",
        "1857年12月12日，英國全權公使向兩廣總督提出要求：賠款、入城及公使駐京，未定答覆期限。",
        "1857年12月12日，英国全权公使向两广总督提出要求：赔款、入城及公使驻京，未定答复期限。",
    ),
    (
        Row("demand-answered", "ye", "elgin", "canton", action("refuse"), 2.0),
        "On 12 December 1857 at Canton the Governor-General at Canton refused the demand of the British"
        " plenipotentiary for entry into the city.",
        "1857年12月12日，兩廣總督在廣州拒絕英國全權公使的要求：入城。",
        "1857年12月12日，两广总督在广州拒绝英国全权公使的要求：入城。",
    ),
    (
        Row("demand-answered", "ye", "elgin", "", action("counter"), 1.0),
        "On 12 December 1857 the Governor-General at Canton offered the British plenipotentiary part of what was"
        " demanded: an indemnity.",
        "1857年12月12日，兩廣總督允諾英國全權公使的部分要求：賠款。",
        "1857年12月12日，两广总督允诺英国全权公使的部分要求：赔款。",
    ),
    (
        Row("deadline-expired", "elgin", "ye", "canton", 2.0, when=datetime(1857, 12, 22, 6)),
        "On 22 December 1857 at 06:00 the time that the British plenipotentiary had given the Governor-General at"
        " Canton ran out at Canton; what was demanded: entry into the city.",
        "1857年12月22日6時，英國全權公使給予兩廣總督的答覆期限在廣州屆滿；所要求者：入城。",
        "1857年12月22日6时，英国全权公使给予两广总督的答复期限在广州届满；所要求者：入城。",
    ),
    (
        Row("letter-arrived", "court", "ye", "peking", letter("report"), 21.2, 2.0),
        "On 12 December 1857 at Peking the Court received a report from the Governor-General at Canton that told of"
        " what had not happened, 21 days under way.",
        "1857年12月12日，朝廷在北京收到兩廣總督的報告，途中21日；所述之事並未發生。",
        "1857年12月12日，朝廷在北京收到两广总督的报告，途中21日；所述之事并未发生。",
    ),
    (
        Row("letter-lost", "elgin", "cabinet", "hong-kong", letter("news"), 0.0),
        "On 12 December 1857 word of events from the British plenipotentiary to the British cabinet was lost after"
        " leaving Hong Kong (Victoria).",
        "1857年12月12日，英國全權公使自香港寄給英國內閣的消息在途中遺失。",
        "1857年12月12日，英国全权公使自香港寄给英国内阁的消息在途中遗失。",
    ),
    (
        Row("decision", "ye", "", "canton", action("stall"), 0.274),
        "On 12 December 1857 at Canton the Governor-General at Canton decided to put off the answer; the odds of this"
        " were 27 in 100.",
        "1857年12月12日，兩廣總督在廣州決定延緩答覆；此舉的可能性為百分之27。",
        "1857年12月12日，两广总督在广州决定延缓答复；此举的可能性为百分之27。",
    ),
    (
        Row("force-ordered", "admiral", "squadron", "taku", action("attack")),
        "On 12 December 1857 the British admiral ordered the British squadron to attack the Taku forts.",
        "1857年12月12日，英國海軍司令下令英國艦隊進攻大沽砲台。",
        "1857年12月12日，英国海军司令下令英国舰队进攻大沽炮台。",
    ),
    (
        Row("force-sailed", "squadron", "", "hong-kong", 5678.4, 1.0, 21.0),
        "On 12 December 1857 the British squadron left Hong Kong (Victoria) for the Taku forts with 5,678 men and"
        " 21 ships.",
        "1857年12月12日，英國艦隊自香港出發，前往大沽砲台，有5678人、21艘艦船。",
        "1857年12月12日，英国舰队自香港出发，前往大沽炮台，有5678人、21艘舰船。",
    ),
    (
        Row("battle", "squadron", "garrison", "taku", 1.0, 93.0, 123.4, when=datetime(1858, 5, 20, 10)),
        "On 20 May 1858 at 10:00 the British squadron attacked the Taku garrison at the Taku forts and won; the"
        " attackers lost about 90 men and the defenders about 120 men.",
        "1858年5月20日10時，英國艦隊在大沽砲台進攻大沽守軍，獲勝；攻方損失約90人，守方損失約120人。",
        "1858年5月20日10时，英国舰队在大沽炮台进攻大沽守军，获胜；攻方损失约90人，守方损失约120人。",
    ),
    (
        Row("battle", "squadron", "garrison", "taku", 0.0, 434.0, 0.0),
        "On 12 December 1857 the British squadron attacked the Taku garrison at the Taku forts, and the attack was"
        " beaten off; the attackers lost about 430 men.",
        "1857年12月12日，英國艦隊在大沽砲台進攻大沽守軍，被擊退；攻方損失約430人。",
        "1857年12月12日，英国舰队在大沽炮台进攻大沽守军，被击退；攻方损失约430人。",
    ),
    (
        Row("office-appointed", "court", "ye", "canton", 1.0),
        "On 12 December 1857 at Canton the Court appointed a new Governor-General at Canton, the second since the"
        " opening.",
        "1857年12月12日，朝廷在廣州任命新的兩廣總督，為開局以來第二任。",
        "1857年12月12日，朝廷在广州任命新的两广总督，为开局以来第二任。",
    ),
    (
        Row("vote", "cabinet", "", "", 0.031, 0.0),
        "On 12 December 1857 the British cabinet lost a division on the war by 3 in 100 of those voting.",
        "1857年12月12日，英國內閣輸掉關於戰事的表決，差額為投票者的百分之3。",
        "1857年12月12日，英国内阁输掉关于战事的表决，差额为投票者的百分之3。",
    ),
    (
        Row("treaty-signed", "uk", "qing", "bogue", 6.0),
        "On 12 December 1857 Great Britain and the Qing signed a treaty at the Bogue (Bocca Tigris), with these"
        " clauses: entry into the city and a minister at the capital.",
        "1857年12月12日，英國與清朝在虎門簽訂條約，條款為：入城及公使駐京。",
        "1857年12月12日，英国与清朝在虎门签订条约，条款为：入城及公使驻京。",
    ),
    (
        Row("place-taken", "", "", "taku", 0.0),
        "On 12 December 1857 the Taku forts passed into other hands.",
        "1857年12月12日，大沽砲台被奪取。",
        "1857年12月12日，大沽炮台被夺取。",
    ),
    (
        Row("circumstance-began", "qing", "", "", 0.0),
        "On 12 December 1857 the Taiping rising began and touched the Qing.",
        "1857年12月12日，太平天國起事開始，牽涉清朝。",
        "1857年12月12日，太平天国起事开始，牵涉清朝。",
    ),
    (
        Row("history-ended", "uk", "qing", "", 1.0),
        "On 12 December 1857 this history ended in peace between Great Britain and the Qing.",
        "1857年12月12日，此段歷史以英國與清朝之間的和平告終。",
        "1857年12月12日，此段历史以英国与清朝之间的和平告终。",
    ),
]


@pytest.mark.parametrize(("row", "en", "hant", "hans"), GOLDEN, ids=lambda value: getattr(value, "kind", ""))
def test_golden_sentences(row: Row, en: str, hant: str, hans: str) -> None:
    assert [tell(row, NAMES, lang) for lang in LANGUAGES] == [en, hant, hans]


def test_a_decision_is_explained() -> None:
    choice = Choice(
        odds={"accept": 0.089, "stall": 0.296, "refuse": 0.613, "silence": 0.002},
        reasons={
            "refuse": [("honour", 0.8), ("habit", 0.02)],
            "accept": [("stake", -5.24), ("war", 3.1)],
            "stall": [("habit", 0.4)],
        },
    )
    assert explain(choice, NAMES) == (
        "On 14 December 1857 the Governor-General at Canton considered the answer to a demand and decided to refuse the"
        " demand. The odds were: refuse 61 in 100, put off 30, accept 9, leave unanswered fewer than 1. What weighed"
        " most: for refusing, the cost of going back on what was said in public (0.8 million taels); against"
        " accepting, what the clauses are worth or cost (5.2 million taels); for accepting, what fighting was expected"
        " to bring (3.1 million taels)."
    )
    assert explain(choice, NAMES, "zh-Hans") == (
        "1857年12月14日，两广总督斟酌如何答复要求，决定拒绝要求。以100次计：拒绝61次、拖延30次、接受9次、不答不足1次。"
        "权衡最重者：倾向于拒绝：公开表态后收回的代价（0.8百万两）；不倾向于接受：条款的得失（5.2百万两）；"
        "倾向于接受：交战的预期结果（3.1百万两）。"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("occasion", OCCASIONS)
def test_every_decision_can_be_explained(occasion: str, lang: str) -> None:
    for chosen in ACTIONS:
        bare = explain(Choice(occasion=occasion, chosen=chosen), NAMES, lang)
        reasons = {chosen: [(reason, -1.0) for reason in REASONS]}
        full = explain(Choice(occasion=occasion, chosen=chosen, odds={chosen: 1.0}, reasons=reasons), NAMES, lang)
        assert "100" in full
        assert len(full) > len(bare)
        assert not re.search(r"[{}\[\]|]|  ", bare + full)


def test_odds_add_up() -> None:
    odds = dict.fromkeys(("wait", "note", "drop"), 1 / 3)
    assert "wait 34 in 100, write a note 33, drop the demand 33" in explain(Choice(odds=odds), NAMES)


def test_numbers() -> None:
    assert [write_loss(n, "en") for n in (0.0, NAN, 1.0, 14.2, 123.4, 1249.0)] == [
        "", "", "1 man", "14 men", "about 120 men", "about 1,200 men",
    ]  # fmt: skip
    clocks = [write_clock(hours, "en") for hours in (1, 24, 48, 144, 50)]
    assert clocks == ["1 hour", "24 hours", "48 hours", "6 days", "50 hours"]
    assert [write_share(p, "en") for p in (0.0, 0.001, 0.27, 0.999, 1.0, NAN)] == [
        "", "fewer than 1 in 100", "27 in 100", "more than 99 in 100", "100 in 100", "",
    ]  # fmt: skip


def test_languages() -> None:
    assert [language(tag) for tag in ("EN", "zh_Hant", "zh-TW", "zh-CN")] == ["en", "zh-hant", "zh-hant", "zh-hans"]
    with pytest.raises(ValueError, match="no language 'fr'; there are en, zh-hant, zh-hans"):
        language("fr")


def test_templates_are_filled_by_what_is_known() -> None:
    known = {"who": "He", "where": ""}
    assert fill("{who} came[ to {where}| home].", known) == "He came home."
    assert fill("{who} came to {where}.", known) is None


# ---------------------------------------------------------------- neutral words

# Words that judge, or that one side used of the other. None of them may stand in a telling.
ENGLISH_JUDGING = (
    "barbar", "treacher", "punish", "savage", "tartar", "celestial", "heathen", "pagan", "bandit", "rebel", "pirate",
    "coolie", "chastis", "brutal", "cruel", "coward", "heroic", "gallant", "glorious", "arrogan", "stubborn", "cunning",
    "insolen", "outrage", "massacre", "atroci", "crush", "humiliat", "backward", "civiliz", "civilis", "enlighten",
    "opened up", "fled", "lied", "falsif", "unfortunately", "rightly", "wrongly",
)  # fmt: skip
CHINESE_JUDGING = (
    "夷", "賊", "匪", "逆", "寇", "酋", "蠻", "懲", "奸", "狡", "膺", "侵略", "入侵", "殘", "暴", "鬼", "英勇", "可恥",
    "屈辱", "狂妄", "頑固", "愚昧", "落後", "剿", "叛", "逃", "竄", "偽", "謊", "倖", "不幸",
)  # fmt: skip


@pytest.mark.parametrize(("lang", "judging"), [("en", ENGLISH_JUDGING), ("zh-hant", CHINESE_JUDGING)])
def test_words_are_neutral(lang: str, judging: Sequence[str]) -> None:
    texts = strings(dict(words(lang)))
    found = [(word, text) for text in texts for word in judging if word in text.lower()]
    assert not found


# ---------------------------------------------------------------- Simplified Chinese


def shipped_texts() -> list[str]:
    """Every Chinese text that is shipped."""
    script = runpy.run_path(str(ROOT / "verification" / "simplified.py"))
    return sorted(set(script["shipped_texts"]()))


def test_simplified_is_what_opencc_makes_of_it() -> None:
    opencc = pytest.importorskip("opencc", reason="OpenCC has no wheel for this version of Python")
    convert = opencc.OpenCC("t2s").convert
    table = words_of_simplification()
    texts = shipped_texts()
    assert len(texts) > 100
    for text in texts:
        wanted = convert(text)
        for ours, simplified in table["ours"].items():
            wanted = wanted.replace(convert(ours), simplified)
        assert to_simplified(text) == wanted, f"{text}: run `uv run python verification/simplified.py`"


def words_of_simplification() -> dict[str, Any]:
    """The table as it is shipped."""
    import tomllib
    from importlib.resources import files

    return tomllib.loads(files("gunboat.analysis.telling").joinpath("simplified.toml").read_text(encoding="utf-8"))


def test_the_table_holds_only_what_is_used() -> None:
    used = "".join(shipped_texts())
    table = words_of_simplification()
    unused = [pair for pair in table["characters"].split() if pair[0] not in used]
    assert not unused, "run `uv run python verification/simplified.py`"
    assert all(len(pair) == 2 for pair in table["characters"].split())
    assert [phrase for phrase in table["phrases"] if phrase not in used] == []


def test_phrases_come_before_characters() -> None:
    assert to_simplified("答覆要求，限期屆滿") == "答复要求，限期届满"
    assert to_simplified("大沽砲台") == "大沽炮台"


def test_what_the_record_enters_is_told_in_its_own_words() -> None:
    told = replace(NAMES, facts={"council-1857": ("The admirals met.", "兩軍司令會議。")})
    row = Row("council-held", fact="council-1857", cause=-2)
    assert tell(row, told) == "12 December 1857: The admirals met."
    assert tell(row, told, "zh-hant") == "1857年12月12日：兩軍司令會議。"
    assert tell(row, told, "zh-hans") == "1857年12月12日：两军司令会议。"


def test_the_course_of_a_battle_is_told_with_its_hours() -> None:
    said = {
        Row("battle-phase", actor="uk", other="qing", place="taku", a=0, b=0, c=40): "fire was opened; 40 guns bore",
        Row("battle-phase", actor="uk", other="qing", place="taku", a=1, b=50, c=2): "2 ships fell out of action, 50",
        Row("battle-phase", actor="uk", other="qing", place="taku", a=6, b=190, c=1100): "3 hours 10 minutes after",
        Row("battle-losses", actor="uk", other="qing", place="taku", a=80, b=340): "80 men killed, 340 men wounded",
        Row("battle-toll", actor="uk", other="qing", place="taku", a=20, b=3): "20 officers among these, and 3 ships",
    }
    for row, words_of_it in said.items():
        assert words_of_it in tell(row, NAMES), tell(row, NAMES)
