// The planner's page: asks the server for the board, draws it, and sends every change back. What is shown is always
// what the server has confirmed, and that is on the disk.

import { draw, element, label, windowNode } from "./draw.js";
import { dragging, fitted, nearest } from "./drag.js";
import { drawFront } from "./front.js";
import { at, button, field, headRow, option, say } from "./page.js";
import { drawVersion } from "./versions.js";
import { clock, speak, word } from "./words.js";

/** Milliseconds between two looks at the solver while it works: a bound that moves is seen to move. Between two looks
 * at the board while nothing happens: what another window of the browser has changed is there before somebody drags. */
const LOOK_AT_JOB = 400, LOOK_AT_BOARD = 2500;

const state = { chosen: null, swapping: null, proposed: null, zoomed: false, ghost: true, bad: new Set() };
let board = null, job = null, waits = false;

const find = (name) => board.plan.windows.find((window) => `${window.group}/${window.nth}` === name);

/**
 * The element of a window.
 * @returns {HTMLElement | undefined}
 */
function nodeOf(name) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".window"))].find((own) => `${own.dataset.group}/${own.dataset.nth}` === name);
}

async function send(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    const answer = await fetch(path, options);
    // The campaign was closed in another window.
    if (answer.status === 410) location.reload();
    return answer;
  } catch {
    say(word("lost"), true);
    return null;
  }
}

/** Whether two boards have the same plan of the same campaign. */
const isSamePlan = (one, other) => one.reading === other.reading && JSON.stringify([one.plan.windows, one.groups]) === JSON.stringify([other.plan.windows, other.groups]);

/** Sends a change. One at a time: the next one is made on the board that this one gives. */
async function change(what) {
  if (waits) return redraw();
  waits = true;
  const before = board;
  let answer = await send("change", { version: board.version, ...what });
  if (answer?.status === 409) {
    await load();
    // Where the solver has come to know more of the best plan and nothing else is new, the change is sent again.
    if (isSamePlan(before, board)) answer = await send("change", { version: board.version, ...what });
  }
  waits = false;
  if (!answer) return redraw();
  if (answer.status === 409) {
    await load();
    return say(word("elsewhere"), true);
  }
  if (!answer.ok) {
    const refusal = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : { text: [] };
    redraw();
    return say(refusal.text.join("\n") || word("noRoom"), true);
  }
  board = await answer.json();
  state.proposed = null;
  redraw();
  const chosen = state.chosen && find(state.chosen);
  say(`${word("saved")} ${board.plan.verdict}${chosen ? ` ${label(chosen)}` : ""}`);
}

async function load() {
  const answer = await send("board");
  if (!answer?.ok) return;
  board = await answer.json();
  redraw();
}

function redraw() {
  speak(board.lang, board.words);
  document.title = board.title;
  /** @type {HTMLElement | null} */
  const focused = document.activeElement?.closest(".window");
  const name = focused && `${focused.dataset.group}/${focused.dataset.nth}`;
  at("title").textContent = board.title;
  for (const id of /** @type {import("./words.js").WordName[]} */ (["undo", "redo", "rest", "repair", "best", "fit", "save", "publish", "language", "close", "edit", "front", "variants", "forms", "day"])) at(id).textContent = word(id);
  at("front").hidden = board.baseline.length === 0;
  at("ghost-label").textContent = word("ghost");
  at("zoom-label").textContent = word("zoom");
  at("ghost").closest("label").hidden = board.baseline.length === 0;
  field("undo").disabled = !board.can_undo;
  field("redo").disabled = !board.can_redo;
  at("outdated").hidden = !board.is_outdated;
  at("outdated-text").textContent = word("outdated");
  at("read-again").textContent = word("readAgain");
  state.bad = new Set(
    board.plan.findings.flatMap((finding) => finding.windows.map((index) => board.plan.windows[index])).map((window) => `${window.group}/${window.nth}`),
  );
  if (state.chosen && !find(state.chosen)) state.chosen = null;
  draw(at("board"), board, state);
  drawTray();
  drawFindings();
  drawAims();
  drawSelected();
  drawJob();
  drawVersion(at("version"), board, say);
  if (name) nodeOf(name)?.focus();
}

