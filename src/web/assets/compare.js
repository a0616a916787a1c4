// Variants side by side: made by clicks, solved, and held against each other on one scale.

import { draw, element, span } from "./draw.js";
import { LOOK_AT_JOB, at, button, field, heading, jobNodes, label, minutesOf, nameFields, option, refusal, say, send } from "./page.js";
import { clock, word, wordOf } from "./words.js";

/** What the page shows, and the variants that are being made: each a list of steps with what they are called. */
let board = null, variants = [];

const pick = (id) => Number(field(id).value);

/** Adds a step to a variant: a new one, or the one that was chosen. */
function add(step, name) {
  const into = field("into").value;
  const made = { step, name };
  if (into === "" || !variants[Number(into)]) variants.push([made]);
  else variants[Number(into)].push(made);
  say("");
  drawVariants();
}

function drawVariants() {
  const chosen = field("into").value;
  at("into").replaceChildren(
    option(word("newVariant"), ""),
    ...variants.map((steps, index) => option(wordOf("variantNumber", index + 1), index)),
  );
  field("into").value = variants[Number(chosen)] ? chosen : "";
  at("variants").replaceChildren(...variants.map((steps, index) => {
    const item = element("li", "", steps.map((own) => own.name).join(" · "));
    const remove = button("✕", () => {
      variants.splice(index, 1);
      drawVariants();
    }, "remove");
    remove.setAttribute("aria-label", `${word("removeVariant")} ${index + 1}`);
    item.append(" ", remove);
    return item;
  }));
  field("solve").disabled = variants.length === 0 || Boolean(board.job?.is_running);
}

function fill(id, items, name) {
  const before = field(id).value;
  at(id).replaceChildren(...items.map((own, index) => option(own.label ?? own.name, index)));
  at(id).setAttribute("aria-label", word(name));
  if (items[Number(before)]) field(id).value = before || "0";
}

function drawMakers() {
  label([["make-title", "makeVariant"], ["cameras-title", "moreCameras"], ["ends-title", "otherEnd"], ["without-title", "withoutHalfDay"],
    ["another-title", "anotherHalfDay"], ["into-label", "addTo"], ["figures-title", "figures"], ["deciding-title", "deciding"], ["boards-title", "boards"]]);
  for (const id of ["cameras-add", "ends-add", "without-add", "another-add"]) at(id).textContent = word("addStep");
  fill("cameras-station", board.stations, "station");
  fill("ends-block", board.half_days, "halfDay");
  fill("without-block", board.half_days, "halfDay");
  fill("another-station", board.stations, "station");
  nameFields([["cameras-count", "cameras"], ["ends-at", "until"], ["another-date", "date"], ["another-start", "from"], ["another-end", "until"]]);
  at("solve").textContent = word("solveVariants");
  proposed();
}

/** What the fields propose: one camera more, an hour longer, another half-day on the last day. */
function proposed() {
  if (field("cameras-count").value === "") field("cameras-count").value = String((board.stations[pick("cameras-station")]?.cameras ?? 0) + 1);
  const half = board.half_days[pick("ends-block")];
  if (half && field("ends-at").value === "") field("ends-at").value = clock(Math.min(half.end + 60, 24 * 60 - 1));
  if (field("another-date").value === "") field("another-date").value = board.half_days.map((own) => own.date).sort().at(-1) ?? "";
}

