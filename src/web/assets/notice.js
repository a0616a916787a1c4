// The notice of who must be told: to print, and to copy group by group.

import { element } from "./draw.js";
import { copy, copyButton } from "./versions.js";
import { at, field, say } from "./page.js";
import { speak, word } from "./words.js";


const board = await (await fetch("board")).json();
const documents = await (await fetch("documents")).json();
speak(board.lang);

function texts(part) {
  if (field("both").checked) return `${part.zh}\n\n${part.en}`;
  return board.lang === "en" ? part.en : part.zh;
}

function draw() {
  const [heading, ...parts] = documents?.notice ?? [];
  if (!heading) return at("notice").replaceChildren(element("h1", "", board.title), element("p", "", word("noChanges")));
  const [title, ...rest] = texts(heading).split("\n");
  document.title = title;
  const nodes = [element("h1", "", title), element("pre", "", rest.join("\n"))];
  for (const part of parts) {
    const text = texts(part), box = element("section", "told-one");
    box.append(copyButton(text, text.split("\n")[0], say), element("pre", "", text));
    nodes.push(box);
  }
  at("notice").replaceChildren(...nodes);
}

at("print").textContent = word("print");
at("copy-all").textContent = word("copy");
at("both-label").textContent = word("both");
at("print").addEventListener("click", () => window.print());
at("copy-all").addEventListener("click", () => copy((documents?.notice ?? []).map(texts).join("\n\n"), document.title, say));
at("both").addEventListener("change", draw);
draw();
