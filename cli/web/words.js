/** Numbers, times and states in the screen's words; log colours as spans. Pure. */

/** `12s`, `4m`, `3h`, `9d`, `8w`, `2y`. */
export function shortAge(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m`;
  if (s < 172_800) return `${Math.floor(s / 3600)}h`;
  if (s < 1_209_600) return `${Math.floor(s / 86_400)}d`;
  if (s < 63_072_000) return `${Math.floor(s / 604_800)}w`;
  return `${Math.floor(s / 31_536_000)}y`;
}

function sized(bytes, base, units) {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return (value < 9.95 && unit > 0 ? value.toFixed(1) : String(Math.round(value))) + units[unit];
}

/** Memory: `88M`, `1.2G`, base 1024. */
export const shortSize = (bytes) => sized(bytes, 1024, ["B", "K", "M", "G", "T", "P"]);
/** Sizes of images: `73MB`, base 1000. */
export const decimalSize = (bytes) => sized(bytes, 1000, ["B", "kB", "MB", "GB", "TB", "PB"]);
/** `12.1%` */
export const percent = (v) =>
  !Number.isFinite(v) ? "–" : v >= 99.95 ? `${Math.round(v)}%` : `${v.toFixed(1)}%`;
/** `1,284` */
export const grouped = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
/** `1 line`, `3 lines` */
export const count = (n, one, many = `${one}s`) => `${grouped(n)} ${n === 1 ? one : many}`;

const two = (n) => String(n).padStart(2, "0");

/** `03:12:44.104` of nanoseconds as text, on the wall here. */
export function clockOf(nanos) {
  const d = new Date(Number(BigInt(nanos) / 1_000_000n));
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}.${
    String(d.getMilliseconds()).padStart(3, "0")
  }`;
}

