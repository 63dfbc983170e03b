"""A case from the card to the outcome: steps, questions, actions."""

from ui.i18n.disputes import SENTENCES as _OF_DISPUTES
from ui.i18n.parties import SENTENCES as _OF_TWO
from ui.i18n.port_in import OF_CASE
from ui.i18n.reviews import OF_CASE as OF_REVIEWS
from ui.i18n.units import OF_CASE as OF_UNITS

SENTENCES: dict[str, tuple[str, str]] = {
    **_OF_TWO,
    **_OF_DISPUTES,
    **OF_CASE,
    **OF_REVIEWS,
    **OF_UNITS,
    # The steps on the left
    "case.step_LOOK_UP": ("号码查询", "Number look-up"),
    "case.step_PROOF_OF_USE": ("使用证明", "Proof of use"),
    "case.step_READ_CARD": ("读证", "Read the card"),
    "case.step_VISUAL_CHECK": ("人证核对", "Visual check"),
    "case.step_CONSENT": ("告知与同意", "Notices and consent"),
    "case.step_LIVE_PHOTO": ("现场拍照", "Live photo"),
    "case.step_VERIFICATION": ("核验", "Verification"),
    "case.step_REVIEW": ("复核", "Review"),
    "case.step_NUMBER_AND_SIM": ("选号与 SIM 卡", "Number and SIM"),
    "case.step_NEW_SIM": ("读取新 SIM 卡", "New SIM"),
    "case.step_FORM": ("签署登记单", "Sign the form"),
    "case.step_FORM_second_real_person_check": ("签署风险告知书", "Sign the risk notice"),
    "case.step_SEAL": ("加密提交", "Seal and submit"),
    "case.steps": ("办理步骤", "Steps"),
    "case.step_done": ("已完成", "done"),
    "case.step_current": ("当前步骤", "current step"),
    "case.step_to_do": ("未开始", "to do"),
    "case.hint_LOOK_UP": ("扫描 SIM 卡或输入号码", "scan the SIM or type"),
    "case.hint_PROOF_OF_USE": ("SIM 卡或验证码", "SIM or code"),
    "case.hint_READ_CARD": ("放上证件", "place the card"),
    "case.hint_VISUAL_CHECK": ("本人 · 证件 · 屏幕", "person · card · screen"),
    "case.hint_CONSENT": ("告知、勾选、签名", "notices, ticks, signature"),
    "case.hint_LIVE_PHOTO": ("拍摄本人", "of the customer"),
    "case.hint_REVIEW": ("复核人确认", "supervisor approves"),
    "case.hint_FORM": ("客户核对并签名", "the customer signs"),
    "case.hint_VERIFICATION": ("身份 · 人像 · 张数", "identity · face · quota"),
    "case.hint_NUMBER_AND_SIM": ("号码 · 套餐 · SIM 卡", "number · offer · SIM"),
    "case.hint_NEW_SIM": ("扫描或插入新卡", "scan or insert it"),
    "case.hint_SEAL": ("保存并等待回执", "save, then the receipt"),
    "case.yield_read": ("{seconds} 秒", "{seconds} s"),
    "case.yield_checked": ("已确认", "confirmed"),
    "case.yield_agreed": ("已同意", "agreed"),
    "case.yield_photo": ("已拍照", "taken"),
    "case.yield_reviewed": ("已复核", "approved"),
    "case.yield_signed": ("已签名", "signed"),
    "case.yield_new_sim": ("已读取", "read"),
    "case.yield_verified": ("一致", "match"),
    "case.yield_to_review": ("须复核", "needs a review"),
    "case.yield_captured": ("未核验", "not verified"),
    "case.yield_saved": ("第 {sequence} 单", "no. {sequence}"),
    "case.yield_refused": ("未通过", "not passed"),
    # Waiting for a card
    "case.lay_card": ("请将客户的身份证放在读卡器上", "Place the customer's card on the reader"),
    "case.lay_card_safe": (
        "放好后会自动读取，无需按键。身份信息只能来自证件芯片，不能手工录入。",
        "It is read by itself. Identity comes from the chip only and is never typed.",
    ),
    "case.preparing": ("正在准备，请稍候…", "One moment, getting ready…"),
    "case.preparing_safe": (
        "证件已放好，正在等待核验平台，准备好后会自动继续，无需按键。",
        "The card is in place and the gateway is being asked. This continues by itself.",
    ),
    "case.lay_again": ("请重新放上证件", "Place the card again"),
    "case.lay_again_safe": (
        "先前放上的证件没有采用，也没有保留任何资料。证件还在读卡器上的，请先取下再放。",
        (
            "The card placed before was not taken, and nothing of it was kept. "
            "If it is still there, lift it first."
        ),
    ),
    "case.lay_elsewhere": (
        "请把证件放到身份证读卡器上",
        "Lay the card on the reader for ID cards",
    ),
    "case.lay_elsewhere_safe": (
        "这台读卡器能看到证件，但没有安全模块，读不出内容。没有读取任何资料。",
        "This reader sees the card and has no security module to read it with. Nothing was taken.",
    ),
    "case.no_reader": ("请连接读卡器", "Connect a reader"),
    "case.no_reader_safe": (
        "已保存的登记不受影响。请检查读卡器的连接线和电源，接好后会自动继续。",
        "Saved registrations are safe. Check cable and power; this continues by itself.",
    ),
    "case.capture_closed": ("现在不能开始新的办理", "No new case can be started now"),
    "case.capture_closed_safe": (
        "{reason}。已保存的登记不受影响，网络恢复后自动提交。",
        "Reason: {reason}. Saved registrations are safe and will be submitted by themselves.",
    ),
    "case.last_saved": ("上一单", "Last case"),
    "case.last_saved_line": ("第 {sequence} 单 · {time}", "No. {sequence} · {time}"),
    "case.flow_unit": ("单位/行业用户", "Unit customers"),
    "case.hint_VERIFICATION_number": ("身份 · 人像 · 号码", "identity · face · number"),
    "case.go_on_form_seals": ("客户已签名，加密提交", "Signed: seal and submit"),
    "case.needs_network": ("需联网办理", "needs the network"),
    # Questions
    "case.reading": ("正在读证…", "Reading the card…"),
    "case.reading_safe": ("请不要移动证件。", "Please leave the card where it is."),
    "case.visual_check": (
        "请核对：本人、证件与屏幕是否一致",
        "Do person, card and screen match?",
    ),
    "case.visual_check_safe": (
        "看人、看证、看屏幕。资料显示 60 秒后自动遮蔽。",
        "Look at the person, the card, the screen. Details are masked after 60 seconds.",
    ),
    "case.consent": ("请客户阅读并同意", "Let the customer read and agree"),
    "case.consent_safe": (
        "证件可以交还客户。请把屏幕转向客户：数字键勾选，在签名区签名；同意之前不拍照、不外传。",
        (
            "The card can go back. Turn the screen to the customer, who ticks and signs. "
            "Nothing is photographed or sent before."
        ),
    ),
    "case.live_photo": ("请客户面对摄像头", "Let the customer look into the camera"),
    "case.live_photo_safe": (
        "拍下后立即与身份信息一起加密送核。照片只能由本程序拍摄，不能选文件。",
        "The photo is sealed and verified at once. Only this program takes it, never a file.",
    ),
    "case.looks_only": ("这个工号只能查看", "This work id looks and changes nothing"),
    "case.looks_only_safe": (
        "办理登记请由营业员或值班长登录。{key} 查看待提交的登记（脱敏）。",
        "To register somebody a clerk or a supervisor logs in. {key} shows the queue, masked.",
    ),
    "case.review": ("请复核人确认", "A supervisor has to review this case"),
    "case.review_safe": (
        "复核人查看客户与证件，用本人的登录凭据签署。决定会记入审计。",
        "The supervisor checks customer and card, and signs with a log-in of their own.",
    ),
    "case.reviewing": ("正在提交复核…", "Submitting the review…"),
    "case.reviewing_safe": ("请稍候。", "One moment."),
    "case.form": ("请客户核对登记单并签名", "Let the customer check the form and sign"),
    "case.form_safe": (
        "签名只对这张登记单有效；改动号码或套餐后须重签。",
        "Valid for this form only; a different number or offer needs a new signature.",
    ),
    "case.form_second_real_person_check": (
        "请客户阅读风险告知书并签名",
        "Let the customer read the risk notice and sign",
    ),
    "case.form_seals_safe": (
        "签名只对这张登记单有效；确认后资料加密保存，再自动提交。",
        "Valid for this form only. With the key it is sealed, saved and submitted.",
    ),
    "case.form_offline_number_safe": (
        "签名只对这张登记单有效。离线采集，停机状态以核验后为准。",
        "Valid for this form only. Offline: the number's state is known after verification.",
    ),
    "case.seal_offline_number_safe": (
        "资料将加密保存在本机，网络恢复后自动提交；停机状态以核验后为准。",
        "Sealed here and submitted once the network is back; the state is known after that.",
    ),
    "case.form_offline_safe": (
        "签名只对这张登记单有效。离线采集，核验通过前号码不会开通。",
        "The signature is valid for this form only. Captured offline: inactive until verified.",
    ),
    "case.verifying": ("正在联网核验…", "Verifying online…"),
    "case.verifying_safe": (
        "证件可以交还客户。通常几秒钟，请稍候。",
        "The card can go back to the customer. This takes a few seconds.",
    ),
    "case.not_verified_yet": ("还没有核验结论", "No verification result yet"),
    "case.not_verified_yet_safe": (
        "证件可以交还客户。没有结论就不能继续，可以再试一次。",
        "The card can go back to the customer. Without a result nothing continues; try again.",
    ),
    "case.choose_number": ("请选择号码，并扫描 SIM 卡", "Choose a number and scan the SIM"),
    "case.choose_number_safe": (
        "证件可以交还客户。数字键选号码，/ 检索，{offers} 选套餐，扫码读 SIM 卡。",
        "The card can go back. Digits pick a number, / searches, {offers} pick the offer.",
    ),
    "case.choose_number_offline_safe": (
        "证件可以交还客户。离线采集，号码在运营商核验通过前不会开通。",
        (
            "The card can go back to the customer. Captured offline: "
            "the number stays inactive until the carrier has verified it."
        ),
    ),
    "case.holding_number": ("正在预占号码…", "Reserving the number…"),
    "case.no_numbers": ("没有可选的号码", "No number to choose from"),
    "case.searching": ("正在检索号码…", "Looking for numbers…"),
    "case.seal": ("确认后加密提交", "Confirm to seal and submit"),
    "case.seal_safe": (
        "资料将加密给运营商，先保存在本机，再自动提交。",
        "The record is sealed to the carrier, saved on this computer, then submitted.",
    ),
    "case.seal_offline_safe": (
        "资料将加密保存在本机，网络恢复后自动提交；运营商核验通过前号码不会开通。",
        (
            "The record is sealed on this computer and submitted once the network is back; "
            "the number stays inactive until the carrier has verified it."
        ),
    ),
    "case.sealing": ("正在加密保存…", "Sealing and saving…"),
    "case.sealing_safe": ("请不要关闭程序。", "Please do not close the program."),
    "case.reread": ("请再次放上同一张证件", "Place the same card again"),
    "case.reread_safe": (
        "读证时间过久。已办的步骤、核验结论和号码都保留，重读后继续。",
        "The read is too old. Whatever was done is kept, and goes on once the card is read.",
    ),
    # Actions
    "case.go_on_visual_check": ("人证一致，下一步", "They match: continue"),
    "case.go_on_consent": ("客户已同意并签名", "Agreed and signed"),
    "case.go_on_live_photo": ("拍照并核验", "Take photo and verify"),
    "case.go_on_review": ("同意办理", "Approve"),
    "case.go_on_form": ("客户已签名", "The customer has signed"),
    "case.refuse_visual_check": ("人证不一致", "They differ"),
    "case.retry_verification": ("重新核验", "Verify again"),
    "case.go_on_number": ("确定号码、套餐和 SIM 卡", "Confirm number, offer and SIM"),
    "case.go_on_seal": ("加密提交", "Seal and submit"),
    "case.wait": ("请稍候…", "Please wait…"),
    "case.wait_card": ("等待证件…", "Waiting for the card…"),
    "case.next_customer": ("下一位客户", "Next customer"),
    "case.try_another_card": ("知道了，重新开始", "OK, start again"),
    # The number
    "case.search_label": ("号码中包含", "Number contains"),
    "case.search_placeholder": ("最多 8 位数字，回车检索", "up to 8 digits, then Enter"),
    "case.flow_key": ("按 {key} 办理{flow}", "Press {key}: {flow}"),
    "case.number_key": ("按 {key} 选择 {number}", "Press {key} for {number}"),
    "case.side_number": ("已选号码", "Chosen number"),
    "case.side_number_applied": ("申请的号码", "Number applied for"),
    "case.side_number_marked": ("待确认的号码", "Selected number"),
    "case.side_number_none": ("尚未选择", "none yet"),
    "case.hold": ("号码预占，剩余 {left}", "Reserved, {left} left"),
    "case.hold_offline": ("离线号段，核验通过前不会开通", "Leased number, inactive until verified"),
    "case.hold_of": ("{number} · {hold}", "{number} · {hold}"),
    "case.hold_over": ("号码预占已到期", "The reservation has ended"),
    "case.side_quota": ("名下号码", "Numbers owned"),
    "case.side_today": ("今日", "Today"),
    "case.today_accepted": ("已受理", "Accepted"),
    "case.today_pending": ("待提交", "Queued"),
    "case.today_rejected": ("未通过", "Rejected"),
    # The summary before sealing
    "case.summary_owner": ("机主", "Owner"),
    "case.summary_number": ("号码", "Number"),
    "case.summary_no_number": ("到店后办理", "at the second visit"),
    "case.summary_verdict": ("核验", "Verification"),
    "case.summary_flow": ("业务", "Flow"),
    "case.summary_sim": ("SIM 卡", "SIM"),
    "case.summary_offer": ("套餐", "Offer"),
    "case.summary_clerk": ("营业员", "Clerk"),
    # Saved, and what has become of it
    "case.saved": ("已保存，待提交", "Saved, waiting to be submitted"),
    "case.saved_safe": (
        "资料已加密保存在本机，正在等待运营商的签名回执。",
        "The record is sealed on this computer; the carrier's signed receipt is awaited.",
    ),
    "case.saved_headline": (
        "这一单已保存，可以请下一位客户",
        "Saved – ready for the next customer",
    ),
    "case.ACCEPTED_headline": (
        "这一单已受理，可以请下一位客户",
        "Accepted – ready for the next customer",
    ),
    "case.REJECTED_headline": (
        "请告知客户：这一单未通过",
        "Tell the customer: the registration was rejected",
    ),
    "case.UNDER_REVIEW_headline": (
        "请告知客户：这一单正在复核",
        "Tell the customer: the registration is under review",
    ),
    "case.AWAITING_CUSTOMER_headline": (
        "请告知客户：需要再次到店",
        "Tell the customer to come again",
    ),
    "case.saved_offline_safe": (
        "资料已加密保存在本机，网络恢复后自动提交；运营商核验通过前号码不会开通",
        (
            "Records are sealed on this computer and submitted once the network is back; "
            "no number is activated before the carrier has verified it"
        ),
    ),
    "case.saved_offline_number_safe": (
        "资料已加密保存在本机，网络恢复后自动提交；停机状态以核验后为准。",
        "Sealed on this computer and submitted once the network is back; then its state is known.",
    ),
    "case.ACCEPTED": ("已受理", "Accepted"),
    "case.ACCEPTED_safe": (
        "运营商已签名确认受理。",
        "The carrier has signed for it.",
    ),
    "case.REJECTED": ("未通过", "Rejected"),
    "case.REJECTED_safe": (
        "运营商没有受理这一单，号码不会开通。",
        "The carrier has not accepted this registration; the number stays inactive.",
    ),
    "case.REJECTED_number_safe": (
        "运营商没有受理这一单，号码状态不变。",
        "The carrier has not accepted this registration; the number stays as it is.",
    ),
    "case.sim_delayed": (
        "请告知客户：这是高风险补换卡，新卡 {time} 起可用；已向旧卡发送短信提醒。",
        (
            "Tell the customer: this replacement is at high risk. The new SIM works from {time}; "
            "the old one was told by a message."
        ),
    ),
    "case.UNDER_REVIEW": ("复核中", "Under review"),
    "case.UNDER_REVIEW_safe": (
        "运营商正在复核，结果会自动更新。复核完成前号码不会开通。",
        "The carrier is reviewing it; the result appears here. Until then the number is inactive.",
    ),
    "case.UNDER_REVIEW_number_safe": (
        "运营商正在复核，结果会自动更新。复核完成前号码状态不变。",
        "The carrier is reviewing it; the result appears here. Until then the number stays as is.",
    ),
    "case.AWAITING_CUSTOMER": ("待到店", "Customer must return"),
    "case.AWAITING_CUSTOMER_safe": (
        "请客户凭本人证件原件再次到店，30 日内有效。到店前号码不会开通。",
        "The customer has to come again with the card within 30 days; no number is active yet.",
    ),
    "case.AWAITING_CUSTOMER_number_safe": (
        "请客户凭本人证件原件再次到店，30 日内有效。到店前号码状态不变。",
        "The customer has to come again with the card within 30 days; the number stays as it is.",
    ),
    "case.outcome_reason": ("{outcome}：{reason}", "{outcome}: {reason}"),
    "case.sequence": ("第 {sequence} 单", "No. {sequence}"),
    "case.saved_at": ("{time} 保存", "saved {time}"),
    # How a case ends without being saved
    "case.ended_safe": (
        "没有保存任何资料，证件可以交还客户。",
        "Nothing was saved; the card can go back to the customer.",
    ),
    "case.ended_safe_second_real_person_check": (
        "没有保存任何资料，证件可以交还客户。号码仍有风险标记；有异议的，可拨打运营商客服热线申诉。",
        "Nothing was saved. The number stays flagged; an appeal goes through the service line.",
    ),
    "case.unreadable_headline": ("证件芯片无法读取", "The card's chip cannot be read"),
    "case.unreadable": (
        (
            "证件芯片无法读取。请换一台读卡器再试；仍不能读取的，"
            "请客户到公安机关换领证件。不能手工录入。"
        ),
        (
            "The card's chip cannot be read. Try another reader; if that fails too, the customer "
            "has the card replaced by the police. Nothing may be typed."
        ),
    ),
    "case.card_refused": ("这张证件不能使用", "This card cannot be used"),
    "case.refused_headline": ("这一单不能继续", "This case cannot continue"),
    "case.code": ("代码 {code}", "Code {code}"),
}
