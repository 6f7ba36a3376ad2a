/** The other lists: images, networks, volumes, projects, devices, hosts; what uses what. */
import { html, useEffect, useState } from "./vendor/preact.js";
import { call } from "./api.js";
import { containerLink } from "./place.js";
import { askDelete, Menu } from "./plan.js";
import { askDown } from "./planned.js";
import { changed, serverNow, state } from "./store.js";
import { Empty, Icon, mayWrite, open } from "./ui.js";
import { byName, count, decimalSize, isUp, shortAge, shortSize } from "./words.js";

/** Bytes of volumes by `host/name`, once somebody had them counted. */
const sizes = new Map();
/** Networks that no engine lets go. */
const BUILT_IN = ["bridge", "host", "none"];
/** What was read of the devices. */
let devices;

const containersOf = (host) => [...state.containers.values()].filter((c) => c.host === host);

const names = (list) =>
  list.length > 4 ? `${list.slice(0, 4).join(", ")} and ${list.length - 4} more` : list.join(", ");

/** By the name in the address: columns and rows of each list. */
export const LISTS = {
  images: {
    title: "Images",
    empty: "No image is here. One comes with the first container: dockerctl run IMAGE",
    columns: ["Name", "Size", "Made", "Used by"],
    rows: (query) =>
      [...state.images.values()].map((i) => {
        const users = containersOf(i.host).filter((c) => c.imageId === i.id).map((c) => c.name);
        return {
          key: `${i.host}/${i.id}`,
          remove: {
            kind: "image",
            name: i.tags[0] ?? i.id.slice(7, 19),
            more: decimalSize(i.size),
            path: `images/${encodeURIComponent(i.id)}`,
            used: users[0],
          },
          host: i.host,
          sort: [i.tags[0] ?? "~", i.size, -Date.parse(i.created), users.length],
          cells: [
            i.tags.length > 0 ? i.tags.join(", ") : `${i.id.slice(7, 19)} (no name)`,
            decimalSize(i.size),
            `${shortAge(serverNow() - Date.parse(i.created))} ago`,
            users.length === 0 ? { dim: "unused" } : names(users),
          ],
        };
      }).filter((r) => fits(r, query)),
    sum: (rows) =>
      `${count(rows.length, "image")}, ${decimalSize(rows.reduce((n, r) => n + r.sort[1], 0))}`,
  },
  networks: {
    title: "Networks",
    empty: "The engine has no network.",
    columns: ["Name", "Driver", "Subnet", "Who is in it"],
    rows: (query) =>
      [...state.networks.values()].map((n) => {
        const users = containersOf(n.host).filter((c) => c.networks.some((m) => m.name === n.name));
        return {
          key: `${n.host}/${n.id}`,
          ...(!BUILT_IN.includes(n.name) && {
            remove: {
              kind: "network",
              name: n.name,
              more: n.subnets.join(", "),
              path: `networks/${n.id}`,
              used: users[0]?.name,
            },
          }),
          host: n.host,
          sort: [n.name, n.driver, n.subnets[0] ?? "", -users.length],
          cells: [
            n.internal ? `${n.name} (no way out)` : n.name,
            n.driver,
            n.subnets.join(", "),
            users.length === 0 ? { dim: "nobody" } : names(users.map((c) => c.name)),
          ],
        };
      }).filter((r) => fits(r, query)),
    sum: (rows) => count(rows.length, "network"),
  },
  volumes: {
    title: "Volumes",
    empty: "No volume is here.",
    columns: ["Name", "Size", "Driver", "Made", "Used by"],
    tools: () => html`<${CountSizes} />`,
    rows: (query) =>
      [...state.volumes.values()].map((v) => {
        const users = containersOf(v.host).filter((c) => c.volumes.includes(v.name)).map((c) =>
          c.name
        );
        return {
          key: `${v.host}/${v.name}`,
          remove: {
            kind: "volume",
            name: v.name,
            more: sizes.has(`${v.host}/${v.name}`)
              ? decimalSize(sizes.get(`${v.host}/${v.name}`))
              : "of unknown size",
            path: `volumes/${encodeURIComponent(v.name)}`,
            used: users[0],
          },
          host: v.host,
          sort: [
            v.name,
            -(sizes.get(`${v.host}/${v.name}`) ?? -1),
            v.driver,
            v.created ? -Date.parse(v.created) : 0,
            users.length,
          ],
          cells: [
            v.name,
            sizes.has(`${v.host}/${v.name}`)
              ? decimalSize(sizes.get(`${v.host}/${v.name}`))
              : { dim: "–" },
            v.driver,
            v.created ? `${shortAge(serverNow() - Date.parse(v.created))} ago` : "",
            users.length === 0 ? { dim: "unused" } : names(users),
          ],
        };
      }).filter((r) => fits(r, query)),
    sum: (rows) => count(rows.length, "volume"),
  },
  projects: {
    title: "Projects",
    empty: "No container belongs to a project. What compose starts is shown here together.",
    columns: ["Name", "Running", "Services", "Containers"],
    rows: (query) => {
      const found = new Map();
      for (const c of state.containers.values()) {
        if (c.project === undefined || c.backupOf !== undefined) continue;
        const key = `${c.host}/${c.project}`;
        const p = found.get(key) ?? { name: c.project, all: [] };
        p.all.push(c);
        found.set(key, p);
      }
      return [...found].map(([key, p]) => {
        const up = p.all.filter(isUp).length;
        const services = [...new Set(p.all.map((c) => c.service ?? c.name))].sort(byName);
        return {
          key,
          host: p.all[0].host,
          containers: p.all,
          project: p.name,
          sort: [p.name, -up, -services.length, -p.all.length],
          cells: [
            p.name,
            `${up} of ${p.all.length}`,
            names(services),
            names(p.all.map((c) => c.name).sort(byName)),
          ],
          link: `#/containers?q=${encodeURIComponent(p.name)}`,
        };
      }).filter((r) => fits(r, query));
    },
    sum: (rows) => count(rows.length, "project"),
  },
  devices: {
    title: "Devices",
    empty: "No container was given a device of its host.",
    columns: ["Device", "Container", "How", "Inside", "May"],
    load: async () => devices = await call("GET", "/devices"),
    rows: (query) =>
      (devices ?? []).map((d, n) => ({
        key: `${d.host}/${d.containerId}/${n}`,
        host: d.host,
        sort: [d.device, d.container, d.how, d.inContainer ?? "", d.access],
        cells: [
          d.device,
          d.running ? d.container : { dim: `${d.container} (not running)` },
          d.how === "privileged" ? { warn: d.how } : d.how,
          d.inContainer ?? "",
          d.access === ""
            ? { dim: d.note ?? "nothing" }
            : `${accessWords(d.access)}${d.note ? `; ${d.note}` : ""}`,
        ],
        link: containerLink(d.host, d.container, "details"),
        linked: 1,
      })).filter((r) => fits(r, query)),
    sum: (rows) => count(rows.length, "grant"),
  },
  hosts: {
    title: "Hosts",
    empty: "There is no host.",
    columns: ["Name", "State", "Engine", "CPUs", "Memory", "Containers", "Address"],
    rows: (query) =>
      [...state.hosts.values()].map((h) => {
        const all = containersOf(h.name);
        const up = all.filter(isUp).length;
        const groups = [...h.groups ?? [], ...h.readOnly ? ["read-only"] : []];
        return {
          key: h.name,
          host: h.name,
          sort: [
            h.name,
            h.state,
            h.version ?? "",
            -(h.cpus ?? 0),
            -(h.memory ?? 0),
            -all.length,
            h.endpoint,
          ],
          cells: [
            groups.length > 0 ? `${h.name} (${groups.join(", ")})` : h.name,
            h.state === "live"
              ? "live"
              : h.state === "lost"
              ? { bad: `away for ${shortAge(serverNow() - Date.parse(h.since))}: ${h.error ?? ""}` }
              : { dim: h.state },
            h.version ?? "",
            h.cpus ? String(h.cpus) : "",
            h.memory ? shortSize(h.memory) : "",
            `${up} of ${all.length} run`,
            h.endpoint,
          ],
          link: `#/containers?host=${encodeURIComponent(h.name)}`,
        };
      }).filter((r) => fits(r, query)),
    sum: (rows) => count(rows.length, "host"),
  },
};

