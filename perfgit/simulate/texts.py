"""What people of a simulated company write: sentences with gaps, in four languages."""

from __future__ import annotations

from random import Random

from perfgit.simulate.chance import happens

_OWN_LANGUAGE = 0.6
"""How often people write in their own language rather than in English."""

_TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "checkin-good": {
        "en": (
            "{goal}: ahead of where I wanted to be. The change in {month} paid off.",
            "Good weeks. {kpi} moves in the right direction and the team has noticed.",
            "The first results are in, and they are better than the pilot.",
            "Two of the three large steps are behind us; the last one is routine.",
            "On plan. I used the time that was left to help the colleagues next door.",
        ),
        "de": (
            "Es läuft: {kpi} entwickelt sich wie geplant.",
            "Gute Wochen, der Umbau im Sommer zahlt sich aus.",
            "Im Plan. Der letzte große Schritt ist terminiert.",
        ),
        "es": ("Vamos bien: {kpi} mejora semana a semana.", "Según lo previsto; el piloto convenció al equipo."),
        "zh": ("进展顺利，{kpi}达到预期。", "按计划推进，试点团队反馈很好。"),
    },
    "checkin-slow": {
        "en": (
            "Slower than planned: I lost two weeks to the incident in {month}.",
            "{kpi} has hardly moved. I will try the other approach for a month.",
            "Waiting for a decision on {goal}; everything else is ready.",
            "Behind plan. Two people were ill and the supplier was late, so I moved the pilot.",
            "Honest picture: the target is out of reach unless somebody helps with {kpi}.",
        ),
        "de": (
            "Hinter Plan: zwei Wochen gingen für die Störung verloren.",
            "{kpi} bewegt sich kaum. Ich versuche es anders.",
        ),
        "es": ("Más lento de lo previsto; espero una decisión.", "{kpi} apenas se mueve; probaré otra vía."),
        "zh": ("进度落后，{kpi}没有明显变化。", "等待决定，其他准备工作已完成。"),
    },
    "training": {
        "en": (
            "Nobody in the team knows the new tool well enough.",
            "I have never led a negotiation of this size and would like to learn it first.",
        ),
    },
    "tool": {
        "en": (
            "The test environment is shared with three teams and always busy.",
            "I count by hand what a report could show.",
        ),
    },
    "resource": {
        "en": (
            "One position has been open since {month}.",
            "Two people are lent to another project until the end of the quarter.",
        ),
    },
    "decision": {
        "en": (
            "We need a decision on the price before the pilot can start.",
            "Two departments each think that the other one pays.",
        ),
    },
    "help": {
        "en": (
            "The supplier answers only once a week; a call from above would help.",
            "I need somebody for two days who has done this before.",
        ),
    },
    "answer": {
        "en": (
            "Booked for next month.",
            "Agreed; the budget is there.",
            "Not this half-year. Let us talk about what to leave out instead.",
            "I will raise it in the leadership meeting.",
            "Done, tell me if it does not help.",
        ),
    },
    "misfit": {
        "en": (
            "Since the price change hardly anybody asks for this.",
            "The other team has solved it already; we would build it twice.",
            "The customer for whom we wanted it has left.",
        ),
    },
    "history": {
        "en": (
            "Two people moved to another team, so the target was set anew.",
            "The project started a month late for a reason outside our hands.",
            "The objective behind it changed in September.",
        ),
    },
    "goal-high": {
        "en": (
            "Above target, and done in a way that others can repeat.",
            "Carried the half-year.",
            "Reached early; the remaining time went into {kpi}.",
            "Strong result in a difficult market.",
        ),
        "de": ("Über dem Ziel, und so gemacht, dass andere es nachmachen können.", "Hat das Halbjahr getragen."),
        "es": ("Por encima del objetivo.", "Resultado sólido en un mercado difícil."),
        "zh": ("超出目标，方法值得推广。", "贡献突出。"),
    },
    "goal-middle": {
        "en": (
            "Close to target; the last step slipped into July.",
            "What was agreed was done.",
            "{kpi} reached, the other part only half.",
            "Solid, with a slow start.",
        ),
        "de": ("Nahe am Ziel, der letzte Schritt rutschte in den Juli.", "Was vereinbart war, ist getan."),
        "es": ("Cerca del objetivo; el último paso se retrasó.", "Se hizo lo acordado."),
        "zh": ("接近目标，最后一步略有延迟。", "完成了约定的工作。"),
    },
    "goal-low": {
        "en": (
            "Well below target. We noticed too late that the plan did not hold.",
            "Started, then other work took over. That should have been said in March.",
            "The target was missed for reasons that were only partly in your hands.",
        ),
        "de": ("Deutlich unter dem Ziel. Das haben wir zu spät bemerkt.",),
        "es": ("Por debajo del objetivo; lo vimos demasiado tarde.",),
        "zh": ("明显低于目标，我们发现得太晚。",),
    },
    "self": {
        "en": (
            "I am proud of {goal}. I would start earlier next time.",
            "The numbers say less than I hoped, but the base is now there.",
            "I learned to ask for help before it is late.",
            "The second half of the cycle was much better than the first.",
        ),
        "de": ("Auf {goal} bin ich stolz. Nächstes Mal fange ich früher an.", "Ich habe gelernt, früher um Hilfe zu bitten."),
        "es": ("Estoy satisfecho con el resultado, aunque empecé tarde.",),
        "zh": ("对结果基本满意，下次会更早开始。", "学会了及时求助。"),
    },
    "overall-high": {
        "en": ("A strong half-year.", "More than was asked for, and generous towards the team.", "I would not know how we could have done it without you."),
        "de": ("Ein starkes Halbjahr.",),
        "es": ("Un semestre excelente.",),
        "zh": ("表现出色的半年。",),
    },
    "overall-middle": {
        "en": ("A good half-year with one thing to learn from.", "Reliable. What was agreed was done.", "Solid work; the next step is to take more room."),
        "de": ("Ein gutes Halbjahr.",),
        "es": ("Un buen semestre.",),
        "zh": ("稳定可靠的半年。",),
    },
    "overall-low": {
        "en": ("A difficult half-year. We agreed on three steps to change that.", "Less than you can do, and we both know it."),
        "de": ("Ein schwieriges Halbjahr.",),
        "es": ("Un semestre difícil.",),
        "zh": ("困难的半年，需要一起改进。",),
    },
    "competency": {
        "en": (
            "Took over the hand-over without being asked.",
            "Explains things so that new colleagues understand them.",
            "Could say earlier when something will be late.",
            "Asks the customer first.",
            "Keeps calm when it gets loud.",
        ),
    },
    "strengths": {
        "en": (
            "Sees problems early and names them calmly.",
            "Brings people together who would not talk otherwise.",
            "Deep knowledge of the trade, and the patience to share it.",
            "Finishes things.",
        ),
        "de": ("Bringt Dinge zu Ende.", "Sieht Probleme früh und spricht sie ruhig an."),
        "es": ("Termina lo que empieza.",),
        "zh": ("善于发现问题并冷静沟通。", "专业扎实，乐于分享。"),
    },
    "growth": {
        "en": (
            "Say no earlier, and in writing.",
            "Let others present their own results.",
            "Fewer things at the same time.",
            "Ask for feedback before the end of the cycle.",
        ),
        "de": ("Weniger Dinge gleichzeitig.",),
        "es": ("Delegar más y antes.",),
        "zh": ("减少并行任务，聚焦重点。",),
    },
    "peer": {
        "en": (
            "Always answers, even on a Friday evening.",
            "Our shared project would have failed without the Tuesday calls.",
            "I sometimes learn about changes too late.",
            "Good to work with: clear, quick, friendly.",
            "Helped two new colleagues to get going.",
        ),
        "de": ("Angenehme Zusammenarbeit, klar und verbindlich.",),
        "es": ("Muy buena colaboración.",),
        "zh": ("合作愉快，反应迅速。",),
    },
    "upward": {
        "en": (
            "Gives me room and is there when I need a decision.",
            "I would like to hear sooner how my work is seen.",
            "Stands up for the team.",
            "Our one-to-ones are cancelled too often.",
        ),
    },
    "praise": {
        "en": (
            "Thank you for the demo: the customer quoted it twice.",
            "The way you led the incident call was calm and clear.",
            "Small thing: your notes save me an hour every week.",
            "Please send the agenda before the meeting, then I can prepare.",
        ),
        "zh": ("感谢你的支持，客户非常满意。",),
    },
    "meeting": {
        "en": (
            "We went through the goals one by one and agreed on the ratings. Next: {growth}",
            "Good talk. The low rating of one goal was explained with the check-ins of spring.",
            "We disagreed on one goal and looked at the figures together.",
        ),
    },
    "appeal": {
        "en": (
            "The target depended on a decision that came three months late.",
            "The final value in the review leaves out the contracts signed in the last week of June.",
        ),
    },
    "customer": {
        "en": (
            "Delivered what was promised, and told us early when a date moved.",
            "Our first contact for everything. We would follow to another supplier.",
        ),
    },
    "plan": {
        "en": ("Course on planning, then one small project led alone", "Pair with an experienced colleague every second week", "Fewer topics: hand over the smallest of them"),
    },
}  # fmt: skip


def text(kind: str, chance: Random, language: str = "en", **gaps: str) -> str:
    """A sentence of a kind, in the person's language where there is one and they feel like it."""
    by_language = _TEXTS[kind]
    own = by_language.get(language)
    chosen = own if own and happens(chance, _OWN_LANGUAGE) else by_language["en"]
    return chance.choice(chosen).format(**gaps) if gaps else chance.choice(chosen)


def level(rating: int) -> str:
    """`low`, `middle` or `high`: the tone for a rating."""
    return "low" if rating <= 2 else "middle" if rating == 3 else "high"
