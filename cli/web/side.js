/** What stands beside the table: one container, its log, stats, details, what happened, its edit. */
import { html, useEffect, useState } from "./vendor/preact.js";
import { call } from "./api.js";
import { act, ACTIONS, READ_ONLY, refusal, verdictOf } from "./act.js";
import { Charts } from "./charts.js";
import { Edit } from "./edit.js";
import { Log } from "./log.js";
import { askRemove, Menu } from "./plan.js";
import { keyOf, state } from "./store.js";
import { Copy, Empty, Icon, mayWrite, open, useClock } from "./ui.js";
import { clockOf, dateOf, shortAge, shortSize, stateOf } from "./words.js";

const TABS = [
  ["log", "Log"],
  ["stats", "Stats"],
  ["details", "Details"],
  ["timeline", "Timeline"],
  ["terminal", "Terminal"],
  ["edit", "Edit"],
];

/** All of a container, asked for anew whenever its row changes. */
export function useDetails(c) {
  const [got, set] = useState({});
  const at = `/hosts/${encodeURIComponent(c.host)}/containers/${c.id}`;
  useEffect(() => {
    const stop = new AbortController();
    call("GET", at, undefined, stop.signal).then(
      (details) => set({ at, details }),
      (e) => stop.signal.aborted || set({ at, problem: e.message }),
    );
    return () => stop.abort();
  }, [at, c.state, c.health, c.asOf]);
  return got.at === at ? got : {};
}

