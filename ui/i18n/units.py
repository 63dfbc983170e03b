"""单位/行业用户: the unit and its order, their steps, verdicts and troubles."""

__all__ = [
    "OF_ADVICE",
    "OF_CASE",
    "OF_SUBJECT",
    "OF_TROUBLES",
    "OF_VERDICTS",
    "ROWS",
    "SENTENCES",
]

SENTENCES: dict[str, tuple[str, str]] = {
    "units.code": (
        "统一社会信用代码（单位证照上的代码，不是个人证件号码）",
        "Unit credit code (off the licence; it is nobody's ID number)",
    ),
    "units.code_placeholder": ("18 位，也可扫描证照二维码", "18 characters, or scan the licence"),
    "units.code_missing": ("请输入 18 位统一社会信用代码", "Type the 18 characters"),
    "units.code_wrong": (
        "代码不对，请与证照核对",
        "The code is wrong; compare it with the licence",
    ),
    "units.known_unit": ("{name}   {code}", "{name}   {code}"),
    "units.new_unit": (
        "新单位   {code}（证照影像由运营商审核后建档）",
        "New unit   {code} (the carrier enters it from the images)",
    ),
    "units.count": ("本次办理几个号码（最多 {most} 个）", "How many numbers (at most {most})"),
    "units.count_missing": ("请输入号码个数", "Type how many"),
    "units.use_STAFF": ("员工使用", "For staff"),
    "units.use_VEHICLE": ("车联网", "Vehicles"),
    "units.use_METER": ("远程抄表", "Meters"),
    "units.use_PAYMENT": ("移动支付终端", "Payment devices"),
    "units.profile_VOICE_MESSAGES_DATA": (
        "功能：语音、短信、上网；每个号码登记到实际使用人",
        "Voice, messages, data; each number has its own actual user",
    ),
    "units.profile_MESSAGES_DATA": (
        "功能：短信、上网，无语音；每个号码登记责任人，只能用于本场景的设备",
        "Messages and data, no voice; a responsible person each, for devices of this use only",
    ),
    "units.profile_DATA": (
        "功能：仅上网；每个号码登记责任人，只能用于本场景的设备",
        "Data only; a responsible person each, for devices of this use only",
    ),
    "units.can_VOICE_MESSAGES_DATA": ("语音、短信、上网", "voice, messages, data"),
    "units.can_MESSAGES_DATA": ("短信、上网，无语音", "messages and data, no voice"),
    "units.can_DATA": ("仅上网", "data only"),
    "units.side": ("单位订单 · {name}", "Order of {name}"),
    "units.progress": ("已办 {taken} / {count}", "{taken} of {count}"),
    "units.rest": (
        "已受理 {accepted} · 复核中 {review} · 待使用人激活 {awaiting} · 未通过 {refused}",
        "accepted {accepted} · in review {review} · inactive {awaiting} · refused {refused}",
    ),
    "units.next_user": (
        "请放第 {nth} 位使用人的身份证（共 {count} 位）",
        "Place the card of user {nth} of {count}",
    ),
    "units.next_user_safe": (
        "使用人本人到场，读证后自动开始。一人未通过只影响本人，其他人照常办理。",
        "The user is here in person. One refusal concerns that user alone.",
    ),
    "units.next_later": (
        "请放第 {nth} 位使用人的身份证（共 {count} 位，本人以后激活）",
        "Place the card of user {nth} of {count}, who activates later",
    ),
    "units.next_later_safe": (
        "使用人不在场：只读证和核验，号码不开通。30 天内须由本人持同一人的证件和凭码到本厅激活。",
        "The user is not here: the number stays inactive until that person comes with their card.",
    ),
    "units.next_industry": (
        "请放责任人的身份证（第 {nth} 张，共 {count} 张）",
        "Place the responsible person's card ({nth} of {count})",
    ),
    "units.next_industry_safe": (
        "每张行业卡登记一位责任人，功能和场景按订单限定。",
        "Each industry card has its responsible person; the order limits what it can do.",
    ),
    "units.full": ("订单的号码都有使用人了", "Every number of the order has its user"),
    "units.full_safe": (
        "复核中和待激活的会继续完成；凭订单码可随时查看。",
        "What is under review or waits for its user goes on; the code shows it at any time.",
    ),
    "units.paused": ("订单已暂停", "The order is paused"),
    "units.paused_safe": (
        "已办的不受影响。改天或在本厅其他台席，扫描订单码即可继续。",
        "What was done stays. Scan the order's code on any day, at any counter of this hall.",
    ),
    "units.closed": ("订单已结束", "The order is closed"),
    "units.closed_safe": (
        "不再登记新的使用人；待激活的仍可由本人激活。",
        "No more users are registered; those who activate later still may.",
    ),
    "units.leave": ("离开订单", "Leave the order"),
    "units.pause": ("暂停订单", "Pause"),
    "units.resume": ("继续订单", "Resume"),
    "units.later": ("本人以后激活", "Activates later"),
    "units.here": ("本人在场", "Is here"),
    "units.close": ("结束订单", "Close the order"),
    "units.older": ("更早", "Earlier"),
    "units.newest": ("最新", "Newest"),
    "units.nobody_yet": ("还没有使用人。", "Nobody yet."),
    "units.last": ("上一位：{name} · {outcome}", "Last: {name} · {outcome}"),
    "units.line_AT_COUNTER": ("办理未完成", "not finished"),
    "units.line_REFUSED": ("未通过", "refused"),
    "units.line_ACCEPTED": ("已受理", "accepted"),
    "units.line_UNDER_REVIEW": ("复核中", "under review"),
    "units.line_AWAITING_CUSTOMER": ("待本人激活", "to be activated"),
    "units.line_REJECTED": ("未通过", "rejected"),
    "units.qr_order": ("订单码", "The order's code"),
    "units.qr_later": ("激活码", "Code for the activation"),
    "units.saved_order": (
        "请按 F3 打印登记单交给经办人，其中的订单码可随时继续。",
        "Print the form with F3 for the handling agent: its code resumes the order.",
    ),
    "units.saved_later": (
        "请按 F3 打印登记单转交使用人，激活时出示其中的码。",
        "Print the form with F3 for the user, who shows its code when they come.",
    ),
    "units.asking": ("正在打开订单…", "Opening the order…"),
    "units.asking_safe": ("请稍候。", "One moment."),
}

