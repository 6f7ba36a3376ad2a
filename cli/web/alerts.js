/** Alerts: what fires now, what fired lately, which rules cannot be used. */
import { html, useEffect } from "./vendor/preact.js";
import { call } from "./api.js";
import { containerLink } from "./place.js";
import { readAlerts, say, serverNow, state } from "./store.js";
import { Empty, Heads, mayWrite } from "./ui.js";
import { dateOf, grouped, shortAge } from "./words.js";

const ROLES = { critical: "bad", warning: "warn", info: "" };
const HOUR = 60;

const fits = (a, query) => {
  const text = `${a.rule} ${a.who} ${a.names.join(" ")} ${a.value ?? ""} ${a.last?.text ?? ""}`;
  return query.toLowerCase().split(/\s+/).every((w) => text.toLowerCase().includes(w));
};

/** What an alert says, in a line. */
function what(a) {
  if (a.value) return a.value;
  const count = a.count > 1 ? `${grouped(a.count)} times: ` : "";
  return `${count}${a.last?.text ?? ""}`;
}

async function mute(host, { rule, who }, verb, minutes) {
  try {
    const body = { rule, who, ...(minutes !== undefined && { minutes }) };
    await call("POST", `/hosts/${encodeURIComponent(host)}/alerts/${verb}`, body);
    say("ok", `${verb}d ${rule}${who === "" ? "" : ` of ${who}`}`);
  } catch (e) {
    say("bad", e.message);
  }
  await readAlerts();
}

/** The view. */
export function Alerts({ query, host }) {
  useEffect(() => void readAlerts(), []);
  if (state.alerts === undefined) return html`<p class="hint" role="status">Reading…</p>`;
  const hosts = state.alerts.filter((h) => host === "" || h.host === host);
  const now = serverNow();
  const current = hosts.flatMap((h) => h.current.map((a) => ({ ...a, host: h.host })))
    .filter((a) => fits(a, query));
  const recent = hosts.flatMap((h) => h.recent.map((a) => ({ ...a, host: h.host })))
    .filter((a) => a.resolved !== undefined && fits(a, query));
  const broken = hosts.flatMap((h) => Object.entries(h.broken));
  if (hosts.length === 0) {
    return html`
      <${Empty} title="No alerts are kept">
        <p>Rules are under <code>alerts</code> in the settings, and looked at while a recorder runs: <code>dockerctl record start</code>.</p>
        <//>
    `;
  }
  return html`<div class="list alerts" tabindex="0" role="region" aria-label="Alerts">
    ${
    broken.map(([rule, why]) =>
      html`<p class="hint warn">${
        rule === "" ? "" : html`
          <b>${rule}</b> cannot be used:
        `
      }${why}</p>`
    )
  }
    ${
    current.length === 0
      ? html`<p class="hint">${
        query === "" ? "Nothing fires." : `Nothing that fires has “${query}”.`
      }</p>`
      : html`
        <table>
          <${Heads} titles=${["Rule", "Who", "Since", "What"]} actions />
          <tbody>${current.map((a) =>
            html`
              <tr key=${`${a.host} ${a.rule} ${a.who}`}>
                <th scope="row" class=${a.phase === "firing" && !a.muted
                  ? ROLES[a.severity]
                  : "dim"}>${a.rule}</th>
                <td data-title="Who">
                  <${Who} a=${a} />
                </td>
                <td data-title="Since">${a.phase === "pending"
                  ? "waits, "
                  : a.muted
                  ? "muted, "
                  : ""}${shortAge(now - Date.parse(a.since))}</td>
                <td data-title="What" title=${what(a)}>${what(a)}</td>
                <td>${!mayWrite()
                  ? ""
                  : a.muted
                  ? html`<button onClick=${() => mute(a.host, a, "unmute")}>Unmute</button>`
                  : html`<button onClick=${() =>
                    mute(a.host, a, "mute", HOUR)}>Mute 1 h</button>`}</td>
              </tr>
            `
          )}</tbody>
        </table>
      `
  }
    ${
    recent.length === 0 ? "" : html`
      <h3>Over since two days</h3>
      <table>
        <${Heads} titles=${["Rule", "Who", "From", "For", "What"]} />
        <tbody>${recent.map((a) =>
          html`
            <tr>
              <th scope="row">${a.rule}</th>
              <td data-title="Who">
                <${Who} a=${a} />
              </td>
              <td data-title="From">${dateOf(Date.parse(a.fired)).slice(0, 16)}</td>
              <td data-title="For">${shortAge(Date.parse(a.resolved) - Date.parse(a.fired))}</td>
              <td data-title="What" title=${what(a)}>${what(a)}</td>
            </tr>
          `
        )}</tbody>
      </table>
    `
  }
  </div>`;
}

/** Whom it is about; a container leads to its log. */
function Who({ a }) {
  const names = a.who === "" ? a.names : [a.who];
  const text = `${names.slice(0, 4).join(", ")}${
    a.more + Math.max(0, names.length - 4) > 0
      ? ` and ${a.more + Math.max(0, names.length - 4)} more`
      : ""
  }`;
  const one = names.length === 1 &&
    [...state.containers.values()].find((c) => c.host === a.host && c.name === names[0]);
  return one ? html`<a href=${containerLink(one.host, one.name)}>${text}</a>` : text;
}
