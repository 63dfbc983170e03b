"""A review (复核) by the carrier's centre, and how one ends that nobody may decide any more."""

OF_CASE: dict[str, tuple[str, str]] = {
    "case.yield_left": ("提交后复核", "reviewed after submission"),
    "case.review_far": ("须由复核中心确认", "The review centre has to confirm this case"),
    "case.review_far_safe": (
        "请客户稍候。中心在倒计时内答复；未答复的，照常办理，加密提交后由中心复核。",
        "Ask the customer to wait. Without an answer in time the review follows the submission.",
    ),
    "case.go_on_review_far": ("请复核中心复核", "Ask the review centre"),
}

OF_VERDICTS: dict[str, tuple[str, str]] = {
    "verdicts.why_REVIEW_OVER": (
        "这一单的复核已经结束。",
        "The review of this case is over.",
    ),
    "verdicts.why_REVIEW_UNKNOWN": (
        "核验平台没有这一单的复核。",
        "The gateway knows no such review.",
    ),
}
