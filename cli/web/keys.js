/** The keyboard, in the screen's letters, and the list of it. */
import { html, useEffect, useRef } from "./vendor/preact.js";
import { act, ACTIONS, refusal } from "./act.js";
import { palette } from "./palette.js";
import { VIEWS } from "./place.js";
import { askRemove, Menu } from "./plan.js";
import { showMessages } from "./states.js";
import { changed, keyOf, say, state } from "./store.js";
import { Dialog, isOpen, open } from "./ui.js";

const TABS = { l: "log", L: "log", i: "details", e: "terminal", U: "edit" };
const SORTS = ["name", "state", "cpu", "memory", "ports", "image", "host"];

/** Opens what a container publishes, at the name of this page. */
function openPort(c) {
  const port = c?.ports.find((p) => p.public !== undefined && p.type === "tcp");
  if (port === undefined) return false;
  globalThis.open(`http://${location.hostname}:${port.public}/`, "_blank", "noopener,noreferrer");
  return true;
}

const KEYS = [
  ["/", "filter"],
  ["j k ↓ ↑", "move"],
  ["g G", "first, last"],
  ["Enter", "open"],
  ["Esc", "back, unmark"],
  ["space", "mark"],
  ["*", "mark all that is shown"],
  ["u", "unmark"],
  ["x", "everything that can be done"],
  ["l i e U", "log, details, terminal, edit and make anew"],
  ["b y", "open its port, copy its name"],
  ["o", "sort by the next column"],
  ["~ .", "removed ones, stopped ones left out"],
  ["1 2 5 6 7 W 8", "containers, images, networks, volumes, projects, hosts, record"],
  ["f w t J", "log: follow, wrap, times, go to a time"],
  ["n N", "log: next and previous that was found"],
  ["E", "what was done"],
  ["Ctrl-K", "go anywhere"],
  ["?", "this list"],
];

/** The list of keys. */
export function help() {
  open((close) =>
    html`
      <${Dialog} title="Keys" close=${close}>
        <dl class="keylist">${KEYS.map(([k, what]) =>
          html`
            <dt>${k.split(" ").map((w) =>
              html`
                <kbd>${w}</kbd>
              `
            )}</dt>
            <dd>${what}</dd>
          `
        )}${ACTIONS.map((a) =>
          html`
            <dt><kbd>${a.key}</kbd></dt>
            <dd>${a.label.toLowerCase()}${a.id === "pause" ? ", go on" : ""}${a.dangerous
              ? " (asks)"
              : ""}</dd>
          `
        )}</dl>
        <//>
    `
  );
}

/** The keyboard, in the screen's letters. */
export function useKeys(at) {
  const now = useRef(at);
  now.current = at;
  useEffect(() => {
    const onKey = (e) => {
      const k = now.current;
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
        e.preventDefault();
        if (!isOpen()) palette(k);
        return;
      }
      if (
        e.ctrlKey || e.metaKey || e.altKey || isOpen() || document.querySelector("dialog[open]")
      ) return;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
      const button = /^(BUTTON|A)$/.test(e.target.tagName);
      if (button && (e.key === "Enter" || e.key === " ")) return;
      if (e.target.closest?.("[role=tablist]") && e.key.startsWith("Arrow")) return;
      if (press(e.key, k)) e.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function press(key, k) {
  const { rows, current, setCurrent, targets, place } = k;
  const n = rows.findIndex((c) => keyOf(c) === current);
  const move = (to) => {
    const c = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (c !== undefined) setCurrent(keyOf(c));
    return true;
  };
  const action = ACTIONS.find((a) => a.key === (key === "Delete" ? "d" : key));
  if (action !== undefined && place.view === "containers") {
    if (targets.length === 0) return false;
    const can = targets.filter((c) => refusal(action, c) === undefined);
    if (can.length === 0) say("warn", refusal(action, targets[0]));
    else if (action.dangerous) askRemove(action, targets);
    else void act(action, can);
    return true;
  }
  switch (key) {
    case "/":
      k.search.current?.focus();
      k.search.current?.select();
      return true;
    case "?":
      help();
      return true;
    case "Escape":
      if (place.opened !== undefined) k.close();
      else if (place.query !== "" || place.group !== "") k.go({ query: "", group: "" });
      else if (state.marks.size > 0) {
        state.marks.clear();
        changed();
      } else return false;
      return true;
  }
  const view = VIEWS.find(([, , own]) => own === key)?.[0];
  if (view !== undefined) {
    location.hash = `#/${view}`;
    return true;
  }
  if (key === "E") {
    showMessages();
    return true;
  }
  if (place.view !== "containers") return false;
  switch (key) {
    case "j":
    case "ArrowDown":
      return move(n + 1);
    case "k":
    case "ArrowUp":
      return move(n < 0 ? 0 : n - 1);
    case "PageDown":
      return move(n + 15);
    case "PageUp":
      return move(n - 15);
    case "g":
    case "Home":
      return move(0);
    case "G":
    case "End":
      return move(rows.length - 1);
    case "Enter":
      if (n >= 0) k.openRow(current);
      return n >= 0;
    case "l":
    case "L":
    case "i":
    case "e":
    case "U":
      if (n >= 0) k.openRow(current, TABS[key]);
      return n >= 0;
    case "b":
      return openPort(rows[n]);
    case "y":
      if (n >= 0) {
        void navigator.clipboard?.writeText(rows[n].name).then(() =>
          say("ok", `copied ${rows[n].name}`)
        );
      }
      return n >= 0;
    case "o": {
      const at = SORTS.indexOf(place.sort.replace("-", ""));
      k.setSort(SORTS[(at + 1) % SORTS.length]);
      return true;
    }
    case "~":
      k.go({ group: place.group === "removed" ? "" : "removed" });
      return true;
    case ".":
      k.go({ group: place.group === "running" ? "" : "running" });
      return true;
    case " ":
      if (n < 0) return false;
      if (rows[n].removedAt !== undefined) return false;
      if (!state.marks.delete(current)) state.marks.add(current);
      changed();
      return move(n + 1);
    case "*":
      for (const c of rows) if (c.removedAt === undefined) state.marks.add(keyOf(c));
      changed();
      return true;
    case "u":
      state.marks.clear();
      changed();
      return true;
    case "x":
      if (targets.length > 0) open((shut) => html`<${Menu} containers=${targets} close=${shut} />`);
      return targets.length > 0;
  }
  return false;
}
