// Draws the board: days one below the other, a lane for each station, one time axis for all.

import { clock, word } from "./words.js";

/**
 * An element with a class and text. Names are text, never markup.
 * @param {string} tag
 * @returns {any} The element of that tag, such as an input or a table.
 */
export function element(tag, name = "", text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

/** An element of a picture with its attributes. */
export function svg(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** The first and last minute of all half-days, to whole hours. */
export function span(board) {
  const starts = board.blocks.map((block) => block.start), ends = board.blocks.map((block) => block.latest_end);
  return { from: Math.floor(Math.min(...starts) / 60) * 60, to: Math.ceil(Math.max(...ends) / 60) * 60 };
}

function place(node, view, start, end) {
  const all = view.to - view.from;
  node.style.left = `${((start - view.from) / all) * 100}%`;
  node.style.width = `${((end - start) / all) * 100}%`;
}

function inside(node, block, start, end) {
  const all = block.latest_end - block.start;
  node.style.left = `${((start - block.start) / all) * 100}%`;
  node.style.width = `${((end - start) / all) * 100}%`;
}

/** The step of colour of a load: up to 75 %, 90 %, 100 %, and above. The per cent stand in the window, too. */
function busy(load) {
  return load === null ? 1 : load > 1.0001 ? 4 : load > 0.9 ? 3 : load > 0.75 ? 2 : 1;
}

/** What a window is called: what is seen in it, and the rate that it asks for. */
export function label(window) {
  const rate = window.per_hour === null ? "" : ` · ${Math.round(window.per_hour)} ${word("perHour")}`;
  return `${window.name} ${clock(window.start)}–${clock(window.end)} ${crowd(window)}${rate}`;
}

function crowd(window) {
  const load = window.load === null ? "" : ` ${Math.round(window.load * 100)}%`;
  return `${window.people} ${word("people")}${load}`;
}

export function windowNode(window, board, state) {
  const node = element("div", "window");
  node.setAttribute("role", state.still ? "img" : "button");
  if (!state.still) node.tabIndex = 0;
  node.dataset.group = window.group;
  node.dataset.nth = window.nth;
  node.dataset.load = busy(window.load);
  // A button is called what is seen in it; a picture has no name of its own.
  if (state.still) node.setAttribute("aria-label", label(window));
  node.title = label(window);
  node.append(element("b", "", window.name), " ");
  node.append(element("small", "", `${clock(window.start)}–${clock(window.end)}`), " ");
  node.append(element("small", "", crowd(window)));
  if (state.bad.has(`${window.group}/${window.nth}`)) node.classList.add("bad");
  if (board.groups[window.group].is_locked) node.classList.add("locked");
  if (state.chosen === `${window.group}/${window.nth}`) node.classList.add("chosen");
  for (const edge of state.still ? [] : ["start", "end"]) node.append(element("span", `edge ${edge}`));
  if (state.zoomed && window.slots.length) {
    const slots = element("div", "slots"), all = window.end - window.start;
    for (const slot of window.slots) {
      const [from, to] = [minutes(slot.start), minutes(slot.end)];
      const part = element("span", "", `${slot.start} ${slot.name}`);
      part.style.left = `${((from - window.start) / all) * 100}%`;
      part.style.width = `${((to - from) / all) * 100}%`;
      slots.append(part);
    }
    node.append(slots);
  }
  return node;
}

/** A bar for a window: people who are through, of all. */
function bar(window, through) {
  const node = element("span", "through", through >= window.people ? "✓" : `${through}/${window.people}`);
  node.style.setProperty("--part", String(window.people ? Math.min(1, through / window.people) : 1));
  return node;
}

function minutes(text) {
  const [hours, rest] = text.split(":").map(Number);
  return hours * 60 + rest;
}

function half(block, index) {
  const node = element("div", "half");
  node.dataset.block = index;
  node.title = block.label;
  if (block.latest_end > block.end) {
    const over = element("span", "over");
    inside(over, block, block.end, block.latest_end);
    node.append(over);
  }
  for (const [list, name, said] of [[block.breaks, "pause", "breakTime"], [block.make_up, "kept", "makeUp"]]) {
    for (const one of list) {
      const part = element("span", name, word(said));
      inside(part, block, one.start, one.end);
      node.append(part);
    }
  }
  return node;
}

/**
 * For each element the days and lanes that were drawn last, each lane with its content as JSON. A drop changes one
 * lane or two; the others stay, since 600 windows take 70 ms to make and 40 ms to lay out.
 * @type {WeakMap<HTMLElement, { days: string, lanes: Map<string, { shows: string, node: HTMLElement }> }>}
 */
const drawn = new WeakMap();

/** Whether a plan has this very window. */
const isIn = (plan, window) => plan.some((own) => own.group === window.group && own.date === window.date && own.station === window.station && own.start === window.start && own.end === window.end);

/** Marks a lane whose windows were moved by hand: it is drawn anew. */
export function touch(lane) {
  lane?.classList.add("touched");
}

/**
 * The whole board. `state` has the `level` of its headings, `bad`, `chosen`, `zoomed`, `ghost` and, while one is looked at, `proposed`. A board that is only
 * looked at is `still`; it may have a `view` of its own, a single `day`, the moment `now` and, by window, the people who are
 * `through`.
 */
export function draw(home, board, state) {
  const view = state.view ?? span(board);
  const dates = state.day ? [state.day] : [...new Set(board.blocks.map((block) => block.date))].sort();
  const days = dates
    .map((date) => ({ date, own: board.blocks.map((block, index) => ({ block, index })).filter(({ block }) => block.date === date) }))
    .filter(({ own }) => own.length)
    .map(({ date, own }) => ({ date, own, stations: [...new Set(own.map(({ block }) => block.station))].sort((a, b) => a - b) }));
  const names = days.map(({ own, stations }) => [own[0].block.day, ...stations.map((station) => board.stations[station])]);
  const shape = JSON.stringify([names, view, board.lang, state.level, state.zoomed, state.still]);
  const before = drawn.get(home), lanes = new Map();
  const isSameShape = before?.days === shape;
  if (!isSameShape) {
    home.replaceChildren();
    home.classList.toggle("zoomed", Boolean(state.zoomed));
  }
  for (const { date, own, stations } of days) {
    const day = isSameShape ? null : emptyDay(own[0].block.day, view, state);
    for (const station of stations) {
      const here = (window) => window.date === date && window.station === station;
      // Of a proposal only what it moves is drawn: the rest would hide the plan that it is held against.
      const content = {
        name: board.stations[station],
        halves: own.filter(({ block }) => block.station === station),
        ghosts: state.ghost ? board.baseline.filter(here) : [],
        windows: board.plan.windows.filter(here),
        proposed: (state.proposed ?? []).filter((window) => here(window) && !isIn(board.plan.windows, window)),
        now: state.now?.date === date && state.now.minute >= view.from && state.now.minute <= view.to ? state.now.minute : null,
        leaving: board.plan.windows.filter((window) => here(window) && state.proposed && !isIn(state.proposed, window)),
      };
      const looks = content.windows.map((window) => [
        state.bad.has(`${window.group}/${window.nth}`), state.chosen === `${window.group}/${window.nth}`, board.groups[window.group].is_locked, state.through?.(window),
      ]);
      const key = `${date}/${station}`, shows = JSON.stringify([content, looks]), last = before?.lanes.get(key);
      const isSame = isSameShape && last?.shows === shows && !last.node.classList.contains("touched");
      const node = isSame ? last.node : lane(content, view, board, state);
      if (!isSameShape) day.append(node);
      else if (!isSame) last.node.replaceWith(node);
      lanes.set(key, { shows, node });
    }
    if (day) home.append(day);
  }
  drawn.set(home, { days: shape, lanes });
}

/** A day with its hours, still without lanes. */
function emptyDay(name, view, state) {
  const day = element("div", "day");
  day.append(element(`h${state.level ?? 2}`, "date", name));
  const axis = element("div", "axis");
  for (let hour = view.from; hour <= view.to; hour += 60) {
    const mark = element("span", "", clock(hour));
    mark.style.left = `${((hour - view.from) / (view.to - view.from)) * 100}%`;
    axis.append(mark);
  }
  day.append(axis);
  return day;
}

/** The lane of a station on a day: half-days, the baseline, windows, the moment and what is proposed. */
function lane(content, view, board, state) {
  const made = element("div", "lane");
  const put = (node, start, end) => {
    place(node, view, start, end);
    made.append(node);
  };
  made.append(element("span", "name", content.name));
  for (const { block, index } of content.halves) put(half(block, index), block.start, block.latest_end);
  for (const window of content.ghosts) put(element("div", "ghost", window.name), window.start, window.end);
  for (const window of content.windows) {
    const node = windowNode(window, board, state);
    if (state.through) node.append(bar(window, state.through(window)));
    node.classList.toggle("leaving", content.leaving.includes(window));
    put(node, window.start, window.end);
  }
  if (content.now !== null) {
    const mark = element("div", "now");
    mark.style.left = `${((content.now - view.from) / (view.to - view.from)) * 100}%`;
    made.append(mark);
  }
  for (const window of content.proposed) put(element("div", "proposed", `${window.name} ${clock(window.start)}–${clock(window.end)}`), window.start, window.end);
  return made;
}
