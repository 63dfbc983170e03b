"""What single steps say: notices, photo, review, offer and SIM, form, papers, the second visit."""

from ui.i18n.esim import OF_ESIMS

SENTENCES: dict[str, tuple[str, str]] = {
    # Notices and consent
    "steps.consent_agree": ("同意", "I agree"),
    "steps.consent_decline": ("不同意人像比对", "No face match"),
    "steps.consent_decline_means": (
        "不同意人像比对的，须由自有营业厅复核，代理网点不能办理。",
        "Without a face match an own hall has to review; agents cannot continue.",
    ),
    "steps.consent_all": (
        "同意全部（须单独同意的除外）",
        "Agree to all (except separate consents)",
    ),
    "steps.consent_missing": ("请客户逐项确认", "Please answer every notice"),
    "steps.consent_unsigned": ("请客户在签名区签名", "Please sign in the field"),
    "steps.consent_spoken": ("按 {key} 同意：{title}", "Press {key} to agree: {title}"),
    "steps.pad": ("签名区", "Signature"),
    "steps.pad_prompt": ("请客户在此手写签名", "Please sign here"),
    "steps.pad_clear": ("重签", "Clear"),
    # Live photo
    "steps.photo_view": ("摄像头画面", "Camera picture"),
    "steps.photo_left": ("还可以拍 {left} 次", "{left} photos left"),
    "steps.photo_why_FACE_UNSURE": (
        "上一张照片不能确定是否同一人，请再拍一张。",
        "The last photo was inconclusive; please take another.",
    ),
    "steps.photo_why_FACE_QUALITY": (
        "上一张照片不清楚，请再拍一张。",
        "The last photo was not clear enough; please take another.",
    ),
    "steps.photo_why_LIVENESS_FAILED": (
        "上一张照片没有通过活体检测，请本人再拍一张。",
        "The last photo failed the liveness check; please take another.",
    ),
    "steps.photo_no_frame": ("摄像头还没有画面", "Waiting for the camera"),
    "steps.hint_good": ("可以拍照", "Ready"),
    "steps.hint_too_dark": ("光线太暗", "Too dark"),
    "steps.hint_too_bright": ("光线太亮", "Too bright"),
    "steps.hint_back_light": ("背光，请换个方向", "Light is behind you"),
    "steps.hint_blurred": ("画面模糊", "Blurred"),
    "steps.hint_nobody": ("请客户面对摄像头", "Nobody in the picture"),
    "steps.hint_too_far": ("请靠近一点", "Come closer"),
    "steps.hint_too_close": ("请离远一点", "Step back a little"),
    "steps.hint_off_centre": ("请移到框中间", "Move into the outline"),
    "steps.camera_missing": ("没有摄像头。请接上摄像头。", "No camera found. Please plug one in."),
    "steps.camera_virtual": (
        "只有虚拟摄像头，不能用来拍照。请接上真实的摄像头。",
        "Only virtual cameras found; they cannot be used. Please plug in a real one.",
    ),
    "steps.camera_busy": (
        "摄像头被其他程序占用。请关闭那个程序，再重新打开摄像头。",
        "Another program is using the camera. Close it, then open the camera again.",
    ),
    "steps.camera_lost": (
        "摄像头已断开。接好后会自动继续。",
        "The camera was unplugged. This continues once it is back.",
    ),
    "steps.camera_changed": (
        "摄像头已更换。请重新打开摄像头，从头拍照。",
        "The camera has changed. Open it again and start this step anew.",
    ),
    "steps.camera_again": ("重新打开摄像头", "Open the camera again"),
    "steps.camera_module_missing": (
        "本机缺少摄像头组件，请联系技术支持。",
        "The camera module is missing here; ask support.",
    ),
    # Review
    "steps.review_clerk": ("复核人工号", "Supervisor's work ID"),
    "steps.review_password": ("复核人密码", "Supervisor's password"),
    "steps.review_second_factor": ("复核人动态口令（6 位）", "Supervisor's 6-digit code"),
    "steps.review_card_photo": ("芯片照片", "Chip photo"),
    "steps.review_live_photo": ("现场照片", "Photo taken here"),
    "steps.review_refuse": ("不同意", "Refuse"),
    "steps.review_refused": ("复核人没有同意。{reason}。", "The reviewer refused. {reason}."),
    "steps.review_reason": ("选择不同意的原因", "Choose why you refuse"),
    "steps.review_reason_PERSON_DOUBTED": ("原因：人证存疑", "Reason: person and card in doubt"),
    "steps.review_reason_PHOTO_UNCLEAR": ("原因：照片不清", "Reason: photo not clear"),
    "steps.review_reason_PURPOSE_UNCLEAR": ("原因：用途不明", "Reason: purpose not clear"),
    "steps.review_reason_OTHER": ("原因：其他", "Reason: another"),
    "steps.centre_ask": ("请复核中心复核", "Ask the review centre"),
    "steps.centre_asked": ("等待复核中心答复", "Waiting for the review centre"),
    "steps.centre_asking": ("正在提交复核中心…", "Asking the review centre…"),
    "steps.centre_waiting": (
        "复核中心处理中，剩余 {left}。到时未答复，照常办理，加密提交后由中心复核。",
        "The review centre has {left} left; without its answer the review follows the submission.",
    ),
    "steps.centre_over": (
        "倒计时已结束，正在取得结论…",
        "The countdown has ended; fetching the answer…",
    ),
    "steps.centre_away": (
        "网络中断。复核中心的结论在网络恢复后自动取得，请勿重复办理。",
        "The line is down. The centre's answer is fetched when it is back; do not begin again.",
    ),
    "steps.review_missing": (
        "请复核人填好上面各栏",
        "Supervisor: please sign in",
    ),
    # Offer and SIM
    "steps.sim_price": ("{price} 元/月", "CNY {price} a month"),
    "steps.sim_scan": ("请扫描 SIM 卡条码", "Scan the SIM's bar code"),
    "steps.sim_is": ("{iccid}", "{iccid}"),
    **OF_ESIMS,
    "steps.sim_from_SCANNER": ("扫码枪读取", "read by the scanner"),
    "steps.sim_from_SIM_READER": ("读卡器读取", "read by the SIM reader"),
    "steps.sim_warning_luhn": (
        "校验位不符，请核对卡面印刷的号码。",
        "The check digit differs; compare it with the print on the card.",
    ),
    "steps.sim_warning_not_mainland": (
        "不是 8986 开头的卡号，请核对是否本运营商的卡。",
        "It does not begin with 8986; make sure that it is the carrier's.",
    ),
    "steps.sim_refused_format": ("扫到的不是 SIM 卡号。", "That is no ICCID."),
    "steps.sim_refused_in_use": (
        "这是客户原来的卡，请扫描新的 SIM 卡。",
        "That is the customer's own SIM; scan the new one.",
    ),
    "steps.sim_refused_prefix": (
        "扫到的是其他条码；SIM 卡号以 89 开头。",
        "That is another bar code; an ICCID begins with 89.",
    ),
    "steps.sim_refused_length": (
        "SIM 卡号没有扫全，请再扫一次。",
        "The ICCID was not scanned whole; scan it again.",
    ),
    "steps.sim_refused_blank_card": (
        "这是没有写入卡号的白卡，请换一张。",
        "That SIM is blank; take another one.",
    ),
    "steps.more_offers": ("更多套餐 {page}/{pages}", "More offers {page}/{pages}"),
    "steps.sim_slot_blank": (
        "这张 SIM 卡没有写入卡号，请换一张。",
        "Nothing is written on this SIM; take another one.",
    ),
    "steps.sim_slot_in_use": (
        "插着的是客户原来的卡，请换上新的 SIM 卡。",
        "That is the customer's own SIM; insert the new one.",
    ),
    "steps.sim_slot_prefix": (
        "卡槽里的号码不是 SIM 卡号，请换一张。",
        "The number in the slot is no SIM's; take another one.",
    ),
    "steps.sim_slot_length": (
        "卡槽里的 SIM 卡号不完整，请换一张。",
        "The number of this SIM is cut off; take another one.",
    ),
    "steps.sim_slot_not_a_sim": (
        "卡槽里不是 SIM 卡，请换一张或扫描条码。",
        "That is no SIM; take another one, or scan the bar code.",
    ),
    "steps.sim_slot_read_failed": (
        "SIM 卡没有读完，请重新插入，显示卡号前不要取出；也可以扫描条码。",
        "The SIM was not read; insert it again and leave it in until its number shows, or scan it.",
    ),
    "steps.sim_slot_no_answer": (
        "SIM 卡没有应答，可能插反了，请重新插入；也可以扫描条码。",
        "The SIM does not answer; is it upside down? Insert it again, or scan the bar code.",
    ),
    "steps.offer_spoken": ("按 {key} 选择套餐 {name}，{price}", "Press {key} for {name}, {price}"),
    # Form and papers
    "steps.form_leaf": ("PgUp / PgDn 翻看登记单", "PgUp / PgDn scroll the form"),
    "steps.form_paper": ("入网实名登记单", "Registration form"),
    "steps.paper_REGISTRATION_FORM": ("打印登记单", "Print form"),
    "steps.paper_CUSTOMER_SLIP": ("打印凭条", "Print slip"),
    "steps.paper_ACCEPTANCE_FORM": ("打印受理单", "Print acceptance"),
    "steps.paper_title": ("客户的单据", "The customer's paper"),
    "steps.paper_printing": ("正在打印…", "Printing…"),
    "steps.paper_goes_on": (
        "可以关闭这个窗口接待下一位客户，打印会继续。",
        "You can close this and serve the next customer; printing continues.",
    ),
    "steps.paper_printed": ("已交给打印机", "Sent to the printer"),
    "steps.paper_look": (
        "请看一下单据是否打全，再交给客户。",
        "Make sure that the paper is complete before you hand it over.",
    ),
    "steps.paper_retry": ("再打一次", "Try again"),
    "steps.paper_another": ("再打一份", "Print another"),
    "steps.paper_no_printer": ("没有设置打印机", "No printer is set up"),
    "steps.paper_no_printer_slip": (
        "凭条只显示在这里，请客户拍照带走。",
        "The slip is shown here only; let the customer take a photo of it.",
    ),
    "steps.paper_no_printer_form": (
        "单据只显示在这里，需要时请客户拍照。",
        "The paper is shown here only; the customer may take a photo of it.",
    ),
    "steps.photograph_to_return": (
        "请客户拍下此码，再次到店时出示",
        "Take a photo of this code and show it at the next visit",
    ),
    "steps.photograph_to_ask": (
        "请客户拍下此码，询问时出示",
        "Take a photo of this code and show it when asking",
    ),
    "steps.paper_close": ("关闭", "Close"),
    "steps.saved_slip": (
        "请把凭条交给客户：按 F3 打印，或请客户拍下二维码。",
        "Give the customer the slip: press F3 to print it, or let them photograph the code.",
    ),
    "steps.saved_slip_sim_along": (
        "请把凭条和 SIM 卡交给客户：按 F3 打印凭条。核验通过前 SIM 卡不能使用。",
        (
            "Give the customer the slip (F3 prints it) and the SIM, "
            "which does not work before the case is verified."
        ),
    ),
    "steps.saved_slip_sim_stays": (
        "请把凭条交给客户：按 F3 打印。SIM 卡留在店内，核验通过后再交付。",
        "Give the customer the slip: F3 prints it. The SIM stays here until the case is verified.",
    ),
    "steps.qr": ("凭条二维码", "Slip code"),
    # Contact number
    "steps.contact": ("联系电话（选填，手工填写）", "Contact number (optional, typed by hand)"),
    "steps.contact_short": ("联系电话应为 11 位手机号码", "A mobile number has 11 digits"),
    "steps.contact_placeholder": ("按 / 填写，回车记下", "press / to type, Enter to keep"),
    # The second visit
    "steps.return_headline": ("请放上客户本人的身份证", "Place this customer's own card"),
    "steps.return_safe": (
        "{captured} 采集的业务单，{until} 前有效。需要重新读证和拍照。",
        "Captured {captured}, valid until {until}. The card is read and the photo taken again.",
    ),
    "steps.return_asking": ("正在查询这张凭条…", "Looking up this slip…"),
    "steps.return_asking_safe": (
        "查到后会提示放上客户本人的身份证。",
        "Once it is found, the customer's own card is asked for.",
    ),
    # Going out
    "steps.field_headline": ("外出准备", "Getting ready to go out"),
    "steps.field_may": (
        "没有网络时还可以办理 {count} 单，{until}",
        "{count} more cases possible offline, {until}",
    ),
    "steps.field_may_always": (
        "没有网络时还可以办理 {count} 单",
        "{count} more cases possible offline",
    ),
    "steps.field_unknown": ("正在检查…", "Checking…"),
    "steps.field_may_not": (
        "没有网络时不能办理：{limit}",
        "Nothing can be captured offline: {limit}",
    ),
    "steps.field_again": ("重新检查", "Check again"),
    "steps.field_leave": ("完成", "Done"),
    "steps.field_configuration": ("签名配置", "Configuration"),
    "steps.field_challenges": ("离线挑战值", "Challenges"),
    "steps.field_numbers": ("离线号码", "Leased numbers"),
    "steps.field_log_in": ("离线登录", "Offline log-in"),
    "steps.field_reader": ("读卡器", "Reader"),
    "steps.field_camera": ("摄像头", "Camera"),
    "steps.field_battery": ("电池", "Battery"),
    "steps.field_disk": ("磁盘", "Disk"),
    "steps.field_clock": ("时钟", "Clock"),
    "steps.field_location": ("定位", "Position"),
    "steps.field_metres": ("误差 {count} 米", "within {count} m"),
    "steps.field_NO_FIX": ("未定位，登记须复核", "no fix: cases are reviewed"),
    "steps.field_NO_SOURCE": ("未设置，登记须复核", "not set up: cases are reviewed"),
    "steps.field_SOURCE_AWAY": ("设备无应答，登记须复核", "no answer: cases are reviewed"),
    "steps.field_TOO_COARSE": ("误差过大，登记须复核", "too coarse: cases are reviewed"),
    "steps.field_TOO_OLD": ("定位过旧，登记须复核", "too old: cases are reviewed"),
    "steps.field_GOOD": ("就绪", "ready"),
    "steps.field_WARNING": ("请注意", "check"),
    "steps.field_MISSING": ("缺少", "missing"),
    "steps.field_WORKING": ("检查中…", "checking…"),
    "steps.field_megabytes": ("{count} MB", "{count} MB"),
    "steps.field_percent": ("{count} %", "{count} %"),
    "steps.field_until": ("到 {time}", "until {time}"),
}
