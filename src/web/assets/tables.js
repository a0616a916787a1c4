// The campaign's tables: cells to type in, to paste into, with what is wrong at the cell.

import { element } from "./draw.js";
import { calendar, keepingFocus } from "./calendar.js";
import { MOST_BYTES, at, field, option, refusal, say, send } from "./page.js";
import { OTHER_PACE, aimsOf, isAims, paceOf } from "./settings.js";
import { speak, word, wordOf } from "./words.js";

let board = null, shown = null, faults = [], isChanged = false;
/** The row of the half-day that is open on the calendar. */
let openHalf = null;
/** What was read, to send nothing that was not changed. */
let before = new Map();

async function ask(body) {
  const options = body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {};
  const answer = await fetch("sheets", options).catch(() => null);
  if (!answer) say(word("lost"), true);
  else if (answer.status === 410) location.assign("./");
  return answer;
}

/** What is wrong, and what to do. */
const told = (fault) => (fault.help ? `${fault.text} → ${fault.help}` : fault.text);

const sheet = () => board.sheets.find((own) => own.name === shown) ?? board.sheets[0];

function take(found) {
  board = found;
  before = new Map(board.sheets.map((own) => [own.name, JSON.stringify(own.rows)]));
  isChanged = false;
  faults = [];
  openHalf = null;
  shown = sheet()?.name;
}

function draw() {
  speak(board.lang, board.words);
  document.title = `${word("edit")} · ${board.title}`;
  at("title").textContent = `${board.title} · ${word("edit")}`;
  at("save").textContent = word("saveTables");
  at("back").textContent = word("backToBoard");
  at("add").textContent = word("addRow");
  at("hint").textContent = word("pasteHint");
  at("file-label").textContent = word("fromList");
  at("tabs").replaceChildren(...board.sheets.map((own) => {
    const count = faults.filter((fault) => fault.sheet === own.name).length;
    const tab = element("button", "tab", `${own.label}${count ? ` ⚠ ${count}` : ` ${own.rows.length}`}`);
    tab.type = "button";
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String(own.name === shown));
    tab.dataset.name = own.name;
    tab.addEventListener("click", () => {
      shown = own.name;
      draw();
    });
    return tab;
  }));
  at("faults").replaceChildren(...faults.map((fault) => {
    const item = element("li"), button = element("button", "", told(fault));
    button.type = "button";
    button.addEventListener("click", () => {
      if (!fault.sheet) return;
      shown = fault.sheet;
      draw();
      input(fault.row ?? 0, fault.column ?? 0)?.focus();
    });
    item.append(button);
    return item;
  }));
  drawSheet();
}

/** @returns {HTMLInputElement | null} */
const input = (row, column) => at("sheet").querySelector(`input[data-row="${row}"][data-column="${column}"]`);

function drawSheet() {
  const own = sheet();
  at("add").hidden = !own || own.name === "settings";
  if (!own) return at("sheet").replaceChildren();
  const table = element("table"), head = element("tr");
  head.append(element("td"));
  for (const column of own.columns) {
    const cell = element("th", "", column.heading);
    cell.scope = "col";
    cell.title = column.hint;
    head.append(cell);
  }
  head.append(element("td"));
  table.append(head, ...own.rows.map((row, index) => drawRow(own, row, index)));
  table.className = own.name;
  at("sheet").replaceChildren(table);
  at("more").hidden = own.more.length === 0;
  at("more").setAttribute("aria-label", word("addColumn"));
  at("more").replaceChildren(option(word("addColumn"), ""), ...own.more.map((column) => {
    const made = option(column.heading, column.name);
    made.title = column.hint;
    return made;
  }));
  drawHelp(own);
}

/** What helps with a table: half-days on a calendar, aims in their order. */
function drawHelp(own) {
  if (own.name === "half-days") {
    const stations = board.sheets.find((other) => other.name === "stations");
    const name = placeOf(stations, "name");
    const names = (stations?.rows ?? []).map((row) => row.cells[name] ?? "").filter(Boolean);
    const find = (other) => board.sheets.find((sheet) => sheet.name === other);
    return at("help").replaceChildren(calendar({ halves: own, breaks: find("breaks"), makeUp: find("make-up"), stations: names, tables: onCalendar, chosen: openHalf, choose: open }));
  }
  const row = own.name === "settings" ? own.rows.find(isAims) : null;
  if (!row) return at("help").replaceChildren();
  at("help").replaceChildren(aimsOf(row.cells[1], board.aims, (text) => {
    row.cells[1] = text;
    touched();
    drawSheet();
  }));
}

/** Draws the tables again once the field that was typed in is left for the next one. */
function drawLater() {
  touched();
  setTimeout(() => keepingFocus(draw));
}

function open(row) {
  openHalf = row;
  drawSheet();
}

