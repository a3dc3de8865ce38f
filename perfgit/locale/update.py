"""`make messages`: bring the catalogues up to date with the code, and compile them.

A message that is new stands in the catalogue without a translation; the tests then fail, and this
command lists it. A message that nobody says any more is taken out. Nothing is guessed ("fuzzy").
"""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from perfgit.i18n import CATALOGUES, CHINESE, DOMAIN
from perfgit.locale.extract import template

LANGUAGES = (CHINESE,)
_NO_DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_HEAD = """\
# perfgit in another language. `make messages` keeps this file up to date.
#
# Terms: goal 目标, key result 关键结果, strategic objective 战略目标, baseline 基线值, commit 承诺值,
# target 目标值, stretch 挑战值, weight 权重, progress 进度, pace 节奏, confidence 信心,
# achievement 达成度, check-in 跟进, obstacle 障碍, misfit 不再适用, supports 支撑, due 截止日,
# cycle 周期, stage 阶段 (规划, 辅导, 评估, 反馈, 改进), review 评估, self review 自评,
# manager's review 上级评估, peer review 同事评估, upward review 下属评估, customer's voice 客户评价,
# handover 交接评估, feedback 反馈, meeting 绩效面谈, acknowledge 确认, appeal 申诉, calibration 校准,
# rating 评级, score 得分, result 结果, competency 能力, policy 政策, threshold 阈值, anchor 锚点,
# improvement plan 改进计划, retrospective 复盘, manager 上级, report 下属, lead 负责人, deputy 代理人,
# people team / HR 人力资源团队, executive 高管, proposal 提案, pull request 拉取请求, merge 合并,
# approve 批准, agree 同意, agreed 已商定, gate 关卡, freeze 冻结, owner 负责方.
# Readers are addressed as 您; quotation marks “ ”; no spaces around a day (2026年9月5日起).\
"""
_BRACES = re.compile(r"[{][^}]*[}]")


def path_of(language: str) -> Path:
    """The catalogue of a language, as people edit it."""
    return CATALOGUES / language.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = path_of(language)
    if not path.is_file():
        locale = language.replace("-", "_")
        return Catalog(locale=locale, domain=DOMAIN, header_comment=_HEAD, charset="utf-8")
    return _parsed(path.read_bytes(), language)


def _parsed(text: bytes, language: str) -> Catalog:
    return read_po(io.BytesIO(text), locale=language.replace("-", "_"), domain=DOMAIN)


def updated(language: str) -> Catalog:
    """The catalogue of a language with exactly the messages that perfgit says now."""
    catalogue = read(language)
    catalogue.update(template(), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = _HEAD
    catalogue.project, catalogue.version = DOMAIN, "-"
    catalogue.last_translator, catalogue.language_team = DOMAIN, language
    catalogue.msgid_bugs_address, catalogue.fuzzy = "-", False
    catalogue.creation_date = catalogue.revision_date = _NO_DAY
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as a text; no line numbers and no days, so that it changes with words only."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=False, include_lineno=False)
    return out.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def faults(catalogue: Catalog) -> Iterator[tuple[Message, str]]:
    """Messages that are missing or unsure, or whose gaps are not those of the original."""
    for message in catalogue:
        if not message.id:
            continue
        wanted = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy:
            yield message, "fuzzy"
        elif not all(strings):
            yield message, "missing"
        elif any(gaps(str(one)) != gaps(wanted) for one in strings):
            yield message, "other gaps"


def gaps(text: str) -> set[str]:
    """The names of a message's gaps, with how they are written: `files:,`."""
    try:
        return {
            f"{name}!{conversion}" if conversion else name
            for _, name, _, conversion in Formatter().parse(text)
            if name is not None
        }
    except ValueError:  # YAML in braces, in a message that is never filled
        return set(_BRACES.findall(text))


def derived() -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Every catalogue by its path below this folder, and what is left to translate."""
    files: dict[str, bytes] = {}
    left: list[str] = []
    for language in LANGUAGES:
        catalogue = updated(language)
        path, text = path_of(language), as_po(catalogue)
        files[path.relative_to(CATALOGUES).as_posix()] = text
        compiled = path.with_suffix(".mo").relative_to(CATALOGUES).as_posix()
        files[compiled] = as_mo(_parsed(text, language))
        left += [f"{language}: {why}: {message.id!r}" for message, why in faults(catalogue)]
    return files, tuple(left)


def main() -> None:
    """Update and compile every catalogue; exit code 1 where something is left to translate."""
    files, left = derived()
    for path, data in files.items():
        (CATALOGUES / path).parent.mkdir(parents=True, exist_ok=True)
        (CATALOGUES / path).write_bytes(data)
    for line in left:
        click.echo(line)
    sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