function drawTray() {
  at("tray-section").hidden = board.plan.unserved.length === 0;
  at("tray-title").textContent = word("tray");
  const nodes = board.plan.unserved.map((group) => {
    const own = board.groups[group];
    const start = board.blocks[0]?.start ?? 0;
    const node = windowNode({ group, nth: 0, name: own.name, start, end: start + own.minutes, people: own.people, per_hour: null, load: null, slots: [] }, board, state);
    node.title = `${own.name} ${own.people} ${word("people")}`;
    node.querySelector("small").remove();
    return node;
  });
  at("tray").replaceChildren(...nodes);
}

function drawFindings() {
  at("findings-title").textContent = word("findings");
  at("verdict").textContent = board.plan.verdict;
  const items = board.plan.findings.map((finding) => {
    const item = element("li", finding.is_allowed ? "allowed" : "");
    const button = element("button", "", `${finding.text} [${finding.code}]`);
    button.type = "button";
    button.addEventListener("click", () => {
      const window = board.plan.windows[finding.windows[0]];
      if (window) choose(`${window.group}/${window.nth}`, true);
    });
    item.append(button);
    return item;
  });
  at("findings").replaceChildren(...items);
}

function aimRows(plan, other) {
  const head = headRow(other ? ["aim", "value", "proposal", "distance"] : ["aim", "value", "distance"]);
  const rows = plan.aims.map((aim, index) => {
    const row = element("tr");
    const name = element("th", "", aim.label);
    name.scope = "row";
    row.append(name, element("td", "n", aim.value));
    // An answer from before the aims were changed has other ones.
    if (other) row.append(element("td", "n", other.aims[index]?.value ?? ""));
    const last = (other ?? plan).aims[index] ?? aim;
    row.append(element("td", last.standing, last.distance));
    return row;
  });
  return [head, ...rows];
}

function drawAims() {
  at("aims-title").textContent = word("aims");
  at("aims").replaceChildren(...aimRows(board.plan));
  at("moved").textContent = board.plan.moved ?? "";
}

function drawSelected() {
  const home = at("selected"), window = state.chosen && find(state.chosen);
  if (!window) return home.replaceChildren(element("p", "said", word("none")));
  const group = board.groups[window.group], title = element("h2", "", window.name), list = element("dl");
  const facts = [
    [word("time"), `${board.blocks[window.block]?.label ?? window.date} ${clock(window.start)}–${clock(window.end)}`],
    [word("headcount"), String(window.people)],
    [word("required"), window.per_hour === null ? "–" : `${Math.round(window.per_hour * 10) / 10} ${word("perHour")}`],
    [word("load"), window.load === null ? "–" : `${Math.round(window.load * 100)}%`],
  ];
  if (window.slots.length) facts.push([word("classes"), window.slots.map((slot) => `${slot.name} ${slot.start}–${slot.end}`).join(" · ")]);
  for (const [name, value] of facts) list.append(element("dt", "", name), element("dd", "", value));
  const row = element("div", "row");
  row.append(
    button(word(group.is_locked ? "unlock" : "lock"), () => lock(window)),
    button(word("swap"), () => beginSwap(window)),
    button(word("places"), () => ask("places", window.group)),
    button(word("remove"), () => change({ what: "remove", group: window.group, nth: window.nth })),
  );
  const pick = element("select");
  pick.id = "why";
  pick.setAttribute("aria-label", word("why"));
  pick.append(element("option", "", word("why")));
  board.blocks.forEach((block, index) => {
    if (index === window.block) return;
    const option = element("option", "", block.label);
    option.value = index;
    pick.append(option);
  });
  pick.addEventListener("change", () => pick.value !== "" && ask("why", window.group, Number(pick.value)));
  row.append(pick);
  home.replaceChildren(title, list, row, ruleRow(window));
}

