/** The table of containers: only the rows one sees are there, and nothing jumps while one reads. */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./vendor/preact.js";
import { changed, keyOf, serverNow, state, watch } from "./store.js";
import { Icon, Spark } from "./ui.js";
import {
  byName,
  grouped,
  isUp,
  needsLook,
  percent,
  portWords,
  shortAge,
  shortSize,
  stateOf,
} from "./words.js";

const ROW = 32;
const ROW_NARROW = 52;
/** Sorted by numbers that move, rows change places this seldom, and not under the pointer. */
const SETTLE = 5_000;

const RANK = {
  running: 0,
  paused: 1,
  restarting: 2,
  removing: 3,
  created: 5,
  exited: 4,
  dead: 4,
  removed: 6,
};

/** What can be sorted by: a comparison, first the way one wants to see it. */
const ORDERS = {
  name: (a, b) => byName(a.name, b.name),
  state: (a, b) =>
    Number(needsLook(b)) - Number(needsLook(a)) || (RANK[a.state] ?? 9) - (RANK[b.state] ?? 9) ||
    byName(a.name, b.name),
  cpu: (a, b) => measure(b, "cpu") - measure(a, "cpu") || byName(a.name, b.name),
  memory: (a, b) => measure(b, "memory") - measure(a, "memory") || byName(a.name, b.name),
  ports: (a, b) =>
    (a.ports[0]?.public ?? 1e9) - (b.ports[0]?.public ?? 1e9) || byName(a.name, b.name),
  image: (a, b) => byName(a.image, b.image) || byName(a.name, b.name),
  host: (a, b) => byName(a.host, b.host) || byName(a.name, b.name),
};

function measure(c, what) {
  return state.stats.get(keyOf(c))?.now[what] ?? -1;
}

/** The groups that the line above the table counts and shows. */
export const GROUPS = [
  { id: "running", role: "ok", of: (c) => c.state === "running" },
  { id: "unhealthy", role: "bad", of: (c) => c.health === "unhealthy" },
  { id: "restarting", role: "warn", of: (c) => c.state === "restarting" },
  { id: "paused", role: "warn", of: (c) => c.state === "paused" },
  { id: "stopped", role: "dim", of: (c) => !isUp(c) && c.removedAt === undefined },
];
/** Those that are gone are rows of their own, from the record. */
const REMOVED = "removed";

/** Whether a container has all words somewhere that one sees or knows it by. */
function matches(c, words) {
  if (words.length === 0) return true;
  const text = `${c.name} ${c.image} ${c.project ?? ""} ${c.service ?? ""} ${c.host} ${c.state} ${
    c.health ?? ""
  } ${c.ports.map((p) => p.public ?? "").join(" ")} ${c.id.slice(0, 12)}`.toLowerCase();
  return words.every((w) => text.includes(w));
}

/** The rows to show, in their order. */
export function useRows({ query, group, host, sort }) {
  const touched = useRef({ at: 0, order: [] });
  const words = query.toLowerCase().split(/\s+/).filter((w) => w !== "");
  const is = GROUPS.find((g) => g.id === group)?.of;
  const all = group === REMOVED ? state.removed : state.containers;
  const rows = [...all.values()].filter((c) =>
    c.backupOf === undefined && (host === "" || c.host === host) && (is?.(c) ?? true) &&
    matches(c, words)
  );
  const [by, way] = sort.startsWith("-") ? [sort.slice(1), -1] : [sort, 1];
  const moves = by === "cpu" || by === "memory";
  const memo = touched.current;
  const now = performance.now();
  const same = memo.sort === sort && memo.query === query && memo.group === group;
  if (moves && same && (now - memo.at < SETTLE || memo.inside)) {
    const place = new Map(memo.order.map((key, n) => [key, n]));
    rows.sort((a, b) => (place.get(keyOf(a)) ?? 1e9) - (place.get(keyOf(b)) ?? 1e9));
  } else {
    rows.sort((a, b) => way * (ORDERS[by] ?? ORDERS.name)(a, b));
    Object.assign(memo, { at: now, sort, query, group });
  }
  memo.order = rows.map(keyOf);
  return { rows, memo };
}

const COLUMNS = [
  ["name", "Name"],
  ["state", "State"],
  ["cpu", "CPU"],
  ["memory", "Mem"],
  ["ports", "Ports"],
  ["image", "Image"],
  ["host", "Host"],
];

