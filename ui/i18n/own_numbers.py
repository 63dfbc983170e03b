"""The numbers in a customer's own name (本人名下号码), and the dispute about one of them."""

SENTENCES: dict[str, tuple[str, str]] = {
    "own_numbers.turn": (
        "请把屏幕转向客户本人",
        "Turn the screen to the customer",
    ),
    "own_numbers.turn_safe": (
        "名下号码只给本人看，已脱敏，不保存。客户看着屏幕时再显示。",
        "Only the holder sees the list. It is masked and kept nowhere.",
    ),
    "own_numbers.go_on_turn": ("显示名下号码", "Show the numbers"),
    "own_numbers.asking": ("正在查询名下号码…", "Asking for the numbers…"),
    "own_numbers.asking_safe": ("请稍候。", "One moment."),
    "own_numbers.list": (
        "请看：哪个号码不是您办理的？",
        "Which of these numbers is not yours?",
    ),
    "own_numbers.list_safe": (
        "按数字键标记，一次一个。标记的号码状态不变，原登记资料留存备查。",
        "A digit marks one at a time. The number stays as it is, and all evidence is kept.",
    ),
    "own_numbers.go_on_list": ("对标记的号码提出异议", "Dispute the marked number"),
    "own_numbers.none": ("本人名下没有号码", "No number stands in this name"),
    "own_numbers.none_safe": (
        "在本企业名下没有查到号码。没有保存任何资料。",
        "This carrier has none in the customer's name. Nothing was saved.",
    ),
    "own_numbers.go_on_none": ("结束，请下一位客户", "Done – next customer"),
    "own_numbers.close": ("没有异议，结束", "None – done"),
    "own_numbers.before": (
        "客户准备好后再按 Enter。客户看的时候，请不要看屏幕。",
        "Press Enter when the customer is ready, and look away while they read.",
    ),
    "own_numbers.missed": (
        "客户认为有遗漏的，可拨打运营商客服热线核查。",
        "If the customer thinks that one is missing, the service line looks into it.",
    ),
    "own_numbers.to_mark": ("请标记一个号码", "Mark a number"),
    "own_numbers.for_long": ("登记已久", "registered long ago"),
    "own_numbers.since": ("{day} 登记", "registered {day}"),
    "own_numbers.disputed": ("已提出异议，核查中", "disputed already, being looked into"),
    "own_numbers.answer_DISPUTE_UPHELD": ("异议成立，已不在您名下", "upheld: not yours any more"),
    "own_numbers.answer_DISPUTE_REGISTERED_IN_PERSON": (
        "异议不成立：由本人持证登记",
        "not upheld: registered with your card",
    ),
    "own_numbers.answer_DISPUTE_WITHDRAWN": ("异议已撤回", "dispute withdrawn"),
    "own_numbers.place": ("第 {place} 个", "no. {place}"),
    "own_numbers.marked": ("不是我的", "not mine"),
    "own_numbers.spoken": ("第 {place} 个，{number}，{note}", "No. {place}, {number}, {note}"),
    "own_numbers.more": ("下一页（{page}/{pages}）", "More ({page}/{pages})"),
    "own_numbers.elsewhere": (
        "号码显示在客户的屏幕上。请客户说出是第几个，再按数字键。",
        "The customer's own screen shows them. Ask which one it is, and press its digit.",
    ),
    "own_numbers.theirs": ("您名下的号码", "Numbers in your name"),
    "own_numbers.theirs_safe": (
        "号码已脱敏，只给您本人看。如有不是您办理的，请告诉营业员是第几个。",
        "Masked, and for your eyes only. Tell the clerk the place of any that is not yours.",
    ),
}
