// Forms go out, returns are dropped in, and what is wrong with them stands at their cells.

import { element } from "./draw.js";
import { MOST_BYTES, at, field, headRow, heading, label, refusal, say, send } from "./page.js";
import { word, wordOf } from "./words.js";

let board = null;

/** What is wrong, and what to do. */
const told = (fault) => (fault.help ? `${fault.text} → ${fault.help}` : fault.text);

/** The letters of a column, as a spreadsheet has them. */
function letters(column) {
  let name = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

function place(fault) {
  return [fault.file, fault.row === null ? "" : `${fault.column === null ? "" : letters(fault.column)}${fault.row}`].filter(Boolean).join(" ");
}

function redraw() {
  heading(board, "forms");
  label([["deadline-label", "deadline"], ["send", "makeForms"], ["master", "writeMaster"], ["out-title", "formsOut"], ["names-title", "allFiles"],
    ["intro", "returnsIntro"], ["file-label", "chooseFile"], ["returns-title", "returnsIn"]]);
  if (field("deadline").value === "") field("deadline").value = board.deadline;
  at("out").textContent = board.forms.length ? wordOf("formsLie", board.forms.length).replace("[]", board.out) : wordOf("formsNone", board.out);
  at("names-box").hidden = !board.forms.length;
  field("master").disabled = !board.returns.length;
  at("names").replaceChildren(...board.forms.map((name) => element("li", "", name)));
  at("kept").textContent = wordOf("returnsKept", board.kept_in);
  at("verdict").textContent = board.verdict || word("noReturns");
  at("strays").replaceChildren(...board.strays.map((fault) => element("li", "", `${place(fault)} ${told(fault)}`)));
  const head = headRow(["who", "status", "changedSlots", "late"]);
  const rows = board.returns.flatMap((own) => {
    const row = element("tr"), name = element("th", "", own.name);
    name.scope = "row";
    row.append(name, element("td", own.is_settled ? "best" : "worse", own.status), element("td", "n", String(own.changed)), element("td", "n", own.late ?? ""));
    if (!own.findings.length) return [row];
    // The findings of a return have a row of their own: a column beside it would lie outside of a phone's screen.
    const below = element("tr", "below-it"), notes = element("td");
    notes.colSpan = 4;
    for (const fault of own.findings) notes.append(element("div", "note", `${place(fault)} ${told(fault)}`));
    below.append(notes);
    row.classList.add("has-below");
    return [row, below];
  });
  at("returns").replaceChildren(...(rows.length ? [head, ...rows] : []));
  at("sheets").replaceChildren(...board.sheets.map(sheet));
}

/** The rows of a return that have a fault, each fault at its cell. */
function sheet(own) {
  const box = element("section", "returned"), table = element("table");
  const lasts = [...own.rows.map((row) => row.cells.length), ...own.findings.map((fault) => fault.column ?? 1)];
  const width = Math.max(...lasts, 0);
  const head = element("tr");
  head.append(element("td"), ...Array.from({ length: width }, (_, index) => element("th", "", letters(index + 1))));
  table.append(head, ...own.rows.map((row) => {
    const made = element("tr"), here = own.findings.filter((fault) => fault.row === row.number);
    const number = element("th", "number", String(row.number));
    number.scope = "row";
    made.append(number);
    for (let index = 0; index < width; index += 1) {
      const cell = element("td", "", row.cells[index] ?? "");
      // What is wrong with a whole row stands at its first cell.
      const wrong = here.filter((fault) => (fault.column ?? 1) === index + 1);
      if (wrong.length) {
        cell.classList.add("wrong");
        cell.append(element("small", "fault", wrong.map(told).join("\n")));
      }
      made.append(cell);
    }
    return made;
  }));
  const scroll = element("div", "sheet");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", own.file);
  scroll.append(table);
  box.append(element("h3", "", own.file), scroll);
  return box;
}

async function load() {
  const answer = await send("returns");
  if (!answer) return;
  if (!answer.ok) return say(await refusal(answer), true);
  board = await answer.json();
  redraw();
}

async function take(files) {
  if (!files.length) return;
  say(word("reading"));
  const refused = [];
  for (const file of files) {
    if (file.size > MOST_BYTES) {
      refused.push(`${file.name} ${word("tooLarge")}`);
      continue;
    }
    const answer = await send(`returns/${encodeURIComponent(file.name)}`, file);
    if (!answer) return;
    if (!answer.ok) refused.push(await refusal(answer));
  }
  await load();
  say(refused.length ? refused.join("\n") : wordOf("returnsTaken", files.length), refused.length > 0);
}

at("send").addEventListener("click", async () => {
  const answer = await send("forms", { deadline: field("deadline").value });
  if (!answer) return;
  if (!answer.ok) return say(await refusal(answer), true);
  await load();
  say(at("out").textContent);
});
at("master").addEventListener("click", async () => {
  const answer = await send("write-master", {});
  if (!answer) return;
  if (!answer.ok) return say(await refusal(answer), true);
  say(`${word("written")} ${(await answer.json()).text.join(" · ")}`);
});
at("file").addEventListener("change", async () => {
  await take([...field("file").files]);
  field("file").value = "";
});
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    at("drop").classList.toggle("over", name === "dragover");
    if (name === "drop") take([.../** @type {DragEvent} */ (event).dataTransfer.files]);
  });
}
document.addEventListener("dragleave", () => at("drop").classList.remove("over"));

await load();
