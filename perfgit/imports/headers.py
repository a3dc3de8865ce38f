"""What other tools call the columns of people, teams and goals, in English, German and Chinese."""

from __future__ import annotations

import re
import unicodedata

FIRST, LAST = "first_name", "last_name"
"""Columns that make a name together."""

_CALLED = {
    "id": "person_id employee_id employee_number staff_id personalnummer mitarbeiternummer 工号 员工编号 编号",
    "name": "full_name employee_name display_name employee mitarbeiter 姓名 名字 名称 员工姓名",
    FIRST: "first_name given_name vorname",
    LAST: "last_name surname family_name nachname familienname",
    "email": "e_mail email_address work_email mail e_mail_adresse 邮箱 电子邮箱 电子邮件 邮件",
    "github": "github_login github_username",
    "manager": "manager_email manager_name manager_id reporting_manager reports_to supervisor"
    " vorgesetzte vorgesetzter führungskraft 上级 直属上级 直接上级 经理 汇报对象",
    "team": "department abteilung 部门 团队 所属部门",
    "role": "job_title employee_title position stelle 岗位 职位 职务",
    "level": "grade job_level stufe 职级 级别",
    "joined": "hire_date start_date date_of_joining eintrittsdatum eintritt 入职日期 入职时间",
    "left": "termination_date end_date leaving_date last_working_day austrittsdatum austritt 离职日期",
    "parent": "parent_team parent_department übergeordnetes_team 上级部门",
    "lead": "team_lead teamleiter teamleitung leitung 负责人 部门负责人",
    "cycle": "quarter period zyklus quartal zeitraum 周期 季度",
    "owner": "verantwortlich verantwortliche 所有者",
    "title": "objective ziel 目标",
    "key_result": "schlüsselergebnis 关键结果",
    "target": "target_value zielwert 目标值",
    "baseline": "start_value startwert 起始值 基线",
    "unit": "einheit 单位",
    "weight": "gewicht gewichtung 权重",
    "due": "due_date deadline fällig 截止日期",
}
_BY_CALLED = {called: column for column, names in _CALLED.items() for called in names.split()}


def column_of(header: str, known: tuple[str, ...], aliases: dict[str, str]) -> str:
    """The column that a header means: one that is known, else what stands there, made plain."""
    plain = unicodedata.normalize("NFKC", header).strip().lower()
    plain = re.sub(r"\s*[\[(](required|optional|pflichtfeld|必填)[\])]$", "", plain)
    plain = re.sub(r"[\s-]+", "_", plain)
    plain = aliases.get(plain, plain)
    if plain in known:
        return plain
    found = _BY_CALLED.get(plain, plain)
    return found if found in known or found in (FIRST, LAST) else plain
