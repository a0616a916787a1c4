// Half-days on a calendar: weeks from the first to the last one, a half-day more by a click.

import { element } from "./draw.js";
import { button, option } from "./page.js";
import { word } from "./words.js";

/** Half-days that a day is offered, in this order: morning, afternoon, evening. */
const USUAL = [["09:00", "12:00"], ["14:00", "17:00"], ["19:00", "21:00"]];

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

/**
 * The calendar of a table of half-days; `stations` are the names to choose from, `add` takes the cells of a new row by the
 * names of their columns, `go` shows a row.
 */
export function calendar(table, stations, add, go) {
  const place = (name) => table.columns.findIndex((column) => column.name === name);
  const cell = (row, name) => row.cells[place(name)] ?? "";
  const days = table.rows.map((row) => dayOf(cell(row, "date"))).filter(Boolean).sort();
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
  box.append(grid);
  return box;

  function day(date) {
    const node = element("td"), here = stations.length > 1 ? station.value : "";
    node.append(element("span", "date", `${Number(date.slice(5, 7))}-${Number(date.slice(8))}`));
    table.rows.forEach((row, index) => {
      if (dayOf(cell(row, "date")) !== date) return;
      const text = [`${cell(row, "start")}–${cell(row, "end")}`, stations.length > 1 ? cell(row, "station") : ""].join(" ").trim();
      node.append(button(text, () => go(index), "half-day"));
    });
    const more = button("+", () => {
      const own = stations.length > 1 ? station.value : "";
      const taken = table.rows.filter((row) => dayOf(cell(row, "date")) === date && (!own || cell(row, "station") === own)).map((row) => cell(row, "start").padStart(5, "0"));
      const [start, end] = USUAL.find(([start]) => !taken.includes(start)) ?? USUAL[2];
      const part = word(start < "12:00" ? "morning" : start < "18:00" ? "afternoon" : "evenings");
      const names = table.rows.map((row) => cell(row, "name")), base = `${date.slice(5)}${part}${own}`;
      let name = base;
      for (let number = 2; names.includes(name); number += 1) name = `${base}-${number}`;
      add({ name, station: own, date, start, end });
    }, "more");
    more.setAttribute("aria-label", `${word("anotherHalfDay")} ${date} ${here}`.trim());
    node.append(more);
    return node;
  }
}
