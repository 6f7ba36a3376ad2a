/** What stands beside the table: one container, its log, stats, details, what happened, its edit. */
import { html, useEffect, useState } from "./vendor/preact.js";
import { act, ACTIONS, READ_ONLY, refusal } from "./act.js";
import { Charts } from "./charts.js";
import { Details } from "./details.js";
import { Edit } from "./edit.js";
import { Log } from "./log.js";
import { askRemove, Menu } from "./plan.js";
import { askUndo } from "./planned.js";
import { keyOf, state } from "./store.js";
import { Timeline } from "./timeline.js";
import { Empty, Icon, mayWrite, open, useClock } from "./ui.js";
import { Why } from "./why.js";
import { stateOf } from "./words.js";

const TABS = [
  ["log", "Log"],
  ["stats", "Stats"],
  ["details", "Details"],
  ["timeline", "Timeline"],
  ["terminal", "Terminal"],
  ["edit", "Edit"],
];

const tabsOf = (one) =>
  TABS.filter(([id]) =>
    one === undefined
      ? id === "log"
      : one.removedAt === undefined || !["terminal", "edit"].includes(id)
  );

/** The pane for the containers that were opened or marked. */
export function Side({ containers, place, go, close }) {
  const { tab } = place;
  const setTab = (to) => go({ tab: to });
  const one = containers.length === 1 ? containers[0] : undefined;
  const goTo = (at) => go({ at });
  return html`<aside class="side" aria-label=${one ? one.name : "Several containers"}>
    ${
    one ? html`<${Head} c=${one} close=${close} />` : html`
      <header class="title">
        <button class="quiet back" onClick=${close}><${Icon} name="back" />Back</button>
        <h2>${containers.length} containers</h2>
        <button class="quiet last" aria-label="Close"
          onClick=${close}><${Icon} name="close" /></button>
      </header>
    `
  }
    <div class="tabs" role="tablist" aria-label="Views">
      ${
    tabsOf(one).map(([id, title]) =>
      html`
        <button
          role="tab"
          id=${`tab-${id}`}
          aria-selected=${tab === id}
          aria-controls="tab-panel"
          tabindex=${tab === id ? 0 : -1}
          onClick=${() => setTab(id)}
          onKeyDown=${(e) => {
            const by = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
            if (by === 0) return;
            const tabs = tabsOf(one);
            const next =
              tabs[(tabs.findIndex(([t]) => t === id) + by + tabs.length) % tabs.length][0];
            setTab(next);
            requestAnimationFrame(() => document.getElementById(`tab-${next}`)?.focus());
          }}
        >${title}</button>
      `
    )
  }
    </div>
    <div class="panel" role="tabpanel" id="tab-panel" aria-labelledby=${`tab-${one ? tab : "log"}`}>
      ${
    one === undefined
      ? html`<${Log} containers=${containers} at=${place.at} goTo=${goTo} />`
      : html`
        <${Panel}
          key=${`${one.host}/${one.removedAt ? one.id : one.name}`}
          c=${one}
          place=${place}
          setTab=${setTab}
          goTo=${goTo}
        />
      `
  }
    </div>
  </aside>`;
}

function Head({ c, close }) {
  const now = useClock(15_000);
  const s = state.moving.has(keyOf(c))
    ? { glyph: "…", role: "warn", text: state.moving.get(keyOf(c)) }
    : stateOf(c, now);
  const shown = ACTIONS.filter((a) => ["stop", "start", "restart"].includes(a.id)).filter((a) =>
    a.id === "start" ? !["running", "paused", "restarting"].includes(c.state) : a.id !== "stop" ||
      ["running", "paused", "restarting"].includes(c.state)
  );
  return html`
    <header class="title">
      <button class="quiet back" onClick=${close}><${Icon} name="back" />Back</button>
      <h2 title=${c.name}>${c.name || c.id.slice(0, 12)}</h2>
      <span
        class="is"><b class=${s.role} aria-hidden="true">${s
          .glyph}</b> <span class=${s.role === "bad" || s.role === "warn" ? s.role : ""}>${s
          .text}</span>${s.age
          ? html`
            <small>${s.age}</small>
          `
          : ""}</span>
      <span class="acts">
          ${c.removedAt === undefined
            ? shown.map((a) => html`<${ActButton} action=${a} containers=${[c]} />`)
            : html`
              <button aria-disabled=${!mayWrite()} title=${mayWrite()
                ? "From what was recorded of it"
                : READ_ONLY}
                onClick=${() =>
                  mayWrite() && askUndo(c)}><${Icon} name="restart" />Make it again</button>
            `}
          <button hidden=${c.removedAt !== undefined} aria-haspopup="menu" onClick=${() =>
            open((shut) =>
              html`<${Menu} containers=${[c]} close=${shut} />`
            )}><${Icon} name="more" />More</button>
        </span>
      <button class="quiet last" aria-label="Close"
        onClick=${close}><${Icon} name="close" /></button>
    </header>
  `;
}

/** A button for an action; where it cannot be done it says why. */
export function ActButton({ action, containers }) {
  const why = containers.map((c) => refusal(action, c));
  const all = why.every((w) => w !== undefined);
  const turned = containers.length === 1 ? action.turned?.(containers[0]) : undefined;
  const label = (turned ?? action).label;
  const n = why.filter((w) => w === undefined).length;
  return html`
    <button
      class=${action.dangerous ? "danger" : ""}
      aria-disabled=${all}
      title=${all ? why[0] : `${label} (${action.key})`}
      onClick=${() => {
        if (all) return;
        if (action.dangerous || containers.length > 1) askRemove(action, containers);
        else void act(action, containers);
      }}
    ><${Icon} name=${action.id === "forceRemove" || action.id === "kill"
      ? "remove"
      : action.id} />${label}${containers.length > 1 ? ` ${n}` : ""}</button>
  `;
}

function Panel({ c, place, setTab, goTo }) {
  switch (place.tab) {
    case "stats":
      return html`<${Charts} c=${c} />`;
    case "details":
      return html`<${Details} c=${c} setTab=${setTab} />`;
    case "timeline":
      return html`<${Timeline} c=${c} />`;
    case "terminal":
      if (c.removedAt !== undefined) break;
      return html`<${Terminal} c=${c} />`;
    case "edit":
      if (c.removedAt !== undefined) break;
      return html`<${Edit} c=${c} />`;
  }
  return html`
    <div class="stack">
      <${Why} c=${c} />
      <${Log} key=${place.find} containers=${[c]} at=${place.at} goTo=${goTo}
        find=${place.find} />
    </div>
  `;
}

/** A link of somebody else's may have led here: no shell is started before one says so. */
let arrived = true;
for (const moved of ["popstate", "hashchange"]) addEventListener(moved, () => arrived = false);

function Terminal({ c }) {
  const [part, set] = useState();
  const [asks, setAsks] = useState(arrived);
  const why = !mayWrite()
    ? READ_ONLY
    : c.state !== "running"
    ? `${c.name} is not running, so there is nothing to type into`
    : undefined;
  useEffect(() => {
    if (why === undefined && !asks) import("./terminal.js").then((m) => set(() => m.Terminal));
  }, [why, asks]);
  if (why) {
    return html`
      <${Empty} title="No terminal here">
        <p>${why}</p>
        <//>
    `;
  }
  if (asks) {
    return html`
      <${Empty} title=${`A shell in ${c.name}`}>
        <p><button class="solid" onClick=${() => {
          setAsks(false);
        }}>Open a terminal</button></p>
        <//>
    `;
  }
  return part ? html`<${part} c=${c} />` : "";
}
