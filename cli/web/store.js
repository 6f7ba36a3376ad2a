/** What the page knows: the live view of all hosts, what is marked, what was done. */
import { call, events } from "./api.js";

/** Points of a small chart in a row. */
const HISTORY = 60;
const RETRY = [500, 1_000, 2_000, 5_000];
/** A recorder looks at its rules about so often; milliseconds. */
const ALERTS_EVERY = 20_000;
/** Results that are remembered. */
const MAX_MESSAGES = 100;

/** How far the server's clock is ahead of the browser's, in milliseconds. */
let ahead = 0;
/** Less than this is the time that the word of it took. */
const AHEAD = 2_000;

/** The time as the server has it: what it tells is compared with this. Milliseconds since 1970. */
export const serverNow = () => Date.now() + ahead;

/** The state; changed in place, and `changed()` draws. */
export const state = {
  session: undefined,
  /** `starting`, `signIn`, `live`, `lost`. */
  phase: "starting",
  hosts: new Map(),
  containers: new Map(),
  images: new Map(),
  networks: new Map(),
  volumes: new Map(),
  loaded: false,
  /** Containers that are gone and of which the record knows, by key; undefined before they are read. */
  removed: new Map(),
  /** By host, what its recorder keeps of alerts; undefined before it was read. */
  alerts: undefined,
  /** What all running containers use together, as far as it is measured. */
  totals: { points: [], measured: 0 },
  /** Key of a container to its last measures. */
  stats: new Map(),
  marks: new Set(),
  /** Containers (`host/name`) that are being made anew, and how far that is. */
  runs: new Map(),
  /** Keys of containers something is being done to, and what. */
  moving: new Map(),
  messages: [],
  /** The server itself does not answer since then. */
  lostAt: undefined,
  retryAt: undefined,
};

const listeners = new Set();
let drawn = 0;

/** Something is different: draw once in the next frame. */
export function changed() {
  if (drawn !== 0) return;
  drawn = requestAnimationFrame(() => {
    drawn = 0;
    for (const l of listeners) l();
  });
}

export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const keyOf = (row) => `${row.host}/${row.id ?? row.name}`;

/** Says how something went; `role` is ok, warn or bad. */
export function say(role, text, more = {}) {
  state.messages.unshift({ role, text, at: Date.now(), ...more });
  state.messages.length = Math.min(state.messages.length, MAX_MESSAGES);
  changed();
}

let stream;
let lastId;
let streamId;
let watched = [];
let watching = "";