/** Reading and changing cells for the calendar, by the names of their columns. */
const onCalendar = {
  cell: (own, row, name) => row.cells[placeOf(own, name)] ?? "",
  put(own, row, name, text) {
    addColumn(own, name);
    if (placeOf(own, name) >= 0) row.cells[placeOf(own, name)] = text;
    drawLater();
  },
  add(own, cells) {
    newRow(own);
    const row = own.rows.at(-1);
    for (const [name, text] of Object.entries(cells)) if (placeOf(own, name) >= 0) row.cells[placeOf(own, name)] = text;
    drawLater();
    return row;
  },
  remove(own, row) {
    own.rows.splice(own.rows.indexOf(row), 1);
    faults = [];
    drawLater();
  },
};

/** Gives a table a column that it may have and has not. */
function addColumn(own, name) {
  const column = own.more.find((more) => more.name === name);
  if (!column) return;
  own.more = own.more.filter((more) => more !== column);
  own.columns.push(column);
  own.added = [...(own.added ?? []), name];
  for (const row of own.rows) row.cells.push("");
}

/** Puts the rows of a list where they belong; what the list lacks stays as it is. Nothing is saved yet. */
function merge(list) {
  let [changed, added, kept] = [0, 0, 0];
  for (const from of list.sheets) {
    const own = board.sheets.find((other) => other.name === from.name);
    if (!own) continue;
    const keys = from.name === "classes" ? ["group", "class"] : ["group"];
    const key = (names, cells) => keys.map((name) => (cells[names.indexOf(name)] ?? "").trim()).join("\u0000");
    const found = new Set();
    for (const cells of from.rows) {
      const name = key(from.columns, cells);
      found.add(name);
      let row = own.rows.find((other) => key(own.columns.map((column) => column.name), other.cells) === name);
      if (!row) {
        newRow(own);
        row = own.rows.at(-1);
        added += 1;
      } else if (from.columns.some((column, at) => cells[at] !== "" && (row.cells[placeOf(own, column)] ?? "") !== cells[at])) {
        changed += 1;
      }
      from.columns.forEach((column, at) => {
        if (cells[at] === "") return;
        if (placeOf(own, column) < 0) addColumn(own, column);
        const place = placeOf(own, column);
        if (place >= 0) row.cells[place] = cells[at];
      });
    }
    kept += own.rows.filter((row) => !found.has(key(own.columns.map((column) => column.name), row.cells))).length;
  }
  isChanged = isChanged || changed + added > 0;
  at("notes").replaceChildren(...list.notes.map((note) => element("pre", "note", note)));
  draw();
  say(wordOf("merged", changed).replace("[]", String(added)).replace("<>", String(kept)));
}

async function takeList(file) {
  if (!file) return;
  if (file.size > MOST_BYTES) return say(word("tooLarge"), true);
  say(word("reading"));
  const answer = await send(`rows/${encodeURIComponent(file.name)}`, file);
  if (!answer) return;
  if (!answer.ok) return say(await refusal(answer), true);
  merge(await answer.json());
}

function drawRow(own, row, index) {
  const made = element("tr");
  const number = element("th", "number", String(index + 1));
  number.scope = "row";
  made.append(number);
  const here = faults.filter((fault) => fault.sheet === own.name && fault.row === index);
  own.columns.forEach((column, place) => {
    const cell = element("td"), field = element("input");
    field.value = row.cells[place];
    field.dataset.row = index;
    field.dataset.column = place;
    field.inputMode = column.is_number ? "decimal" : "text";
    field.readOnly = own.name === "settings" && place === 0;
    field.setAttribute("aria-label", `${column.heading} ${index + 1}`);
    cell.append(field);
    // What is wrong with a whole row stands at its first cell.
    const wrong = here.filter((fault) => (fault.column ?? 0) === place);
    if (wrong.length) {
      const note = element("small", "fault", wrong.map(told).join("\n"));
      note.id = `fault-${index}-${place}`;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", note.id);
      cell.append(note);
    }
    made.append(cell);
  });
  const last = element("td");
  if (own.name !== "settings") {
    const remove = element("button", "remove", "✕");
    remove.type = "button";
    remove.setAttribute("aria-label", `${word("removeRow")} ${index + 1}`);
    remove.title = word("removeRow");
    remove.addEventListener("click", () => {
      own.rows.splice(index, 1);
      faults = [];
      touched();
      draw();
    });
    last.append(remove);
  }
  if (own.name === "stations") last.append(" ", element("small", "pace", paceOf((name) => row.cells[placeOf(own, name)] ?? "")));
  made.append(last);
  return made;
}

function touched() {
  isChanged = true;
  say(word("unsaved"));
}

function newRow(own) {
  own.rows.push({ line: null, cells: own.columns.map(() => "") });
}

const placeOf = (own, name) => own?.columns.findIndex((column) => column.name === name) ?? -1;

/** People of all classes of a group. */
function people(classes, group) {
  const [name, count] = [placeOf(classes, "group"), placeOf(classes, "headcount")];
  return classes.rows.filter((row) => row.cells[name] === group).reduce((sum, row) => sum + (Number(row.cells[count]) || 0), 0);
}