/** The pane for the containers that were opened or marked. */
export function Side({ containers, tab, setTab, close }) {
  const one = containers.length === 1 ? containers[0] : undefined;
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
    TABS.filter(([id]) => one !== undefined || id === "log").map(([id, title]) =>
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
            const next =
              TABS[(TABS.findIndex(([t]) => t === id) + by + TABS.length) % TABS.length][0];
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
      ? html`<${Log} containers=${containers} />`
      : html`<${Panel} key=${`${one.host}/${one.name}`} c=${one} tab=${tab} setTab=${setTab} />`
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
          ${shown.map((a) => html`<${ActButton} action=${a} containers=${[c]} />`)}
          <button aria-haspopup="menu" onClick=${() =>
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

function Panel({ c, tab, setTab }) {
  switch (tab) {
    case "stats":
      return html`<${Charts} c=${c} />`;
    case "details":
      return html`<${Details} c=${c} setTab=${setTab} />`;
    case "timeline":
      return html`<${Timeline} c=${c} />`;
    case "terminal":
      return html`<${Terminal} c=${c} />`;
    case "edit":
      return html`<${Edit} c=${c} />`;
    default:
      return html`
        <div class="stack">
          <${Why} c=${c} />
          <${Log} containers=${[c]} />
        </div>
      `;
  }
}

/** What is wrong, why, and what to do; nothing where nothing is. */
function Why({ c }) {
  const { details } = useDetails(c);
  const verdict = details && verdictOf(details, Date.now());
  if (!verdict || verdict.role === "dim") return "";
  return html`<div class=${`why ${verdict.role}`} role="note">
    <b>${verdict.what}</b>
    <p>${verdict.why}</p>
    ${verdict.next ? html`<p class="next">${verdict.next}</p>` : ""}
  </div>`;
}

const fact = (name, value) =>
  value === undefined || value === "" || Array.isArray(value) && value.length === 0 ? "" : html`
    <dt>${name}</dt>
    <dd>${Array.isArray(value) ? value.map((v) => html`<div>${v}</div>`) : value}</dd>
  `;

function Details({ c, setTab }) {
  const { details: d, problem } = useDetails(c);
  const [env, showEnv] = useState(false);
  if (problem) {
    return html`
      <${Empty} title="Its details cannot be had">
        <p>${problem}</p>
        <//>
    `;
  }
  if (!d) return "";
  const now = Date.now();
  const labels = Object.entries(d.labels);
  return html`<div class="scroll">
    <${Why} c=${c} />
    <dl class="facts">
      ${
    fact(
      "Id",
      html`<code>${d.id.slice(0, 12)}</code> <${Copy} text=${d.id} label="Copy the whole id" />`,
    )
  }
      ${fact("Image", d.image)}
      ${fact("Command", [...d.entrypoint, ...d.command].join(" "))}
      ${
    fact("Made", `${dateOf(Date.parse(d.created))} (${shortAge(now - Date.parse(d.created))} ago)`)
  }
      ${fact("Started", d.startedAt && dateOf(Date.parse(d.startedAt)))}
      ${
    fact(
      "Ended",
      !d.running && d.finishedAt
        ? `${dateOf(Date.parse(d.finishedAt))}, exit ${d.exitCode}`
        : undefined,
    )
  }
      ${fact("Restarts", d.restartCount > 0 ? `${d.restartCount} times` : undefined)}
      ${fact("Restart policy", d.restartPolicy)}
      ${
    fact(
      "Health",
      d.health &&
        `${d.health.status}${
          d.health.failingStreak > 0 ? `, failed ${d.health.failingStreak} times` : ""
        }`,
    )
  }
      ${
    fact(
      "Ports",
      d.ports.map((p) => `${p.ip ? `${p.ip}:` : ""}${p.public || "any"} → ${p.private}`),
    )
  }
      ${fact("Networks", d.networks.map((n) => `${n.name}${n.address ? ` ${n.address}` : ""}`))}
      ${
    fact(
      "Mounts",
      d.mounts.map((m) => `${m.source} → ${m.target}${m.writable ? "" : " (read-only)"}`),
    )
  }
      ${
    fact(
      "Limits",
      [d.memory ? `memory ${shortSize(d.memory)}` : "", d.cpus ? `${d.cpus} CPUs` : ""].filter((
        t,
      ) => t).join(", ") || "none",
    )
  }
      ${fact("User", d.user)}
      ${fact("Host", c.host)}
      ${
    fact(
      "Protected",
      c.protected &&
        `from being ${Object.keys(c.protected).join(", ")}, by ${Object.values(c.protected)[0]}`,
    )
  }
      ${
    d.privileged ? fact("Privileged", html`<span class="warn">yes: it reaches its host</span>`) : ""
  }
    </dl>
    <h3>Environment <button class="link" aria-expanded=${env} onClick=${() => showEnv(!env)}>${
    env ? "hide the values" : "show the values"
  }</button></h3>
    <ul class="plain mono">${
    d.env.map((e) =>
      html`<li><b>${e.split("=", 1)[0]}</b>=${
        env ? e.slice(e.indexOf("=") + 1) : html`<span class="dim">•••</span>`
      }</li>`
    )
  }</ul>
    ${
    labels.length > 0
      ? html`
        <h3>Labels</h3>
        <ul class="plain mono">${labels.map(([k, v]) => html`<li><b>${k}</b>=${v}</li>`)}</ul>
      `
      : ""
  }
    ${mayWrite() ? html`<p><button onClick=${() => setTab("edit")}>Edit</button></p>` : ""}
  </div>`;
}

const EVENTS = {
  create: "made",
  start: "started",
  die: "ended",
  stop: "was asked to stop, and did",
  kill: "got a signal",
  restart: "restarted",
  oom: "ran out of memory",
  pause: "paused",
  unpause: "went on",
  destroy: "removed",
  rename: "renamed",
};

function Timeline({ c }) {
  const { details: d } = useDetails(c);
  const [history, set] = useState();
  useEffect(() => {
    const stop = new AbortController();
    const since = Math.floor(Date.now() / 1000) - 7 * 86_400;
    call(
      "GET",
      `/hosts/${encodeURIComponent(c.host)}/containers/${c.id}/history?since=${since}`,
      undefined,
      stop.signal,
    )
      .then(set, () => set({ recorded: false, events: [] }));
    return () => stop.abort();
  }, [c.id, c.state]);
  if (!d || !history) return "";
  const rows = history.events.map((e) => ({
    at: Number(BigInt(e.time) / 1_000_000n),
    text: EVENTS[e.action] ?? e.action.replace("health_status:", "health:"),
    more: e.attributes.exitCode === undefined ? "" : `exit ${e.attributes.exitCode}`,
    role: e.action === "oom" || e.action === "die" && e.attributes.exitCode !== "0" ? "bad" : "",
  })).filter((e) => !/^exec_|^top|^resize|^attach/.test(e.text));
  if (rows.length === 0) {
    rows.push({ at: Date.parse(d.created), text: "made" });
    if (d.startedAt) rows.push({ at: Date.parse(d.startedAt), text: "started" });
    for (const l of d.health?.log ?? []) {
      rows.push({
        at: Date.parse(l.at),
        text: l.exitCode === 0 ? "healthcheck content" : "healthcheck failed",
        more: l.output.trim().slice(0, 200),
        role: l.exitCode === 0 ? "" : "bad",
      });
    }
    if (!d.running && d.finishedAt) {
      rows.push({
        at: Date.parse(d.finishedAt),
        text: "ended",
        more: `exit ${d.exitCode}`,
        role: d.exitCode === 0 ? "" : "bad",
      });
    }
  }
  rows.sort((a, b) => b.at - a.at);
  return html`<div class="scroll">
    <ol class="timeline">${
    rows.map((r) =>
      html`<li><time>${dateOf(r.at)}</time><span class=${r.role}>${r.text}</span>${
        r.more
          ? html`
            <small>${r.more}</small>
          `
          : ""
      }</li>`
    )
  }</ol>
    ${
    history.recorded ? "" : html`
      <p
        class="hint">This is what the engine remembers. <code>dockerctl record start</code> keeps everything that happens, with stats and logs.</p>
    `
  }
  </div>`;
}

function Terminal({ c }) {
  const [part, set] = useState();
  const why = !mayWrite()
    ? READ_ONLY
    : c.state !== "running"
    ? `${c.name} is not running, so there is nothing to type into`
    : undefined;
  useEffect(() => {
    if (why === undefined) import("./terminal.js").then((m) => set(() => m.Terminal));
  }, [why]);
  if (why) {
    return html`
      <${Empty} title="No terminal here">
        <p>${why}</p>
        <//>
    `;
  }
  return part ? html`<${part} c=${c} />` : "";
}

export { clockOf };