OF_SUBJECT: dict[str, tuple[str, str]] = {
    "subject.flow_unit_registration": ("单位/行业用户", "Unit / industry"),
    "subject.flow_unit_user": ("单位使用人", "Unit's user"),
    "subject.flow_unit_user_later": ("单位使用人（以后激活）", "Unit's user, later"),
    "subject.flow_unit_activation": ("使用人激活", "Activation by the user"),
    "subject.flow_unit_industry_sim": ("行业卡", "Industry card"),
    "subject.state_unknown_unit_activation": ("尚未激活", "not active yet"),
    "subject.side_unit_activation": ("待激活的号码", "Number to activate"),
}

OF_CASE: dict[str, tuple[str, str]] = {
    "case.step_UNIT": ("单位", "Unit"),
    "case.hint_UNIT": ("代码 · 用途 · 个数", "code · use · count"),
    "case.unit": ("请问是哪个单位？", "Which unit is it?"),
    "case.unit_safe": (
        "请按证照输入统一社会信用代码，或扫描证照二维码。先不要放证件。",
        "Type the unit's credit code off its licence, or scan it. No card is needed yet.",
    ),
    "case.unit_known": ("办理几个号码，做什么用？", "How many numbers, and what for?"),
    "case.unit_known_safe": (
        "请与证照核对单位名称。F9–F12 选用途，输入个数后按 Enter。",
        "Compare the name with the licence. F9–F12 pick the use; type the count and press Enter.",
    ),
    "case.go_on_unit": ("查询单位", "Look the unit up"),
    "case.go_on_unit_known": ("确定", "Confirm"),
    "case.looking_up_unit": ("正在查询单位…", "Looking the unit up…"),
    "case.looking_up_unit_safe": ("请稍候。", "One moment."),
    "case.yield_unit": ("已确定", "chosen"),
    "case.summary_unit": ("单位", "Unit"),
    "case.lay_card_safe_unit_registration": (
        "请放经办人本人的身份证，证件放好后自动读取。",
        "Place the handling agent's own card; it is read by itself.",
    ),
    "case.ended_safe_unit_registration": (
        "没有保存任何资料，证件和证照可以交还。",
        "Nothing was saved; the card and the papers can go back.",
    ),
    "case.hint_VERIFICATION_number_unit_registration": (
        "身份 · 人像 · 单位",
        "identity · face · unit",
    ),
    "case.hint_VERIFICATION_unit_user": ("身份 · 人像 · 张数 · 订单", "identity · face · order"),
    "case.hint_VERIFICATION_unit_user_later": ("身份 · 张数 · 订单", "identity · quota · order"),
    "case.hint_VERIFICATION_number_unit_industry_sim": (
        "身份 · 人像 · 订单",
        "identity · face · order",
    ),
    "case.form_unit_registration": (
        "请经办人核对登记单并签名",
        "Let the handling agent check the form and sign",
    ),
    "case.summary_owner_unit_registration": ("经办人", "Handling agent"),
    "case.summary_owner_unit_user": ("使用人", "Actual user"),
    "case.summary_owner_unit_user_later": ("使用人", "Actual user"),
    "case.summary_owner_unit_activation": ("使用人", "Actual user"),
    "case.summary_owner_unit_industry_sim": ("责任人", "Responsible person"),
    "case.next_customer_unit_registration": ("继续", "Go on"),
    "case.next_customer_unit_user": ("下一位使用人", "Next user"),
    "case.next_customer_unit_user_later": ("下一位使用人", "Next user"),
    "case.next_customer_unit_industry_sim": ("下一张行业卡", "Next industry card"),
    "case.role_HANDLING_AGENT": ("经办人", "handling agent"),
    "case.role_ACTUAL_USER": ("使用人", "actual user"),
    "case.role_RESPONSIBLE_PERSON": ("责任人", "responsible person"),
    "case.person_HANDLING_AGENT": ("经办人", "Handling agent"),
    "case.person_ACTUAL_USER": ("使用人", "Actual user"),
    "case.person_RESPONSIBLE_PERSON": ("责任人", "Responsible person"),
    "case.ACCEPTED_safe_unit_registration": (
        "单位订单已开立。按 Enter 开始逐位登记使用人；登记单上的订单码可在本厅随时继续。",
        "The order is open. Enter begins with its users; its code resumes it at any time.",
    ),
    "case.ACCEPTED_safe_unit_activation": (
        "号码登记在使用人名下，激活以运营商通知为准。",
        "The number stands for its user; the carrier tells when it works.",
    ),
    "case.AWAITING_CUSTOMER_headline_unit_user_later": (
        "号码已留好，等使用人本人来激活",
        "The number waits for its user to activate it",
    ),
    "case.AWAITING_CUSTOMER_safe_unit_user_later": (
        "请使用人凭本人证件原件和登记单上的码到本厅激活，30 日内有效。激活前号码不会开通。",
        "It is inactive until its user comes here with card and code, within 30 days.",
    ),
    "case.seal_unit_user_later": (
        "请核对：号码留给这位使用人，以后由本人激活",
        "Check: the number is kept for this user, who activates it in person",
    ),
}