function drawFound() {
  const found = board.found;
  at("found").hidden = !found;
  if (!found) return;
  const head = element("tr");
  head.append(element("th", "", word("figure")), ...found.contenders.map((own) => element("th", "", own.name)), element("th", "", word("unit")));
  const rows = found.figures.map((row) => {
    const made = element("tr"), name = element("th", "", row.label);
    name.scope = "row";
    made.append(name, ...row.cells.map((cell) => element("td", cell.is_best ? "n best" : "n", cell.is_best ? `★ ${cell.text}` : cell.text)), element("td", "", row.unit));
    return made;
  });
  const proof = element("tr"), broken = element("tr");
  proof.append(element("th", "", word("proof")), ...found.contenders.map((own) => element("td", "", own.standing)), element("td"));
  broken.append(element("th", "", word("findings")), ...found.contenders.map((own) => element("td", "", own.verdict)), element("td"));
  at("figures").replaceChildren(head, ...rows, proof, broken);
  at("footnote").textContent = found.footnote;
  at("verdicts").replaceChildren(...found.verdicts.map((line) => element("li", "", line)));
  at("deciding").replaceChildren(...found.deciding.map((line) => element("li", "", line)));
  const view = { from: Infinity, to: -Infinity };
  for (const own of found.contenders) {
    const mine = span(own);
    view.from = Math.min(view.from, mine.from);
    view.to = Math.max(view.to, mine.to);
  }
  at("boards").replaceChildren(...found.contenders.map((own, index) => contender(own, index, view)));
}

function contender(own, index, view) {
  const box = element("section", "contender");
  const title = element("h3", "", own.name);
  box.append(title, element("p", "said", [own.standing, own.verdict].join(" · ")));
  if (own.moved) box.append(element("p", "moved", own.moved));
  if (own.is_takeable) box.append(button(word(own.is_change ? "takeOver" : "take"), () => takeOver(index), "main take"));
  const home = element("div", "boards");
  home.tabIndex = 0;
  home.setAttribute("role", "region");
  home.setAttribute("aria-label", own.name);
  draw(home, { ...own, plan: { windows: own.windows }, baseline: [] }, { still: true, level: 4, view, bad: new Set(), chosen: null });
  box.append(home);
  return box;
}

async function takeOver(index) {
  const answer = await send("take-over", { version: board.version, job: board.job.number, contender: index });
  if (!answer) return;
  if (answer.ok) return location.assign("./");
  if (answer.status === 409) {
    await load();
    return say(word("elsewhere"), true);
  }
  say(await refusal(answer), true);
}

async function load() {
  const answer = await send("variants");
  if (!answer?.ok) return;
  const wasRunning = board?.job?.is_running;
  board = await answer.json();
  heading(board, "variants");
  drawMakers();
  drawVariants();
  at("job").replaceChildren(...jobNodes(board.job));
  if (!board.job?.is_running) drawFound();
  if (wasRunning && !board.job?.is_running) say(word("solved"));
  if (board.job?.is_running) setTimeout(load, LOOK_AT_JOB);
}

at("solve").addEventListener("click", async () => {
  const answer = await send("variants", { variants: variants.map((steps) => steps.map((own) => own.step)) });
  if (!answer) return;
  if (!answer.ok) return say(await refusal(answer), true);
  say("");
  await load();
});
at("cameras-station").addEventListener("change", () => {
  field("cameras-count").value = "";
  proposed();
});
at("ends-block").addEventListener("change", () => {
  field("ends-at").value = "";
  proposed();
});
at("cameras-add").addEventListener("click", () => {
  const station = pick("cameras-station"), cameras = Math.trunc(pick("cameras-count"));
  if (!field("cameras-count").checkValidity() || !(cameras >= 1)) return say(word("wrongNumber"), true);
  add({ what: "cameras", station, cameras }, `${board.stations[station].name} · ${word("cameras")} ${cameras}`);
});
at("ends-add").addEventListener("click", () => {
  const block = pick("ends-block"), end = minutesOf(field("ends-at").value);
  if (end === null || end <= board.half_days[block].start) return say(word("wrongTime"), true);
  add({ what: "ends", block, end }, `${board.half_days[block].label} → ${clock(end)}`);
});
at("without-add").addEventListener("click", () => {
  const block = pick("without-block");
  add({ what: "without", block }, wordOf("without", board.half_days[block].label));
});
at("another-add").addEventListener("click", () => {
  const [start, end] = [minutesOf(field("another-start").value), minutesOf(field("another-end").value)];
  const date = field("another-date").value, station = pick("another-station");
  if (!date || start === null || end === null || end <= start) return say(word("wrongTime"), true);
  add({ what: "another", station, date, start, end }, `+ ${date} ${clock(start)}–${clock(end)}`);
});

await load();
