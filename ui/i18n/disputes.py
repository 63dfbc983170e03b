"""A case about a number in the customer's own name (名下号码异议): its steps, and how it ends."""

SENTENCES: dict[str, tuple[str, str]] = {
    "case.step_OWN_NUMBERS": ("本人名下号码", "Own numbers"),
    "case.hint_OWN_NUMBERS": ("客户本人查看", "the customer looks"),
    "case.step_FORM_disputed_number": ("签署异议声明", "Sign the declaration"),
    "case.form_disputed_number": (
        "请客户核对异议声明并签名",
        "Let the customer check the declaration and sign",
    ),
    "case.ended_safe_disputed_number": (
        "没有保存任何资料，证件可以交还客户。名下号码没有变化。",
        "Nothing was saved; the card can go back. The numbers are unchanged.",
    ),
    "case.ACCEPTED_safe_disputed_number": (
        "运营商已签名确认受理异议，核查后答复客户；在此之前号码不变。",
        "The carrier has signed for the dispute and will answer; the number stays until then.",
    ),
}