/** A rule for the chosen group, to be written into the campaign's tables. */
function ruleRow(window) {
  const row = element("div", "row"), kind = element("select"), target = element("select");
  kind.id = "rule";
  kind.setAttribute("aria-label", word("rule"));
  /** @type {[string, import("./words.js").WordName][]} */
  const kinds = [["only_in", "onlyIn"], ["not_in", "notIn"], ["together", "together"], ["apart", "apart"], ["before", "before"], ["at_this_time", "atThisTime"]];
  kind.append(...kinds.map(([value, name]) => option(word(name), value)));
  target.id = "rule-target";
  target.setAttribute("aria-label", `${word("halfDay")} / ${word("who")}`);
  const isBlock = () => ["only_in", "not_in"].includes(kind.value);
  const fill = () => {
    const items = isBlock() ? board.blocks.map((block) => block.label) : board.groups.map((group) => group.name);
    target.replaceChildren(...items.map((name, index) => option(name, index)).filter((_, index) => isBlock() || index !== window.group));
    target.hidden = kind.value === "at_this_time";
  };
  kind.addEventListener("change", fill);
  fill();
  if (window.block !== null) target.value = String(window.block);
  row.append(element("span", "", `${word("rule")}${word("colon")}`), kind, target, button(word("addRule"), async () => {
    const what = isBlock() ? { block: Number(target.value) } : kind.value === "at_this_time" ? {} : { other: Number(target.value) };
    const answer = await send("rule", { reading: board.reading, what: kind.value, group: window.group, ...what });
    if (!answer) return;
    if (answer.status === 409) {
      await load();
      return say(word("elsewhere"), true);
    }
    if (!answer.ok) return say((await answer.json().catch(() => ({ text: [] }))).text.join("\n") || word("failed"), true);
    await load();
    say(word("ruleAdded"));
    await look();
  }));
  return row;
}

function drawJob() {
  at("job-title").textContent = word("job");
  if (!job) return at("job").replaceChildren(element("p", "", word("idle")));
  const parts = [element("p", "", `${job.question}${job.is_running ? ` · ${word("working")}` : ""} · ${job.seconds.toFixed(1)} ${word("seconds")}`)];
  if (job.is_running) {
    for (const line of job.progress) parts.push(element("p", "", line));
    parts.push(button(word("stop"), () => send("stop", {})));
  }
  for (const line of job.text) parts.push(element("pre", "", line));
  if (job.front) parts.push(element("p", "said", word("frontHint")), drawFront(job, state, redraw));
  const places = (plan) => JSON.stringify(plan.windows.map((own) => [own.group, own.block, own.start, own.end]));
  job.proposals.forEach((proposal, index) => {
    // Of a front one plan at a time is looked at.
    if (job.front && state.proposed !== proposal.plan.windows) return;
    // What lies on the board already is nothing to take.
    if (places(proposal.plan) === places(board.plan)) {
      if (job.front) parts.push(element("pre", "", `${proposal.text} · ${word("isOnBoard")}`));
      return;
    }
    parts.push(element("pre", "", proposal.text));
    const row = element("div", "row");
    const isShown = state.proposed === proposal.plan.windows;
    row.append(
      button(word("take"), () => change({ what: "take", job: job.number, proposal: index }), "main"),
      button(word(isShown ? "hide" : "look"), () => {
        state.proposed = isShown ? null : proposal.plan.windows;
        redraw();
      }),
    );
    parts.push(row);
    const table = element("table");
    table.append(...aimRows(board.plan, proposal.plan));
    parts.push(table, element("p", "", proposal.plan.verdict));
  });
  at("job").replaceChildren(...parts);
}

function choose(name, moves = false) {
  if (state.swapping && state.swapping !== name) {
    const one = find(state.swapping), other = find(name);
    state.swapping = null;
    if (one && other) return change({ what: "swap", group: one.group, nth: one.nth, other: other.group, other_nth: other.nth });
  }
  state.chosen = name;
  redraw();
  const node = nodeOf(name);
  node?.focus({ preventScroll: !moves });
  if (moves) node?.scrollIntoView({ block: "center", inline: "center" });
}

function beginSwap(window) {
  state.swapping = `${window.group}/${window.nth}`;
  say(word("swapNow"));
}

const lock = (window) => change({ what: "lock", group: window.group, is_locked: !board.groups[window.group].is_locked });

async function ask(what, group = 0, block = 0) {
  await send("ask", { what, group, block });
  state.proposed = null;
  await look();
}

async function look() {
  const answer = await send("job");
  if (!answer?.ok) return;
  const before = job;
  job = await answer.json();
  if (job?.is_running) {
    drawJob();
    setTimeout(look, LOOK_AT_JOB);
  } else if (!before || before.number !== job?.number || before.is_running) {
    // The answer may say more of the best plan, or have put it on an empty desk.
    await load();
  }
}