/** Puts a text into a cell. The headcount of a group that is the sum of its classes stays their sum. */
function put(own, row, column, text) {
  const cells = own.rows[row]?.cells;
  if (!cells || column >= cells.length) return;
  const groups = board.sheets.find((other) => other.name === "groups");
  const group = own.name === "classes" && own.columns[column].name === "headcount" ? cells[placeOf(own, "group")] : null;
  const before = group && people(own, group);
  cells[column] = text;
  const [name, count] = [placeOf(groups, "group"), placeOf(groups, "headcount")];
  const total = group && count >= 0 ? groups.rows.find((other) => other.cells[name] === group) : null;
  if (total && total.cells[count] !== "" && Number(total.cells[count]) === before) total.cells[count] = String(people(own, group));
}

/** The cell in which an event took place. */
const fieldOf = (event) => (event.target instanceof Element ? event.target.closest("input") : null);

at("sheet").addEventListener("input", (event) => {
  const field = fieldOf(event);
  if (!field) return;
  const own = sheet(), row = Number(field.dataset.row);
  put(own, row, Number(field.dataset.column), field.value);
  touched();
  if (own.name !== "stations") return;
  const other = placeOf(own, OTHER_PACE[own.columns[Number(field.dataset.column)]?.name]);
  if (other >= 0 && field.value !== "" && own.rows[row].cells[other] !== "") {
    own.rows[row].cells[other] = "";
    const shown = input(row, other);
    if (shown) shown.value = "";
  }
  const pace = field.closest("tr").querySelector(".pace");
  if (pace) pace.textContent = paceOf((name) => own.rows[row].cells[placeOf(own, name)] ?? "");
});

/** Cells of a spreadsheet: lines of cells with tabs between them. */
at("sheet").addEventListener("paste", (event) => {
  const field = fieldOf(event), text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!field || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const own = sheet(), [row, column] = [Number(field.dataset.row), Number(field.dataset.column)];
  text.split("\n").forEach((line, down) => {
    if (row + down >= own.rows.length && own.name !== "settings") newRow(own);
    line.split("\t").forEach((cell, right) => put(own, row + down, column + right, cell.trim()));
  });
  touched();
  drawSheet();
  input(row, column)?.focus();
});

/** Up, down and Enter go from row to row, as in a spreadsheet. */
at("sheet").addEventListener("keydown", (event) => {
  const field = fieldOf(event);
  const by = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
  if (!field || !by || event.isComposing) return;
  event.preventDefault();
  input(Number(field.dataset.row) + by, field.dataset.column)?.focus();
});

at("add").addEventListener("click", () => {
  newRow(sheet());
  touched();
  drawSheet();
  input(sheet().rows.length - 1, 0)?.focus();
});

at("save").addEventListener("click", async () => {
  // Rows in which nothing stands are none.
  for (const own of board.sheets) own.rows = own.rows.filter((row) => row.line !== null || row.cells.some((cell) => cell.trim()));
  const sheets = board.sheets.filter((own) => JSON.stringify(own.rows) !== before.get(own.name)).map((own) => ({ name: own.name, added: own.added ?? [], rows: own.rows }));
  if (!sheets.length) return say(word("nothingChanged"));
  const answer = await ask({ reading: board.reading, sheets });
  if (!answer) return;
  if (answer.status === 409) {
    await load();
    return say(word("tablesChanged"), true);
  }
  const found = await answer.json().catch(() => null);
  if (answer.ok) {
    take(found);
    draw();
    return say(`${word("tablesSaved")} ${board.place}`);
  }
  faults = found?.faults ?? [];
  if (faults[0]?.sheet) shown = faults[0].sheet;
  draw();
  say(found?.text?.join("\n") ?? wordOf("tablesFaulty", faults.length), true);
});

at("more").addEventListener("change", () => {
  const own = sheet();
  addColumn(own, field("more").value);
  drawSheet();
  input(0, own.columns.length - 1)?.focus();
});
at("file").addEventListener("change", async () => {
  await takeList(field("file").files[0]);
  field("file").value = "";
});
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    if (name === "drop") takeList(/** @type {DragEvent} */ (event).dataTransfer?.files[0]);
  });
}

globalThis.addEventListener("beforeunload", (event) => {
  if (isChanged) event.preventDefault();
});

/** Reads the tables; what was changed elsewhere meanwhile is read by the board first. */
async function load() {
  let answer = await ask();
  if (!answer?.ok) return say((await answer?.json().catch(() => null))?.text?.join("\n") ?? word("failed"), true);
  let found = await answer.json();
  if (found.is_outdated) {
    const again = await fetch("change", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ version: found.version, what: "read_again" }) });
    if (again.ok) {
      answer = await ask();
      found = await answer.json();
    } else {
      say((await again.json().catch(() => ({ text: [] }))).text.join("\n"), true);
    }
  }
  take(found);
  draw();
}

await load();
