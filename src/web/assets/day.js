// The day: classes are ticked, counts typed, a station is out; and ways for the rest to go on stand side by side.

import { draw, element } from "./draw.js";
import { LOOK_AT_JOB, at, button, field, headRow, heading, jobNodes, label, minutesOf, nameFields, option, refusal, say, send } from "./page.js";
import { copyButton, drawVersion } from "./versions.js";
import { clock, word, wordOf } from "./words.js";

let board = null, day = "", shownChoice = null;

/** The moment on the page: day, and minute of the day. */
function now() {
  const [date, time] = field("now").value.split("T");
  return { date, minute: time ? minutesOf(time) : null };
}

/** Today where it is a day of the campaign, else its first day at its first hour. */
function firstMoment() {
  const today = new Date(), two = (number) => String(number).padStart(2, "0");
  const date = `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`;
  const days = board.blocks.map((block) => block.date);
  if (days.includes(date)) return `${date}T${two(today.getHours())}:${two(today.getMinutes())}`;
  const first = board.blocks.toSorted((a, b) => a.date.localeCompare(b.date) || a.start - b.start)[0];
  return first ? `${first.date}T${clock(first.start)}` : "";
}

const events = (what, group, at) => board.events.filter((own) => own.what === what && own.group === group && (own.class === at || own.class === null));
const isDone = (group, at) => events("done", group, at).length > 0;
const counted = (kind, group, at) => board.events.find((own) => own.what === kind && own.group === group && own.class === at)?.people ?? null;

/** People of a window who are through, as far as it was ticked or typed. */
function through(window) {
  const group = board.groups[window.group];
  if (events("done", window.group, null).some((own) => own.class === null)) return window.people;
  const whole = counted("photographed", window.group, null);
  if (whole !== null) return Math.min(whole, window.people);
  const names = new Set(window.slots.map((slot) => slot.name));
  const own = group.classes.map((one, place) => ({ ...one, place })).filter((one) => names.has(one.name));
  return Math.min(window.people, own.reduce((sum, one) => sum + (isDone(window.group, one.place) ? one.people : (counted("photographed", window.group, one.place) ?? 0)), 0));
}

async function change(what) {
  const answer = await send("today", { reading: board.reading, ...what });
  if (!answer) return;
  if (answer.status === 409) {
    await load();
    return say(word("tableChanged"), true);
  }
  if (!answer.ok) {
    say(await refusal(answer), true);
    return redraw();
  }
  board = await answer.json();
  redraw();
  say(`${word("savedIn")} ${board.file}`);
}

function redraw() {
  heading(board, "day");
  label([["now-label", "now"], ["notice-label", "noticeMinutes"], ["replan", "replan"], ["date-label", "date"], ["out-title", "timeLostOrWon"],
    ["out-legend", "outages"], ["from-label", "from"], ["until-label", "until"], ["out-add", "addOut"],
    ["lost-legend", "lostHalfDay"], ["lost-from-label", "from"], ["lost-until-label", "until"], ["lost-add", "addOut"],
    ["extra-legend", "anotherHalfDay"], ["extra-from-label", "from"], ["extra-until-label", "until"], ["extra-add", "addOut"]]);
  nameFields([["out-station", "station"], ["lost-block", "halfDay"], ["extra-station", "station"], ["extra-date", "date"]]);
  if (field("now").value === "") field("now").value = firstMoment();
  const days = [...new Set(board.blocks.map((block) => block.date))].sort();
  if (!days.includes(day)) day = days.includes(now().date) ? now().date : (days[0] ?? "");
  at("date").replaceChildren(...days.map((date) => option(board.blocks.find((block) => block.date === date).day, date)));
  field("date").value = day;
  fill("out-station", board.stations.map((name, index) => option(name, index)));
  fill("extra-station", board.stations.map((name, index) => option(name, index)));
  fill("lost-block", board.blocks.slice(0, board.planned_blocks).map((block, index) => option(block.label, index)).filter((_, index) => board.blocks[index].date >= now().date));
  if (field("extra-date").value === "") field("extra-date").value = days[days.length - 1] ?? "";
  at("faults").replaceChildren(...board.faults.map((line) => element("li", "", line)));
  at("file").textContent = wordOf("dayFile", board.file);
  drawDay();
  drawClasses();
  drawEvents();
  at("job").replaceChildren(...jobNodes(board.job));
  drawChoices();
  drawVersion(at("version"), board, say);
}

/** Fills a list to choose from; the chosen item stays chosen where the list still has it. */
function fill(id, items) {
  const chosen = field(id).value;
  at(id).replaceChildren(...items);
  if (items.some((own) => own.value === chosen)) field(id).value = chosen;
}

