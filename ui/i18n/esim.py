"""An eSIM: the device's two numbers, and why it is not taken."""

OF_ESIMS: dict[str, tuple[str, str]] = {
    "steps.sim_scan_or_esim": (
        "请扫描 SIM 卡条码；eSIM 请扫描设备上的 EID 和 IMEI",
        "Scan the SIM's bar code; for an eSIM scan EID and IMEI of the device",
    ),
    "steps.esim_is": ("EID {eid}\nIMEI {imei}", "EID {eid}\nIMEI {imei}"),
    "steps.esim_eid": ("EID {eid}", "EID {eid}"),
    "steps.esim_imei": ("IMEI {imei}", "IMEI {imei}"),
    "steps.esim_whole": (
        "eSIM，扫码枪读取；受理后才下载号码，之前不能使用",
        "eSIM, scanned; the profile comes with the acceptance, nothing works before",
    ),
    "steps.esim_needs_imei": ("请再扫描 IMEI", "Now scan the IMEI"),
    "steps.esim_needs_eid": ("请再扫描 EID", "Now scan the EID"),
    "steps.sim_refused_eid": (
        "EID 校验位不对，请再扫一次。",
        "The check digits of this EID do not hold; scan it again.",
    ),
    "steps.sim_refused_imei": (
        "IMEI 校验位不对，请再扫一次。",
        "The check digit of this IMEI does not hold; scan it again.",
    ),
    "steps.sim_refused_no_esim": (
        "这里现在不能办理 eSIM，请用 SIM 卡。eSIM 须本人在自有营业厅联网办理。",
        "No eSIM here; take a SIM. An eSIM needs an own hall, the network and its owner in person.",
    ),
}

OF_VERDICTS: dict[str, tuple[str, str]] = {
    "verdicts.why_ESIM_NOT_HERE": (
        "eSIM 须本人在自有营业厅联网办理。",
        "An eSIM is only given in the carrier's own halls, in person and online.",
    ),
    "verdicts.why_EID_INVALID": ("EID 无效。", "That is no EID."),
    "verdicts.why_IMEI_INVALID": ("IMEI 无效。", "That is no IMEI."),
    "verdicts.why_EID_USED": (
        "这台设备的 eSIM 上已有本运营商的另一个号码。",
        "Another number of this carrier's is on this device's eSIM already.",
    ),
}
