/**
 * The head of a request, read character by character. No regular expression looks at what a client
 * sent: one that backtracks over a long header would hold the server up before a token is asked.
 */
import { HttpRefusal, type ServerLimits } from "./types.ts";

/** The head of a request. */
export interface RequestHead {
  method: string;
  target: string;
  /** Names in lower case; repeated ones joined by ", ". */
  headers: Record<string, string>;
}

/** How the body of a request is told from what follows. */
export type BodyFrame = { kind: "none" } | { kind: "length"; length: number } | { kind: "chunked" };

/** Headers of which a second one is an attack or a mistake. */
const ONCE = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "authorization",
  "content-type",
  "origin",
  "upgrade",
]);

const SPACE = 0x20;
const TAB = 0x09;
const DEL = 0x7f;
const COLON = 0x3a;

/** What a header's name may be made of, by character code. */
const TOKEN: readonly boolean[] = Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return isDigit(code) || isLetter(code) || "!#$%&'*+.^_`|~-".includes(char);
});

const latin1 = new TextDecoder("latin1");

/** One past the empty line that ends a head, or -1. */
export function endOfHead(b: Uint8Array, from: number): number {
  for (let i = b.indexOf(13, from); i >= 0; i = b.indexOf(13, i + 1)) {
    if (b[i + 1] === 10 && b[i + 2] === 13 && b[i + 3] === 10) return i + 4;
  }
  return -1;
}

const bad = (what: string) => new HttpRefusal(400, what);

/** Reads a head that is complete, with its empty line. Throws {@link HttpRefusal}. */
export function parseHead(bytes: Uint8Array, limits: ServerLimits): RequestHead {
  const text = latin1.decode(bytes);
  const end = text.length - 2;
  let at = text.indexOf("\r\n");
  const { method, target } = parseRequestLine(text.slice(0, at), limits);
  // No prototype: a header may be called "__proto__".
  const headers: Record<string, string> = Object.create(null);
  let count = 0;
  for (at += 2; at < end;) {
    const next = text.indexOf("\r\n", at);
    if (++count > limits.headers) throw new HttpRefusal(431, `more than ${limits.headers} headers`);
    const { name, value } = parseHeader(text, at, next);
    if (name in headers) {
      if (ONCE.has(name)) throw bad(`the header ${name} was sent twice`);
      headers[name] += `, ${value}`;
    } else headers[name] = value;
    at = next + 2;
  }
  if (!headers.host) throw bad("the header host is missing");
  return { method, target, headers };
}

function parseRequestLine(line: string, limits: ServerLimits): { method: string; target: string } {
  const noRequest = () => bad("this is not a request of HTTP/1.1");
  const first = line.indexOf(" ");
  const second = line.indexOf(" ", first + 1);
  if (first < 1 || first > 20 || second <= first + 1) throw noRequest();
  const [method, target, version] = [
    line.slice(0, first),
    line.slice(first + 1, second),
    line.slice(second + 1),
  ];
  for (let i = 0; i < method.length; i++) {
    if (!isUpper(method.charCodeAt(i))) throw noRequest();
  }
  const spoken = version.length === 8 && version.startsWith("HTTP/") && version[6] === "." &&
    isDigit(version.charCodeAt(5)) && isDigit(version.charCodeAt(7));
  if (!spoken) throw noRequest();
  if (version !== "HTTP/1.1") {
    throw new HttpRefusal(505, `only HTTP/1.1 is spoken here, not ${version}`);
  }
  if (target.length > limits.target) throw new HttpRefusal(414, "the address is too long");
  if (target[0] !== "/" || !isVisible(target) || target.includes("#")) {
    throw bad("the address of the request must begin with / and hold printable ASCII");
  }
  return { method, target };
}