function drawDay() {
  const blocks = board.blocks, here = board.windows.filter((window) => window.date === day);
  const total = here.reduce((sum, own) => sum + own.people, 0), done = here.reduce((sum, own) => sum + through(own), 0);
  at("stands").textContent = `${word("stands")} ${done} / ${total} ${word("people")}`;
  draw(at("board"), { ...board, blocks, plan: { windows: board.windows }, baseline: [] },
    { still: true, bad: new Set(), chosen: null, day, now: now(), through, zoomed: true });
}

function tick(group, place, name) {
  const box = element("input");
  box.type = "checkbox";
  box.checked = isDone(group, place);
  box.setAttribute("aria-label", `${word("done")} ${name}`);
  box.addEventListener("change", () => change({ what: "done", group, class: place, is_done: box.checked }));
  return box;
}

function count(kind, group, place, name) {
  const box = element("input", "count");
  box.type = "number";
  box.min = "0";
  box.step = "1";
  box.value = counted(kind, group, place) ?? "";
  box.setAttribute("aria-label", `${word(kind)} ${name}`);
  box.addEventListener("change", () => {
    if (!box.checkValidity()) return say(word("wrongNumber"), true);
    change({ what: "count", kind, group, class: place, people: box.value === "" ? null : Number(box.value) });
  });
  return box;
}

/** The classes of the day in the order of their calls; a group without classes is a row of its own. */
function drawClasses() {
  const table = element("table", "classes"), head = headRow(["time", "who", "headcount", "done", "photographed", "absent", "more"]);
  const rows = [];
  for (const window of board.windows.filter((own) => own.date === day).toSorted((a, b) => a.start - b.start || a.station - b.station)) {
    const group = board.groups[window.group];
    const slots = window.slots.map((slot) => ({ ...slot, place: group.classes.findIndex((own) => own.name === slot.name) })).filter((slot) => slot.place >= 0);
    const parts = slots.length
      ? slots.map((slot) => ({ place: slot.place, name: `${group.name} ${slot.name}`, people: group.classes[slot.place].people, time: `${slot.start}–${slot.end}` }))
      : [{ place: null, name: group.name, people: window.people, time: `${clock(window.start)}–${clock(window.end)}` }];
    for (const part of parts) {
      const row = element("tr"), name = element("th");
      if (part.place === null) name.textContent = part.name;
      else name.append(element("small", "", group.name), ` ${group.classes[part.place].name}`);
      name.scope = "row";
      const cells = [tick(window.group, part.place, part.name), ...["photographed", "absent", "more"].map((kind) => count(kind, window.group, part.place, part.name))];
      row.append(element("td", "n", part.time), name, element("td", "n", String(part.people)));
      for (const own of cells) {
        const cell = element("td");
        cell.append(own);
        row.append(cell);
      }
      row.classList.toggle("done", isDone(window.group, part.place));
      rows.push(row);
    }
  }
  table.append(head, ...rows);
  const title = element("h2", "", word("classes")), sheet = element("div", "sheet");
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "region");
  sheet.setAttribute("aria-label", word("classes"));
  sheet.append(table);
  at("classes").replaceChildren(title, sheet);
}

function drawEvents() {
  const own = board.events.filter((event) => ["out", "lost", "extra"].includes(event.what));
  at("events").replaceChildren(...own.map((event) => {
    const time = `${event.from === null ? "" : clock(event.from)}–${event.until === null ? "" : clock(event.until)}`;
    const name = event.what === "lost" ? board.blocks[event.block]?.label : board.stations[event.station];
    const kind = word(event.what === "out" ? "outages" : event.what === "lost" ? "lostHalfDay" : "anotherHalfDay");
    const item = element("li", "", `${kind}${word("colon")}${name} ${event.date ?? ""} ${time === "–" ? "" : time} `);
    const remove = button("✕", () => change({ what: "remove", line: event.line }), "remove");
    remove.setAttribute("aria-label", `${word("removeRow")} ${name} ${time}`);
    item.append(remove);
    return item;
  }));
}

