/** All of a container in words. */
import { html, useEffect, useState } from "./vendor/preact.js";
import { call, containerPath } from "./api.js";
import { serverNow } from "./store.js";
import { Copy, Empty, mayWrite } from "./ui.js";
import { Why } from "./why.js";
import { count, dateOf, shortAge, shortSize } from "./words.js";

/** All of a container, asked for anew whenever its row changes; nothing while it is not wanted. */
export function useDetails(c, wanted = true) {
  const [got, set] = useState({});
  const at = containerPath(c);
  useEffect(() => {
    // One that is gone is not the engine's any more.
    if (c.removedAt !== undefined || !wanted) return;
    const stop = new AbortController();
    call("GET", at, undefined, stop.signal).then(
      (details) => set({ at, details }),
      (e) => stop.signal.aborted || set({ at, problem: e.message }),
    );
    return () => stop.abort();
  }, [at, c.state, c.health, c.asOf, wanted]);
  return got.at === at ? got : {};
}

const fact = (name, value) =>
  value === undefined || value === "" || Array.isArray(value) && value.length === 0 ? "" : html`
    <dt>${name}</dt>
    <dd>${Array.isArray(value) ? value.map((v) => html`<div>${v}</div>`) : value}</dd>
  `;

/** What the record knows of one that is gone. */
function Gone({ c }) {
  const now = serverNow();
  const at = (t) => t && `${dateOf(Date.parse(t))} (${shortAge(now - Date.parse(t))} ago)`;
  return html`
    <div class="scroll">
      <${Why} c=${c} open />
      <dl class="facts">
          ${fact(
            "Id",
            html`<span><code>${
              c.id.slice(0, 12)
            }</code> <${Copy} text=${c.id} label="Copy the whole id" /></span>`,
          )}
          ${fact("Image", c.image)}
          ${fact("Command", c.command)}
          ${fact("Made", at(c.created))}
          ${fact("Started", at(c.startedAt))}
          ${fact("Ended", c.finishedAt && `${at(c.finishedAt)}, exit ${c.exitCode}`)}
          ${fact("Removed", at(c.removedAt))}
          ${fact("Restarts", c.restartCount > 0 ? `${c.restartCount} times` : undefined)}
          ${fact("Project", c.project)}
          ${fact("Log", `${count(c.lines, "line")}, ${shortSize(c.bytes)} in the record`)}
          ${fact("Host", c.host)}
        </dl>
    </div>
  `;
}

/** The details of a row. */
export function Details({ c, setTab }) {
  return c.removedAt === undefined
    ? html`<${Known} c=${c} setTab=${setTab} />`
    : html`<${Gone} c=${c} />`;
}

function Known({ c, setTab }) {
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
  const now = serverNow();
  const labels = Object.entries(d.labels);
  return html`<div class="scroll">
    <${Why} c=${c} open />
    <dl class="facts">
      ${
    fact(
      "Id",
      html`<span><code>${
        d.id.slice(0, 12)
      }</code> <${Copy} text=${d.id} label="Copy the whole id" /></span>`,
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
