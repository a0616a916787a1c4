// What the pages have in common: elements by their ids, the line that says what became of a click, requests.

import { element } from "./draw.js";
import { speak, word } from "./words.js";

/** @param {string} id */
export const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} id */
export const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

export function say(text, isBad = false) {
  at("said").textContent = text;
  at("said").classList.toggle("bad", isBad);
}

/** Sends a request; without a body it is a question. Nothing where the program can't be reached. */
export async function send(path, body) {
  const isFile = body instanceof Blob;
  const headers = { "Content-Type": isFile ? "application/octet-stream" : "application/json" };
  const options = body === undefined ? {} : { method: "POST", headers, body: isFile ? body : JSON.stringify(body) };
  const answer = await fetch(path, options).catch(() => null);
  if (!answer) say(word("lost"), true);
  // The campaign was closed in another window.
  else if (answer.status === 410) location.assign("./");
  return answer;
}

/** Why a request was refused. */
export async function refusal(answer) {
  const said = await answer.json().catch(() => ({ text: [] }));
  return said.text.join("\n") || word("failed");
}

export function button(text, act, name = "") {
  const made = element("button", name, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/**
 * A page's language, title and way back.
 * @param {import("./words.js").WordName} name
 */
export function heading(board, name) {
  speak(board.lang, board.words);
  document.title = `${word(name)} · ${board.title}`;
  at("title").textContent = `${board.title} · ${word(name)}`;
  at("back").textContent = word("backToBoard");
}

/**
 * The row of headings of a table.
 * @param {import("./words.js").WordName[]} names
 */
export function headRow(names) {
  const head = element("tr");
  for (const name of names) {
    const cell = element("th", "", word(name));
    cell.scope = "col";
    head.append(cell);
  }
  return head;
}

/** An option of a list to choose from. */
export function option(text, value) {
  const made = element("option", "", text);
  made.value = String(value);
  return made;
}

/** Minutes since midnight of what a field for a time of day holds. */
export function minutesOf(text) {
  const [hours, minutes] = text.split(":").map(Number);
  return Number.isFinite(minutes) ? hours * 60 + minutes : null;
}

/** What the solver is doing, with a button to stop it. */
export function jobNodes(job) {
  if (!job) return [];
  const nodes = [element("p", "", `${job.question}${job.is_running ? ` · ${word("working")}` : ""} · ${job.seconds.toFixed(1)} ${word("seconds")}`)];
  if (job.is_running) {
    for (const line of job.progress) nodes.push(element("p", "progress-line", line));
    nodes.push(button(word("stop"), () => send("stop", {}), "stop"));
  }
  for (const line of job.text) nodes.push(element("pre", "", line));
  return nodes;
}

/** Milliseconds between two looks at the solver while it works: a bound that moves is seen to move. */
export const LOOK_AT_JOB = 400;

/**
 * Gives elements their texts.
 * @param {[string, import("./words.js").WordName][]} names What stands in the element of an id.
 */
export function label(names) {
  for (const [id, name] of names) at(id).textContent = word(name);
}

/**
 * Says what fields are for that have no text beside them.
 * @param {[string, import("./words.js").WordName][]} names What the field of an id is for.
 */
export function nameFields(names) {
  for (const [id, name] of names) at(id).setAttribute("aria-label", word(name));
}

/** The most bytes of a file that is dropped, as the server takes them. It would break the connection off at more. */
export const MOST_BYTES = 32 * 1024 * 1024;