/** Follows everything while the page is seen; `early`: before it is known whether we may. */
export function goLive(early = false) {
  if (stream !== undefined || document.hidden || state.session === undefined && !early) return;
  const own = stream = new AbortController();
  void (async () => {
    for (let tries = 0; !own.signal.aborted; tries++) {
      try {
        for await (const e of events("/live", { lastId, signal: own.signal })) {
          tries = 0;
          state.lostAt = undefined;
          take(e);
        }
      } catch (e) {
        if (e.status === 401 && stream === own) stream = undefined;
        if (own.signal.aborted || e.status === 401) return;
      }
      if (own.signal.aborted) return;
      state.lostAt ??= serverNow();
      streamId = undefined;
      const wait = RETRY[Math.min(tries, RETRY.length - 1)];
      state.retryAt = serverNow() + wait;
      changed();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  })();
}

/** Nobody looks: nothing is streamed. */
export function goQuiet() {
  stream?.abort();
  stream = streamId = undefined;
}

function take({ event, data, id }) {
  if (id !== undefined) lastId = id;
  switch (event) {
    case "hello":
      streamId = data.stream;
      ahead = Date.parse(data.now) - Date.now();
      if (!(Math.abs(ahead) >= AHEAD)) ahead = 0;
      watching = "";
      watch(watched);
      break;
    case "snapshot":
      for (const kind of ["containers", "images", "networks", "volumes"]) {
        state[kind] = new Map(data[kind].map((row) => [keyOf(row), row]));
      }
      state.hosts = new Map(data.hosts.map((h) => [h.name, h]));
      state.loaded = data.hosts.some((h) => h.state !== "connecting");
      tidy();
      readRemoved();
      break;
    case "rows": {
      const map = new Map(state[data.kind]);
      for (const row of data.rows) map.set(keyOf(row), row);
      for (const key of data.removed) map.delete(`${data.host}/${key}`);
      state[data.kind] = map;
      if (data.kind === "containers") {
        tidy();
        if (data.removed.length > 0) readRemoved(3_000);
      }
      break;
    }
    case "host":
      state.hosts = new Map(state.hosts).set(data.name, data);
      if (data.state !== "connecting") state.loaded = true;
      if (data.state === "lost") {
        for (const key of [...state.stats.keys()]) {
          if (key.startsWith(`${data.name}/`)) state.stats.delete(key);
        }
      }
      break;
    case "stats":
      for (const [key, s] of Object.entries(data.stats)) addStats(key, s);
      addTotals();
      break;
  }
  changed();
}

function addTotals() {
  let cpu = 0, memory = 0, measured = 0;
  for (const { now } of state.stats.values()) {
    measured++;
    cpu += now.cpu;
    memory += now.memory;
  }
  const { points } = state.totals;
  points.push({ cpu, memory });
  if (points.length > HISTORY) points.shift();
  state.totals = { points, measured };
}

let reading;

/** Reads which containers are gone; those that just went are known to the record a little later. */
export function readRemoved(after = 0) {
  if (state.alerts === undefined) void readAlerts();
  if (!state.session?.record || reading !== undefined) return;
  reading = setTimeout(async () => {
    reading = undefined;
    try {
      const rows = await call("GET", "/removed?count=1000");
      state.removed = new Map(rows.map((row) => [keyOf(row), { ...row, ...GONE }]));
      changed();
    } catch { /* what is known stays */ }
  }, after);
}

let alertTimer;

/** Reads the alerts now, and again every while somebody looks. */
export async function readAlerts() {
  clearTimeout(alertTimer);
  if (!state.session?.record || document.hidden) return;
  try {
    state.alerts = await call("GET", "/alerts");
    changed();
  } catch { /* what is known stays */ }
  clearTimeout(alertTimer);
  if (state.session !== undefined) alertTimer = setTimeout(readAlerts, ALERTS_EVERY);
}

/** Alerts that fire and are not muted. */
export const firing = () =>
  (state.alerts ?? []).flatMap((h) => h.current.filter((a) => a.phase === "firing" && !a.muted));

/** What a row has beside what the record knows of it. */
const GONE = { state: "removed", ports: [], networks: [], volumes: [], imageId: "" };

/** The row of a key, be it there or gone. */
export const rowOf = (key) => state.containers.get(key) ?? state.removed.get(key);

/** What is gone is not marked any more. */
function tidy() {
  for (const key of [...state.marks]) if (!state.containers.has(key)) state.marks.delete(key);
  for (const key of [...state.stats.keys()]) {
    if (state.containers.get(key)?.state !== "running") state.stats.delete(key);
  }
  watch(watched);
}

function addStats(key, s) {
  const known = state.stats.get(key);
  const at = Date.parse(s.at);
  const before = known?.last;
  const seconds = before === undefined ? 0 : (at - before.at) / 1000;
  const rate = (name) => seconds > 0 ? Math.max(0, (s[name] - before[name]) / seconds) : undefined;
  const point = {
    at,
    cpu: s.cpu,
    memory: s.memory,
    memoryLimit: s.memoryLimit,
    pids: s.pids,
    networkIn: rate("networkRx"),
    networkOut: rate("networkTx"),
    diskRead: rate("blockRead"),
    diskWrite: rate("blockWrite"),
  };
  const points = known === undefined ? [] : known.points;
  points.push(point);
  if (points.length > HISTORY) points.shift();
  state.stats.set(key, { points, last: { ...s, at }, now: point });
}

let timer;

/** The containers whose numbers are seen now. */
export function watch(keys) {
  watched = keys;
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    sendWatch();
  }, 150);
}

/** So many containers are measured whether one sees them or not, for the sums. */
const ALL_MEASURED = 60;

function sendWatch() {
  const running = [...state.containers.values()].filter((c) => c.state === "running").map(keyOf);
  const stats = running.length <= ALL_MEASURED ? running : watched;
  const words = JSON.stringify(stats);
  if (streamId === undefined || words === watching) return;
  watching = words;
  // It ends with its stream: what is on its way when nobody looks any more would find none.
  call("POST", `/live/${streamId}`, { stats }, stream?.signal).catch(() => watching = "");
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return goQuiet();
  goLive();
  void readAlerts();
});
addEventListener("pagehide", goQuiet);