/** One step of the grid, or half-day, further. */
function step(window, key, isLength) {
  const block = board.blocks[window.block];
  if (!block) return;
  const put = (index, to) => change({ what: "put", group: window.group, nth: window.nth, block: index, ...to });
  if (key === "ArrowUp" || key === "ArrowDown") {
    const index = window.block + (key === "ArrowUp" ? -1 : 1), next = board.blocks[index];
    const offset = window.start - block.start;
    return next && put(index, fitted(next, next.start + offset, window.end - window.start));
  }
  const by = key === "ArrowLeft" ? -1 : 1, grid = block.grid;
  const moved = (minute) => grid[grid.indexOf(nearest(block, minute)) + by];
  const start = isLength ? window.start : moved(window.start), end = moved(window.end);
  if (start === undefined || end === undefined || end <= start) return say(word("noRoom"), true);
  return put(window.block, { start, end });
}

document.addEventListener("keydown", (event) => {
  if (!board) return;
  if ((event.ctrlKey || event.metaKey) && ["z", "y"].includes(event.key.toLowerCase())) {
    event.preventDefault();
    const isBack = event.key.toLowerCase() === "z" && !event.shiftKey;
    return change({ what: isBack ? "undo" : "redo" });
  }
  if (event.key === "Escape") {
    state.swapping = null;
    state.proposed = null;
    state.chosen = null;
    return redraw();
  }
  /** @type {HTMLElement | null} */
  const node = event.target instanceof Element ? event.target.closest(".window") : null;
  if (!node) return;
  const name = `${node.dataset.group}/${node.dataset.nth}`, window = find(name);
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    if (window) return choose(name);
    const group = Number(node.dataset.group), index = board.groups[group].blocks[0] ?? 0, block = board.blocks[index];
    return change({ what: "put", group, nth: 0, block: index, ...fitted(block, block.start, board.groups[group].minutes) });
  }
  if (!window) return;
  if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    return step(window, event.key, event.shiftKey);
  }
  if (event.key === "Delete") return change({ what: "remove", group: window.group, nth: window.nth });
  if (event.key.toLowerCase() === "l") return lock(window);
  if (event.key.toLowerCase() === "s") return beginSwap(window);
});

// A screen reader sends a click without pointer events (`detail` is 0).
at("board").addEventListener("click", (event) => {
  /** @type {HTMLElement | null} */
  const node = event.detail === 0 && event.target instanceof Element ? event.target.closest(".window") : null;
  if (node) choose(`${node.dataset.group}/${node.dataset.nth}`);
});

dragging(at("board"), at("tray"), {
  board: () => board,
  choose,
  redraw,
  say,
  put: (group, nth, block, start, end) => change({ what: "put", group, nth, block, start, end }),
});

at("undo").addEventListener("click", () => change({ what: "undo" }));
at("redo").addEventListener("click", () => change({ what: "redo" }));
for (const what of ["rest", "repair", "best", "fit", "front"]) at(what).addEventListener("click", () => ask(what));
at("save").addEventListener("click", async () => {
  const answer = await send("save", {});
  if (!answer) return;
  const { text } = await answer.json();
  say(answer.ok ? `${word("written")} ${text.join(" · ")}` : text.join("\n"), !answer.ok);
});
at("language").addEventListener("click", async () => {
  await change({ what: "speak", lang: board.lang === "zh" ? "en" : "zh" });
  await look();
  redraw();
});
at("read-again").addEventListener("click", async () => {
  await change({ what: "read_again" });
  await look();
});
at("publish").addEventListener("click", async () => {
  field("publish").disabled = true;
  say(word("publishing"));
  const answer = await send("publish", {});
  field("publish").disabled = false;
  if (!answer) return;
  const said = await answer.json();
  await load();
  say(said.text.join("\n"), !answer.ok);
  await look();
});
at("close").addEventListener("click", async () => {
  if (await send("close", {})) location.reload();
});
at("ghost").addEventListener("change", () => {
  state.ghost = field("ghost").checked;
  redraw();
});
at("zoom").addEventListener("change", () => {
  state.zoomed = field("zoom").checked;
  redraw();
});

/** Another window of the browser, or Excel, may have changed something. */
async function watch() {
  const answer = document.hidden || waits ? null : await send("board");
  if (answer?.ok) {
    const now = await answer.json();
    if (now.version !== board.version || now.is_outdated !== board.is_outdated) {
      board = now;
      redraw();
    }
  }
  setTimeout(watch, LOOK_AT_BOARD);
}

await load();
await look();
setTimeout(watch, LOOK_AT_BOARD);
