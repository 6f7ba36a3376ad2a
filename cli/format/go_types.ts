/** Values of Go's kinds that JavaScript has not: structs, maps, pointers, spans, times. */
import { goDuration } from "./go_duration.ts";
import { goTime } from "./human.ts";
import { BigNumber, goJson, TO_GO_JSON } from "./json.ts";

/** A struct's type name for messages: `*formatter.ContainerContext`. */
export const TYPE_NAME: unique symbol = Symbol("typeName");

/** What is not there: a map's missing entry. Printed as `<no value>`. */
export const MISSING: unique symbol = Symbol("missing");

/** How fmt prints a value whose type says so itself (fmt.Stringer). */
export const GO_STRING: unique symbol = Symbol("goString");

/** What a value is to functions that want a string or a number of it. */
export const PLAIN: unique symbol = Symbol("plain");

/** A value as functions take it: what a pointer points to, a named string's text. */
export function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !(PLAIN in value)) return value;
  return (value as { [PLAIN](): unknown })[PLAIN]();
}

/** Fields in their order, as templates name them; what else it has is out of their reach. */
export class GoStruct {
  /** Whether it is reached through a pointer. */
  readonly #pointer: boolean;
  readonly #type: string;
  readonly #json: (html: boolean) => string;
  constructor(type: string, pointer: boolean, json: (html: boolean) => string) {
    this.#type = type;
    this.#pointer = pointer;
    this.#json = json;
  }
  get [TYPE_NAME](): string {
    return (this.#pointer ? "*" : "") + this.#type;
  }
  [TO_GO_JSON](html = true): string {
    return this.#json(html);
  }
}

/** A map, which knows what a missing entry is and whether there is a map at all. */
export class GoMap extends Map<string, unknown> {
  constructor(
    entries: Iterable<readonly [string, unknown]>,
    readonly zero: () => unknown,
    readonly isNil = false,
    /** A key as its own type has it. */
    readonly keyOf: (key: string) => unknown = (key) => key,
    readonly type = "map[string]interface {}",
  ) {
    super(entries);
  }
  get [TYPE_NAME](): string {
    return this.type;
  }
  /** Whether a plain string can be a key: one of a type of its own cannot be named by a string. */
  get takesStrings(): boolean {
    return typeof this.keyOf("") === "string";
  }
  [TO_GO_JSON](html = true): string {
    return this.isNil ? "null" : goJson(new Map(this), html);
  }
}

/** A slice that is nil: empty to look at, null in JSON. */
export class NilSlice extends Array<unknown> {
  [TO_GO_JSON](): string {
    return "null";
  }
}

/** What a {@link GoPointer} points to. */
export const TO: unique symbol = Symbol("to");

/** A pointer to a string, number or bool: true whatever is behind it, and equal to nothing. */
export class GoPointer {
  readonly #to: unknown;
  constructor(to: unknown) {
    this.#to = to;
  }
  [PLAIN](): unknown {
    return plain(this.#to);
  }
  /** What is behind it, of its own kind. */
  get [TO](): unknown {
    return this.#to;
  }
  [TO_GO_JSON](html = true): string {
    return goJson(this.#to, html);
  }
}

/** A number of another type than int, which `%T` and messages name. */
export class GoNumber {
  readonly #value: number | BigNumber;
  readonly #type: string;
  constructor(value: number | BigNumber, type: string) {
    this.#value = value;
    this.#type = type;
  }
  get [TYPE_NAME](): string {
    return this.#type;
  }
  /** Without a fraction it is one nevertheless. */
  get isFloat(): boolean {
    return this.#type.startsWith("float");
  }
  [PLAIN](): number | BigNumber {
    return this.#value;
  }
  [TO_GO_JSON](): string {
    return String(this.#value);
  }
  toString(): string {
    return String(this.#value);
  }
}

/** A string of a type of its own, whose methods templates may call. */
export class GoText {
  readonly #text: string;
  readonly #type: string;
  constructor(text: string, type: string) {
    this.#text = text;
    this.#type = type;
  }
  get [TYPE_NAME](): string {
    return this.#type;
  }
  [PLAIN](): string {
    return this.#text;
  }
  [GO_STRING](): string {
    return this.#text;
  }
  [TO_GO_JSON](html = true): string {
    return goJson(this.#text, html);
  }
}

/** time.Duration: nanoseconds, shown as `1m30s`. */
export class GoDuration {
  get [TYPE_NAME](): string {
    return "time.Duration";
  }
  readonly #nanoseconds: number;
  constructor(nanoseconds: number) {
    this.#nanoseconds = nanoseconds;
  }
  [PLAIN](): number {
    return this.#nanoseconds;
  }
  [GO_STRING](): string {
    return goDuration(this.#nanoseconds);
  }
  [TO_GO_JSON](): string {
    return String(this.#nanoseconds);
  }
  String(): string {
    return this[GO_STRING]();
  }
  Nanoseconds(): GoNumber {
    return new GoNumber(this.#nanoseconds, "int64");
  }
  Microseconds(): GoNumber {
    return new GoNumber(Math.trunc(this.#nanoseconds / 1e3), "int64");
  }
  Milliseconds(): GoNumber {
    return new GoNumber(Math.trunc(this.#nanoseconds / 1e6), "int64");
  }
  Seconds(): GoNumber {
    return new GoNumber(this.#nanoseconds / 1e9, "float64");
  }
  Minutes(): GoNumber {
    return new GoNumber(this.#nanoseconds / 6e10, "float64");
  }
  Hours(): GoNumber {
    return new GoNumber(this.#nanoseconds / 3.6e12, "float64");
  }
}

/** os.FileMode: a number, shown as `-rw-r--r--`. */
export class GoFileMode {
  get [TYPE_NAME](): string {
    return "fs.FileMode";
  }
  readonly #mode: number;
  constructor(mode: number) {
    this.#mode = mode;
  }
  [PLAIN](): number {
    return this.#mode;
  }
  [GO_STRING](): string {
    const kinds = [..."dalTLDpSugct?"].filter((_, n) => this.#mode >>> (31 - n) & 1).join("");
    const bits = [..."rwxrwxrwx"].map((c, n) => this.#mode >>> (8 - n) & 1 ? c : "-").join("");
    return (kinds || "-") + bits;
  }
  [TO_GO_JSON](): string {
    return String(this.#mode);
  }
}

const NEVER = "0001-01-01T00:00:00Z";
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** time.Time. */
export class GoTime {
  get [TYPE_NAME](): string {
    return "time.Time";
  }
  readonly #text: string;
  readonly #date: Date;
  /** `text` is RFC 3339; what is no time counts as the zero time. */
  constructor(text: string) {
    this.#text = RFC3339.test(text) ? text : NEVER;
    this.#date = new Date(this.#text.replace(/(\.\d{3})\d+/, "$1"));
  }
  get #zone(): string {
    return this.#text.endsWith("Z") ? "Z" : this.#text.slice(-6);
  }
  /** Nanoseconds within the second. */
  get #nanos(): number {
    return Number((/\.(\d+)/.exec(this.#text)?.[1] ?? "0").padEnd(9, "0"));
  }
  [GO_STRING](): string {
    const zone = this.#zone;
    if (zone === "Z") return goTime(this.#date, "UTC", this.#text);
    const [hours, minutes] = zone.slice(1).split(":").map(Number);
    const offset = (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes);
    // A time of this machine's own zone has that zone's name.
    if (offset === -this.#date.getTimezoneOffset()) {
      return goTime(this.#date, undefined, this.#text);
    }
    const digits = zone.replace(":", "");
    const [day, clock] = this.#text.slice(0, -6).split("T");
    const short = clock.replace(/\.?0*$/, (end) => end.includes(".") ? "" : end);
    return `${day} ${short} ${digits} ${digits.replace(/00$/, "")}`;
  }
  [TO_GO_JSON](): string {
    return JSON.stringify(
      this.#text.replace(/(\.\d*?)0+(?=Z|[+-]\d\d:)/, "$1").replace(
        /\.(?=Z|[+-])/,
        "",
      ),
    );
  }
  String(): string {
    return this[GO_STRING]();
  }
  IsZero(): boolean {
    return this.#date.getTime() === Date.parse(NEVER) && this.#nanos === 0;
  }
  get #seconds(): number {
    return Math.floor(this.#date.getTime() / 1000);
  }
  Unix(): GoNumber {
    return new GoNumber(this.#seconds, "int64");
  }
  UnixMilli(): GoNumber {
    return new GoNumber(this.#date.getTime(), "int64");
  }
  UnixNano(): GoNumber {
    const nanos = BigInt(this.#seconds) * 1_000_000_000n + BigInt(this.#nanos);
    // What does not fit goes round, as with Go.
    return new GoNumber(new BigNumber(String(BigInt.asIntN(64, nanos))), "int64");
  }
  Year(): number {
    return this.#part(0);
  }
  Day(): number {
    return this.#part(2);
  }
  Hour(): number {
    return this.#part(3);
  }
  Minute(): number {
    return this.#part(4);
  }
  Second(): number {
    return this.#part(5);
  }
  Nanosecond(): number {
    return this.#nanos;
  }
  #part(n: number): number {
    return Number(this.#text.split(/[-T:Z.+]/)[n]);
  }
  UTC(): GoTime {
    const fraction = /\.\d+/.exec(this.#text)?.[0] ?? "";
    return new GoTime(this.#date.toISOString().slice(0, 19) + fraction + "Z");
  }
  /** By one of Go's layouts: `2006-01-02 15:04:05`. */
  Format(layout: string): string {
    return formatTime(layout, this.#text, this.#date, this.#nanos, this[GO_STRING]());
  }
}

const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const MONTHS = ("January February March April May June July August September October November " +
  "December").split(" ");

/** The parts of Go's layouts, the longer ones first. */
const LAYOUT =
  /January|Jan|Monday|Mon|MST|2006|Z07:00|Z0700|-07:00|-0700|-07|[.,]0+(?!\d)|[.,]9+(?!\d)|01|02|03|04|05|06|15|_2|PM|pm|[1-5]/g;

function formatTime(
  layout: string,
  text: string,
  date: Date,
  nanos: number,
  shown: string,
): string {
  const [year, month, day, hour, minute, second] = text.split(/[-T:Z.+]/);
  const weekday = new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDay();
  const twelve = String((Number(hour) + 11) % 12 + 1);
  const [digits, name] = shown.split(" ").slice(2);
  const isUtc = text.endsWith("Z") || digits === "+0000";
  const colon = `${digits.slice(0, 3)}:${digits.slice(3)}`;
  const parts: Readonly<Record<string, string>> = {
    January: MONTHS[Number(month) - 1],
    Jan: MONTHS[Number(month) - 1].slice(0, 3),
    Monday: DAYS[weekday],
    Mon: DAYS[weekday].slice(0, 3),
    MST: name,
    "2006": year,
    "06": year.slice(-2),
    "01": month,
    "1": String(Number(month)),
    "02": day,
    "2": String(Number(day)),
    _2: String(Number(day)).padStart(2),
    "15": hour,
    "03": twelve.padStart(2, "0"),
    "3": twelve,
    "04": minute,
    "4": String(Number(minute)),
    "05": second,
    "5": String(Number(second)),
    PM: Number(hour) >= 12 ? "PM" : "AM",
    pm: Number(hour) >= 12 ? "pm" : "am",
    "Z07:00": isUtc ? "Z" : colon,
    Z0700: isUtc ? "Z" : digits,
    "-07:00": colon,
    "-0700": digits,
    "-07": digits.slice(0, 3),
  };
  return Number.isNaN(date.getTime()) ? "" : layout.replace(LAYOUT, (part) => {
    const known = parts[part];
    if (known !== undefined) return known;
    const cut = String(nanos).padStart(9, "0").slice(0, part.length - 1);
    if (part[1] === "0") return part[0] + cut;
    const trimmed = cut.replace(/0+$/, "");
    return trimmed === "" ? "" : part[0] + trimmed;
  });
}

/** json.Number: what stood in the JSON, a string to all but JSON itself. */
class JsonNumber extends GoText {
  constructor(number: number | BigNumber) {
    super(String(number), "json.Number");
  }
  override [TO_GO_JSON](): string {
    return this[GO_STRING]();
  }
}

/**
 * JSON of no known type as Go holds it: maps of anything, where null is no value. `asWritten`:
 * numbers are json.Number, as where docker has only the document.
 */
export function untyped(value: unknown, asWritten = false): unknown {
  if (value === null || value === undefined) return MISSING;
  if (Array.isArray(value)) return value.map((item) => untyped(item, asWritten));
  if (typeof value === "number" || value instanceof BigNumber) {
    return asWritten ? new JsonNumber(value) : value;
  }
  if (typeof value !== "object") return value;
  const entries = Object.entries(value).map(([k, v]) => [k, untyped(v, asWritten)] as const);
  return new GoMap(entries, () => MISSING);
}