function accessWords(access) {
  const words = { r: "read", w: "write", m: "make nodes" };
  return [...access].map((l) => words[l] ?? l).join(", ");
}

/** Volumes are counted when somebody asks: the engine walks through all of them. */
function CountSizes() {
  const [busy, set] = useState(false);
  const [problem, setProblem] = useState("");
  return html`<button disabled=${busy} onClick=${async () => {
    set(true);
    setProblem("");
    await Promise.all([...state.hosts.keys()].map(async (host) => {
      try {
        const { volumes } = await call("GET", `/hosts/${encodeURIComponent(host)}/usage`);
        for (const [name, size] of Object.entries(volumes)) sizes.set(`${host}/${name}`, size);
      } catch (e) {
        setProblem(`${host}: ${e.message}`);
      }
    }));
    set(false);
    changed();
  }}>${busy ? "Counting…" : "Count sizes"}</button>${
    problem ? html`<span class="bad">${problem}</span>` : ""
  }`;
}

const words = (cell) => typeof cell === "string" ? cell : Object.values(cell)[0];

function fits(row, query) {
  if (query === "") return true;
  const text = row.cells.map(words).join(" ").toLowerCase();
  return query.toLowerCase().split(/\s+/).every((w) => text.includes(w));
}

/** Rows that are drawn at once; a person filters long before. */
const MOST = 500;

