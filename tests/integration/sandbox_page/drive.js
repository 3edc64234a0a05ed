// Uses the page in a frame as a person would, and writes down what was seen.

const frame = document.getElementById("page");
const results = document.getElementById("results");

function write(name, value) {
  const line = document.createElement("li");
  line.dataset.name = name;
  line.textContent = JSON.stringify(value);
  results.append(line);
}

function doc() {
  return frame.contentDocument;
}

function one(selector) {
  return doc().querySelector(selector);
}

async function until(condition, what) {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = condition();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never came: ${what}`);
}

async function open(query) {
  frame.src = `/?${query}`;
  await until(() => frame.contentWindow.location.search === `?${query}` && one("#page[data-revision]"), query);
}

function type(area, text) {
  area.focus();
  area.value = text;
  area.setSelectionRange(text.length, text.length);
  area.dispatchEvent(new frame.contentWindow.InputEvent("input", { bubbles: true }));
}

function press(target, key, more = {}) {
  target.dispatchEvent(new frame.contentWindow.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

async function acts() {
  return (await fetch("/acts")).json();
}

async function actsOf(kind) {
  return (await acts()).filter((what) => what.do === kind);
}

function say(text) {
  const body = JSON.stringify({ as: "U0HUGO", do: "message", channel: "C0HIRING", text });
  return fetch("/sandbox/act", { method: "POST", headers: { "Content-Type": "application/json" }, body });
}

async function actsWhen(fits, count) {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = (await acts()).filter(fits);
    if (found.length >= count) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`never came: ${count} acts like ${fits}`);
}

async function composing() {
  await open("as=U0RHEA&channel=C0HIRING");
  const area = one("#write-channel");
  type(area, "half a sen");
  await say("a word from Hugo");
  await until(() => one("#page").textContent.includes("a word from Hugo"), "the message of Hugo");
  write("typed text stays", one("#write-channel") === area && area.value === "half a sen" && doc().activeElement === area);
  press(area, "Enter", { shiftKey: true });
  write("shift enter sends nothing", (await actsOf("message")).length === 1);
  type(area, "ask @Ines");
  await until(() => one(".completions"), "completions");
  press(area, "Enter");
  await until(() => area.value.startsWith("ask @Ines Okafor"), "the completed name");
  press(area, "Enter");
  await until(() => area.value === "", "an empty composer");
  write("sent text", (await actsWhen((what) => what.do === "message", 2)).at(-1).text);
}

async function commanding() {
  const area = one("#write-channel");
  type(area, "/hi");
  write("completions", (await until(() => one(".completions"), "completions")).textContent);
  type(area, "/hire cv");
  press(area, "Enter");
  await until(() => area.value === "", "an empty composer");
  write("command", (await actsWhen((what) => what.do === "command", 1)).at(-1).text);
  type(area, "/hier cv");
  press(area, "Enter");
  write("unknown command", (await until(() => one(".composer p.error"), "an error")).textContent);
}

async function pressing() {
  one('[data-action="forget"]').click();
  const question = await until(() => one("dialog.question"), "a question");
  write("question", question.textContent);
  press(question, "Escape");
  question.dispatchEvent(new frame.contentWindow.Event("cancel", { cancelable: true }));
  await until(() => !one("dialog.question"), "the question to close");
  write("denied press", (await actsOf("press")).length);
  one('[data-action="forget"]').click();
  (await until(() => one("dialog.question .danger.filled"), "the confirm button")).click();
  const [sent] = await actsWhen((what) => what.do === "press", 1);
  one('[data-action="questions"]').click();
  write("failed press", (await until(() => one(".press-error"), "a warning")).textContent);
  const { block_id, action_id, container, value } = sent;
  write("confirmed press", { block_id, action_id, container, value: value ?? "none" });
}

async function reading() {
  const sort = one(".data-table thead th:nth-child(2) button");
  sort.click();
  await until(() => one('.data-table th[aria-sort="ascending"]'), "the sorted table");
  one(".data-table .pager button:last-child").click();
  await until(() => one(".data-table tbody").rows.length === 1, "the second page");
  write("last row of the sorted table", one(".data-table tbody").textContent);
}

async function threading() {
  const opener = one(".replies");
  opener.focus();
  opener.click();
  await until(() => one(".thread"), "the thread");
  write("thread has the focus", doc().activeElement.id);
  type(one("#write-thread"), "/hire cv");
  press(one("#write-thread"), "Enter");
  write("command in a thread", (await until(() => one(".thread p.error"), "an error")).textContent);
  press(doc().activeElement, "Escape");
  await until(() => !one(".thread"), "the thread to close");
  await until(() => doc().activeElement === opener, "the focus to return");
  write("focus returns", true);
}

async function walking() {
  const rows = [...doc().querySelectorAll("main article")];
  write("one stop for tab", rows.map((row) => row.tabIndex).filter((index) => index === 0).length);
  rows.at(-1).focus();
  press(rows.at(-1), "ArrowUp");
  await until(() => rows.at(-2).tabIndex === 0, "the row above");
  write("arrow walks", doc().activeElement === rows.at(-2) && rows.at(-1).tabIndex === -1);
}

async function menus() {
  one('[aria-label="Shortcuts"]').click();
  (await until(() => one('[role="menuitem"]'), "the menu")).click();
  one('.message .toolbar [aria-label="More actions"]').click();
  const menu = await until(() => one('[role="menu"]'), "the menu");
  write("message menu", [...menu.querySelectorAll('[role="menuitem"] span')].map((item) => item.textContent));
  press(doc().activeElement, "ArrowDown");
  write("arrow moves", doc().activeElement.textContent);
  press(doc().activeElement, "ArrowUp");
  doc().activeElement.click();
  write("menu closes", one('[role="menu"]') === null);
  write("shortcuts", (await actsWhen((what) => what.callback_id, 2)).map((what) => [what.do, what.callback_id, what.ts ?? null]));
}

async function filling() {
  await open("as=U0RHEA&channel=C0HIRING&modal=1&still=1");
  const dialog = one("dialog.modal[data-top]");
  const submit = dialog.querySelector('button[type="submit"]');
  submit.click();
  await until(() => dialog.querySelectorAll(".wrong").length === 2, "two refused fields");
  write("refused", [...dialog.querySelectorAll(".wrong .label")].map((label) => label.textContent));
  write("nothing sent yet", (await actsOf("submit")).length);
  const area = dialog.querySelector("textarea");
  type(area, "x".repeat(3214));
  const count = await until(() => dialog.querySelector(".count"), "how much is too much");
  write("pasted", [area.value.length, count.textContent]);
  submit.click();
  write("refused paste", (await until(() => [...dialog.querySelectorAll(".wrong .error")].find((line) => line.textContent.includes("at most")), "the refused paste")).textContent);
  const select = dialog.querySelector("select");
  select.value = "r2";
  select.dispatchEvent(new frame.contentWindow.Event("change", { bubbles: true }));
  dialog.querySelector('input[type="radio"][id$="-4"]').click();
  type(dialog.querySelector("textarea"), "ran the pager");
  const file = new frame.contentWindow.File(["%PDF-1.7"], "cv.pdf", { type: "application/pdf" });
  const carrier = new frame.contentWindow.DataTransfer();
  carrier.items.add(file);
  const picker = dialog.querySelector('input[type="file"]');
  picker.files = carrier.files;
  picker.dispatchEvent(new frame.contentWindow.Event("change", { bubbles: true }));
  await until(() => dialog.querySelector(".waiting-files"), "the picked file");
  submit.click();
  const sent = await actsWhen((what) => what.do === "submit", 1);
  write("submitted", { view_id: sent.at(-1).view_id, values: sent.at(-1).values });
  dialog.dispatchEvent(new frame.contentWindow.Event("cancel", { cancelable: true }));
  write("escape closes the top", (await actsWhen((what) => what.do === "close", 1)).map((what) => what.view_id));
}

async function switching() {
  await open("as=U0RHEA&channel=C0HIRING&still=1");
  one(".person:not([aria-pressed=true])").click();
  await until(() => one('.person[aria-pressed="true"]')?.textContent.includes("Hugo"), "Hugo");
  write("address", frame.contentWindow.location.search);
  write("hugo sees", { only: one(".only-you") !== null, button: one('[data-action="only_hugo"]') !== null });
}

async function passing() {
  const { current } = await import("/page/notices.js");
  const came = [["busy", 1], ["busy", 2], ["busy", 3], ["lost", 8]].map(([text, at], index) => ({ id: `n${index}`, text, level: "error", at }));
  const later = [...came, { id: "n9", text: "busy", level: "error", at: 60 }];
  const shown = (list, closed, loaded, now) => current(list, closed, loaded * 1000, now * 1000).map((group) => [group.text, group.ids.length]);
  const until9 = (now) => shown(came.filter((notice) => notice.at <= now), {}, 0, now);
  write("notices", {
    "at 4 s": until9(4), "at 9 s": until9(9), "at 14 s": until9(14), "at 20 s": until9(20),
    "after a reload at 3.5 s": shown(came, {}, 3.5, 9),
    "busy closed": shown(came, { n0: true, n1: true, n2: true }, 0, 9),
    "busy again at 60 s": shown(later, {}, 0, 61),
  });
}

async function linking() {
  const { forReader } = await import("/page/files.js");
  const { ui } = await import("/page/store.js");
  ui.as = "U0INES";
  const here = window.location.origin;
  write("links", [`${here}/files/U0RHEA/F1/cv.pdf`, "https://example.org/files/x", null].map((href) => forReader(href)?.replace(here, "") ?? null));
}

async function faults() {
  await open("as=U0RHEA&drawer=faults&still=1");
  one(".fault").click();
  write("fault set", (await until(() => one(".fault-active"), "the fault")).textContent);
}

try {
  for (const step of [composing, commanding, pressing, reading, threading, walking, menus, filling, switching, passing, linking, faults]) await step();
  write("finished", true);
} catch (error) {
  write("broken", String(error.stack ?? error));
}
