// The version that was published last: people with another time on the board, documents by a click, texts to copy.

import { element } from "./draw.js";
import { word, wordOf } from "./words.js";

let documents = null;

/** Puts a text on the clipboard; `say` tells what became of it. */
export async function copy(text, name, say) {
  try {
    await navigator.clipboard.writeText(text);
    say(word("copied") + name);
  } catch {
    say(word("notCopied"), true);
  }
}

export function copyButton(text, name, say) {
  const button = element("button", "copy", word("copy"));
  button.type = "button";
  button.setAttribute("aria-label", `${word("copy")} ${name}`);
  button.addEventListener("click", () => copy(text, name, say));
  return button;
}

function link(document, text = document.label || document.name) {
  const made = element("a", "", text);
  made.href = `published/${document.name.split("/").map(encodeURIComponent).join("/")}`;
  made.target = "_blank";
  made.rel = "noopener";
  return made;
}

function list(documents) {
  const made = element("ul", "documents");
  for (const document of documents) {
    const item = element("li");
    item.append(link(document));
    made.append(item);
  }
  return made;
}

function folded(title, ...content) {
  const made = element("details");
  made.append(element("summary", "", title), ...content);
  return made;
}

async function ask() {
  const answer = await fetch("documents").catch(() => null);
  return answer?.ok ? answer.json() : null;
}

/** Draws what was published last into `home`. */
export async function drawVersion(home, board, say) {
  const last = board.published;
  home.hidden = !last;
  if (!last) return;
  if (documents?.number !== last.number || documents.lang !== board.lang) {
    documents = await ask();
    if (!documents) return;
    documents.lang = board.lang;
  }
  const parts = [element("h2", "", `${wordOf("version", last.number)} · ${last.date}`)];
  if (last.headline) parts.push(element("p", "headline", last.headline));
  if (last.told.length) {
    const told = element("ul", "told");
    told.append(...last.told.map((line) => element("li", "", line)));
    parts.push(told);
  }
  const opened = [...home.querySelectorAll("details")].map((own) => own.open);
  if (documents.notice.length) {
    const notice = element("a", "notice-link", wordOf("notice", last.number));
    notice.href = "notice";
    notice.target = "_blank";
    notice.rel = "noopener";
    const line = element("p");
    line.append(notice);
    parts.push(line);
  }
  const main = documents.documents.filter((own) => own.label);
  const others = documents.documents.filter((own) => !own.label);
  parts.push(folded(wordOf("documents", last.number), list(main), folded(word("allFiles"), list(others)), element("p", "said", word("lies") + documents.folder)));
  const messages = documents.messages.map((own) => {
    const item = element("div", "message");
    item.append(element("b", "", own.name), copyButton(own.text, own.name, say));
    const calendar = documents.documents.find((other) => other.name === `calendar/${own.name}.ics`);
    if (calendar) item.append(" ", link(calendar, word("calendarFile")));
    item.append(element("pre", "", own.text));
    return item;
  });
  parts.push(folded(word("messages"), ...messages));
  home.replaceChildren(...parts);
  [...home.querySelectorAll("details")].forEach((own, at) => (own.open = opened[at] ?? false));
}
