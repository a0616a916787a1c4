// Half-days on a calendar: the weeks from the first half-day to the last, a half-day more by a click, and hours, breaks and
// make-up time of the half-day that is chosen.

import { element } from "./draw.js";
import { button, field, minutesOf, option } from "./page.js";
import { clock, word } from "./words.js";

/** Half-days that a day is offered, in this order: morning, afternoon, evening. */
const USUAL = [["09:00", "12:00"], ["14:00", "17:00"], ["19:00", "21:00"]];

/** Minutes of a break and of a make-up time that are added; both are changed where they stand. */
const BREAK = 10, MAKE_UP = 30;

/** The day that a cell says, as the year, month and day of ISO 8601; nothing where it has another form. */
function dayOf(text) {
  const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.trim());
  return found ? [found[1], found[2].padStart(2, "0"), found[3].padStart(2, "0")].join("-") : null;
}

/** The day `days` days later. */
function later(day, days) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The number of a day in its week, from Monday on. */
const weekday = (day) => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/** A name that is not among `names`: `base`, else `base` with the first number from 2 on that is free. */
function unused(base, names) {
  let name = base;
  for (let number = 2; names.includes(name); number += 1) name = `${base}-${number}`;
  return name;
}

/**
 * The calendar of the tables of half-days, breaks and make-up time; `stations` are the names to choose from. `tables` has
 * `cell(table, row, column)`, `put(table, row, column, text)`, `add(table, cells)` and `remove(table, row)`, `chosen` is the
 * row of the half-day that is open below the calendar, `choose` opens another one.
 */
export function calendar({ halves, breaks, makeUp, stations, tables, chosen, choose }) {
  const cell = (row, name) => tables.cell(halves, row, name);
  const days = halves.rows.map((row) => dayOf(cell(row, "date"))).filter(Boolean).sort();
  const box = element("div", "calendar-box");
  if (!days.length) return box;
  const station = element("select");
  station.setAttribute("aria-label", word("station"));
  station.append(...stations.map((name) => option(name, name)));
  if (stations.length > 1) box.append(station);
  const grid = element("table", "calendar"), head = element("tr");
  for (const name of word("weekdays").split(" ")) {
    const column = element("th", "", name);
    column.scope = "col";
    head.append(column);
  }
  grid.append(head);
  const first = later(days[0], -weekday(days[0])), last = later(days.at(-1), 13 - weekday(days.at(-1)));
  for (let monday = first; monday <= last; monday = later(monday, 7)) {
    const week = element("tr");
    for (let number = 0; number < 7; number += 1) week.append(day(later(monday, number)));
    grid.append(week);
  }
  const open = halves.rows.includes(chosen) ? hours(chosen) : element("p", "said", word("calendarHint"));
  box.append(grid, open);
  return box;

  /** The rows of another table that name a half-day. */
  function inside(other, row) {
    const names = ["name", "id"].map((name) => cell(row, name)).filter(Boolean);
    return (other?.rows ?? []).filter((own) => names.includes(tables.cell(other, own, "block")));
  }

  function times(table, row) {
    return `${tables.cell(table, row, "start")}–${tables.cell(table, row, "end")}`;
  }

  function day(date) {
    const node = element("td"), here = stations.length > 1 ? station.value : "";
    node.append(element("span", "date", `${Number(date.slice(5, 7))}-${Number(date.slice(8))}`));
    for (const row of halves.rows.filter((own) => dayOf(cell(own, "date")) === date)) {
      const text = [times(halves, row), stations.length > 1 ? cell(row, "station") : ""].join(" ").trim();
      const half = button(text, () => choose(row), "half-day");
      half.setAttribute("aria-pressed", String(row === chosen));
      for (const own of inside(breaks, row)) half.append(element("small", "", `${word("breakTime")} ${times(breaks, own)}`));
      for (const own of inside(makeUp, row)) half.append(element("small", "", `${word("makeUp")} ${times(makeUp, own)}`));
      node.append(half);
    }
    const more = button("+", () => {
      const own = stations.length > 1 ? station.value : "";
      const taken = halves.rows.filter((row) => dayOf(cell(row, "date")) === date && (!own || cell(row, "station") === own)).map((row) => cell(row, "start").padStart(5, "0"));
      const [start, end] = USUAL.find(([start]) => !taken.includes(start)) ?? USUAL[2];
      const part = word(start < "12:00" ? "morning" : start < "18:00" ? "afternoon" : "evenings");
      const name = unused(`${date.slice(5)}${part}${own}`, halves.rows.map((row) => cell(row, "name")));
      choose(tables.add(halves, { name, station: own, date, start, end }));
    }, "more");
    more.setAttribute("aria-label", `${word("anotherHalfDay")} ${date} ${here}`.trim());
    node.append(more);
    return node;
  }

  /** A field for a time of day that stands in a cell. */
  function time(table, row, column, name) {
    const made = element("label", "", `${word(name)} `), input = element("input");
    input.type = "time";
    input.id = ["time", table.name, table.rows.indexOf(row), column].join("-");
    input.value = tables.cell(table, row, column).padStart(5, "0");
    input.addEventListener("change", () => tables.put(table, row, column, input.value));
    made.append(input);
    return made;
  }

  /** Hours, breaks and make-up time of the half-day that is chosen. */
  function hours(row) {
    const made = element("fieldset", "hours"), name = cell(row, "name");
    const [start, end] = ["start", "end"].map((column) => minutesOf(cell(row, column)) ?? 0);
    const line = (...nodes) => {
      const own = element("div", "row");
      own.append(...nodes);
      made.append(own);
    };
    made.append(element("legend", "", `${cell(row, "date")} ${name}`));
    line(time(halves, row, "start", "from"), time(halves, row, "end", "until"), time(halves, row, "latest_end", "latestEnd"), button(word("removeHalfDay"), () => {
      for (const table of [breaks, makeUp]) for (const own of inside(table, row)) tables.remove(table, own);
      tables.remove(halves, row);
      choose(null);
    }, "remove"));
    for (const [table, kind] of [[breaks, word("breakTime")], [makeUp, word("makeUp")]]) {
      for (const own of inside(table, row)) {
        const remove = button("✕", () => tables.remove(table, own), "remove");
        remove.setAttribute("aria-label", `${word("removeRow")} ${kind} ${times(table, own)}`);
        line(element("span", "", [kind, tables.cell(table, own, "name")].filter(Boolean).join(" · ")), time(table, own, "start", "from"), time(table, own, "end", "until"), remove);
      }
    }
    const middle = Math.round((start + end - BREAK) / 20) * 10;
    const more = [];
    if (breaks) more.push(button(word("addBreak"), () => tables.add(breaks, { block: name, start: clock(middle), end: clock(middle + BREAK) })));
    if (makeUp) {
      more.push(button(word("addMakeUp"), () => {
        const own = unused(word("makeUpName"), makeUp.rows.map((other) => tables.cell(makeUp, other, "name")));
        tables.add(makeUp, { name: own, block: name, start: clock(Math.max(start, end - MAKE_UP)), end: clock(end) });
      }));
    }
    line(...more);
    return made;
  }
}

/** The field that has the focus, to be found again in a calendar that is drawn anew. */
export function keepingFocus(drawAgain) {
  const id = document.activeElement?.id;
  drawAgain();
  if (id?.startsWith("time-")) field(id)?.focus();
}
