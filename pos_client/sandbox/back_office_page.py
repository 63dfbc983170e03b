"""The back office's page: the reconciliation by date, each finding in words with its owner."""

from __future__ import annotations

__all__ = ["BACK_OFFICE_PAGE"]

BACK_OFFICE_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>对账</title>
<style>
 body{font:16px/1.5 sans-serif;margin:24px auto;max-width:1100px;color:#1c2430}
 table{border-collapse:collapse;width:100%;margin:12px 0} caption{text-align:left;padding:6px 0}
 th,td{border-bottom:1px solid #c9d1db;padding:8px 10px;text-align:left;vertical-align:top}
 th{font-weight:600} td.count{text-align:right} .even{color:#1f6b3a} .odd{color:#8a5a00}
 button,input,select{padding:6px 12px} .mono{font-family:monospace;white-space:nowrap}
</style>
<h1>对账 <small>演示环境</small></h1>
<p>在用号码、已受理的登记、白卡库存，每天由网关自动核对一次。</p>
<form id="door"><input name="clerk_number" placeholder="工号" required>
<input name="password" type="password" placeholder="密码" required>
<input name="second_factor" placeholder="动态口令（6 位）" pattern="[0-9]{6}" required>
<button>登录</button></form>
<p id="said" role="status"></p><main id="books"></main>
<script>
"use strict";
let session = "";
const codes = {
  ACTIVE_UNREGISTERED: "号码在用，没有已受理的登记",
  ACCEPTED_INACTIVE: "已受理超过一天，号码未开通",
  SIM_TWO_NUMBERS: "一张卡在两个号码名下",
  SIM_OUT_REJECTED: "卡已交给客户，登记未通过",
  BLOCK_NUMBER_LOST: "号段号码未用也未归还",
  SLOT_WITHOUT_CASE: "预占名额没有对应的业务单",
  SIM_USED_UNREGISTERED: "卡已用，没有已受理的登记",
  SIM_REGISTERED_IN_STOCK: "登记已用的卡仍在库存",
  SIM_REGISTERED_UNDELIVERED: "登记用了从未发出的卡",
  SIM_TWICE: "一张卡用于两笔登记",
  STOCK_NEGATIVE: "用出的卡多于发出的卡"};
const desks = {numbers: "号码管理", sims: "卡管理", quota: "限额管理"};
const owner = text => { const [kind, name] = text.split(":");
  return kind === "outlet" ? `网点 ${name}` : `运营商 ${desks[name] || name}`; };
const say = text => { document.getElementById("said").textContent = text; };
const element = (name, text, kind) =>
  Object.assign(document.createElement(name), {textContent: text, className: kind || ""});
const row = (kind, cells) => { const made = document.createElement("tr");
  made.append(...cells.map(([text, look]) => element(kind, text, look))); return made; };
document.getElementById("door").onsubmit = async event => {
  event.preventDefault();
  const answer = await fetch("/centre/sessions", {method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(Object.fromEntries(new FormData(event.target)))});
  if (!answer.ok) { say("工号、密码或动态口令不对。"); return; }
  session = (await answer.json()).token; event.target.hidden = true; say(""); show("");
};
const show = async day => {
  const answer = await fetch("/back-office/reconciliations" + (day ? `?day=${day}` : ""),
                             {headers: {"Centre-Session": session}});
  if (!answer.ok) { session = ""; document.getElementById("door").hidden = false; return; }
  const said = await answer.json(), books = document.getElementById("books");
  if (!said.days.length) { books.replaceChildren(element("p", "还没有核对过。")); return; }
  const days = document.createElement("select");
  for (const each of said.days)
    days.append(Object.assign(element("option", `${each.day}　${each.found} 项差异`),
                              {value: each.day, selected: each.day === said.day}));
  days.onchange = () => show(days.value);
  const run = said.days.find(each => each.day === said.day);
  const at = run && new Date(run.at).toLocaleString("zh-CN", {timeZone: "Asia/Shanghai"});
  const head = run ? `核对于 ${at}　新发现 ${run.opened} 项，已消除 ${run.ended} 项`
                   : "这一天没有核对";
  const table = document.createElement("table");
  table.append(element("caption", head), row("th", [["差异"], ["号码或卡号"], ["网点"], ["工号"],
                                                     ["由谁处理"], ["首次发现"]]));
  for (const each of said.findings)
    table.append(row("td", [[codes[each.code] || each.code], [each.subject, "mono"],
      [each.outlet_code || "—"], [each.clerk_number || "—"], [owner(each.owner)],
      [each.found_on, "mono"]]));
  const sum = said.findings.length
    ? element("p", `共 ${said.findings.length} 项差异。`, "odd")
    : element("p", "三方一致，没有差异。", "even");
  books.replaceChildren(days, sum, ...(said.findings.length ? [table] : [element("p", head)]));
};
</script></html>
"""
