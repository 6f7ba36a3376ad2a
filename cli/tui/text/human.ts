/** `12s`, `4m`, `3h`, `9d`, `8w`, `2y`: an age in at most three columns. Seconds below 0 are 0. */
export function shortAge(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m`;
  if (s < 172_800) return `${Math.floor(s / 3600)}h`;
  if (s < 1_209_600) return `${Math.floor(s / 86_400)}d`;
  if (s < 63_072_000) return `${Math.floor(s / 604_800)}w`;
  return `${Math.floor(s / 31_536_000)}y`;
}

/** Bytes in at most five columns, base 1024 as `docker stats` counts memory: `88M`, `1.2G`. */
export function shortSize(bytes: number): string {
  const units = ["B", "K", "M", "G", "T", "P"];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (value < 9.95 && unit > 0 ? value.toFixed(1) : String(Math.round(value))) + units[unit];
}

/** Bytes in docker's decimal units, as images are told: `73MB`, `4.2GB`. */
export function decimalSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return (value < 9.95 && unit > 0 ? value.toFixed(1) : String(Math.round(value))) + units[unit];
}

/** `12.1%`, `100%`. */
export function percent(value: number): string {
  if (!Number.isFinite(value)) return "--";
  return value >= 99.95 ? `${Math.round(value)}%` : `${value.toFixed(1)}%`;
}

/** `1,284`. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** `1 line`, `3 lines`. */
export function count(n: number, one: string, many = one + "s"): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** `03:12:44` on a wall `offset` minutes east of UTC. */
export function clock(ms: number, offset: number): string {
  return new Date(ms + offset * 60_000).toISOString().slice(11, 19);
}

/** `03:12:44.104` of a time in nanoseconds. */
export function clockMillis(nanos: bigint, offset: number): string {
  return new Date(Number(nanos / 1_000_000n) + offset * 60_000).toISOString().slice(11, 23);
}

/** `2026-01-15 03:12:44.104` of a time in nanoseconds. */
export function dateMillis(nanos: bigint, offset: number): string {
  const text = new Date(Number(nanos / 1_000_000n) + offset * 60_000).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 23)}`;
}

const UNITS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};

/** Seconds that the engine's words mean: `About an hour`, `4 minutes`, `Less than a second`. */
export function secondsOf(words: string): number | undefined {
  const match = /(?:(\d+)|an?) (second|minute|hour|day|week|month|year)s?/.exec(words);
  if (match === null) return undefined;
  if (words.startsWith("Less")) return 0;
  return Number(match[1] ?? 1) * UNITS[match[2]];
}

/** `retrying in 4 s`; without a time, or when it has come: `trying …`. Times in ms. */
export function retryWords(at: number | undefined, now: number): string {
  const wait = Math.ceil(((at ?? 0) - now) / 1000);
  return wait > 0 ? `retrying in ${wait} s` : "trying …";
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of `part` (0 to 1) of `columns`; what is more than nothing shows at least a sliver. */
export function bar(part: number, columns: number): string {
  const clamped = Number.isFinite(part) ? Math.max(0, Math.min(1, part)) : 0;
  const eighths = Math.max(clamped > 0 ? 1 : 0, Math.round(clamped * columns * 8));
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}
