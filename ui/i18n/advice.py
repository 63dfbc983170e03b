"""What to do about a code: the sentence under the one that says what happened."""

from ui.i18n.units import OF_ADVICE

SENTENCES: dict[str, tuple[str, str]] = {
    "advice.police": (
        "请建议客户到户籍所在地派出所核实。",
        "Advise the customer to ask the police station of registration.",
    ),
    "advice.once_more": (
        "可以重新读证再试一次；仍不一致的，请建议客户到户籍所在地派出所核实。",
        "Place the card once more; if it differs again, refer to the police of registration.",
    ),
    "advice.unreadable": (
        "请换一台读卡器再试；仍不能读取的，请客户到公安机关换领证件。不能手工录入。",
        "Try another reader; if that fails too, the police replace the card. Nothing may be typed.",
    ),
    "advice.renew": (
        "请把证件交还客户，建议到公安机关换领。",
        "Hand the card back; the police issue a new one.",
    ),
    "advice.transfer": (
        "请登记人本人带证件来办，或双方一起到自有营业厅办理过户；号码原状不变。",
        "Its owner may come, or both to an own hall for a transfer; the number stays as it is.",
    ),
    "advice.transfer_transfer": (
        "请这个号码的登记人本人带证件来过户；号码原状不变。",
        "The person it is registered to has to come; the number stays as it is.",
    ),
    "advice.re_register": (
        "请先为这个号码办理补登记。",
        "Re-register this number first.",
    ),
    "advice.second_check": (
        "请先为这个号码的登记人办理二次实人认证；号码原状不变。",
        "Let its person be checked once more first; the number stays as it is.",
    ),
    "advice.donor": (
        "请客户先到原运营商处理好，再来携入；号码仍在原运营商。",
        "The customer settles it with the present carrier first, where the number stays.",
    ),
    "advice.donor_code": (
        "请客户向原运营商重新申请授权码；号码仍在原运营商。",
        "The customer asks the present carrier for a new code; the number stays there.",
    ),
    "advice.donor_owner": (
        "请在原运营商登记的机主本人带证件来办；号码仍在原运营商。",
        "The person registered there has to come with the card; the number stays there.",
    ),
    "advice.use": (
        "请客户带上这个号码在用的 SIM 卡再来；号码原状不变。",
        "Ask the customer to bring the SIM in use; the number stays as it is.",
    ),
    "advice.own_hall": (
        "请客户到自有营业厅办理。",
        "Refer the customer to one of the carrier's own halls.",
    ),
    "advice.anew": (
        "请客户再次到店，重新读证办理。",
        "The customer has to come again with the card.",
    ),
    "advice.carrier": ("请联系运营商的渠道管理人员。", "Please ask the carrier's channel support."),
    "advice.let_go": (
        "确认可以提交后，在待提交页面选择“重新提交这一单”。",
        "When it may go, select it in the queue and submit it again.",
    ),
    "advice.support": (
        "请不要删除任何文件，联系技术支持。",
        "Delete nothing; ask support.",
    ),
    "advice.log_in": ("请重新登录。", "Please log in again."),
    "advice.another_number": ("请换一个号码。", "Choose another number."),
    "advice.code": (
        "请向运营商重新申请注册码。",
        "Ask the carrier for a new code.",
    ),
    "advice.wait": (
        "无需操作，程序会自动再试。",
        "Nothing to do; the program tries again.",
    ),
    "advice.minute": ("请一分钟后再试。", "Try again in a minute."),
    "advice.other_reader": (
        "请重新放卡；仍不行时换一台读卡器。",
        "Place the card again, or use another reader.",
    ),
    "advice.numbers": (
        "客户可先注销不用的号码，再来办理。",
        "The customer may give up an unused number first.",
    ),
    "advice.arrears": (
        "请客户先查询欠费金额并缴清，再来办理。",
        "The customer has to ask for the amount and settle it first.",
    ),
    "advice.stop": (
        "请停止办理，不要马上为此人再试；由值班长核对来人是否证件本人。",
        "Stop, and do not try again at once; the supervisor makes sure whose card this is.",
    ),
    "advice.cooling_off": (
        "请停止办理并交还证件，由值班长核对来人是否证件本人；是本人的，过一段时间或改天再来。",
        "Stop; the supervisor makes sure whose card this is. If theirs, later or another day.",
    ),
    "advice.area": (
        "请在运营商批准的范围内重新办理。",
        "Register again inside the area that the carrier has approved.",
    ),
    "advice.another_day": (
        "请客户改天再来，或到另一家自有营业厅办理。",
        "Ask the customer to come another day, or to go to another own hall.",
    ),
    "advice.later": (
        "请过一段时间再办；有疑问时联系运营商的渠道管理人员。",
        "Register again later; if in doubt, ask the carrier's channel support.",
    ),
    "advice.another_clerk": (
        "请由有权限的营业员重新办理。",
        "A clerk who is entitled has to register the customer anew.",
    ),
    "advice.appeal": (
        "客户如有疑问，可拨打运营商客服热线申诉。",
        "The customer may appeal through the carrier's service line.",
    ),
    "advice.check": (
        "请核对来办理的是否证件本人；必要时由值班长处理。",
        "Make sure the card's holder is here; ask your supervisor if in doubt.",
    ),
    "advice.too_young": (
        "请监护人用自己的证件办理。",
        "A guardian may register with a card of their own.",
    ),
    "advice.minors_number": (
        "号码原状不变。本程序不能由监护人代办这项业务；请由自有营业厅的值班长报运营商处理。",
        "The number stays as it is; no key does it with a guardian. An own hall asks the carrier.",
    ),
    "advice.guardian": (
        "请改办“未成年人入网”：客户与监护人带双方证件和户口簿，在自有营业厅办理。",
        "In an own hall begin “New number for a minor”, with guardian, both cards, household book.",
    ),
    "advice.alone": (
        "请改办“新入网”，由客户本人办理。",
        "Begin a new number instead; the customer registers alone.",
    ),
    "advice.in_person": (
        "请委托人本人带证件来办理“新入网”。",
        "Let the customer come in person for a new number.",
    ),
    "advice.of_age": (
        "请由成年人带证件来办理。",
        "Let a grown-up come with a card of their own.",
    ),
    "advice.camera": (
        "请接上真实的摄像头，重新办理。",
        "Plug in a real camera and begin anew.",
    ),
    **OF_ADVICE,
    "advice.nothing": ("无需再办理。", "Nothing more is to be done."),
    "advice.restore_first": (
        "请登记人先按停机原因办理复机，再来过户；号码原状不变。",
        "Its owner has it restored first; until then the number stays as it is.",
    ),
    "advice.dispute": (
        "请等运营商答复异议后再办理；号码原状不变。",
        "Wait until the carrier has answered the dispute; the number stays as it is.",
    ),
    "advice.parcel": (
        "请重新扫描整批的第一张和最后一张；仍不一致的，请与运营商的发卡人员核对。",
        "Scan the parcel's ends anew; if it persists, ask whoever delivers the SIMs.",
    ),
    "advice.sim": ("请换一张 SIM 卡，重新办理。", "Take another SIM and begin anew."),
    "advice.inspect": (
        "请先完成本网点的月度自查（Ctrl+I）并由负责人签署；其他业务照常。",
        "Do this outlet's self-inspection first (Ctrl+I); all other business goes on.",
    ),
}
