/** The other lists: images, networks, volumes, projects, hosts; what uses what. */
import { html, useState } from "./vendor/preact.js";
import { state } from "./store.js";
import { Empty } from "./ui.js";
import { byName, count, decimalSize, isUp, shortAge } from "./words.js";

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
          sort: [i.tags[0] ?? "~", i.size, -Date.parse(i.created), users.length],
          cells: [
            i.tags.length > 0 ? i.tags.join(", ") : `${i.id.slice(7, 19)} (no name)`,
            decimalSize(i.size),
            `${shortAge(Date.now() - Date.parse(i.created))} ago`,
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
    columns: ["Name", "Driver", "Made", "Used by"],
    rows: (query) =>
      [...state.volumes.values()].map((v) => {
        const users = containersOf(v.host).filter((c) => c.volumes.includes(v.name)).map((c) =>
          c.name
        );
        return {
          key: `${v.host}/${v.name}`,
          sort: [v.name, v.driver, v.created ? -Date.parse(v.created) : 0, users.length],
          cells: [
            v.name,
            v.driver,
            v.created ? `${shortAge(Date.now() - Date.parse(v.created))} ago` : "",
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
  hosts: {
    title: "Hosts",
    empty: "There is no host.",
    columns: ["Name", "State", "Address", "Containers"],
    rows: (query) =>
      [...state.hosts.values()].map((h) => {
        const all = containersOf(h.name);
        return {
          key: h.name,
          sort: [h.name, h.state, h.endpoint, -all.length],
          cells: [
            h.name,
            h.state === "live" ? "live" : { bad: h.error ?? h.state },
            h.endpoint,
            `${all.filter(isUp).length} of ${all.length} run`,
          ],
        };
      }).filter((r) => fits(r, query)),
    sum: (rows) => count(rows.length, "host"),
  },
};

const words = (cell) => typeof cell === "string" ? cell : Object.values(cell)[0];

function fits(row, query) {
  if (query === "") return true;
  const text = row.cells.map(words).join(" ").toLowerCase();
  return query.toLowerCase().split(/\s+/).every((w) => text.includes(w));
}

/** Rows that are drawn at once; a person filters long before. */
const MOST = 500;

/** One of the lists. */
export function List({ kind, query }) {
  const list = LISTS[kind];
  const [sort, setSort] = useState({ by: 0, way: 1 });
  const rows = list.rows(query).sort((a, b) => {
    const [x, y] = [a.sort[sort.by], b.sort[sort.by]];
    return sort.way * (typeof x === "number" ? x - y : byName(String(x), String(y))) ||
      byName(a.key, b.key);
  });
  if (rows.length === 0) {
    return query === ""
      ? html`
        <${Empty} title=${`No ${list.title.toLowerCase()}`}>
          <p>${list.empty}</p>
          <//>
      `
      : html`
        <${Empty} title="Nothing matches">
          <p>No ${list.title.toLowerCase()} with “${query}”. Esc takes the filter away.</p>
          <//>
      `;
  }
  return html`
    <div class="list" tabindex="0" role="region" aria-label=${list.title}>
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
          )}</tr>
        </thead>
        <tbody>${rows.slice(0, MOST).map((r) =>
          html`<tr key=${r.key}>${
            r.cells.map((cell, n) => {
              const role = typeof cell === "string" ? "" : Object.keys(cell)[0];
              const text = words(cell);
              return n === 0
                ? html`<th scope="row" title=${text}>${
                  r.link ? html`<a href=${r.link}>${text}</a>` : text
                }</th>`
                : html`<td class=${role} title=${text} data-title=${list.columns[n]}>${text}</td>`;
            })
          }</tr>`
        )}</tbody>
      </table>
      <p class="hint">${list.sum(rows)}${rows.length > MOST
        ? `; the first ${MOST} are shown, filter for the others`
        : ""}</p>
    </div>
  `;
}
