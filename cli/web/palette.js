/** Everything by its name: places, objects, actions on what one looks at, the record. */
import { html, useState } from "./vendor/preact.js";
import { act, ACTIONS, refusal } from "./act.js";
import { help } from "./keys.js";
import { VIEWS } from "./place.js";
import { askRemove } from "./plan.js";
import { leave } from "./sign_in.js";
import { showMessages } from "./states.js";
import { keyOf, serverNow, state } from "./store.js";
import { Dialog, open } from "./ui.js";
import { byName, shortAge } from "./words.js";

/** Shows it. */
export function palette(at) {
  open((close) => html`<${Palette} close=${close} ...${at} />`);
}

const filtered = (view, query) => () => location.hash = `#/${view}?q=${encodeURIComponent(query)}`;

/** All there is, what is likelier first. */
function everything({ openRow, turn, targets = [] }) {
  const several = targets.length > 1 ? `${targets.length} containers` : targets[0]?.name;
  const actions = targets.length === 0 ? [] : ACTIONS.flatMap((a) => {
    const can = targets.filter((c) => refusal(a, c) === undefined);
    if (can.length === 0) return [];
    const turned = can.length === 1 ? a.turned?.(can[0]) : undefined;
    return [{
      text: `${(turned ?? a).label} ${several}`,
      more: a.key,
      run: () => a.dangerous || can.length > 1 ? askRemove(a, can) : void act(a, can),
    }];
  });
  const views = VIEWS.filter(([id]) => !["record", "alerts"].includes(id) || state.session?.record)
    .map(([id, title, key]) => ({
      text: `Go to ${title.toLowerCase()}`,
      more: key,
      run: () => location.hash = `#/${id}`,
    }));
  const hosts = state.hosts.size > 1;
  const container = (c, more) => ({
    text: c.name,
    more: `${hosts ? `${c.host} · ` : ""}${c.image} · ${more}`,
    run: () => openRow(keyOf(c)),
  });
  const running = [...state.containers.values()].filter((c) => c.backupOf === undefined)
    .sort((a, b) => byName(a.name, b.name)).map((c) => container(c, c.state));
  const now = serverNow();
  const removed = [...state.removed.values()].map((c) =>
    container(c, `removed ${shortAge(now - Date.parse(c.removedAt))} ago`)
  );
  const named = (kind, view, name) =>
    [...state[kind].values()].flatMap((o) => {
      const text = name(o);
      return text === undefined
        ? []
        : [{ text, more: view.replace(/s$/, ""), run: filtered(view, text) }];
    });
  return [
    ...actions,
    ...views,
    ...running,
    ...named("images", "images", (i) => i.tags[0]),
    ...named("networks", "networks", (n) => n.name),
    ...named("volumes", "volumes", (v) => v.name),
    ...removed,
    { text: "Keys", more: "?", run: help },
    { text: "What was done", more: "E", run: showMessages },
    ...(turn ? [{ text: "Turn between the light and the dark look", run: turn }] : []),
    { text: "Sign out", run: leave },
  ];
}

function Palette({ close, ...at }) {
  const [query, set] = useState("");
  const [place, setAt] = useState(0);
  const words = query.toLowerCase().split(/\s+/).filter((w) => w !== "");
  const all = everything(at);
  const found = all.filter((x) =>
    words.every((w) => `${x.text} ${x.more ?? ""}`.toLowerCase().includes(w))
  ).slice(0, 12);
  if (query.trim() !== "" && state.session?.record) {
    found.push({ text: `Search the record for “${query}”`, run: filtered("record", query) });
  }
  const pick = (x) => {
    close();
    x?.run();
  };
  const chosen = Math.min(place, found.length - 1);
  return html`<${Dialog} title="Go to" close=${close}>
    <input
      class="big"
      type="text"
      role="combobox"
      aria-label="Containers, images, views, actions"
      aria-expanded="true"
      aria-controls="palette"
      aria-activedescendant=${chosen >= 0 ? `palette-${chosen}` : undefined}
      placeholder="A container, an image, an action…"
      autofocus
      value=${query}
      onInput=${(e) => {
    set(e.currentTarget.value);
    setAt(0);
  }}
      onKeyDown=${(e) => {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      setAt(Math.max(0, Math.min(found.length - 1, chosen + (e.key === "ArrowDown" ? 1 : -1))));
    } else if (e.key === "Enter") {
      e.preventDefault();
      pick(found[chosen]);
    }
  }}
    />
    <ul class="menu" role="listbox" id="palette" aria-label="Found">
      ${
    found.map((x, n) =>
      html`
        <li role="option" id=${`palette-${n}`} aria-selected=${n === chosen} class=${n === chosen
          ? "on"
          : ""}
          onClick=${() => pick(x)}><span>${x.text}</span>${x.more
            ? html`<small>${x.more}</small>`
            : ""}</li>
      `
    )
  }
    </ul>
    ${found.length === 0 ? html`<p class="hint">Nothing is called so.</p>` : ""}
  <//>`;
}
