"""A case of two people (过户): who is meant, who has signed, what becomes of the number."""

SENTENCES: dict[str, tuple[str, str]] = {
    "case.step_FORM_transfer": ("签署过户协议", "Sign the agreement"),
    "case.step_of": ("{step}（{role}）", "{step} · {role}"),
    "case.role_OWNER": ("新机主", "new owner"),
    "case.role_PRESENT_OWNER": ("原机主", "present owner"),
    "case.person_OWNER": ("新机主", "New owner"),
    "case.person_PRESENT_OWNER": ("原机主", "Present owner"),
    "case.hint_person": ("读证 · 拍照 · 核验", "card · photo · verification"),
    "case.hint_sign_all": ("双方先后签名", "both sign in turn"),
    "case.signs_now": ("{role}签名", "the {role} signs"),
    "case.lay_card_of": ("请将{role}的身份证放在读卡器上", "Place the {role}'s card on the reader"),
    "case.of_role": ("{role}：{words}", "{words} ({role})"),
    "case.form_transfer": (
        "请核对过户协议并签名",
        "Let them check the agreement and sign",
    ),
    "case.form_safe_transfer": (
        "签名只对这份协议有效。接着由新机主签名，双方都签后才提交。",
        "Valid for this agreement only. The new owner signs next; nothing is submitted before.",
    ),
    "case.form_seals_safe_transfer": (
        "签名只对这份协议有效；确认后双方资料加密保存，再自动提交。",
        "Valid for this agreement only. With the key both are sealed, saved and submitted.",
    ),
    "case.summary_owner_transfer": ("新机主", "New owner"),
    "case.ended_safe_transfer": (
        "没有保存任何资料，双方证件可以交还。号码仍在原机主名下。",
        "Nothing was saved; both cards can go back. The number stays with its present owner.",
    ),
}
