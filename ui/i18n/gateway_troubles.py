"""The rows of `troubles.py` about the way to the gateway and its answers (G-2xx)."""

ROWS: dict[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "G-200": (
        ("核验平台的回答不能使用。", "The gateway's answer cannot be used."),
        ("没有依据这个回答做任何事。", "Nothing was done because of it."),
        ("请再试一次；反复出现时联系技术支持。", "Try again; if it persists, ask support."),
    ),
    "G-201": (
        ("核验平台无法连接。", "The gateway cannot be reached."),
        ("已保存的登记都在本机。", "Saved registrations are on this computer."),
        ("请检查网络；恢复后自动提交。", "Check the network; submitting resumes by itself."),
    ),
    "G-202": (
        ("核验平台没有完整回答。", "The gateway did not answer completely."),
        ("同一单只会生效一次，不会重复。", "One registration takes effect once only."),
        ("无需操作，程序会自动再次确认。", "Nothing to do; the program asks again."),
    ),
    "G-203": (
        ("收到的回执没有通过验证。", "A receipt failed its check."),
        (
            "没有签名的回执不算数，登记仍在待提交。",
            "It settles nothing; the registration is still queued.",
        ),
        ("无需操作；反复出现时联系技术支持。", "Nothing to do; if it persists, ask support."),
    ),
    "G-204": (
        ("对方不是运营商的核验平台。", "This is not the carrier's gateway."),
        ("没有发送任何客户资料。", "No customer data was sent."),
        (
            "请检查网络是否被代理或劫持，并联系技术支持。",
            "Check for a proxy in the network and ask support.",
        ),
    ),
    "G-205": (
        ("核验平台不再认可本终端或登录。", "The gateway no longer knows this device or log-in."),
        ("已保存的登记都在本机，暂停提交。", "Saved registrations are safe; submitting pauses."),
        ("请重新登录；仍不行时联系运营商。", "Log in again; if that fails, ask the carrier."),
    ),
    "G-206": (
        ("核验平台不能接收这一请求。", "The gateway will not take this request."),
        (
            "其他登记不受影响，这一单已单独保留。",
            "Others are not affected; this one is kept aside.",
        ),
        ("请联系技术支持处理。", "Please ask support."),
    ),
    "G-207": (
        (
            "自动提交有 {seconds} 秒没有进展，已重新启动。",
            "Submitting had stood still for {seconds} s and was started again.",
        ),
        ("已保存的登记都在本机，没有丢失。", "Everything saved is on this computer."),
        ("无需操作；反复出现时请联系技术支持。", "Nothing to do; if it recurs, ask support."),
    ),
    "G-208": (
        ("核验平台不再认可本终端。", "The gateway no longer knows this computer."),
        ("已保存的登记都在本机，暂停提交。", "Saved registrations are safe; submitting pauses."),
        (
            "本终端须重新注册，请联系运营商。",
            "This counter must be enrolled again; ask the carrier.",
        ),
    ),
}
