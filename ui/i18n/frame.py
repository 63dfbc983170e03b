"""What stands around every page: bars, banner, help, questions."""

SENTENCES: dict[str, tuple[str, str]] = {
    "frame.title": ("实名登记", "Real-name registration"),
    "frame.logo": ("实", "RN"),
    "frame.tab_counter": ("办理", "Register"),
    "frame.tab_queue": ("待提交", "Queue"),
    "frame.tab_review": ("复核", "Review"),
    "frame.demo": ("演示环境", "Demonstration"),
    "frame.sign": ("统一标识 {number}", "Sign {number}"),
    "frame.agent_number": ("代理编号 {number}", "Agent no. {number}"),
    "frame.clerk": ("营业员 {number}", "Clerk {number}"),
    "frame.checking": ("核对中…", "checking…"),
    # The bar at the bottom
    "frame.reader_ready": ("读卡器已就绪", "Reader ready"),
    "frame.reader_simulated": ("模拟读卡器已就绪", "Simulated reader ready"),
    "frame.reader_searching": ("正在查找读卡器…", "Looking for a reader…"),
    "frame.reader_restarting": (
        "读卡器已停止，正在重新启动（{restart}/{allowed}）",
        "Reader stopped, restarting ({restart}/{allowed})",
    ),
    "frame.gateway_unknown": ("核验平台连接中…", "Connecting to the gateway…"),
    "frame.gateway_connected": ("核验平台已连接", "Gateway connected"),
    "frame.gateway_away": ("核验平台无法连接", "Gateway not reachable"),
    "frame.gateway_away_retry": (
        "核验平台无法连接 · {seconds} 秒后重试",
        "Gateway not reachable · retry in {seconds} s",
    ),
    "frame.gateway_untrusted": ("对方不是运营商的核验平台", "That is not the carrier's gateway"),
    "frame.gateway_log_in": ("暂停提交 · 请重新登录", "Submitting pauses · log in again"),
    "frame.gateway_refused": ("本终端须重新注册", "This counter must be enrolled again"),
    "frame.gateway_draining": (
        "正在提交 {drained} / {total}",
        "Submitting {drained} of {total}",
    ),
    "frame.queue_unknown": ("待提交 核对中…", "Queue: checking…"),
    "frame.queue_empty": ("无待提交", "Nothing queued"),
    "frame.queue_empty_receipt": ("无待提交 · 最近回执 {time}", "Nothing queued · receipt {time}"),
    "frame.queue_pending": ("{count} 单待提交 · 最早 {age}", "{count} queued · oldest {age}"),
    "frame.queue_quarantined": ("{count} 单需要处理", "{count} need attention"),
    "frame.copies_missing": ("{count} 单没有第二份", "Second copy missing for {count}"),
    "frame.copies_paused": ("第二份暂时不能保存", "No second copies for now"),
    "frame.cancel": ("取消办理", "Cancel"),
    "frame.help": ("帮助", "Help"),
    "frame.lock": ("锁定", "Lock"),
    "frame.back": ("上一步", "Back"),
    "frame.close": ("关闭", "Close"),
    "frame.dismiss": ("知道了", "Dismiss"),
    # Ages
    "frame.age_now": ("刚刚", "just now"),
    "frame.age_minutes": ("{count} 分钟前", "{count} min ago"),
    "frame.age_hours": ("{count} 小时前", "{count} h ago"),
    "frame.age_days": ("{count} 天前", "{count} d ago"),
    "frame.day_0": ("周一", "Mon"),
    "frame.day_1": ("周二", "Tue"),
    "frame.day_2": ("周三", "Wed"),
    "frame.day_3": ("周四", "Thu"),
    "frame.day_4": ("周五", "Fri"),
    "frame.day_5": ("周六", "Sat"),
    "frame.day_6": ("周日", "Sun"),
    "frame.until": ("至{day} {time}", "until {day} {time}"),
    # Capturing without the gateway
    "frame.offline": ("离线采集中（未核验）", "Capturing offline (not verified)"),
    "frame.offline_safe": (
        "资料已加密保存在本机，网络恢复后自动提交；运营商核验通过前号码不会开通",
        (
            "Records are sealed on this computer and submitted once the network is back; "
            "no number is activated before the carrier has verified it"
        ),
    ),
    "frame.offline_warning": (
        "{limit}已用 {percent}%，请尽快恢复网络。已保存的登记都在本机，网络恢复后自动提交",
        (
            "{percent}% of {limit} is used: get back online soon. "
            "What was saved is on this computer and is submitted once the network is back"
        ),
    ),
    "frame.used_records": ("离线记录数", "the offline records"),
    "frame.used_clerk": ("本营业员离线单数", "this clerk's offline records"),
    "frame.used_hours": ("离线时限", "the offline time"),
    "frame.used_challenges": ("离线挑战值", "the offline challenges"),
    "frame.used_numbers": ("离线号码", "the leased numbers"),
    "frame.offline_figures": (
        "已采集 {captured} 单 · 还可采集 {more} 单",
        "{captured} captured · {more} more possible",
    ),
    "frame.offline_closed": (
        "已采集 {captured} 单 · 暂停采集：{reason}",
        "{captured} captured · stopped: {reason}",
    ),
    "frame.limit_records": ("已达记录数上限", "limit of records reached"),
    "frame.limit_clerk": ("已达本营业员上限", "limit of this clerk reached"),
    "frame.limit_hours": ("已超过离线时限", "offline time is over"),
    "frame.limit_challenges": ("离线挑战值已用完", "no offline challenges left"),
    "frame.limit_person": (
        "本次启动后为此人离线采集的号码已达上限",
        "as many numbers as one person may have were captured here for them",
    ),
    "frame.limit_silence": ("核验平台没有及时应答", "the gateway did not answer in time"),
    "frame.limit_numbers": ("离线号码已用完", "no leased numbers left"),
    "frame.limit_disk": ("磁盘空间不足", "disk space is short"),
    "frame.limit_flow": ("需联网办理", "needs the network"),
    "frame.limit_contact": ("本机尚未联网核对过", "this computer was never online"),
    "frame.limit_clock": ("本机时间不可信", "the computer's clock is wrong"),
    "frame.limit_configuration": ("签名配置已过期", "the signed configuration has expired"),
    "frame.limit_device": ("核验平台不再认可本终端", "the gateway no longer knows this device"),
    "frame.limit_audit": ("审计链不完整", "the audit chain is broken"),
    "frame.limit_level": (
        "本网点须用联网解码读卡器",
        "this outlet needs a reader that is decoded online",
    ),
    "frame.limit_commission": ("委托关系不在有效期内", "the commission is not valid now"),
    "frame.limit_opening": ("现在不是本网点的营业时间", "this outlet is not open now"),
    "frame.limit_sign": ("尚未核对统一标识", "the sign was not scanned yet"),
    "frame.limit_inspection": (
        "网点自查逾期未签署，暂停办理新号码",
        "the self-inspection is overdue, so no new number begins",
    ),
    "frame.inspection_open": ("网点自查", "Self-inspection"),
    "frame.help_inspection": ("网点自查（每月）", "Self-inspection, every month"),
    "frame.limit_unknown": ("限制 {limit}", "limit {limit}"),
    # Help
    "frame.help_title": ("按键", "Keys"),
    "frame.help_enter": ("继续：页面下方的蓝色按钮", "Continue: the blue button"),
    "frame.help_escape": ("上一步，或关闭提示", "One step back, or close a notice"),
    "frame.help_digits": ("勾选告知事项 / 选择号码", "Tick a notice / choose a number"),
    "frame.help_flows": ("空闲时：办理其他业务", "At an idle counter: other flows"),
    "frame.help_search": ("检索号码", "Search numbers"),
    "frame.help_offers": (
        "选择套餐，PgDn 更多；其他页面见按钮",
        "Choose an offer, PgDn for more; elsewhere as on the buttons",
    ),
    "frame.help_print": ("打印客户的单据", "Print the customer's paper"),
    "frame.help_returns": ("待到店 / 外出准备", "Customers to return / going out"),
    "frame.help_cancel": ("取消办理（会先询问）", "Cancel the case (asks first)"),
    "frame.help_refuse": ("人证不一致 / 复核不同意", "They do not match / refuse the review"),
    "frame.help_pages": ("办理 / 待提交", "Register / queue"),
    "frame.help_reviews": ("等待复核的登记", "Registrations that wait for a review"),
    "frame.help_send": ("在待提交页：立即提交", "On the queue page: submit now"),
    "frame.help_day": ("空闲时：交接班 / 日结", "At an idle counter: hand-over / day-end"),
    "frame.help_figures": ("空闲时：补登记进度 / 网点监督", "Idle: campaign / oversight"),
    "frame.help_readers": ("读卡器：选用、测试", "Readers: choose one, test one"),
    "frame.help_lock": ("锁定本机", "Lock this computer"),
    "frame.help_scanner": (
        "扫码枪的回车不会按下任何按钮；任何位置都不能输入身份证号码。",
        "A scanner's Enter presses no button; no field takes an ID number.",
    ),
    # Cancelling
    "frame.cancel_question": ("取消办理？", "Cancel this case?"),
    "frame.cancel_loses": (
        "将放弃：{lost}。没有任何资料被保存。",
        "This will discard: {lost}. None of it has been saved.",
    ),
    "frame.cancel_safe": ("以前已保存的登记不受影响。", "Registrations saved before are safe."),
    "frame.cancel_keep": ("继续办理", "Keep the case"),
    "frame.cancel_confirm": ("确认取消办理", "Cancel the case"),
    "frame.lost_look_up": ("号码查询", "the look-up"),
    "frame.lost_read": ("本次读证", "this card read"),
    "frame.lost_check": ("人证核对", "the visual check"),
    "frame.lost_verdicts": ("核验结论", "the verdicts"),
    "frame.lost_consent": ("客户的同意和签名", "consent and signature"),
    "frame.lost_photo": ("现场照片", "the live photo"),
    "frame.lost_review": ("复核结论", "the review"),
    "frame.lost_documents": ("材料照片", "the photographed documents"),
    "frame.lost_form": ("登记单上的签名", "the signature on the form"),
    "frame.lost_reservation": ("号码配额的预占", "the slot kept of the customer's limit"),
    "frame.lost_number": ("号码 {number} 的预占", "the hold on {number}"),
    "frame.list": ("{first}、{rest}", "{first}, {rest}"),
    # Starting, stopping
    "frame.starting": ("正在启动…", "Starting…"),
    "frame.starting_safe": (
        "正在检查本机保存的登记。",
        "Checking the registrations kept on this computer.",
    ),
    "frame.enrolling": ("正在注册本终端…", "Enrolling this computer…"),
    "frame.enrolling_safe": ("请保持网络连接。", "Please keep the network connected."),
    "frame.stopped": ("本机现在不能办理", "This computer cannot register now"),
    "frame.stopped_close": ("关闭程序", "Close the program"),
    # A fault of our own
    "frame.crash_title": ("程序出错", "The program has failed"),
    "frame.crash_happened": (
        "程序遇到了没有预料到的错误，这个窗口不能继续工作。",
        "The program ran into an unexpected fault; this window cannot continue.",
    ),
    "frame.crash_safe": (
        "已保存的登记都在本机，不会丢失；正在办理的这一单没有保存。",
        "Everything that was saved is on this computer and safe; the open case was not saved.",
    ),
    "frame.crash_to_do": (
        "请关闭程序后重新打开，再次读证办理。反复出现时，请把下面的代码告诉技术支持。",
        (
            "Close the program, open it again and place the card once more. "
            "If it comes back, tell support the code below."
        ),
    ),
    # Before there is a window
    "frame.no_screen": (
        (
            "这里没有图形界面（未设置 DISPLAY 或 WAYLAND_DISPLAY），无法打开窗口；"
            "请在桌面会话中启动，或使用不需要窗口的命令（pos-client --help）。"
        ),
        (
            "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window "
            "can be opened; start it in a desktop session, or use a verb that needs no window "
            "(pos-client --help)."
        ),
    ),
}