function drawChoices() {
  const all = board.choices;
  if (!all.length) return at("choices").replaceChildren();
  const table = element("table", "figures"), head = element("tr");
  head.append(element("td"), ...all.map((own) => element("th", "", own.name)));
  const row = (name, value) => {
    const made = element("tr"), label = element("th", "", word(name));
    label.scope = "row";
    made.append(label, ...all.map((own) => element("td", "n", value(own))));
    return made;
  };
  table.append(head, row("toldPeople", (own) => `${own.told} ${word("people")}`), row("leftOut", (own) => `${own.left_out} ${word("people")}`),
    row("overtime", (own) => `${own.overtime} ${word("minutes")}`), row("makeUpUsed", (own) => `${own.make_up} ${word("minutes")}`), row("makeUpLeft", (own) => `${own.make_up_left} ${word("minutes")}`),
    row("proof", (own) => word(own.is_proven ? "fewest" : "notProven")));
  const parts = all.map((own, index) => {
    const box = element("section", "choice");
    box.append(element("h3", "", own.name), element("p", "", own.headline));
    const lines = element("ul");
    lines.append(...own.lines.map((line) => element("li", "", line)));
    box.append(lines, ...own.notes.map((line) => element("p", "note", line)));
    const buttons = element("div", "row");
    buttons.append(button(word("publishWay"), () => write("publish-replan", index), "main write"), button(word("takeWay"), () => write("write-replan", index), "write"), button(word(shownChoice === index ? "hide" : "look"), () => {
      shownChoice = shownChoice === index ? null : index;
      drawChoices();
    }, "look"));
    box.append(buttons);
    if (shownChoice === index) {
      const home = element("div", "boards");
      home.tabIndex = 0;
      home.setAttribute("role", "region");
      home.setAttribute("aria-label", own.name);
      draw(home, { ...board, blocks: own.blocks, plan: { windows: own.windows }, baseline: board.windows }, { still: true, level: 4, ghost: true, bad: new Set(), chosen: null });
      box.append(home);
    }
    const texts = element("details");
    texts.append(element("summary", "", word("texts")), ...own.messages.map((text) => {
      const item = element("div", "message");
      item.append(element("b", "", text.name), copyButton(text.text, text.name, say), element("pre", "", text.text));
      return item;
    }));
    if (own.messages.length) box.append(texts);
    return box;
  });
  const title = element("h2", "", word("ways")), sheet = element("div", "sheet");
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "region");
  sheet.setAttribute("aria-label", word("ways"));
  sheet.append(table);
  at("choices").replaceChildren(title, sheet, ...parts);
}

/** Has a way written, or written and published. */
async function write(path, choice) {
  if (path === "publish-replan") say(word("publishing"));
  const answer = await send(path, { job: board.job.number, choice });
  if (!answer) return;
  if (answer.status === 409) {
    await load();
    return say(word("elsewhere"), true);
  }
  if (!answer.ok) return say(await refusal(answer), true);
  const { text } = await answer.json();
  if (path === "write-replan") return say(`${word("written")} ${text.join(" · ")}`);
  // The rest is now the plan that people know: its table of what has happened is a new one.
  await load();
  say(text.join("\n"));
}

async function load() {
  const answer = await send("today");
  if (!answer?.ok) return;
  board = await answer.json();
  redraw();
  if (board.job?.is_running) setTimeout(load, LOOK_AT_JOB);
}

at("replan").addEventListener("click", async () => {
  const moment = now();
  if (!moment.date || moment.minute === null) return say(word("wrongTime"), true);
  if (!field("notice").checkValidity() || field("notice").value === "") return say(word("wrongNumber"), true);
  const answer = await send("replan", { now: `${moment.date} ${clock(moment.minute)}`, notice: Number(field("notice").value) });
  if (!answer) return;
  if (!answer.ok) return say(await refusal(answer), true);
  say("");
  shownChoice = null;
  await load();
});
at("now").addEventListener("change", () => {
  day = now().date ?? day;
  redraw();
});
at("date").addEventListener("change", () => {
  day = field("date").value;
  redraw();
});
/** The typed start and end in minutes of the day, null where a field is empty; nothing where one is no time. */
function typedTimes(from, until) {
  const wrong = [from, until].some((id) => !field(id).checkValidity());
  if (wrong) return void say(word("wrongTime"), true);
  return { from: minutesOf(field(from).value), until: minutesOf(field(until).value) };
}

at("lost-add").addEventListener("click", () => {
  const times = typedTimes("lost-from", "lost-until");
  if (times && field("lost-block").value !== "") change({ what: "lost", block: Number(field("lost-block").value), ...times });
});
at("extra-add").addEventListener("click", () => {
  const times = typedTimes("extra-from", "extra-until");
  if (!times) return;
  if (times.from === null || times.until === null || field("extra-date").value === "") return say(word("wrongTime"), true);
  change({ what: "extra", station: Number(field("extra-station").value), date: field("extra-date").value, ...times });
});
at("out-add").addEventListener("click", () => {
  const times = typedTimes("from", "until");
  if (times) change({ what: "out", station: Number(field("out-station").value), date: day, ...times });
});

await load();