/** The table. `current` is the key of the row with the focus, `opened` of the one beside it. */
export function Table({ rows, memo, sort, setSort, current, setCurrent, opened, openRow, why }) {
  const scroller = useRef();
  const [view, setView] = useState({ top: 0, height: 600, row: ROW });
  useLayoutEffect(() => {
    const el = scroller.current;
    const measured = () => {
      const narrow = el.clientWidth < 560;
      setView((v) => ({ ...v, height: el.clientHeight, row: narrow ? ROW_NARROW : ROW }));
    };
    measured();
    const observer = new ResizeObserver(measured);
    observer.observe(el);
    return () => observer.disconnect();
  }, []);
  const from = Math.max(0, Math.floor(view.top / view.row) - 6);
  const to = Math.min(rows.length, Math.ceil((view.top + view.height) / view.row) + 6);
  const seen = rows.slice(from, to);
  const hosts = state.hosts.size > 1;
  const running = seen.filter((c) => c.state === "running").map(keyOf).join(" ");
  useEffect(() => watch(running === "" ? [] : running.split(" ")), [running]);
  useEffect(() => () => watch([]), []);
  // The row with the focus is brought into sight when it moved, not when others did.
  useEffect(() => {
    const n = rows.findIndex((c) => keyOf(c) === current);
    const el = scroller.current;
    if (n < 0) return;
    const top = n * view.row;
    if (top < el.scrollTop) el.scrollTop = top;
    else if (top + view.row > el.scrollTop + el.clientHeight) {
      el.scrollTop = top + view.row - el.clientHeight;
    }
  }, [current]);
  const now = serverNow();
  const place = rows.findIndex((c) => keyOf(c) === current);
  return html`
    <div
      class=${`table${hosts ? " hosts" : ""}${view.row === ROW_NARROW ? " narrow" : ""}`}
      role="grid"
      aria-label="Containers"
      aria-rowcount=${rows.length + 1}
      aria-multiselectable="true"
      tabindex="0"
      aria-activedescendant=${place < 0 ? undefined : `row-${current.replace("/", "-")}`}
      onMouseEnter=${() => memo.inside = true}
      onMouseLeave=${() => memo.inside = false}
    >
      <div class="head row" role="row" aria-rowindex="1">
          <span role="columnheader" class="mark"><span class="hidden">Marked</span></span>
          ${COLUMNS.filter(([id]) => id !== "host" || hosts).map(([id, title]) => {
            const on = sort.replace("-", "") === id;
            return html`
              <span
                role="columnheader"
                class=${`col-${id}`}
                aria-sort=${on ? (sort.startsWith("-") ? "descending" : "ascending") : "none"}
              ><button tabindex="-1" onClick=${() =>
                setSort(sort === id ? `-${id}` : id)}>${title}${on
                ? html`<i aria-hidden="true">${sort.startsWith("-") ? "▴" : "▾"}</i>`
                : ""}</button></span>
            `;
          })}
          <span role="columnheader" class="col-why"><span class="hidden">Why</span></span>
        </div>
      <div class="body" role="rowgroup"
        tabindex="0" ref=${scroller} onScroll=${(e) => {
          const top = e.currentTarget.scrollTop;
          setView((v) => ({ ...v, top }));
        }}>
        <div class="all" role="presentation" style=${{ height: `${rows.length * view.row}px` }}>
          <div role="presentation" style=${{ transform: `translateY(${from * view.row}px)` }}>
              ${seen.map((c, n) =>
                html`
                  <${Row}
                    key=${keyOf(c)}
                    c=${c}
                    index=${from + n + 2}
                    now=${now}
                    hosts=${hosts}
                    current=${keyOf(c) === current}
                    opened=${keyOf(c) === opened}
                    marked=${state.marks.has(keyOf(c))}
                    setCurrent=${setCurrent}
                    openRow=${openRow}
                    why=${why}
                  />
                `
              )}
            </div>
        </div>
      </div>
    </div>
  `;
}

