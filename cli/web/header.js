/** The line at the top: search, hosts, what all of it uses, whether it is live. */
import { html } from "./vendor/preact.js";
import { palette } from "./palette.js";
import { leave } from "./sign_in.js";
import { keyOf, state } from "./store.js";
import { Icon, mayWrite, Spark, useClock } from "./ui.js";
import { grouped, percent, shortSize } from "./words.js";

/** The line. */
export function Header({ at, dark }) {
  const { place, go, rows, setCurrent, search, turn } = at;
  const record = place.view === "record";
  return html`<header class="top">
    <h1 class="brand"><a href="#/containers">dockerctl</a></h1>
    <label class="field search"><${Icon} name="search" /><span class="hidden">${
    record ? "Search the record" : "Filter"
  }</span><input
      ref=${search}
      type="search"
      placeholder=${record ? "Search the logs of the record" : `Filter ${place.view}`}
      value=${place.query}
      onInput=${(e) => go({ query: e.currentTarget.value }, true)}
      onKeyDown=${(e) => {
    if (e.key === "Escape") {
      if (place.query !== "") go({ query: "" }, true);
      e.currentTarget.blur();
    } else if (e.key === "Enter" || e.key === "ArrowDown") {
      e.preventDefault();
      e.currentTarget.blur();
      if (place.view === "containers" && rows[0]) setCurrent(keyOf(rows[0]));
      document.querySelector(".table, .list")?.focus();
    }
    e.stopPropagation();
  }}
    /><kbd>/</kbd></label>
    ${
    state.hosts.size > 1
      ? html`
        <label
          class="field hosts"><span class="hidden">Host</span><select value=${place
            .host} onChange=${(
            e,
          ) => go({ host: e.currentTarget.value })}><option value="">all hosts</option>${[
            ...state.hosts.keys(),
          ].map((h) => html`<option>${h}</option>`)}</select></label>
      `
      : ""
  }
    <${Totals} />
    <${Live} />
    ${
    mayWrite()
      ? ""
      : html`<span class="badge" title="Start it with --allow-write to change things">read-only</span>`
  }
    <button class="quiet anywhere" title="Go anywhere (Ctrl-K)" onClick=${() =>
    palette(at)}><span class="hidden">Go anywhere: </span><kbd>Ctrl-K</kbd></button>
    <button class="quiet" aria-label=${dark ? "Light look" : "Dark look"} title=${
    dark ? "Light look" : "Dark look"
  } onClick=${turn}><${Icon} name=${dark ? "sun" : "moon"} /></button>
    <button class="quiet" aria-label="Sign out" title="Sign out" onClick=${leave}><${Icon} name="out" /></button>
  </header>`;
}

/** What the running containers use together, of what their hosts have. */
function Totals() {
  const { points, measured } = state.totals;
  const now = points.at(-1);
  if (now === undefined || measured === 0) return "";
  const hosts = [...state.hosts.values()].filter((h) => h.state === "live");
  const known = hosts.every((h) => h.cpus > 0);
  const cpus = known ? hosts.reduce((n, h) => n + h.cpus, 0) : 0;
  const memory = known ? hosts.reduce((n, h) => n + h.memory, 0) : 0;
  const running = [...state.containers.values()].filter((c) => c.state === "running").length;
  const part = measured < running ? ` of the ${grouped(measured)} that are seen` : "";
  const share = cpus > 0 ? now.cpu / cpus : now.cpu;
  return html`
    <span class="totals n"
      title=${cpus > 0
        ? `CPU${part}: ${percent(now.cpu)} of ${cpus * 100}% (${cpus} CPUs). Memory${part}: ${
          shortSize(now.memory)
        } of ${shortSize(memory)}`
        : "What the running containers use"}><small>cpu</small><${Spark} points=${points} of=${(
        p,
      ) => p.cpu} />${share < 10
        ? percent(share)
        : `${Math.round(share)}%`} <small>mem</small>${shortSize(now.memory)}${memory > 0
        ? html`<small>/${shortSize(memory)}</small>`
        : ""}</span>
  `;
}

/** Whether what is seen is as it is, and when it will be tried again where it is not. */
function Live() {
  const now = useClock(1_000);
  if (state.lostAt !== undefined) {
    return html`<span class="live bad" role="status">● the server of this page does not answer${
      state.retryAt > now ? `, again in ${Math.ceil((state.retryAt - now) / 1000)} s` : ""
    }</span>`;
  }
  const hosts = [...state.hosts.values()];
  const lost = hosts.filter((h) => h.state === "lost");
  const next = Math.min(...lost.map((h) => h.retryAt ? Date.parse(h.retryAt) : Infinity));
  const again = next > now && next < Infinity
    ? `, again in ${Math.ceil((next - now) / 1000)} s`
    : "";
  const words = lost.length === 0
    ? state.loaded ? "live" : "connecting"
    : `${hosts.length === 1 ? "engine" : `${lost.length} of ${hosts.length} hosts`} away${again}`;
  return html`<span class=${`live ${
    lost.length > 0 ? "bad" : "ok"
  }`} role="status"><b aria-hidden="true">●</b> ${words}</span>`;
}
