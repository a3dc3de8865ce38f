"""Names of people in several scripts, each with a spelling in plain letters for ids."""

from __future__ import annotations

from random import Random
from typing import NamedTuple


class Name(NamedTuple):
    """A name as people write it, its plain spelling, and the language of the texts they write."""

    shown: str
    plain: str
    language: str


class _Pool(NamedTuple):
    language: str
    family_first: bool
    given: tuple[tuple[str, str], ...]
    family: tuple[tuple[str, str], ...]


def _words(text: str) -> tuple[tuple[str, str], ...]:
    """`shown=plain` words; a word without `=` is plain already."""
    pairs = []
    for word in text.split():
        shown, _, plain = word.partition("=")
        pairs.append((shown, plain or shown.lower()))
    return tuple(pairs)


_POOLS: tuple[tuple[int, _Pool], ...] = (
    (
        30,
        _Pool(
            "en",
            False,
            _words(
                "Alice Amara Ben Chloe Daniel Ella Faith George Hannah Ian Jack Kate Liam Maya Noah"
                " Olivia Paul Quinn Ruth Sam Tessa Una Victor Wendy Zoe Grace Henry Isla Oscar Ruby"
            ),
            _words(
                "Adams Baker Carter Dawson Ellis Fletcher Grant Hughes Irving Jones Knight Lawson"
                " Mason Norris Osborne Parker Quigley Reid Shaw Turner Underwood Vance Walsh Young"
                " O'Brien=obrien Okafor Mensah Achieng Botha Ndlovu"
            ),
        ),
    ),
    (
        18,
        _Pool(
            "de",
            False,
            _words(
                "Anke Björn=bjoern Carla Dieter Eva Felix Greta Heike Ingo Jonas Jürgen=juergen Katrin"
                " Lars Miriam Nadine Otto Petra Ralf Sabine Tomas Ulrike Vera Wolfgang Yvonne"
                " Jörg=joerg Käthe=kaethe"
            ),
            _words(
                "Albrecht Bauer Castorp Dietz Engel Fuchs Graf Hoffmann Jäger=jaeger Köhler=koehler"
                " Lehmann Müller=mueller Neumann Otto Pohl Richter Schäfer=schaefer Thiel Ulrich Vogt"
                " Weiß=weiss Zimmermann"
            ),
        ),
    ),
    (
        14,
        _Pool(
            "es",
            False,
            _words(
                "Ana Bruno Camila Diego Elena Félix=felix Gael Inés=ines Javier Lucía=lucia Mateo Nuria"
                " Pablo Raquel Sofía=sofia Tomás=tomas Ximena João=joao Beatriz Chiara Luca Élodie=elodie"
                " François=francois Margaux"
            ),
            _words(
                "Álvarez=alvarez Blanco Castro Díaz=diaz Fernández=fernandez García=garcia Herrera"
                " Iglesias López=lopez Muñoz=munoz Núñez=nunez Ortega Peña=pena Ramos Silva Torres"
                " Vázquez=vazquez Conceição=conceicao Rossi Moreau Lefèvre=lefevre"
            ),
        ),
    ),
    (
        14,
        _Pool(
            "zh",
            True,
            _words(
                "伟=wei 芳=fang 娜=na 敏=min 静=jing 磊=lei 洋=yang 艳=yan 勇=yong 涛=tao 明=ming"
                " 晓梅=xiaomei 建国=jianguo 志强=zhiqiang 雨桐=yutong 子涵=zihan 思远=siyuan 佳怡=jiayi"
                " 浩然=haoran 欣=xin 文博=wenbo 雪=xue"
            ),
            _words(
                "王=wang 李=li 张=zhang 刘=liu 陈=chen 杨=yang 黄=huang 赵=zhao 吴=wu 周=zhou 徐=xu"
                " 孙=sun 马=ma 朱=zhu 胡=hu 林=lin 郭=guo 何=he 高=gao 罗=luo 欧阳=ouyang 司马=sima"
            ),
        ),
    ),
    (
        8,
        _Pool(
            "en",
            False,
            _words(
                "Анна=anna Борис=boris Вера=vera Дмитрий=dmitri Елена=elena Иван=ivan Ксения=ksenia"
                " Михаил=mikhail Наталья=natalia Олег=oleg Павел=pavel Светлана=svetlana Юрий=yuri"
                " Оксана=oksana Тарас=taras"
            ),
            _words(
                "Ковальчук=kovalchuk Мельник=melnyk Бондаренко=bondarenko Соколенко=sokolenko"
                " Лысенко=lysenko Крамар=kramar Гончар=honchar Савчук=savchuk Ткач=tkach Руденко=rudenko"
                " Мороз=moroz Коваль=koval"
            ),
        ),
    ),
    (
        6,
        _Pool(
            "en",
            False,
            _words(
                "أحمد=ahmed ليلى=layla يوسف=youssef مريم=maryam كريم=karim نور=nour سارة=sara"
                " عمر=omar هدى=huda طارق=tariq"
            ),
            _words(
                "حداد=haddad منصور=mansour خوري=khoury ناصر=nasser سليم=salim عطية=attia"
                " بركات=barakat زيدان=zidan"
            ),
        ),
    ),
    (
        6,
        _Pool(
            "en",
            False,
            _words(
                "प्रिया=priya अर्जुन=arjun दीपा=deepa रोहन=rohan मीरा=meera विक्रम=vikram कविता=kavita"
                " संजय=sanjay नेहा=neha अमित=amit"
            ),
            _words(
                "शर्मा=sharma पटेल=patel राव=rao गुप्ता=gupta नायर=nair मेहता=mehta जोशी=joshi"
                " कुमार=kumar"
            ),
        ),
    ),
    (
        4,
        _Pool(
            "en",
            True,
            _words(
                "陽子=yoko 健太=kenta 美咲=misaki 翔=sho 直樹=naoki 優花=yuka 大輔=daisuke さくら=sakura"
            ),
            _words(
                "佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 伊藤=ito 山本=yamamoto 中村=nakamura"
            ),
        ),
    ),
)
_WEIGHTS = tuple(weight for weight, _ in _POOLS)
_ONLY = tuple(pool for _, pool in _POOLS)


def name(chance: Random) -> Name:
    """A name of a person who does not exist."""
    pool = chance.choices(_ONLY, _WEIGHTS)[0]
    given, plain_given = chance.choice(pool.given)
    family, plain_family = chance.choice(pool.family)
    if pool.family_first:
        return Name(f"{family}{given}", f"{plain_given}-{plain_family}", pool.language)
    return Name(f"{given} {family}", f"{plain_given}-{plain_family}", pool.language)


def unique(plain: str, taken: set[str]) -> str:
    """The plain spelling as an id that nobody has yet; the id is taken then."""
    id, number = plain, 1
    while id in taken:
        number += 1
        id = f"{plain}-{number}"
    taken.add(id)
    return id
