// Moving windows: with the mouse, a finger or a pen (pointer events), to the minutes of the grid.

import { span, touch } from "./draw.js";
import { clock, word, wordOf } from "./words.js";

/** Pixels that a pointer may move before it drags: fewer are the tremble of a click. */
const TREMBLE = 4;

/** The minute of a block's grid that is nearest. */
export function nearest(block, minute) {
  return block.grid.reduce((best, own) => (Math.abs(own - minute) < Math.abs(best - minute) ? own : best), block.grid[0]);
}

/** A window of `length` minutes of work from the minute of the grid nearest to `start`, inside the half-day. */
export function fitted(block, start, length) {
  const last = block.grid[block.grid.length - 1];
  let from = nearest(block, start);
  let to = nearest(block, Math.min(from + length, last));
  if (to - from < length) from = nearest(block, Math.max(block.start, to - length));
  if (to <= from) to = block.grid[Math.min(block.grid.indexOf(from) + 1, block.grid.length - 1)];
  return { start: from, end: to };
}

/** Whether the half-day has a gap of that length for somebody else. */
export function hasGap(board, index, name, length) {
  const block = board.blocks[index];
  const taken = board.plan.windows
    .filter((window) => window.block === index && `${window.group}/${window.nth}` !== name)
    .map((window) => [window.start, window.end])
    .concat(block.make_up.map((one) => [one.start, one.end]))
    .sort((a, b) => a[0] - b[0]);
  let from = block.start;
  for (const [start, end] of [...taken, [block.latest_end, block.latest_end]]) {
    if (start - from >= length) return true;
    from = Math.max(from, end);
  }
  return false;
}

/** The rules that a window would break at that time: the half-day is not allowed, other windows lie there, or make-up time does. */
export function broken(board, group, nth, index, to) {
  const block = board.blocks[index], meets = (own) => own.start < to.end && to.start < own.end;
  const isOther = (own) => own.group !== group || own.nth !== nth;
  const others = board.plan.windows.filter((own) => own.station === block.station && own.date === block.date && isOther(own) && meets(own));
  return [
    ...(board.groups[group].blocks.includes(index) ? [] : [word("mayNot")]),
    ...others.map((own) => wordOf("meets", own.name)),
    ...(block.make_up.some(meets) ? [word("takesMakeUp")] : []),
  ];
}

/**
 * Listens on the board. `ask` has `board()`, `choose(name)`, `put(name, block, start, end)` and `say(text)`.
 */
export function dragging(home, tray, ask) {
  let held = null;

  const find = (group, nth) => ask.board().plan.windows.find((own) => own.group === group && own.nth === nth);

  function begin(event) {
    const node = event.target.closest(".window");
    if (!node || event.button !== 0 || held) return;
    const board = ask.board(), group = Number(node.dataset.group), nth = Number(node.dataset.nth);
    const window = find(group, nth);
    const length = window ? window.end - window.start : board.groups[group].minutes;
    const edge = event.target.classList.contains("edge") && window ? (event.target.classList.contains("start") ? "start" : "end") : null;
    const box = node.getBoundingClientRect();
    held = { node, group, nth, window, length, edge, x: event.clientX, y: event.clientY, grip: event.clientX - box.left, moves: false, to: null };
    node.setPointerCapture(event.pointerId);
  }

  function show(board) {
    const name = `${held.group}/${held.nth}`;
    for (const node of home.querySelectorAll(".half")) {
      const index = Number(node.dataset.block);
      const may = board.groups[held.group].blocks.includes(index);
      node.classList.toggle("no", !may);
      node.classList.toggle("fits", may && hasGap(board, index, name, held.length));
    }
  }

  function move(event) {
    if (!held) return;
    const board = ask.board();
    if (!held.moves) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < TREMBLE) return;
      held.moves = true;
      held.node.classList.add("held");
      touch(held.node.closest(".lane"));
      show(board);
    }
    const view = span(board);
    const halves = [...home.querySelectorAll(".half")];
    const x = held.edge ? event.clientX : event.clientX - held.grip;
    // Of the lane below the pointer, the half-day nearest to it.
    const apart = (node) => {
      const box = node.getBoundingClientRect();
      const side = Math.max(box.left - event.clientX, event.clientX - box.right, 0);
      const above = Math.max(box.top - event.clientY, event.clientY - box.bottom, 0);
      return above * 1000 + side;
    };
    const over = held.edge
      ? halves.find((node) => Number(node.dataset.block) === held.window.block)
      : halves.reduce((best, node) => (apart(node) < apart(best) ? node : best), halves[0]);
    if (!over) return;
    const lane = over.parentElement.getBoundingClientRect();
    const index = Number(over.dataset.block), block = board.blocks[index];
    const minute = view.from + ((x - lane.left) / lane.width) * (view.to - view.from);
    let to;
    if (held.edge) {
      const own = held.window, at = nearest(block, minute);
      to = held.edge === "start" ? { start: Math.min(at, own.end - 1), end: own.end } : { start: own.start, end: Math.max(at, own.start + 1) };
      if (!block.grid.includes(to.start) || !block.grid.includes(to.end)) return;
    } else {
      to = fitted(block, minute, held.length);
    }
    held.to = { block: index, ...to };
    if (held.node.parentElement !== over.parentElement) {
      if (held.node.parentElement === tray) held.node.style.position = "absolute";
      over.parentElement.append(held.node);
      touch(over.parentElement);
    }
    const all = view.to - view.from;
    held.node.style.left = `${((to.start - view.from) / all) * 100}%`;
    held.node.style.width = `${((to.end - to.start) / all) * 100}%`;
    const times = `${clock(to.start)}–${clock(to.end)}`, breaks = broken(board, held.group, held.nth, index, to);
    const shown = held.node.querySelector("small");
    if (shown && held.window) shown.textContent = times;
    held.node.classList.toggle("breaks", breaks.length > 0);
    ask.say([`${board.groups[held.group].name} → ${block.label} ${times}`, ...breaks].join(" · "), breaks.length > 0);
  }

  function end() {
    if (!held) return;
    const { group, nth, moves, to, window } = held;
    held = null;
    for (const node of home.querySelectorAll(".half")) node.classList.remove("no", "fits");
    if (!moves) return ask.choose(`${group}/${nth}`);
    const stays = window && to && to.block === window.block && to.start === window.start && to.end === window.end;
    if (!to || stays) {
      ask.say("");
      return ask.redraw();
    }
    ask.put(group, nth, to.block, to.start, to.end);
  }

  function cancel() {
    if (!held) return;
    held = null;
    for (const node of home.querySelectorAll(".half")) node.classList.remove("no", "fits");
    ask.say("");
    ask.redraw();
  }

  for (const where of [home, tray]) {
    where.addEventListener("pointerdown", begin);
    where.addEventListener("pointermove", move);
    where.addEventListener("pointerup", end);
    where.addEventListener("pointercancel", cancel);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") cancel();
  });
}