/** What a list reads before it can be shown. */
function useLoaded(list) {
  const [got, set] = useState(list.load === undefined ? { done: true } : {});
  useEffect(() => {
    if (list.load === undefined) return;
    let over = false;
    list.load().then(() => over || set({ done: true }), (e) => over || set({ problem: e.message }));
    return () => over = true;
  }, [list]);
  return got;
}

/** One of the lists. */
export function List({ kind, query, host = "" }) {
  const list = LISTS[kind];
  const [sort, setSort] = useState({ by: 0, way: 1 });
  const loaded = useLoaded(list);
  if (loaded.problem) {
    return html`
      <${Empty} title=${`${list.title} cannot be read`}>
        <p>${loaded.problem}</p>
        <//>
    `;
  }
  if (!loaded.done) return html`<p class="hint" role="status">Reading…</p>`;
  const rows = list.rows(query).filter((r) => host === "" || r.host === host).sort((a, b) => {
    const [x, y] = [a.sort[sort.by], b.sort[sort.by]];
    return sort.way * (typeof x === "number" ? x - y : byName(String(x), String(y))) ||
      byName(a.key, b.key);
  });
  if (rows.length === 0) {
    return query === "" && host === ""
      ? html`
        <${Empty} title=${`No ${list.title.toLowerCase()}`}>
          <p>${list.empty}</p>
          <//>
      `
      : html`
        <${Empty} title="Nothing matches">
          <p>No ${list.title.toLowerCase()} with “${query || host}”. Esc takes the filter away.</p>
          <//>
      `;
  }
  const several = state.hosts.size > 1 && kind !== "hosts";
  const acts = rows.some((r) => r.containers !== undefined || r.remove && mayWrite());
  return html`
    <div class=${`list ${kind}`} tabindex="0" role="region" aria-label=${list.title}>
      ${list.tools ? html`<div class="tools">${list.tools()}</div>` : ""}
      <table>
        <thead>
          <tr>${list.columns.map((title, n) =>
            html`
              <th scope="col"
                aria-sort=${sort.by === n
                  ? (sort.way === 1 ? "ascending" : "descending")
                  : "none"}><button onClick=${() =>
                  setSort((s) => ({ by: n, way: s.by === n ? -s.way : 1 }))}>${title}${sort.by === n
                  ? html`<i aria-hidden="true">${sort.way === 1 ? "▾" : "▴"}</i>`
                  : ""}</button></th>
            `
          )}${several ? html`<th scope="col">Host</th>` : ""}${acts
            ? html`<th scope="col"><span class="hidden">Actions</span></th>`
            : ""}</tr>
        </thead>
        <tbody>${rows.slice(0, MOST).map((r) =>
          html`<${Row} key=${r.key} r=${r} list=${list} several=${several} acts=${acts} />`
        )}</tbody>
      </table>
      <p class="hint">${list.sum(rows)}${rows.length > MOST
        ? `; the first ${MOST} are shown, filter for the others`
        : ""}</p>
    </div>
  `;
}

function Row({ r, list, several, acts }) {
  const writes = mayWrite() && !state.hosts.get(r.host)?.readOnly;
  const stale = several && state.hosts.get(r.host)?.state === "lost";
  return html`<tr class=${stale ? "stale" : ""}>${
    r.cells.map((cell, n) => {
      const role = typeof cell === "string" ? "" : Object.keys(cell)[0];
      const text = words(cell);
      const shown = r.link && n === (r.linked ?? 0) ? html`<a href=${r.link}>${text}</a>` : text;
      return n === 0
        ? html`<th scope="row" title=${text}>${shown}</th>`
        : html`<td class=${role} title=${text} data-title=${list.columns[n]}>${shown}</td>`;
    })
  }${several ? html`<td data-title="Host">${r.host}</td>` : ""}${
    r.containers === undefined
      ? r.remove && writes
        ? html`
          <td><button class="quiet" title=${`Remove the ${r.remove.kind}`} aria-label=${`Remove ${r.remove.name}`}
            onClick=${() =>
              askDelete({
                ...r.remove,
                path: `/hosts/${encodeURIComponent(r.host)}/${r.remove.path}`,
              })}><${Icon} name="remove" /></button></td>
        `
        : acts
        ? html`<td></td>`
        : ""
      : html`<td><button aria-haspopup="menu" onClick=${() =>
        open((shut) =>
          html`<${Menu} containers=${r.containers} close=${shut} />`
        )}><${Icon} name="more" />All of it</button>${
        writes
          ? html`
            <button class="danger" onClick=${() => askDown(r.host, r.project)}>Down</button>
          `
          : ""
      }</td>`
  }</tr>`;
}
