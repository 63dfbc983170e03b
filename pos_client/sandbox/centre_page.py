"""The reviewer's page: what waits with its age, the two photos beside each other, yes or no."""

from __future__ import annotations

import json

from pos_client.sandbox.centre_words import CENTRE_WORDS

__all__ = ["PAGE"]

_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>复核中心</title>
<style>
 body{font:16px/1.5 sans-serif;margin:24px auto;max-width:900px;color:#1c2430}
 article{border:1px solid #c9d1db;border-radius:8px;padding:16px;margin:12px 0}
 img{height:150px;margin-right:12px;border-radius:4px} .late,.found{color:#8a5a00}
 button{padding:6px 14px} input,select{padding:6px}
</style>
<h1>复核中心 <small>演示环境</small></h1>
<form id="door"><input name="clerk_number" placeholder="工号" required>
<input name="password" type="password" placeholder="密码" required>
<input name="second_factor" placeholder="动态口令（6 位）" pattern="[0-9]{6}" required>
<button>登录</button></form>
<p id="said" role="status"></p><main id="queue"></main>
<script>
"use strict";
let session = "";
const reasons = {PERSON_DOUBTED: "人证存疑", PHOTO_UNCLEAR: "照片不清",
                 PURPOSE_UNCLEAR: "用途不明", OTHER: "其他"};
const words = __WORDS__;
const word = (kind, code) => words[kind][code] || code;
const figures = facts => Object.entries(facts).map(
  ([name, value]) => `${word("figures", name)} ${word("values", value)}`).join("，");
const say = text => { document.getElementById("said").textContent = text; };
const call = (path, body) => fetch("/centre" + path, {
  method: body ? "POST" : "GET", body: body && JSON.stringify(body),
  headers: {"Content-Type": "application/json", "Centre-Session": session}});
document.getElementById("door").onsubmit = async event => {
  event.preventDefault();
  const answer = await call("/sessions", Object.fromEntries(new FormData(event.target)));
  if (!answer.ok) { say("工号、密码或动态口令不对。"); return; }
  session = (await answer.json()).token; event.target.hidden = true; say(""); show();
};
const element = (name, text) => Object.assign(document.createElement(name), {textContent: text});
const decide = async (id, is_approved, reason) => {
  const answer = await call("/decisions", {id, is_approved, reason});
  say(answer.ok ? "已记录。" : "这一单已不在等待。"); show();
};
const unit = async (each, card) => {
  const answer = await call("/units/" + each.id);
  if (!answer.ok) { say("不能由本人复核，或已不在等待。"); return; }
  for (const page of (await answer.json()).images)
    card.append(Object.assign(new Image(), {src: "data:image/jpeg;base64," + page, alt: "证照"}));
  const code = document.createElement("input"), name = document.createElement("input");
  code.placeholder = "统一社会信用代码"; name.placeholder = "单位名称";
  const keep = element("button", "录入");
  keep.onclick = async () => {
    const said = {id: each.id, unit_credit_code: code.value.trim(), name: name.value.trim()};
    const kept = await call("/unit-transcriptions", said);
    say(kept.ok ? "已录入，可以决定。" : "代码或名称不合规则。");
    if (kept.ok) { code.remove(); name.remove(); keep.remove(); }
  };
  card.append(document.createElement("br"), code, " ", name, " ", keep);
  code.focus();
};
const kinds = {TEMPORARY_RESIDENT_ID: "临时居民身份证", HOUSEHOLD_REGISTER: "户口簿",
  MILITARY_ID: "军人身份证件", ARMED_POLICE_ID: "武警身份证件", HM_TRAVEL_PERMIT: "港澳通行证",
  TW_TRAVEL_PERMIT: "台湾通行证", PASSPORT: "护照", OTHER_STATE_DOCUMENT: "其他有效证件"};
const fields = {name: "姓名", number: "证件号码", address: "住址", birth_date: "出生日期"};
const special = each => {
  const box = document.createElement("div"), look = element("button", "查看影像（留痕）");
  const why = word("reasons", each.reason);
  box.append(element("p", `无芯片证件：${kinds[each.document_type]} · ${why} · `
    + (each.is_transcribed ? "已转录" : "尚未转录，不能同意")), look);
  look.onclick = async () => {
    const answer = await call(`/documents/${each.id}`);
    if (!answer.ok) { say("本人经办的登记不能由本人审核。"); return; }
    const shown = await answer.json(), form = document.createElement("form");
    for (const image of [...shown.images, shown.live_photo])
      box.append(Object.assign(new Image(), {src: `data:image/jpeg;base64,${image}`, alt: "影像",
                                             style: "height:320px"}));
    for (const [name, words] of Object.entries(fields))
      form.append(Object.assign(document.createElement("input"),
        {name, placeholder: words, required: true, type: name === "birth_date" ? "date" : "text"}));
    form.append(element("button", "保存转录"));
    form.onsubmit = async event => {
      event.preventDefault();
      const said = {id: each.id, ...Object.fromEntries(new FormData(form))};
      const kept = await call("/transcriptions", said);
      say(kept.ok ? "已转录，请复核后决定。" : "没有保存。"); show();
    };
    box.append(form); look.remove();
  };
  return box;
};
const draw = each => {
  const card = document.createElement("article");
  const left = each.kind === "LIVE" ? `客户在场，剩余 ${each.seconds_left} 秒`
                                     : "已加密提交，客户已离开";
  card.append(element("h3", `${each.codes.map(code => word("codes", code)).join("、")} · `
    + (each.masked_name || "—")));
  card.append(element("p", `已等待 ${each.age_s} 秒 · ${left}`));
  card.append(element("p", `${each.outlet_code} · ${word("flows", each.flow)} · 经办工号 `
    + each.clerk_number));
  if (each.document_type) card.append(special(each));
  for (const verdict of each.verdicts || [])
    card.append(element("p", `${word("checks", verdict.check)}：${word("codes", verdict.code)} `
      + figures(verdict.facts)));
  for (const found of each.guards || [])
    card.append(Object.assign(element("p", `${word("guards", found.rule)}：`
      + figures(found.evidence)), {className: "found"}));
  for (const one of each.people || [each]) {
    card.append(element("p", `${word("roles", one.role)} · ${one.masked_name} · `
      + one.masked_id_number + (each.people && one.codes.length
        ? ` · ${one.codes.map(code => word("codes", code)).join("、")}` : "")));
    for (const [photo, type, alt] of [[one.card_photo, "webp", "证件照片"],
                                      [one.live_photo, "jpeg", "现场照片"]])
      if (photo) card.append(Object.assign(new Image(),
        {src: `data:image/${type};base64,${photo}`, alt}));
  }
  if (each.unit_credit_code) {
    card.append(element("p", `单位 ${each.unit_credit_code} · 申请号码 ${each.numbers} 个`));
    const look = element("button", "查看证照并录入");
    look.onclick = () => { look.disabled = true; unit(each, card); };
    card.append(look);
  }
  const why = document.createElement("select");
  for (const [code, words] of Object.entries(reasons))
    why.append(Object.assign(element("option", words), {value: code}));
  const yes = element("button", "同意"), no = element("button", "不同意，原因：");
  yes.onclick = () => decide(each.id, true, null);
  no.onclick = () => decide(each.id, false, why.value);
  card.append(document.createElement("br"), yes, " ", no, why);
  return card;
};
const show = async () => {
  const answer = await call("/reviews");
  if (!answer.ok) { session = ""; document.getElementById("door").hidden = false; return; }
  const waiting = (await answer.json()).map(draw);
  const queue = document.getElementById("queue");
  queue.replaceChildren(...(waiting.length ? waiting : [element("p", "没有等待复核的登记。")]));
};
const isBusy = () => document.querySelector("select:focus, article input");
setInterval(() => { if (session && !isBusy()) show(); }, 3000);
</script></html>
"""
PAGE = _PAGE.replace("__WORDS__", json.dumps(CENTRE_WORDS, ensure_ascii=False))
