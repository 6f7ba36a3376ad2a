/** Networks: the list, and the picture of who reaches whom: each network a line, each container a stop. */
import { html, useState } from "./vendor/preact.js";
import { List } from "./lists.js";
import { keyOf, state } from "./store.js";
import { byName } from "./words.js";

/** More lines and stops nobody reads in one picture: a filter makes it smaller. */
const MAX_NETWORKS = 10;
const MAX_CONTAINERS = 150;

/** Both. */
export function Networks({ query, host }) {
  return html`
    <div class="networks">
      <${Picture} query=${query} host=${host} />
      <${List} kind="networks" query=${query} host=${host} />
    </div>
  `;
}

/** Networks of a host with those in them, those with most first. */
function linesOf(query, host) {
  const words = query.toLowerCase().split(/\s+/).filter((w) => w !== "");
  const lines = new Map();
  for (const c of state.containers.values()) {
    if (c.backupOf !== undefined || host !== "" && c.host !== host) continue;
    for (const n of c.networks) {
      if (n.name === "none") continue;
      const key = `${c.host}/${n.name}`;
      const line = lines.get(key) ?? { key, host: c.host, name: n.name, members: new Map() };
      line.members.set(keyOf(c), { c, address: c.state === "running" ? n.address : undefined });
      lines.set(key, line);
    }
  }
  const all = [...lines.values()].filter((l) =>
    words.every((w) =>
      l.name.toLowerCase().includes(w) ||
      [...l.members.values()].some((m) => m.c.name.toLowerCase().includes(w))
    )
  );
  return all.sort((a, b) => b.members.size - a.members.size || byName(a.name, b.name));
}

/** Whom a container reaches: those that run in a network with it, both with an address. */
function reachOf(key, lines) {
  const found = new Map();
  for (const { name, members } of lines) {
    if (members.get(key)?.address === undefined) continue;
    for (const [other, m] of members) {
      if (other === key || m.address === undefined) continue;
      const by = found.get(other) ?? { c: m.c, by: [] };
      by.by.push(name === "bridge" ? "bridge (by address only)" : name);
      found.set(other, by);
    }
  }
  return found;
}

function Picture({ query, host }) {
  const [chosen, choose] = useState("");
  const all = linesOf(query, host);
  const lines = all.slice(0, MAX_NETWORKS);
  if (lines.length === 0) return "";
  const stops = new Map();
  for (const l of lines) for (const [key, m] of l.members) stops.set(key, m.c);
  // Those of one network stand together, so that lines are short.
  const first = (key) => lines.findIndex((l) => l.members.has(key));
  const order = [...stops].sort(([a, x], [b, y]) => first(a) - first(b) || byName(x.name, y.name));
  const rows = order.slice(0, MAX_CONTAINERS);
  const ends = lines.map((l) => {
    const at = rows.flatMap(([key], n) => l.members.has(key) ? [n] : []);
    return [at[0], at.at(-1)];
  });
  const reach = chosen === "" ? undefined : reachOf(chosen, lines);
  const several = state.hosts.size > 1;
  return html`<section class="reach" aria-label="Who reaches whom">
    <p class="hint" role="status">${
    reach === undefined
      ? "Containers on one line reach each other. Choose one to see whom it reaches."
      : sentence(stops.get(chosen), reach)
  }</p>
    <div class="map" tabindex="0" role="region" aria-label="The picture"><table>
      <thead><tr><td></td>${
    lines.map((l, n) =>
      html`<th scope="col" class=${`r${n % 6}`} title=${l.name}><span>${
        several ? `${l.host}: ` : ""
      }${l.name}</span></th>`
    )
  }</tr></thead>
      <tbody>${
    rows.map(([key, c], row) =>
      html`
        <tr
          class=${reach === undefined
            ? ""
            : key === chosen
            ? "chosen"
            : reach.has(key)
            ? ""
            : "off"}><th scope="row"><button class="link" aria-pressed=${key ===
            chosen} onClick=${() => choose(key === chosen ? "" : key)}>${c
            .name}</button></th>${lines.map((l, n) => {
              const m = l.members.get(key);
              const on = row >= ends[n][0] && row <= ends[n][1];
              const place = [
                `r${n % 6}`,
                on && row > ends[n][0] && "up",
                on && row < ends[n][1] && "down",
              ].filter((w) => w).join(" ");
              return html`<td class=${place}>${
                m === undefined
                  ? ""
                  : html`<i class=${`stop${m.address === undefined ? " away" : ""}`} title=${
                    m.address ?? "not running"
                  }></i><span class="hidden">${m.address ?? "not running"}</span>`
              }</td>`;
            })}</tr>
      `
    )
  }</tbody>
    </table></div>
    ${
    all.length > lines.length || order.length > rows.length
      ? html`<p class="hint">The largest ${lines.length} networks with ${rows.length} containers; filter for others.</p>`
      : ""
  }
  </section>`;
}

function sentence(c, reach) {
  if (c === undefined) return "";
  if (c.state !== "running") return `${c.name} does not run: it reaches nobody.`;
  if (reach.size === 0) return `${c.name} reaches no other container.`;
  const by = new Map();
  for (const { c: other, by: names } of reach.values()) {
    const text = names.join(", ");
    by.set(text, [...by.get(text) ?? [], other.name]);
  }
  return `${c.name} reaches ${
    [...by].map(([names, who]) =>
      `${who.slice(0, 8).join(", ")}${
        who.length > 8 ? ` and ${who.length - 8} more` : ""
      } by ${names}`
    ).join("; ")
  }.`;
}
