"""What the gateway says of whoever acts for the owner, has no chip, or has to wait."""

OF_ACTING: dict[str, tuple[str, str]] = {
    "verdicts.word_GUARDIAN_NOT_NEEDED": ("无须监护人", "no guardian needed"),
    "verdicts.word_REPRESENTATIVE_UNDER_AGE": ("未达年龄", "under age"),
    "verdicts.word_TRUSTEE_LIMIT": ("代办已达上限", "limit reached"),
    "verdicts.word_COOLING_OFF": ("暂停核验", "not now"),
    "verdicts.why_COOLING_OFF": (
        "此人刚才人像比对为非同一人，或今天两次证件信息不一致，本网点暂不为其核验。",
        "Another face here a while ago, or a register that differed twice today: not asked now.",
    ),
    "verdicts.check_SPECIAL_DOCUMENT": ("无芯片证件", "No chip"),
    "verdicts.word_SPECIAL_REVIEW": ("须人工审核", "needs review"),
    "verdicts.word_SPECIAL_LIMIT": ("当日已达上限", "limit reached"),
    "verdicts.why_SPECIAL_REVIEW": (
        "证件没有芯片，由运营商审核人员依影像登记。",
        "The document has no chip; the carrier's reviewers decide by its images.",
    ),
    "verdicts.why_SPECIAL_REFUSED": (
        "本网点不办理无芯片证件。",
        "This outlet takes no documents without a chip.",
    ),
    "verdicts.why_SPECIAL_LIMIT": (
        "本厅今天办理的无芯片证件已达上限。",
        "This hall has captured as many documents without a chip as it may today.",
    ),
    "verdicts.why_GUARDIAN_NOT_NEEDED": (
        "客户已达可以本人办理的年龄。",
        "The customer is old enough to register without a guardian.",
    ),
    "verdicts.why_minor": (
        "本机不能为这个年龄的客户办理已有号码的业务。",
        "This counter does nothing about an existing number for somebody of this age.",
    ),
    "verdicts.why_REPRESENTATIVE_UNDER_AGE": (
        "代为办理的人未达办理年龄。",
        "Whoever acts for the customer is not of age.",
    ),
    "verdicts.why_TRUSTEE_LIMIT": (
        "受托人近期代办的号码已达上限。",
        "The trustee has opened as many numbers for others as may be for now.",
    ),
    "verdicts.why_FLOW_NOT_OFFERED": (
        "运营商不允许本网点办理这项业务。",
        "The carrier does not let this outlet do this.",
    ),
    "verdicts.why_RELATION_MISSING": (
        "登记中没有代办人与机主的关系，或不该有。",
        "The record lacks the relation of whoever acts to the owner, or has one out of place.",
    ),
    "verdicts.why_DOCUMENT_MISSING": (
        "登记中缺少这项业务要求的材料照片，或材料种类不对。",
        "A document that this flow asks for is missing, or is of another kind.",
    ),
    "verdicts.why_DOCUMENT_INVALID": (
        "材料照片无法打开。",
        "A photographed document cannot be opened.",
    ),
    "verdicts.why_DOCUMENT_USED": (
        "材料照片已用于另一笔登记。",
        "A photographed document was used for another registration.",
    ),
}
