"""What is said of the guards against bulk opening: which rule, why, what to do; no blame in it."""

SENTENCES: dict[str, tuple[str, str]] = {
    "guards.near_clerk_minutes": (
        "本工号 {minutes} 分钟内已办 {count} 笔，再办 {more} 笔后，接下来的要先由运营商复核。",
        (
            "This work id has registered {count} in {minutes} min; after {more} more, the next "
            "ones are looked at by the carrier first."
        ),
    ),
    "guards.near_clerk_day": (
        "本工号一天内已办 {count} 笔，再办 {more} 笔后，接下来的要先由运营商复核。",
        (
            "This work id has registered {count} in a day; after {more} more, the next ones are"
            " looked at by the carrier first."
        ),
    ),
    "guards.near_device_minutes": (
        "本台席 {minutes} 分钟内已办 {count} 笔，再办 {more} 笔后，接下来的要先由运营商复核。",
        (
            "This counter has registered {count} in {minutes} min; after {more} more, the next "
            "ones are looked at by the carrier first."
        ),
    ),
    "guards.near_device_day": (
        "本台席一天内已办 {count} 笔，再办 {more} 笔后，接下来的要先由运营商复核。",
        (
            "This counter has registered {count} in a day; after {more} more, the next ones are"
            " looked at by the carrier first."
        ),
    ),
    "guards.near_to_do": (
        "照常办理即可，不必赶；客户多时，可请同事分担。",
        "Go on as usual, there is no hurry. With many customers, a colleague can help.",
    ),
    "guards.reached_clerk_minutes": (
        "本工号 {minutes} 分钟内已办 {count} 笔，达到运营商的上限，接下来的会先复核再开通。",
        (
            "This work id has registered {count} in {minutes} min, the carrier's limit; the "
            "next ones are looked at before they take effect."
        ),
    ),
    "guards.reached_clerk_day": (
        "本工号一天内已办 {count} 笔，达到运营商的上限，接下来的会先复核再开通。",
        (
            "This work id has registered {count} in a day, the carrier's limit; the next ones "
            "are looked at before they take effect."
        ),
    ),
    "guards.reached_device_minutes": (
        "本台席 {minutes} 分钟内已办 {count} 笔，达到运营商的上限，接下来的会先复核再开通。",
        (
            "This counter has registered {count} in {minutes} min, the carrier's limit; the "
            "next ones are looked at before they take effect."
        ),
    ),
    "guards.reached_device_day": (
        "本台席一天内已办 {count} 笔，达到运营商的上限，接下来的会先复核再开通。",
        (
            "This counter has registered {count} in a day, the carrier's limit; the next ones "
            "are looked at before they take effect."
        ),
    ),
    "guards.reached_to_do": (
        "已保存的不受影响。可以继续办理，请告诉客户结果会晚一些。",
        (
            "What was saved is not affected. You may go on; tell customers that the result "
            "takes longer."
        ),
    ),
    "guards.reached_to_do_until": (
        "已保存的不受影响。可以继续办理，请告诉客户结果会晚一些；等到 {time} 再办，就低于上限。",
        (
            "What was saved is not affected. You may go on; tell customers that the result "
            "takes longer. From {time} on it is below the limit again."
        ),
    ),
    "guards.reached_to_do_freezing": (
        "已保存的不受影响。可以继续办理，请告诉客户结果会晚一些；远超上限的，工号会被冻结。",
        (
            "What was saved is not affected. You may go on; tell customers that the result "
            "takes longer. Far beyond the limit the work id is frozen."
        ),
    ),
    "guards.reached_to_do_until_freezing": (
        (
            "已保存的不受影响。可以继续办理，请告诉客户结果会晚一些；等到 {time} 再办，就低于上限。"
            "远超上限的，工号会被冻结。"
        ),
        (
            "What was saved is not affected. You may go on; tell customers that the result "
            "takes longer. From {time} on it is below the limit again. Far beyond it the work "
            "id is frozen."
        ),
    ),
    "guards.group": (
        "{minutes} 分钟内已有 {count} 位不同的客户在这里开新号，接下来的可能先复核再开通。",
        (
            "{count} different customers came here for new numbers within {minutes} min; the "
            "next ones may be looked at before they take effect."
        ),
    ),
    "guards.group_to_do": (
        "请像平时一样逐位核对人和证件，问清自用，证件和卡交到本人手里。",
        (
            "Check each person and card as always, ask whether the number is for their own use,"
            " and give card and SIM into their own hands."
        ),
    ),
    "guards.noted_BURST": (
        "运营商注意到本网点近期有一段时间办理得比平时快得多。",
        "The carrier has noticed a time at this outlet when work went much faster than usual.",
    ),
    "guards.noted_BURST_to_do": (
        "一段时间内的业务会先复核，已保存的不受影响。如有原因，请店长联系渠道经理说明。",
        (
            "For a while registrations are looked at first; what was saved is not affected. If "
            "there was a reason, the manager should tell the carrier."
        ),
    ),
    "guards.noted_OVERLAP": (
        "有一个工号在同一时间出现在两个台席上。",
        "A work id was at work at two counters at the same time.",
    ),
    "guards.noted_OVERLAP_to_do": (
        "工号只能本人使用：离开时请锁定（交班请按 Ctrl+D），密码和动态码不要借给别人。",
        (
            "A work id is for one person alone: lock the counter when you leave, hand it over with "
            "Ctrl+D, and lend nobody password or digits."
        ),
    ),
    "guards.noted_GROUP": (
        "运营商注意到本网点近期有多位客户在短时间内一起来开新号。",
        "The carrier has noticed several customers who came here together for new numbers.",
    ),
    "guards.noted_GROUP_to_do": (
        "请问清自用并留意代人开卡；如是单位或学校组织的，请店长联系渠道经理登记。",
        (
            "Ask whether numbers are for their own use. If a firm or school has sent them, the "
            "manager should tell the carrier beforehand."
        ),
    ),
    "guards.noted_NOES": (
        "本网点近期有几笔业务在复核时没有通过。",
        "Several registrations of this outlet were refused in review lately.",
    ),
    "guards.noted_NOES_to_do": (
        "一段时间内的业务会先复核。请对照复核页上的原因，逐项再核对一遍。",
        (
            "For a while registrations are looked at first. Go through the reasons on the "
            "review page and check each of them again."
        ),
    ),
    "guards.noted_SECOND_NUMBERS": (
        "本网点近期办理第三个及以上号码的客户比一般网点多。",
        "More customers than at other outlets came here for a third or further number lately.",
    ),
    "guards.noted_SECOND_NUMBERS_to_do": (
        "请问清用途，提醒不得转卖、出租、出借；一段时间内的业务会先复核。",
        (
            "Ask what the number is for, and remind people that it may not be sold, let or "
            "lent. For a while registrations are looked at first."
        ),
    ),
    "guards.noted_RIDE_ALONG": (
        "本网点近期有多位客户补登记后随即又开了新号。",
        "Several customers who were registered anew here got a new number right after.",
    ),
    "guards.noted_RIDE_ALONG_to_do": (
        "请确认新号是客户本人要的：先说明，再办理，卡交到本人手里。",
        (
            "Make sure that customers want the number: explain first, then register, and give "
            "the SIM into their own hands."
        ),
    ),
    "guards.noted_DRIP": (
        "本网点近期连续多日接近每日上限。",
        "This outlet was close to its daily limit on many days lately.",
    ),
    "guards.noted_DRIP_to_do": (
        "如果客户确实多，请店长联系渠道经理调整上限；一段时间内的业务会先复核。",
        (
            "If there really are so many customers, the manager should ask the carrier for "
            "another limit. For a while registrations are looked at first."
        ),
    ),
    "guards.noted_STOCK": (
        "本网点的白卡数量与账上对不上。",
        "The blank SIMs of this outlet do not agree with the book.",
    ),
    "guards.noted_STOCK_to_do": (
        "请今天再盘点一次（F10），找到的、损坏的都如实登记；找不到的请报告店长。",
        (
            "Count them once more today (F10) and book what was found or damaged as it is; "
            "report what cannot be found to the manager."
        ),
    ),
    "guards.noted_BACKGROUND": (
        "运营商注意到现场照片的背景与以往不同。",
        "The carrier has noticed that the wall behind customers is not the usual one.",
    ),
    "guards.noted_BACKGROUND_to_do": (
        "如果移动过台席或摄像头，请店长联系渠道经理登记；一段时间内的业务会先复核。",
        (
            "If counter or camera were moved, the manager should tell the carrier. For a while "
            "registrations are looked at first."
        ),
    ),
    "guards.noted_AGES": (
        "本网点近期的新号客户年龄很集中。",
        "Customers for new numbers were nearly of one age here lately.",
    ),
    "guards.noted_AGES_to_do": (
        "如是学校或单位组织的，请店长联系渠道经理登记；请问清自用，卡交到本人手里。",
        (
            "If a school or firm has sent them, the manager should tell the carrier. Ask "
            "whether numbers are for their own use, and give SIMs into their own hands."
        ),
    ),
    "guards.noted_SILENT": (
        "本网点近期开通的号码有不少还没有使用过。",
        "Many numbers opened here lately have not been used yet.",
    ),
    "guards.noted_SILENT_to_do": (
        "请提醒客户当场装卡开机；一段时间内的业务会先复核。",
        (
            "Remind customers to insert the SIM and switch on at once. For a while "
            "registrations are looked at first."
        ),
    ),
    "guards.noted_HANDSET": (
        "有几位客户的号码在同一部手机上使用。",
        "Numbers of several customers are used in one telephone.",
    ),
    "guards.noted_HANDSET_to_do": (
        "请不要替客户保管卡或试用；一段时间内的业务会先复核。",
        "Do not keep or use SIMs for customers. For a while registrations are looked at first.",
    ),
    "guards.noted_WOKEN": (
        "有一批早先开通的号码在同一时间开始使用。",
        "Numbers that were opened earlier were first used at the same time.",
    ),
    "guards.noted_WOKEN_to_do": (
        "开通后卡应当场交给客户本人；一段时间内的业务会先复核。",
        (
            "A SIM belongs into its customer's hands at once. For a while registrations are "
            "looked at first."
        ),
    ),
}
