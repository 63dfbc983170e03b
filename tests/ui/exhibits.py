"""What the gallery in docs/ shows, in its order. Everybody in it is invented."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EXHIBITS", "Exhibit"]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One picture.

    Attributes:
        name: of the file, without its ending.
        shows: a scene of the window by its name, `paper NAME` for a paper, `over NAME` for what
            lies over the window.
        caption: what a visitor should notice.
    """

    name: str
    shows: str
    caption: str
    language: str = "zh_CN"
    size: tuple[int, int] = (1366, 768)


EXHIBITS: dict[str, tuple[Exhibit, ...]] = {
    "From the card to the receipt": (
        Exhibit("log-in", "log-in", "登录: one clerk, one work ID; sign and agent number above."),
        Exhibit("idle", "idle", "The one question between two customers."),
        Exhibit(
            "visual-check",
            "visual-check",
            "人证核对: the person as the chip says, with the number of this read. "
            "There is nothing to type into.",
        ),
        Exhibit(
            "consent",
            "consent",
            "告知与同意: every notice has its tick, the face match a second one to decline it; "
            "the signature is bound to the very text.",
        ),
        Exhibit(
            "live-photo", "live-photo", "现场拍照: light, sharpness and place are measured here."
        ),
        Exhibit(
            "verifying", "verifying", "核验: three answers are awaited; not yet is never green."
        ),
        Exhibit(
            "review", "review", "复核: a supervisor looks and signs, where a verdict asks for it."
        ),
        Exhibit(
            "number",
            "number",
            "选号与 SIM 卡: digits and F-keys choose, the scanner reads the SIM.",
        ),
        Exhibit("form", "form", "签署登记单: the customer sees the paper, and signs it."),
        Exhibit("seal", "seal", "加密提交: once more in masks, then sealed to the carrier."),
        Exhibit("saved", "saved", "Saved: on disk, and no higher word before the receipt."),
        Exhibit("accepted", "saved-accepted", "Accepted: the gateway's signed receipt has come."),
    ),
    "Every kind of card": (
        Exhibit("card-hmt", "visual-check-hmt", "港澳台居民居住证, with its permit number."),
        Exhibit("card-foreign", "visual-check-foreign-2017", "外国人永久居留身份证, 2017 edition."),
        Exhibit(
            "card-long-name",
            "visual-check-long",
            "A long name with a private-use and a supplementary character, and two warnings.",
        ),
        Exhibit("card-masked", "visual-check-masked", "After a minute only masks are left."),
        Exhibit(
            "reread", "reread", "After fifteen minutes the same card is laid again; the case stays."
        ),
    ),
    "When it does not go on": (
        Exhibit(
            "refused-mismatch",
            "refused-mismatch",
            "不一致: what happened, what is safe, what to do.",
        ),
        Exhibit("refused-not-found", "refused-not-found", "库中无此号."),
        Exhibit("refused-face", "refused-face", "非同一人."),
        Exhibit("refused-quota", "refused-quota", "已达上限, in the gateway's own figures."),
        Exhibit(
            "refused-referral", "refused-referral", "库中无照片 in an agent's shop: to an own hall."
        ),
        Exhibit(
            "refused-neutral", "refused-neutral", "Where the reason must not be told, it is not."
        ),
        Exhibit("refused-too-young", "refused-too-young", "未达年龄: who may register instead."),
        Exhibit(
            "card-unreadable",
            "card-unreadable",
            "A dead chip: another reader, else the police. Never typing.",
        ),
        Exhibit(
            "rejected",
            "saved-rejected",
            "Rejected by the receipt: no paper, the reason stands here.",
        ),
        Exhibit(
            "review-waiting",
            "review-waiting",
            "The carrier's centre is asked and counts down; a supervisor may still come first.",
        ),
        Exhibit(
            "review-faces",
            "review-faces",
            "The chip's photo and the one that was judged, beside each other for whoever reviews.",
        ),
        Exhibit("review-refused", "review-refused", "Whoever reviews and refuses says why."),
        Exhibit("under-review", "saved-review", "Under review: no word of acceptance."),
        Exhibit(
            "disk-full", "seal-disk-full", "The disk is full: the one case not saved is named."
        ),
    ),
    "Without the network": (
        Exhibit("offline-idle", "idle-offline", "Amber and calm: how many more, until when."),
        Exhibit("offline-closed", "idle-closed", "No promise that would then be refused."),
        Exhibit(
            "offline-number",
            "number-offline",
            "A number of the leased block, inactive until verified.",
        ),
        Exhibit(
            "offline-seal",
            "seal-customer-returns",
            "Captured so that the customer returns; a number to call is optional.",
        ),
        Exhibit(
            "offline-saved",
            "saved-offline",
            "Captured: the slip's code stands on the screen at once.",
        ),
        Exhibit("slip-on-screen", "over slip", "No printer: the slip itself, to be photographed."),
        Exhibit(
            "printer-trouble",
            "over printer trouble",
            "A printer that fails says what is safe and what to do.",
        ),
        Exhibit(
            "awaiting-customer",
            "saved-awaiting",
            "待到店: sound so far, to be completed by the customer.",
        ),
        Exhibit(
            "returning", "idle-returning", "The slip was scanned: now the customer's own card."
        ),
        Exhibit(
            "field-work",
            "field-work",
            "外出准备: how many cases until when, and what is still missing.",
        ),
    ),
    "Re-registration of an old number": (
        Exhibit(
            "desk", "idle-desk", "补登记专席: a scanned SIM begins; digits choose other flows."
        ),
        Exhibit("look-up", "look-up", "The number is asked for by its SIM, or typed; no identity."),
        Exhibit(
            "proof-of-use",
            "proof",
            "使用证明: the SIM in use or a code; at the side what the carrier says, in masks.",
        ),
        Exhibit(
            "number-restored",
            "saved-number-restored",
            "已受理: registered, and the order to restore service went along.",
        ),
        Exhibit("refused-owner", "refused-owner", "Registered to somebody else: it ends here."),
        Exhibit(
            "number-offline-saved",
            "saved-number-offline",
            "Captured offline: the number's state is known after verification.",
        ),
    ),
    "Other flows about a number": (
        Exhibit("new-sim", "sim-new", "补换卡: the registered person was read; now the new SIM."),
        Exhibit(
            "new-sim-delayed",
            "sim-saved-delayed",
            "At high risk the new SIM works later, and the old one is told.",
        ),
        Exhibit(
            "risk-notice",
            "check-form",
            "二次实人认证: the risk notice is read and signed, in own halls only.",
        ),
        Exhibit(
            "port-in",
            "port-in",
            "携号转网: the number that comes along, and the code of the carrier that has it.",
        ),
        Exhibit(
            "port-in-offer",
            "port-in-offer-read",
            "That carrier agrees for the person who was read; now offer and SIM.",
        ),
        Exhibit(
            "port-in-refused",
            "port-in-refused-contract",
            "It does not: why, and what the customer can do.",
        ),
        Exhibit(
            "transfer-card",
            "transfer-card-of-new",
            "过户: the present owner was read and verified; now the card of the new one.",
        ),
        Exhibit(
            "transfer-same-person",
            "transfer-same-person",
            "Nobody gives a number to themselves.",
        ),
        Exhibit(
            "transfer-agreement",
            "transfer-form-new",
            "Both sign the one agreement; the question says whose turn it is.",
        ),
        Exhibit(
            "own-numbers",
            "own-numbers",
            "名下号码: their holder looks at them, in masks, and marks what is not theirs.",
        ),
        Exhibit(
            "own-numbers-declaration",
            "own-numbers-form",
            "The declaration is signed; the number stays as it is until the carrier answers.",
        ),
    ),
    "A unit and its users": (
        Exhibit(
            "unit-known",
            "unit-known",
            "单位/行业用户: the unit in a mask, what the numbers are for, and how many.",
        ),
        Exhibit(
            "unit-order",
            "unit-order",
            "单位订单: every user by themselves, each with an outcome; the next card goes on.",
        ),
        Exhibit(
            "unit-order-paused",
            "unit-order-paused",
            "暂停: an order goes on another day, at any counter of the hall.",
            "en",
        ),
    ),
    "Somebody acts for the owner": (
        Exhibit("hall", "idle-hall", "The flows of an own hall: one digit each."),
        Exhibit(
            "minor-consent",
            "guardian-consent-minor",
            "未成年人入网: the guardian answers for the minor, and no face of a child is asked of.",
        ),
        Exhibit(
            "minor-relation",
            "guardian-relation",
            "监护关系: one digit out of a list; it stands on the form that both sign.",
        ),
        Exhibit(
            "minor-seal", "guardian-seal", "Before the seal: whose number it is, and who acts."
        ),
        Exhibit(
            "trustee-letter",
            "trustee-letter-pages",
            "授权委托书: photographed page by page, marked, and typed nowhere.",
        ),
        Exhibit(
            "trustee-relation",
            "trustee-relation",
            "与委托人的关系: a list of its own, one digit each.",
        ),
        Exhibit(
            "trustee-form",
            "trustee-form-trustee",
            "代办入网: the trustee signs, and the number is the principal's.",
        ),
        Exhibit(
            "trustee-too-often",
            "trustee-refused-trustee",
            "代办已达上限: how many numbers one person opens for others is counted.",
        ),
    ),
    "A document without a chip": (
        Exhibit(
            "special-reason",
            "special-reason",
            "无芯片证件: why, out of a list, and how many more today; nothing is typed anywhere.",
        ),
        Exhibit(
            "special-document",
            "special-document-pages",
            "The kind out of the regulation's list, the pages marked and sealed.",
        ),
        Exhibit(
            "special-review",
            "special-review",
            "A supervisor with credentials of their own looks at person and document.",
        ),
        Exhibit(
            "special-under-review",
            "special-under-review",
            "Saved, and under review until the carrier's reviewers have transcribed it.",
        ),
    ),
    "Around it": (
        Exhibit("queue", "queue-offline", "待提交: the oldest first in words, every row in masks."),
        Exhibit(
            "queue-reprint",
            "over reprint",
            "An acceptance that came later is printed out of the queue.",
        ),
        Exhibit(
            "queue-put-aside",
            "queue-put-aside-row",
            "Put aside, never deleted: why, and what to do.",
        ),
        Exhibit("cancel", "over cancel", "取消办理 names what is lost."),
        Exhibit(
            "readers",
            "readers",
            "读卡器 (Ctrl+R): each by its name, how far it gets, and what removes an obstacle.",
        ),
        Exhibit(
            "readers-test",
            "readers-testing",
            "A test climbs from the driver to the content of a card, and shows nobody.",
        ),
        Exhibit(
            "reader-forbidden",
            "idle-reader-forbidden",
            "Never one sentence for all: a reader without permission says what to do.",
        ),
        Exhibit(
            "stock-parcel",
            "stock-parcel",
            "SIM 卡库存: a parcel is confirmed by its two ends; nothing is typed.",
        ),
        Exhibit(
            "stock-differs",
            "stock-differs",
            "The drawer counted against the gateway's book, SIM by SIM.",
        ),
        Exhibit("number-esim", "number-esim", "eSIM: both numbers of the device, as scanned."),
        Exhibit("locked", "locked", "Locked: nobody's data is on the screen."),
        Exhibit("enrolment", "enrolment", "Enrolment by the carrier's file and a one-time code."),
        Exhibit("help", "over help", "Every key on one page."),
    ),
    "The outlet under control": (
        Exhibit(
            "sign-asked",
            "sign-asked",
            "统一标识: a shift begins with the code at the door, and nobody is registered before.",
        ),
        Exhibit(
            "sign-refused", "sign-refused", "Another outlet's sign, refused with its reason.", "en"
        ),
        Exhibit(
            "outlet-standing",
            "idle-at-outlet",
            "Between two customers: kind, number, days left, sign, place, and self-inspection.",
        ),
        Exhibit(
            "outlet-outside",
            "idle-outside",
            "Outside the outlet's fence, and a month is due: amber, and in words.",
            "en",
        ),
        Exhibit(
            "guard-hint",
            "hint-reached",
            "A limit is reached: why, what is safe, and what follows; nothing is stopped here.",
        ),
        Exhibit(
            "work-id-frozen",
            "frozen-case",
            "冻结的工号: the customer is hidden, and the log-in can be left and nothing else.",
        ),
        Exhibit(
            "closed-revoked",
            "closed-revoked",
            "委托已撤销: what happened, what is safe, what to do; the queue still drains.",
        ),
        Exhibit(
            "inspection-item",
            "inspection-item-5",
            "网点自查: one digit an item; what the program knows stands beside the question.",
        ),
        Exhibit(
            "inspection-case",
            "inspection-case",
            "A drawn case of the outlet's own, in masks.",
            "en",
        ),
        Exhibit(
            "inspection-violations",
            "inspection-last",
            "Violations and what was done about them come from lists; the note takes no identity.",
        ),
        Exhibit(
            "inspection-sign-off",
            "inspection-sheet",
            "The responsible person reads the paper, signs it, and confirms with two factors.",
        ),
        Exhibit(
            "inspection-overdue",
            "inspection-overdue",
            "Overdue: no new number begins, and everything else goes on.",
            "en",
        ),
    ),
    "Figures of the outlet": (
        Exhibit(
            "campaign",
            "campaign",
            "补登记进度: both dates with a forecast, and whoever is still to come, in masks.",
        ),
        Exhibit(
            "campaign-missed",
            "campaign-missed",
            "A date that was missed is said, with how many are short.",
        ),
        Exhibit(
            "oversight",
            "oversight",
            "网点监督: for supervisors and inspectors; figures, reasons and alarms, no customer.",
        ),
    ),
    "In English, and on a large screen": (
        Exhibit("consent-en", "consent", "Notices in English.", "en"),
        Exhibit("number-en", "number", "Number, offer and SIM.", "en"),
        Exhibit("readers-en", "readers-barred", "What bars a reader, and the remedy.", "en"),
        Exhibit("offline-saved-en", "saved-offline", "Captured offline.", "en"),
        Exhibit("visual-check-large", "visual-check", "1920 x 1080.", size=(1920, 1080)),
    ),
    "The papers": (
        Exhibit(
            "paper-registration-form",
            "paper form",
            "《入网实名登记单》: before the outcome; number and SIM are applied for.",
        ),
        Exhibit(
            "paper-transfer-agreement",
            "paper agreement",
            "《过户协议》: both people in masks, both signatures.",
        ),
        Exhibit(
            "paper-minor-form",
            "paper of minor",
            "《入网实名登记单》（未成年人入网）: both in masks, the relation, both signatures.",
        ),
        Exhibit(
            "paper-special-form",
            "paper of special",
            "《入网实名登记单》（特殊证件，审核中）: nobody here knows name or number.",
        ),
        Exhibit(
            "paper-trustee-form",
            "paper by trustee",
            "《入网实名登记单》（代办入网）: the trustee alone signs, and declares the authority.",
        ),
        Exhibit(
            "paper-customer-slip",
            "paper slip",
            "《信息采集凭条（未核验，不作为入网凭证）》: offline only, once it is saved.",
        ),
        Exhibit(
            "paper-acceptance-form",
            "paper acceptance",
            "《业务受理单》: after a signed acceptance only; this one is a reprint.",
        ),
    ),
}
