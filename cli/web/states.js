/** What is shown in place of rows, and around them: an engine away, nothing there, how things went. */
import { html } from "./vendor/preact.js";
import { ACTIONS } from "./act.js";
import { Menu } from "./plan.js";
import { askUndo } from "./planned.js";
import { ActButton } from "./side.js";
import { changed, keyOf, state } from "./store.js";
import { Copy, Dialog, Empty, Icon, open, useClock } from "./ui.js";
import { count, grouped, shortAge } from "./words.js";

/** An engine is away: what is shown is old, and says how old. */
function LostHost({ host }) {
  const now = useClock(1_000);
  const again = host.retryAt ? Math.ceil((Date.parse(host.retryAt) - now) / 1000) : 0;
  return html`<div class="banner bad" role="alert">
    <b>The engine of ${host.name} does not answer.</b> <span>${host.error}</span>
    <span class="dim">What is shown is ${shortAge(now - Date.parse(host.since))} old; ${
    again > 0 ? `tried again in ${again} s` : "trying again"
  }.</span>
  </div>`;
}

/** Banners that are shown one by one; more are counted. */
const MAX_BANNERS = 2;

/** The hosts that are away. */
export function Lost() {
  const lost = [...state.hosts.values()].filter((h) => h.state === "lost");
  if (lost.length === 0) return "";
  return html`<div class="banners">
    ${lost.slice(0, MAX_BANNERS).map((h) => html`<${LostHost} key=${h.name} host=${h} />`)}
    ${
    lost.length > MAX_BANNERS
      ? html`
        <div class="banner bad"
          role="alert"><b>${count(
            lost.length - MAX_BANNERS,
            "more host does",
            "more hosts do",
          )} not answer.</b> <a href="#/hosts">All hosts</a></div>
      `
      : ""
  }
  </div>`;
}

/** No row is there: why, and what to do. */
export function Nothing({ place, go, all }) {
  if (state.containers.size === 0) {
    const lost = [...state.hosts.values()].some((h) => h.state === "lost");
    if (lost) {
      return html`
        <${Empty} title="Nothing is known yet">
          <p>As soon as the engine answers, its containers are here.</p>
          <//>
      `;
    }
    const denied = [...state.hosts.values()].map((h) => h.refused?.containers).find((m) => m);
    if (denied) {
      return html`
        <${Empty} title="The engine does not let us see its containers">
          <p>${denied}</p>
          <//>
      `;
    }
    return html`
      <${Empty} title="No container is here">
        <p>Start one in a terminal, and it appears here at once:</p>
        <p
          class="sample"><code>dockerctl run -d --name web -p 8080:80 nginx</code> <${Copy} text="dockerctl run -d --name web -p 8080:80 nginx" label="Copy the command" /></p>
        <//>
    `;
  }
  return html`
    <${Empty} title="Nothing matches">
      <p>${place.query === ""
        ? `No container is ${place.group}.`
        : html`No container with “${place.query}”${
          place.group === "" ? "" : ` is ${place.group}`
        }.`}</p>
      <p><button onClick=${() => go({ query: "", group: "", host: "" })}>Show all ${grouped(
        all,
      )}</button></p>
      <//>
  `;
}

/** What can be done to all that is marked. */
export function Marked({ marked, go }) {
  const shown = ACTIONS.filter((a) => ["stop", "start", "restart", "remove"].includes(a.id));
  return html`<div class="marked" role="toolbar" aria-label="What is marked">
    <b>${marked.length} marked</b>
    ${shown.map((a) => html`<${ActButton} action=${a} containers=${marked} />`)}
    ${
    marked.length > 1 && marked.length <= 16
      ? html`<button onClick=${() =>
        go({
          opened: { host: marked[0].host, name: marked[0].name },
          tab: "log",
          merged: marked.map(keyOf),
        })}>Logs together</button>`
      : ""
  }
    <button aria-haspopup="menu" onClick=${() =>
    open((shut) =>
      html`<${Menu} containers=${marked} close=${shut} />`
    )}><${Icon} name="more" />More</button>
    <button class="quiet" onClick=${() => {
    state.marks.clear();
    changed();
  }}>Unmark</button>
  </div>`;
}

/** How the last thing went, and the same as a command. */
export function Footer() {
  const m = state.messages[0];
  return html`<footer class="bottom">
    <div class="message" role="status" aria-live="polite">${
    m
      ? html`<b class=${m.role} aria-hidden="true">${
        m.role === "ok" ? "✓" : m.role === "bad" ? "✕" : "•"
      }</b> <span>${m.text}</span>`
      : html`
        <span
          class="keys"><kbd>/</kbd> filter <kbd>j</kbd><kbd>k</kbd> move <kbd>Enter</kbd> open <kbd>space</kbd> mark <kbd>?</kbd> all keys</span>
      `
  }</div>
    ${
    m?.command
      ? html`
        <span
          class="command"><code>${m.command}</code><${Copy} text=${m
            .command} label="Copy the command" /></span>
      `
      : ""
  }
    ${m?.undo ? html`<button onClick=${() => askUndo(m.undo)}>Undo</button>` : ""}
    ${
    state.messages.length > 1
      ? html`<button class="quiet" onClick=${showMessages}>all ${state.messages.length}</button>`
      : ""
  }
  </footer>`;
}

/** Everything that was done, the newest first. */
export function showMessages() {
  open((close) =>
    html`
      <${Dialog} title="What was done" close=${close}>
        ${state.messages.length === 0 ? html`<p class="hint">Nothing yet.</p>` : html`
          <ul class="messages">${state.messages.map((x) =>
            html`<li><time>${new Date(x.at).toTimeString().slice(0, 8)}</time> <span class=${
              x.role === "ok" ? "" : x.role
            }>${x.text}</span></li>`
          )}</ul>
        `}
        <//>
    `
  );
}
