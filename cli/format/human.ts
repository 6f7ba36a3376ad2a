/**
 * A number as Go's `%.{precision}g` writes it: at most `precision` significant digits, trailing
 * zeros dropped, exponent form below 1e-4 and where the exponent reaches the precision.
 */
export function formatG(value: number, precision: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const digits = Math.max(1, precision);
  const [mantissa, exponentText] = toExponential(value, digits - 1).split("e");
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= digits) {
    const sign = exponent < 0 ? "-" : "+";
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  return trimZeros(toFixed(value, Math.max(0, digits - 1 - exponent)));
}

/** Ties at most this many digits behind the point are seen; a double's ties are far shorter. */
const EXACT = 100;

/** Number.prototype.toExponential, but exact halves go to the even digit, as in Go and C. */
export function toExponential(value: number, digits: number): string {
  const [exact, exponent] = Math.abs(value).toExponential(EXACT).split("e");
  if (!isTie(exact, digits)) return value.toExponential(digits);
  const mantissa = toEven(exact, digits);
  const sign = value < 0 ? "-" : "";
  // 9.5 rounds up to the next power of ten.
  if (!mantissa.startsWith("10")) return `${sign}${mantissa}e${exponent}`;
  const next = Number(exponent) + 1;
  return `${sign}${toFixed(1, digits)}e${next < 0 ? "" : "+"}${next}`;
}

/** Number.prototype.toFixed, but exact halves go to the even digit, as in Go and C. */
export function toFixed(value: number, digits: number): string {
  if (Math.abs(value) >= 1e21) return value.toFixed(digits);
  const exact = Math.abs(value).toFixed(EXACT);
  if (!isTie(exact, digits)) return value.toFixed(digits);
  return (value < 0 ? "-" : "") + toEven(exact, digits);
}

/** Whether what is cut off behind `digits` decimals is exactly one half. */
function isTie(exact: string, digits: number): boolean {
  return /^50*$/.test(exact.slice(exact.indexOf(".") + 1 + digits));
}

/** A tie cut at `digits` decimals: kept where the last digit is even, else one up. */
function toEven(exact: string, digits: number): string {
  const cut = exact.slice(0, exact.indexOf(".") + 1 + digits).replace(/\.$/, "");
  if (/[02468]$/.test(cut)) return cut;
  const point = cut.indexOf(".");
  const up = (BigInt(cut.replace(".", "")) + 1n).toString().padStart(digits + 1, "0");
  return point < 0 ? up : up.slice(0, up.length - digits) + "." + up.slice(-digits);
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

const DECIMAL = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const BINARY = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

function withUnit(size: number, base: number, units: readonly string[], precision: number): string {
  let n = 0;
  let value = size;
  while (value >= base && n < units.length - 1) {
    value /= base;
    n++;
  }
  return formatG(value, precision) + units[n];
}

/** Bytes as docker shows sizes (go-units HumanSize): base 1000, 4 digits; ps and images use 3. */
export function humanSize(bytes: number, precision = 4): string {
  return withUnit(bytes, 1000, DECIMAL, precision);
}

/** Bytes as docker shows memory (go-units BytesSize): base 1024, `1.5GiB`. */
export function bytesSize(bytes: number, precision = 4): string {
  return withUnit(bytes, 1024, BINARY, precision);
}

/** A span of time in milliseconds as docker words it (go-units HumanDuration): `About an hour`. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < 1) return "Less than a second";
  if (seconds === 1) return "1 second";
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(ms / 3_600_000);
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`;
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`;
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`;
  return `${Math.trunc(hours / 24 / 365)} years`;
}

/** How long ago `then` was: `2 days ago`. */
export function ago(then: Date, now: Date): string {
  return humanDuration(now.getTime() - then.getTime()) + " ago";
}

/**
 * A time as Go prints time.Time in the given zone, whole seconds: `2026-11-22 17:49:33 +0000 UTC`.
 * Docker shows lists in the local zone. `exact` is the time as RFC 3339: its fraction of a second
 * is shown, too.
 */
export function goTime(time: Date, zone?: string, exact?: string): string {
  const offset = offsetMinutes(time, zone);
  const local = new Date(time.getTime() + offset * 60_000);
  const two = (n: number) => String(Math.trunc(n)).padStart(2, "0");
  const size = Math.abs(offset);
  const digits = `${offset < 0 ? "-" : "+"}${two(size / 60)}${two(size % 60)}`;
  const name = zoneName(time, zone);
  const fraction = /\.\d*[1-9]/.exec(exact ?? "")?.[0] ?? "";
  const stamp = local.toISOString().replace("T", " ").replace(/\.\d+Z$/, "") + fraction;
  return `${stamp} ${digits} ${name === undefined || /\d/.test(name) ? shortOffset(digits) : name}`;
}

/** Go has no letters for some zones and shows `+03` or `+0530` instead. */
function shortOffset(digits: string): string {
  return digits === "+0000" ? "UTC" : digits.replace(/00$/, "");
}

function offsetMinutes(time: Date, zone?: string): number {
  if (zone === undefined) return -time.getTimezoneOffset();
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    timeZoneName: "longOffset",
  }).formatToParts(time);
  const name = parts.find((p) => p.type === "timeZoneName")?.value ?? "GMT";
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (!match) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

function zoneName(time: Date, zone?: string): string | undefined {
  if (zone === undefined && time.getTimezoneOffset() === 0) {
    // The common case on servers; Intl costs several milliseconds on first use.
    return "UTC";
  }
  // British English names Europe's zones by letters, American English America's.
  for (const locale of ["en-US", "en-GB"]) {
    const name = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "short" })
      .formatToParts(time).find((p) => p.type === "timeZoneName")?.value;
    if (name !== undefined && /^[A-Z]{2,5}$/.test(name)) return name;
  }
  return undefined;
}
