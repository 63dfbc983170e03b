"""The monthly self-inspection (自查)."""

SENTENCES: dict[str, tuple[str, str]] = {
    "inspection.headline": ("网点自查 · {month}", "Self-inspection · {month}"),
    "inspection.asking": ("正在向运营商平台取本月自查内容…", "Asking the gateway for the list…"),
    "inspection.not_shown": (
        "没有取到自查内容，请检查网络后再打开本页",
        "The list did not come; open this page again once the gateway is back",
    ),
    "inspection.nothing_due": (
        "现在没有需要自查的月份，每月 1 日可查上月",
        "No month is due now; on the first of a month the last one is ready",
    ),
    "inspection.none_signed": ("本机还没有签署过自查", "Nothing was signed at this counter yet"),
    "inspection.last_taken": (
        "{month} 已签署，运营商平台已收到。",
        "{month} is signed, and the gateway has it.",
    ),
    "inspection.last_waiting": (
        "{month} 已签署并保存在本机，正在送达运营商平台。",
        "{month} is signed and kept here; it is on its way to the gateway.",
    ),
    "inspection.last_refused": (
        "{month} 的签署没有被运营商平台接受，请重新打开本页。",
        "The gateway did not take {month}; open this page again.",
    ),
    "inspection.looks_only": (
        "您的工号只能查看，自查由营业员填写、负责人签署。",
        "Your work ID looks only; a clerk answers and the responsible person signs.",
    ),
    "inspection.open": (
        "还有 {count} 项没有填写；填写的内容随时保存。",
        "{count} without an answer; whatever is answered is kept at once.",
    ),
    "inspection.whole": (
        "全部填写完毕，请负责人签署；签署后不能更改。",
        "Everything is answered; the responsible person signs. Then nothing changes it.",
    ),
    "inspection.item": ("{place}. {words}", "{place}. {words}"),
    "inspection.case": ("抽查第 {place} / {count} 单", "Drawn case {place} of {count}"),
    "inspection.case_person": (
        "{name} · {number}",
        "{name} · {number}",
    ),
    "inspection.case_business": (
        "{flow} · {number} · {outcome}",
        "{flow} · {number} · {outcome}",
    ),
    "inspection.case_made": (
        "{at} · 工号 {clerk} · 单 {id}",
        "{at} · clerk {clerk} · case {id}",
    ),
    "inspection.last_page": (
        "违规处理、备注与签署",
        "Violations, note and signature",
    ),
    "inspection.line": ("{answer} · {words}", "{answer} · {words}"),
    "inspection.line_last": ("违规处理、备注与签署", "Violations, note and signature"),
    "inspection.unanswered": ("未填", "open"),
    "inspection.answer_YES": ("是", "Yes"),
    "inspection.answer_NO": ("否", "No"),
    "inspection.answer_NOT_APPLICABLE": ("不适用", "Not applicable"),
    "inspection.finding_IN_ORDER": ("无异常", "In order"),
    "inspection.finding_PAPER_MISSING": ("单据缺失", "Paper missing"),
    "inspection.finding_SIGNATURE_MISSING": ("签名缺失", "Signature missing"),
    "inspection.finding_CUSTOMER_UNKNOWN": ("无人记得此客户", "Nobody knows this customer"),
    "inspection.finding_USED_BY_ANOTHER": ("登记人与使用人不一致", "Used by somebody else"),
    "inspection.finding_HANDLED_FOR_ANOTHER": ("他人代办未登记", "Handled for another"),
    "inspection.finding_GROUP_IN_ONE_NAME": ("多人号码登记在一人名下", "A group in one name"),
    "inspection.finding_OTHER": ("其他问题", "Something else"),
    # What the program knows itself
    "inspection.fact_sign": (
        "系统登记：统一标识 {sign}，代理编号 {agent}",
        "On file: sign {sign}, agent number {agent}",
    ),
    "inspection.fact_commission": (
        "系统登记：委托关系有效至 {day}",
        "On file: commission valid until {day}",
    ),
    "inspection.fact_clerks": (
        "当月登录过的工号：{clerks}",
        "Work IDs that were logged in: {clerks}",
    ),
    "inspection.fact_queue": (
        "本机现在待提交 {pending} 单，异常 {quarantined} 单",
        "At this counter now: {pending} waiting, {quarantined} put aside",
    ),
    "inspection.fact_sample": (
        "抽查 {count} 单，已看 {judged} 单",
        "{count} were drawn, {judged} looked at",
    ),
    "inspection.fact_violations": ("本表已记录 {count} 条", "{count} recorded so far"),
    "inspection.fact_signer": ("负责人：{signer}", "Responsible: {signer}"),
    "inspection.any_supervisor": ("本网点任一值班长", "any supervisor of this outlet"),
    "inspection.fact_registrations": (
        "当月登记 {registrations} 单，全部由读卡器读证",
        "{registrations} registrations that month, every card read by a reader",
    ),
    "inspection.fact_readers": (
        "登记的读卡器 {readers} 台，抽查中用到 {readers_used} 台",
        "{readers} readers on file, {readers_used} of them seen in the sample",
    ),
    "inspection.fact_trustees": ("当月代办 {trustees} 单", "{trustees} cases by a trustee"),
    "inspection.fact_special_documents": (
        "当月无芯片证件 {special_documents} 单",
        "{special_documents} cases with a document without a chip",
    ),
    "inspection.fact_devices": (
        "在用终端 {devices} 台，位置异常 {alarms} 次",
        "{devices} computers in use, out of place {alarms} times",
    ),
    "inspection.fact_sims": (
        "领卡 {sims_issued}，用卡 {sims_used}，坏卡等 {sims_spoiled}，应余 {sims_left}",
        "Issued {sims_issued}, used {sims_used}, spoiled etc. {sims_spoiled}, left {sims_left}",
    ),
    # Violations
    "inspection.violations": ("已记录的违规（最近几条）", "Violations recorded (the newest)"),
    "inspection.no_violation": ("没有记录违规", "No violation recorded"),
    "inspection.violation": (
        "工号 {clerk}：{kind}，{day} {measure}",
        "Clerk {clerk}: {kind}, {measure} on {day}",
    ),
    "inspection.violation_CARD_NOT_COMPARED": ("未做人证核对", "card not compared"),
    "inspection.violation_WORK_ID_LENT": ("借用工号", "work ID lent"),
    "inspection.violation_OPENED_FOR_ABSENT": ("客户不在场办理", "customer was not there"),
    "inspection.violation_OPENED_IN_BULK": ("批量开卡", "opened in bulk"),
    "inspection.violation_SIM_RESOLD": ("倒卖电话卡", "SIMs resold"),
    "inspection.violation_DATA_DISCLOSED": ("泄露用户信息", "data disclosed"),
    "inspection.violation_SIGN_NOT_SHOWN": ("未悬挂统一标识", "sign not shown"),
    "inspection.violation_OTHER": ("其他", "something else"),
    "inspection.measure_WARNED": ("警告", "warned"),
    "inspection.measure_TRAINED": ("培训", "trained"),
    "inspection.measure_FINED": ("罚款", "fined"),
    "inspection.measure_SUSPENDED": ("停岗", "suspended"),
    "inspection.measure_DISMISSED": ("辞退", "dismissed"),
    "inspection.measure_REPORTED": ("上报运营商", "reported to the carrier"),
    "inspection.which_kind": ("什么违规？", "What was done?"),
    "inspection.which_clerk": ("哪个工号？", "By which work ID?"),
    "inspection.which_measure": ("如何处理？", "What was done about it?"),
    "inspection.which_day": ("哪一天处理？", "On which day?"),
    # Keys
    "inspection.back": ("返回", "Back"),
    "inspection.earlier": ("上一项", "Before"),
    "inspection.later": ("下一项", "Next"),
    "inspection.add": ("记录违规", "Add violation"),
    "inspection.drop": ("撤销上一条", "Take back"),
    "inspection.last_report": ("上一份自查表", "Last report"),
    "inspection.note": ("备注（选填，不得填写客户信息）", "Note (optional, nothing of customers)"),
    "inspection.note_too_long": ("最多 200 个字", "At most 200 characters"),
    "inspection.signer": ("负责人工号", "Work ID of the responsible person"),
    "inspection.signer_missing": ("请填写负责人工号", "Fill in who signs"),
    "inspection.make": ("生成自查表", "Make the report"),
    # The report, to be signed
    "inspection.sheet_headline": ("请负责人核对后签名", "The responsible person checks and signs"),
    "inspection.sign": ("负责人 {clerk} 签名", "Clerk {clerk} signs"),
    "inspection.unsigned": ("请先手写签名", "Sign by hand first"),
    "inspection.confirm": ("签署", "Sign off"),
    "inspection.confirming": ("正在核对工号…", "Checking the work ID…"),
    "inspection.to_list": ("返回修改", "Back to the list"),
    # The reminder
    "inspection.reminder_READY": (
        "{month} 网点自查可以办理了，{day} 前签署",
        "The self-inspection of {month} is ready; sign it before {day}",
    ),
    "inspection.reminder_DUE": (
        "{month} 网点自查还没有签署，{day} 起将暂停办理新号码",
        "The self-inspection of {month} is due: from {day} no new number begins without it",
    ),
    "inspection.reminder_OVERDUE": (
        "{month} 网点自查逾期，已于 {day} 起暂停办理新号码；其他业务照常，待提交的照常提交",
        "Self-inspection of {month} overdue: since {day} no new number begins, all else goes on",
    ),
    "inspection.waiting": (
        "{month} 网点自查已签署并保存，正在送达运营商平台",
        "The self-inspection of {month} is signed and kept; it is on its way to the gateway",
    ),
}
