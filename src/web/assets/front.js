// The trade-off between two aims: a picture whose points are plans.

import { svg } from "./draw.js";

const [WIDTH, HEIGHT, MARGIN] = [420, 260, 46];

/** Draws the front of an answer; a click on a point, or Enter, looks at its plan on the board. */
export function drawFront(job, state, redraw) {
  const { labels, points } = job.front;
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "front", role: "group", "aria-label": labels.join(" / ") });
  const axis = [0, 1].map((place) => {
    const values = points.map((point) => point[place]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return { least, most, size: most - least || 1 };
  });
  const x = (value) => MARGIN + ((value - axis[0].least) / axis[0].size) * (WIDTH - 2 * MARGIN);
  const y = (value) => HEIGHT - MARGIN - ((value - axis[1].least) / axis[1].size) * (HEIGHT - 2 * MARGIN);
  const number = (value) => String(Math.round(value * 10) / 10);
  const text = (content, at) => {
    const made = svg("text", at);
    made.textContent = content;
    return made;
  };
  picture.append(
    svg("line", { x1: MARGIN - 12, y1: HEIGHT - MARGIN + 12, x2: WIDTH - MARGIN + 12, y2: HEIGHT - MARGIN + 12 }),
    svg("line", { x1: MARGIN - 12, y1: MARGIN - 12, x2: MARGIN - 12, y2: HEIGHT - MARGIN + 12 }),
    text(labels[0], { x: WIDTH - 8, y: HEIGHT - 4, "text-anchor": "end" }),
    text(labels[1], { x: 4, y: 14 }),
    text(number(axis[0].least), { x: MARGIN, y: HEIGHT - MARGIN + 28, "text-anchor": "middle" }),
    text(number(axis[0].most), { x: WIDTH - MARGIN, y: HEIGHT - MARGIN + 28, "text-anchor": "middle" }),
    text(number(axis[1].least), { x: MARGIN - 16, y: HEIGHT - MARGIN + 4, "text-anchor": "end" }),
    text(number(axis[1].most), { x: MARGIN - 16, y: MARGIN + 4, "text-anchor": "end" }),
    svg("polyline", { points: points.map(([one, other]) => `${x(one)},${y(other)}`).join(" ") }),
  );
  points.forEach(([one, other], index) => {
    const proposal = job.proposals[index], isShown = state.proposed === proposal.plan.windows;
    const point = svg("circle", { cx: x(one), cy: y(other), r: 7, tabindex: 0, role: "button", "aria-label": proposal.text, "aria-pressed": String(isShown) });
    point.classList.toggle("chosen", isShown);
    const look = () => {
      state.proposed = isShown ? null : proposal.plan.windows;
      redraw();
    };
    const hint = svg("title", {});
    hint.textContent = proposal.text;
    point.append(hint);
    point.addEventListener("click", look);
    point.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      look();
    });
    picture.append(point);
  });
  return picture;
}
