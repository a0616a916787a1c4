// The page before a campaign is open: drop a list, say what it lacks, or open a campaign.

import { element } from "./draw.js";
import { MOST_BYTES, at, field, say } from "./page.js";
import { speak, word, wordOf } from "./words.js";

/** Milliseconds after the last key until the answers are tried: a number that is being typed is none yet. */
const PAUSE = 400;

/** @returns {HTMLFormElement} */
const form = () => /** @type {HTMLFormElement} */ (at("answers"));
let board = null, shownList = null, timer = 0;

/** Sends a request and gives the answer; shows a fault and gives nothing where there is one. */
async function send(path, body) {
  const isFile = body instanceof Blob;
  const headers = { "Content-Type": isFile ? "application/octet-stream" : "application/json" };
  const options = body === undefined ? {} : { method: "POST", headers, body: isFile ? body : JSON.stringify(body) };
  const answer = await fetch(path, options).catch(() => null);
  if (!answer) say(word("lost"), true);
  else if (answer.status === 410 || answer.status === 204) location.reload();
  else if (answer.status === 413) say(word("tooLarge"), true);
  else if (!answer.ok) say((await answer.json().catch(() => ({ text: [] }))).text.join("\n") || word("failed"), true);
  else return answer.json();
  return null;
}

function places(section, list, from) {
  at(section).hidden = from.length === 0;
  const items = from.map((own) => {
    const item = element("li"), button = element("button", "place");
    button.type = "button";
    button.append(element("b", "", own.name), element("small", "", own.place));
    button.addEventListener("click", () => {
      say(word("reading"));
      send("open", { place: own.place });
    });
    item.append(button);
    return item;
  });
  at(list).replaceChildren(...items);
}

/** @type {Record<string, import("./words.js").WordName>} */
const LABELS = { title: "startTitle", intro: "startIntro", "file-label": "chooseFile", "first-label": "firstDay", "last-label": "lastDay",
  "hours-label": "hours", "evening-label": "evening", "cameras-label": "cameras", "seconds-label": "secondsEach", begin: "begin",
  other: "otherFile", "recents-title": "recents", "examples-title": "examples", language: "language" };

function draw() {
  speak(board.lang);
  document.title = `${word("startTitle")} · callsheet`;
  for (const [id, name] of Object.entries(LABELS)) at(id).textContent = word(name);
  at("kept").textContent = wordOf("keptIn", board.kept_in);
  places("recents-section", "recents", board.recents);
  places("examples-section", "examples", board.examples);
  const list = board.list;
  at("drop").hidden = Boolean(list);
  at("list").hidden = !list;
  if (!list) return;
  at("list-name").textContent = list.name;
  at("becomes").textContent = wordOf("becomes", list.workbook);
  if (shownList !== list.name) field("first").value = list.first_day;
  shownList = list.name;
  tryIt();
}

function answers() {
  const number = (id) => (field(id).value === "" ? null : Number(field(id).value));
  const [first, last] = [field("first").value, field("last").value];
  return {
    days: first ? `${first}..${last}` : "",
    hours: field("hours").value,
    evening: field("evening").checked,
    cameras: number("cameras"),
    seconds: number("seconds"),
  };
}

async function tryIt() {
  if (!form().checkValidity()) {
    const wrong = /** @type {HTMLInputElement} */ (form().querySelector(":invalid"));
    at("answer").replaceChildren();
    return say(`${wrong.labels?.[0]?.textContent.trim()}: ${wrong.validationMessage}`, true);
  }
  const found = await send("try", answers());
  if (!found) return at("answer").replaceChildren();
  say("");
  const parts = found.text.map((line) => element("p", "", line));
  const table = element("table", "speeds");
  table.append(...found.table.map((row, line) => {
    const made = element("tr");
    made.append(...row.map((cell, column) => element(line === 0 || column === 0 ? "th" : "td", "n", cell)));
    return made;
  }));
  const details = element("details");
  details.append(element("summary", "", found.table_title), table);
  parts.push(details, ...found.notes.map((note) => element("pre", "note", note)));
  at("answer").replaceChildren(...parts);
}

async function take(file) {
  if (!file) return;
  if (file.size > MOST_BYTES) return say(word("tooLarge"), true);
  say(word("reading"));
  const found = await send(`list/${encodeURIComponent(file.name)}`, file);
  if (!found) return;
  board = found;
  say("");
  draw();
}

at("file").addEventListener("change", () => take(field("file").files[0]));
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    at("drop").classList.toggle("over", name === "dragover");
    if (name === "drop") take(/** @type {DragEvent} */ (event).dataTransfer?.files[0]);
  });
}
document.addEventListener("dragleave", () => at("drop").classList.remove("over"));
at("answers").addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(tryIt, PAUSE);
});
at("answers").addEventListener("submit", (event) => {
  event.preventDefault();
  say(word("reading"));
  send("begin", answers());
});
at("other").addEventListener("click", async () => {
  board = (await send("put-away", {})) ?? board;
  field("file").value = "";
  draw();
});
at("language").addEventListener("click", async () => {
  board = (await send("speak", { lang: board.lang === "zh" ? "en" : "zh" })) ?? board;
  draw();
});

board = await send("start");
if (board) draw();
