"""A case of two people: who is meant, who has signed, what becomes of the number."""

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
    "case.consent_of": ("请{role}阅读并同意", "Let the {role} read and agree"),
    "case.live_photo_of": ("请{role}面对摄像头", "Let the {role} look into the camera"),
    "case.form_of": ("请{role}核对登记单并签名", "Let the {role} check the form and sign"),
    "case.form_transfer_of": (
        "请{role}核对过户协议并签名",
        "Let the {role} check the agreement and sign",
    ),
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
    # A minor and the guardian
    "case.role_OWNER_new_number_with_guardian": ("未成年人", "minor"),
    "case.person_OWNER_new_number_with_guardian": ("未成年人", "Minor"),
    "case.role_GUARDIAN": ("监护人", "guardian"),
    "case.person_GUARDIAN": ("监护人", "Guardian"),
    "case.hint_person_new_number_with_guardian_OWNER": ("读证 · 核验", "card · verification"),
    "case.hint_VERIFICATION_new_number_with_guardian_OWNER": ("身份 · 张数", "identity · quota"),
    "case.hint_VERIFICATION_number_new_number_with_guardian_GUARDIAN": (
        "身份 · 人像",
        "identity · face",
    ),
    "case.consent_new_number_with_guardian_OWNER": (
        "请监护人陪同阅读，代为同意并签名",
        "Let the guardian read along, agree and sign",
    ),
    "case.consent_safe_new_number_with_guardian_OWNER": (
        "由监护人替未成年人勾选和签名。未成年人不拍照、不作人像比对；签名之前不外传。",
        "The guardian ticks and signs. The minor is not photographed; nothing is sent before.",
    ),
    "case.step_DOCUMENT": ("拍摄材料", "Documents"),
    "case.step_DOCUMENT_new_number_by_trustee": ("授权委托书", "Letter of authority"),
    "case.hint_DOCUMENT": ("拍摄原件", "of the original"),
    "case.yield_document": ("已拍摄", "photographed"),
    "case.step_RELATION": ("监护关系", "Relation"),
    "case.hint_RELATION": ("从列表选择", "out of a list"),
    "case.yield_related": ("已选择", "chosen"),
    "case.relation": ("监护人是未成年人的什么人？", "What is the guardian to the minor?"),
    "case.relation_safe": (
        "请查看户口簿等证明后，按数字键选择；关系会写在登记单上，由双方签名。",
        "Look at the household book, then press a digit. It stands on the form that both sign.",
    ),
    "case.go_on_relation": ("选择关系", "Choose the relation"),
    "case.relation_missing": ("请按数字键选择关系", "Press a digit to choose"),
    "case.relation_FATHER": ("父亲", "Father"),
    "case.relation_MOTHER": ("母亲", "Mother"),
    "case.relation_OTHER_GUARDIAN": ("其他监护人", "Another guardian"),
    "case.form_safe_new_number_with_guardian_GUARDIAN": (
        "签名只对这张登记单有效。接着由未成年人签名，双方都签后才提交。",
        "Valid for this form only. The minor signs next; nothing is submitted before.",
    ),
    "case.ended_safe_new_number_with_guardian": (
        "没有保存任何资料，双方证件可以交还。",
        "Nothing was saved; both cards can go back.",
    ),
    # Somebody whose document has no chip
    "case.step_REASON": ("办理原因", "Reason"),
    "case.hint_REASON": ("从列表选择", "out of a list"),
    "case.step_DOCUMENT_special_document": ("证件影像", "Document"),
    "case.step_VERIFICATION_special_document": ("审核登记", "Admission"),
    "case.hint_VERIFICATION_special_document": ("当日限额", "today's limit"),
    "case.hint_VERIFICATION_number_special_document": ("当日限额", "today's limit"),
    "case.reason": ("为什么用没有芯片的证件办理？", "Why is it a document without a chip?"),
    "case.reason_safe": (
        "有居民身份证的客户一律读证办理；芯片读不出的身份证请到公安机关换领。",
        "Whoever has a resident card is read by it; the police replace one that cannot be read.",
    ),
    "case.go_on_reason": ("选择原因", "Choose the reason"),
    "case.visual_check_special_document": (
        "请对照证件原件核对客户本人",
        "Compare the customer with the document",
    ),
    "case.visual_check_safe_special_document": (
        "本人、证件上的照片、拍下的影像三者一致；不是本人请按 F8。",
        "Person, photo on the document and images agree; F8 if it is somebody else.",
    ),
    "case.review_special_document": (
        "请主管当面核对本人和证件原件",
        "A supervisor compares person and document",
    ),
    "case.ended_safe_special_document": (
        "没有保存任何资料，证件可以交还客户。",
        "Nothing was saved; the document can go back.",
    ),
    # Somebody who is not here, and the trustee
    "case.lay_card_safe_new_number_by_trustee_OWNER": (
        "委托人不必到场：先读取并核验其证件，再读受托人的证件。证件放好后自动读取。",
        "The principal need not be here: their card is read and verified, then the trustee's.",
    ),
    "case.role_OWNER_new_number_by_trustee": ("委托人", "principal"),
    "case.person_OWNER_new_number_by_trustee": ("委托人", "Principal"),
    "case.step_RELATION_new_number_by_trustee": ("与委托人的关系", "Relation"),
    "case.relation_new_number_by_trustee": (
        "受托人是委托人的什么人？",
        "What is the trustee to the principal?",
    ),
    "case.relation_safe_new_number_by_trustee": (
        "对照授权委托书后，按数字键选择；关系会写在登记单上，由受托人签名。",
        "Compare with the letter, then press a digit. It stands on the form that is signed.",
    ),
    "case.relation_SPOUSE": ("配偶", "Spouse"),
    "case.relation_PARENT": ("父母", "Parent"),
    "case.relation_CHILD": ("子女", "Child"),
    "case.relation_OTHER_RELATIVE": ("其他亲属", "Another relative"),
    "case.relation_OTHER_TRUSTED": ("其他受托人", "Somebody else"),
    "case.role_TRUSTEE": ("受托人", "trustee"),
    "case.person_TRUSTEE": ("受托人", "Trustee"),
    "case.hint_person_new_number_by_trustee_OWNER": ("读证 · 核验", "card · verification"),
    "case.hint_VERIFICATION_new_number_by_trustee_OWNER": ("身份 · 张数", "identity · quota"),
    "case.hint_VERIFICATION_number_new_number_by_trustee_TRUSTEE": (
        "身份 · 人像",
        "identity · face",
    ),
    "case.form_safe_new_number_by_trustee": (
        "受托人签名，并声明已取得授权；号码登记在委托人名下。",
        "The trustee signs and declares the authority; the number is the principal's.",
    ),
    "case.ended_safe_new_number_by_trustee": (
        "没有保存任何资料，双方证件可以交还。",
        "Nothing was saved; both cards can go back.",
    ),
}
