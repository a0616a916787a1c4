// Help with settings: the aims in their order, and what a station's figures come to.

import { element } from "./draw.js";
import { button, option } from "./page.js";
import { word, wordOf } from "./words.js";

/** Whether a setting is the list of aims. */
export const isAims = (row) => /^(目标|tiers)$/i.test(row.cells[0].trim());

/** The aims of a cell in their order, to be moved, taken out and added; `put` takes the new text of the cell. */
export function aimsOf(text, aims, put) {
  const words = text.split(/[、,，;；]/).map((own) => own.trim()).filter(Boolean);
  const isChinese = words.some((own) => /[\u4e00-\u9fff]/.test(own)) || !words.length;
  const find = (own) => aims.find((aim) => aim.words.includes(own) || aim.label === own);
  const written = (list) => put(list.join("、"));
  const box = element("section", "aims"), list = element("ol");
  box.append(element("h2", "", word("aimsInOrder")), element("p", "said", word("aimsHint")));
  words.forEach((own, index) => {
    const item = element("li"), label = find(own)?.label ?? own;
    const move = (by, sign, name) => {
      const made = button(sign, () => {
        const next = [...words];
        [next[index], next[index + by]] = [next[index + by], next[index]];
        written(next);
      }, "move");
      made.disabled = !words[index + by];
      made.setAttribute("aria-label", `${word(name)} ${label}`);
      return made;
    };
    const remove = button("✕", () => written(words.filter((_, at) => at !== index)), "remove");
    remove.setAttribute("aria-label", `${word("removeRow")} ${label}`);
    item.append(element("span", "", label), " ", move(-1, "↑", "earlier"), move(1, "↓", "later"), remove);
    list.append(item);
  });
  const others = aims.filter((aim) => !words.some((own) => find(own) === aim));
  const more = element("select");
  more.id = "more-aims";
  more.setAttribute("aria-label", word("addAim"));
  more.append(option(word("addAim"), ""), ...others.map((aim, index) => option(aim.label, index)));
  more.addEventListener("change", () => {
    const aim = others[Number(more.value)];
    if (more.value !== "" && aim) written([...words, aim.words[isChinese ? 1 : 0] ?? aim.words[0]]);
  });
  box.append(list, more);
  return box;
}

/** What the figures of a station come to: people an hour, and seconds a person at one place. */
export function paceOf(cell) {
  const number = (name) => Number(cell(name)) || 0;
  const cameras = number("cameras") || 1;
  const seconds = number("seconds_per_photo"), each = number("rate_per_camera");
  const rate = number("rate") || (seconds ? Math.floor((3600 * cameras) / seconds) : each * cameras);
  if (!rate) return "";
  return wordOf("pace", rate).replace("[]", String(Math.round(((3600 * cameras) / rate) * 10) / 10));
}

/** Seconds a person and people an hour at one place say the same: where one is typed, the other is taken away. */
export const OTHER_PACE = { seconds_per_photo: "rate_per_camera", rate_per_camera: "seconds_per_photo" };