OF_VERDICTS: dict[str, tuple[str, str]] = {
    "verdicts.check_UNIT": ("单位", "Unit"),
    "verdicts.check_UNIT_ORDER": ("单位订单", "Unit's order"),
    "verdicts.word_UNIT_CONFIRMED": ("可办理", "may go on"),
    "verdicts.word_UNIT_NOT_FOUND": ("查无此单位", "not found"),
    "verdicts.word_UNIT_REVOKED": ("已吊销", "revoked"),
    "verdicts.word_UNIT_NAME_DIFFERENT": ("名称不一致", "another name"),
    "verdicts.word_UNIT_LIMIT": ("超过上限", "too many"),
    "verdicts.word_UNIT_ORDER_OPEN": ("可办理", "may go on"),
    "verdicts.word_UNIT_ORDER_UNKNOWN": ("没有这个订单", "not found"),
    "verdicts.word_UNIT_ORDER_PAUSED": ("已暂停", "paused"),
    "verdicts.word_UNIT_ORDER_CLOSED": ("已结束", "closed"),
    "verdicts.word_UNIT_ORDER_FULL": ("已办满", "full"),
    "verdicts.word_UNIT_ORDER_OTHER_USE": ("用途不符", "another use"),
    "verdicts.why_UNIT_NOT_FOUND": (
        "登记机关查不到这个统一社会信用代码，或与证照影像不一致。",
        "No register has this credit code, or the images show another one.",
    ),
    "verdicts.why_UNIT_REVOKED": ("这个单位已被吊销或注销。", "This unit's licence was revoked."),
    "verdicts.why_UNIT_NAME_DIFFERENT": (
        "单位名称与登记机关的不一致。",
        "The unit's name is another one in the state's register.",
    ),
    "verdicts.why_UNIT_LIMIT": (
        "超过了这个单位可以办理的号码数量。",
        "The unit may not have so many numbers.",
    ),
    "verdicts.why_UNIT_NEW": (
        "新单位：运营商正在审核证照和授权书影像，通过后开立订单。",
        "A new unit: the carrier is looking at the images; then its order is opened.",
    ),
    "verdicts.why_UNIT_MISSING": (
        "登记里缺少单位或订单，或写在了不该有的业务里。",
        "Unit or order is missing, or stands where none belongs.",
    ),
    "verdicts.why_UNIT_REFUSED": (
        "单位用户只能在自有营业厅办理。",
        "Units are registered in the carrier's own halls only.",
    ),
    "verdicts.why_UNIT_ORDER_UNKNOWN": (
        "本厅没有这个单位订单。",
        "This hall has no such order.",
    ),
    "verdicts.why_UNIT_ORDER_PAUSED": ("单位订单已暂停。", "The unit's order is paused."),
    "verdicts.why_UNIT_ORDER_CLOSED": ("单位订单已结束。", "The unit's order is closed."),
    "verdicts.why_UNIT_ORDER_FULL": (
        "单位订单的号码都有使用人了。",
        "Every number of the order has its user.",
    ),
    "verdicts.why_UNIT_ORDER_OTHER_USE": (
        "订单的用途与这项业务不符。",
        "The order is for another use.",
    ),
    "verdicts.why_UNIT_ORDER_TOO_EARLY": (
        "运营商还在审核这个单位。",
        "The carrier is still looking at the unit.",
    ),
    "verdicts.why_UNIT_ORDER_REJECTED": (
        "这个单位的登记没有通过。",
        "The unit's registration was rejected.",
    ),
}