/** One header, between two places of the head. */
function parseHeader(text: string, from: number, to: number): { name: string; value: string } {
  let colon = from;
  while (colon < to && TOKEN[text.charCodeAt(colon)]) colon++;
  if (colon === from || colon === to || text.charCodeAt(colon) !== COLON) {
    throw bad("a header is malformed");
  }
  let [start, end] = [colon + 1, to];
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < SPACE && code !== TAB || code === DEL) throw bad("a header is malformed");
  }
  return { name: text.slice(from, colon).toLowerCase(), value: text.slice(start, end) };
}

/** How the head says its body is told from what follows. Throws {@link HttpRefusal}. */
export function bodyFrame(head: RequestHead): BodyFrame {
  const coding = head.headers["transfer-encoding"];
  const length = head.headers["content-length"];
  if (coding !== undefined) {
    if (length !== undefined) throw bad("a body has a length or comes in chunks, not both");
    if (coding.toLowerCase() !== "chunked") {
      throw new HttpRefusal(501, "the only transfer coding known here is chunked");
    }
    return { kind: "chunked" };
  }
  if (length === undefined) return { kind: "none" };
  if (length.length > 15 || !isNumber(length)) throw bad("the length of the body is no number");
  return Number(length) === 0 ? { kind: "none" } : { kind: "length", length: Number(length) };
}

/**
 * The size in the line that begins a chunk, of at most eight hexadecimal digits; undefined for a
 * line that is malformed. What stands behind a semicolon is left out, as the standard allows.
 */
export function chunkSize(line: string): number | undefined {
  let digits = 0;
  while (digits < line.length && isHex(line.charCodeAt(digits))) digits++;
  if (digits === 0 || digits > 8) return undefined;
  let at = digits;
  while (at < line.length && isBlank(line.charCodeAt(at))) at++;
  if (at < line.length && line[at] !== ";") return undefined;
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code !== TAB && (code < SPACE || code >= DEL)) return undefined;
  }
  return parseInt(line.slice(0, digits), 16);
}

/** Whether a list in a header (`Connection: keep-alive, Upgrade`) names a word, in any case. */
export function lists(value: string | undefined, word: string): boolean {
  return value !== undefined &&
    value.split(",").some((item) => item.trim().toLowerCase() === word);
}

/** The token of an `Authorization: Bearer …`, or undefined for what is none. */
export function bearerToken(value: string): string | undefined {
  const SCHEME = "bearer ";
  if (value.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined;
  const token = value.slice(SCHEME.length).trim();
  return token !== "" && isVisible(token) ? token : undefined;
}

/** The name of a `Host` header without its port, in lower case; undefined for what is none. */
export function hostName(value: string): string | undefined {
  const host = value.trim().toLowerCase();
  if (host.length > 300) return undefined;
  const bracket = host.startsWith("[") ? host.indexOf("]") : -1;
  const end = bracket > 0 ? bracket + 1 : host.includes(":") ? host.indexOf(":") : host.length;
  const [name, rest] = [host.slice(0, end), host.slice(end)];
  if (rest !== "" && (rest[0] !== ":" || rest.length > 6 || !isNumber(rest.slice(1)))) {
    return undefined;
  }
  if (bracket > 0) {
    const address = name.slice(1, -1);
    for (const char of address) {
      if (!isHex(char.charCodeAt(0)) && char !== ":" && char !== ".") return undefined;
    }
    return address === "" ? undefined : address;
  }
  if (name === "" || name.includes("[") || name.includes("]")) return undefined;
  return name.endsWith(".") ? name.slice(0, -1) : name;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isUpper(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function isLetter(code: number): boolean {
  return isUpper(code & ~0x20);
}

function isHex(code: number): boolean {
  const upper = code & ~0x20;
  return isDigit(code) || upper >= 0x41 && upper <= 0x46;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** Whether a text is made of digits, one at least. */
export function isNumber(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (!isDigit(text.charCodeAt(i))) return false;
  }
  return text !== "";
}

/** Whether a text is printable ASCII without blanks. */
export function isVisible(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= SPACE || code >= DEL) return false;
  }
  return true;
}