/** `2026-11-30 17:38:45`, on the wall here. */
export function dateOf(ms) {
  const d = new Date(ms);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${
    two(d.getMinutes())
  }:${two(d.getSeconds())}`;
}

/** A container's state as one cell: glyph, role, words. */
export function stateOf(c, now) {
  const age = c.stateMs === undefined
    ? ""
    : shortAge(c.stateMs + Math.max(0, now - Date.parse(c.asOf)));
  switch (c.state) {
    case "running":
      if (c.health === "unhealthy") {
        return { glyph: "●", role: "bad", text: "unhealthy", age: `up ${age}` };
      }
      if (c.health === "starting") return { glyph: "◐", role: "warn", text: `up ${age}, starting` };
      return {
        glyph: "●",
        role: "ok",
        text: `up ${age}`.trim(),
        ...(c.health === "healthy" && { heart: true }),
      };
    case "paused":
      return { glyph: "‖", role: "warn", text: "paused" };
    case "restarting":
      return {
        glyph: "◐",
        role: "warn",
        text: c.exitCode === undefined ? "restarting" : `restarting, exit ${c.exitCode}`,
      };
    case "created":
      return { glyph: "○", role: "dim", text: "created, never started" };
    case "removing":
      return { glyph: "◐", role: "warn", text: "removing" };
    case "dead":
      return { glyph: "✕", role: "bad", text: "dead" };
    case "removed": {
      const code = c.exitCode ?? 0;
      const how = c.oomKilled ? "out of memory" : c.exitCode === undefined ? "" : `exit ${code}`;
      return {
        glyph: "–",
        role: code === 0 ? "dim" : "bad",
        text: how === "" ? "removed" : `removed, ${how}`,
        age: `${shortAge(now - Date.parse(c.removedAt))} ago`,
      };
    }
    default: {
      const code = c.exitCode ?? 0;
      return {
        glyph: "○",
        role: code === 0 ? "dim" : "bad",
        text: `exit ${code}`,
        age: age === "" ? "" : `${age} ago`,
      };
    }
  }
}

/** Whether its processes are there. */
export const isUp = (c) => ["running", "paused", "restarting"].includes(c.state);
/** Whether somebody should look. */
export const needsLook = (c) =>
  c.health === "unhealthy" || c.state === "restarting" || c.state === "dead" ||
  !isUp(c) && (c.exitCode ?? 0) !== 0 && c.exitCode !== 143 && c.removedAt === undefined;

/** `8080 → 80`, `6379` for one that is only exposed. */
export function portWords(ports) {
  const shown = ports.filter((p) => p.public !== undefined);
  return shown.map((p) => {
    const inner = p.type === "tcp" ? p.private : `${p.private}/${p.type}`;
    const outer = `${p.ip === undefined ? "" : `${p.ip}:`}${p.public}`;
    return p.public === p.private && p.type === "tcp" ? outer : `${outer}→${inner}`;
  });
}

const natural = new Intl.Collator("en", { numeric: true });
/** Names as a person orders them. */
export const byName = (a, b) => natural.compare(a, b);

/** Pieces of a line: text and how it looks, from its SGR sequences (all others are gone). */
export function spansOf(text) {
  if (!text.includes("\x1b")) return [{ text }];
  const spans = [];
  let look = {};
  let at = 0;
  // deno-lint-ignore no-control-regex
  for (const m of text.matchAll(/\x1b\[([0-9;:]{0,64})m/g)) {
    if (m.index > at) spans.push({ text: text.slice(at, m.index), ...look });
    look = looked(look, m[1]);
    at = m.index + m[0].length;
  }
  if (at < text.length) spans.push({ text: text.slice(at), ...look });
  // deno-lint-ignore no-control-regex
  return spans.map((s) => ({ ...s, text: s.text.replace(/\x1b/g, "") })).filter((s) =>
    s.text !== ""
  );
}

/** Its text without colours. */
// deno-lint-ignore no-control-regex
export const plainOf = (text) => text.replace(/\x1b(\[[0-9;:]{0,64}m)?/g, "");

function looked(look, parameters) {
  const words = parameters.split(/[;:]/).map(Number);
  let next = { ...look };
  for (let n = 0; n < words.length; n++) {
    const w = words[n];
    if (w === 0 || Number.isNaN(w)) next = {};
    else if (w === 1) next.bold = true;
    else if (w === 2) next.dim = true;
    else if (w === 3) next.italic = true;
    else if (w === 4) next.underline = true;
    else if (w === 22) next.bold = next.dim = undefined;
    else if (w === 23) next.italic = undefined;
    else if (w === 24) next.underline = undefined;
    else if (w >= 30 && w <= 37) next.colour = `c${w - 30}`;
    else if (w >= 90 && w <= 97) next.colour = `c${w - 82}`;
    else if (w === 39) next.colour = undefined;
    else if (w === 38 || w === 48) {
      const size = words[n + 1] === 5 ? 2 : words[n + 1] === 2 ? 4 : 1;
      const index = words[n + 2];
      // Of 256 colours the first sixteen have a look that fits the page; the others are near to one.
      if (w === 38 && size === 2) next.colour = `c${index < 16 ? index : nearest(index)}`;
      n += size;
    }
  }
  return next;
}

function nearest(index) {
  if (index >= 232) return index > 243 ? 7 : 8;
  const [r, g, b] = [
    Math.floor((index - 16) / 36),
    Math.floor((index - 16) / 6) % 6,
    (index - 16) % 6,
  ];
  const on = (v) => v >= 3 ? 1 : 0;
  return (on(r) + 2 * on(g) + 4 * on(b)) || 8;
}

const LEVELS = [
  ["error", /\b(?:error|err|fatal|panic|critical|crit|emerg|alert)\b/i],
  ["warn", /\b(?:warn|warning)\b/i],
  ["debug", /\b(?:debug|trace|verbose)\b/i],
  ["info", /\b(?:info|notice)\b/i],
];

/** The level that a line says of itself near its beginning; undefined for none. */
export function levelOf(text) {
  const head = text.slice(0, 160);
  return LEVELS.find(([, re]) => re.test(head))?.[0];
}