function Row({ c, index, now, hosts, current, opened, marked, setCurrent, openRow, why }) {
  const key = keyOf(c);
  const motion = state.moving.get(key);
  const host = state.hosts.get(c.host);
  const lost = host?.state === "lost";
  const s = motion ? { glyph: "…", role: "warn", text: motion } : stateOf(c, now);
  const stats = c.state === "running" ? state.stats.get(key) : undefined;
  const ports = useMemo(() => portWords(c.ports), [c.ports]);
  const mark = () => {
    if (c.removedAt !== undefined) return;
    if (!state.marks.delete(key)) state.marks.add(key);
    changed();
  };
  const memory = stats &&
    (stats.now.memoryLimit > 0
      ? `${shortSize(stats.now.memory)} of ${shortSize(stats.now.memoryLimit)}`
      : shortSize(stats.now.memory));
  return html`
    <div
      class=${`row${current ? " current" : ""}${opened ? " opened" : ""}${marked ? " marked" : ""}${
        lost ? " stale" : ""
      }`}
      id=${`row-${key.replace("/", "-")}`}
      role="row"
      aria-rowindex=${index}
      aria-selected=${marked}
      onClick=${(e) => {
        if (getSelection().toString() !== "") return;
        setCurrent(key);
        if (e.ctrlKey || e.metaKey) mark();
        else openRow(key);
      }}
    >
        <span class="mark" role="gridcell" onClick=${(e) => {
          e.stopPropagation();
          setCurrent(key);
          mark();
        }}><span class="box" aria-label=${marked
          ? `${c.name} is marked`
          : `${c.name} is not marked`} role="img">${marked ? "✓" : ""}</span></span>
        <span class="col-name" role="gridcell" title=${c.name}>${c.name ||
          c.id.slice(0, 12)}${c.protected
          ? html`<i class="lock" title=${`Protected by ${
            Object.values(c.protected)[0]
          }`}>protected</i>`
          : ""}</span>
        <span class="col-state" role="gridcell"><b class=${s.role} aria-hidden="true">${s
          .glyph}</b><span
          class=${s.role === "ok" || s.role === "dim" ? "" : s.role}
        >${s.text}</span>${s.age ? html`<small>${s.age}</small>` : ""}${s.heart
          ? html`<small class="ok" title="Its healthcheck is content">♥<span class="hidden"> healthy</span></small>`
          : ""}${lost
          ? html`<small title="Its host does not answer: this is what was known">${
            shortAge(serverNow() - Date.parse(host.since))
          } old</small>`
          : ""}</span>
        <span class="col-cpu" role="gridcell">${stats
          ? html`<${Spark} points=${stats.points} of=${(p) => p.cpu} /><span class="n">${
            percent(stats.now.cpu)
          }</span>`
          : html`<span class="n dim">–</span>`}</span>
        <span class="col-memory" role="gridcell" title=${memory}>${stats
          ? shortSize(stats.now.memory)
          : html`<span class="dim">–</span>`}</span>
        <span class="col-ports" role="gridcell" title=${ports.join(", ")}>${ports.join(" ")}</span>
        <span class="col-image" role="gridcell" title=${c.image}>${c.image.replace(
          /^sha256:([0-9a-f]{12}).*/,
          "$1",
        )}</span>
        ${hosts ? html`<span class="col-host" role="gridcell">${c.host}</span>` : ""}
        <span class="col-why" role="gridcell">${!motion && needsLook(c)
          ? html`<button class="link" tabindex="-1" onClick=${(e) => {
            e.stopPropagation();
            why(key);
          }}>why?</button>`
          : ""}</span>
      </div>
  `;
}

/** The line above the table: how many of what, each a filter. */
export function Groups({ group, setGroup }) {
  const all = [...state.containers.values()].filter((c) => c.backupOf === undefined);
  const shown = GROUPS.map((g) => ({ ...g, n: all.filter(g.of).length })).filter((g) => g.n > 0);
  if (state.removed.size > 0) shown.push({ id: REMOVED, role: "dim", n: state.removed.size });
  return html`<div class="groups" role="group" aria-label="Show only">
    ${
    shown.map((g) =>
      html`
        <button
          class=${`group ${g.role}`}
          aria-pressed=${group === g.id}
          onClick=${() => setGroup(group === g.id ? "" : g.id)}
        ><b>${grouped(g.n)}</b> ${g.id}</button>
      `
    )
  }
  </div>`;
}

/** Rows that are not there yet. */
export function Skeleton() {
  const [late, set] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => set(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return html`<div class="skeleton"></div>`;
  return html`<div class="skeleton" role="status" aria-label="Loading">
    ${Array.from({ length: 8 }, (_, n) => html`<div class=${`bone w${n % 4}`}></div>`)}
  </div>`;
}

export { Icon };