OF_ADVICE: dict[str, tuple[str, str]] = {
    "advice.unit": (
        "请与单位的证照核对；仍不符的，请单位到登记机关办理变更或查询。",
        "Compare it with the licence; if it persists, the unit asks the registering office.",
    ),
    "advice.unit_order": (
        "请在单位订单页面查看订单状态，或由单位另开订单。",
        "See how the order stands on its page, or let the unit ask for another.",
    ),
}

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "B-626": (
        ("单位没有通过：{reason}。", "The unit was not taken: {reason}."),
        ("没有保存任何资料，也没有读取证件。", "Nothing was saved and no card was read."),
        (
            "请按证照核对统一社会信用代码和办理数量。",
            "Compare the credit code with the licence, and how many numbers are asked for.",
        ),
    ),
    "B-627": (
        ("单位订单现在不能办理：{reason}。", "The unit's order takes nobody now: {reason}."),
        ("已办理的使用人不受影响。", "The users so far are not affected."),
        (
            "请核对订单码；暂停的订单按 F8 继续，已结束的请单位另开订单。",
            "Check the code; F8 resumes a paused order, a closed one needs a new order.",
        ),
    ),
}

OF_TROUBLES: dict[str, tuple[str, str]] = {
    "troubles.unit_length": ("不是 18 位的代码", "it has not 18 characters"),
    "troubles.unit_letters": (
        "代码里有不会出现的字符（I、O、S、V、Z 等）",
        "it has a letter that no code has (I, O, S, V, Z)",
    ),
    "troubles.unit_check": ("校验位不对", "the check character is wrong"),
    "troubles.unit_identity": (
        "这可能是个人证件号码，任何输入框都不接受",
        "it may be somebody's ID number, which no field takes",
    ),
    "troubles.unit_unknown": ("登记机关查无此单位", "no register has such a unit"),
    "troubles.unit_revoked": ("这个单位已被吊销或注销", "its licence was revoked"),
    "troubles.unit_name": (
        "档案名称与登记机关的不一致",
        "its name is another one in the state's register",
    ),
    "troubles.unit_hall": ("只能在自有营业厅办理", "this is done in own halls only"),
    "troubles.unit_count": (
        "超过了这个单位现在可以办理的数量",
        "it may not have so many numbers now",
    ),
    "troubles.unit_away": ("核验平台没有应答", "the gateway did not answer"),
    "troubles.unit_before_card": ("请先确定单位，再放证件", "the unit comes before the card"),
    "troubles.unit_order_unknown": ("本厅没有这个订单", "this hall has no such order"),
    "troubles.unit_order_early": (
        "运营商还在审核这个单位",
        "the carrier is still looking at the unit",
    ),
    "troubles.unit_order_rejected": ("单位登记没有通过", "its unit was rejected"),
    "troubles.unit_order_paused": ("订单已暂停", "it is paused"),
    "troubles.unit_order_closed": ("订单已结束", "it is closed"),
    "troubles.unit_order_full": ("号码都有使用人了", "every number has its user"),
}
