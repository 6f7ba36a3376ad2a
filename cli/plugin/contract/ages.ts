/** How long ago, short: `41s`, `12m`, `3h`, `9d`, `2y`. */
export function shortAge(since: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000));
  if (!Number.isFinite(seconds)) return "-";
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`;
  if (seconds < 730 * 86_400) return `${Math.floor(seconds / 86_400)}d`;
  return `${Math.floor(seconds / 86_400 / 365)}y`;
}

/** Bytes for people, base 1000, three digits: `1.2MB`. */
export function shortSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return Number(value.toPrecision(3)) + units[unit];
}
