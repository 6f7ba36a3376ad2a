/** Headers of HTTP/2 (RFC 7541): what a peer sends is read in full, what we send is spelt out. */

/** One header, in lower case. */
export type Header = readonly [name: string, value: string];

/** The dynamic table that we allow, in bytes; the standard's own default. */
const TABLE = 4096;
/** What the standard counts for each entry beside its letters. */
const ENTRY = 32;

/** The static table of RFC 7541, appendix A: `name=value`, a bar between entries. */
const STATIC: readonly Header[] = (
  ":authority|:method=GET|:method=POST|:path=/|:path=/index.html|:scheme=http|:scheme=https|" +
  ":status=200|:status=204|:status=206|:status=304|:status=400|:status=404|:status=500|" +
  "accept-charset|accept-encoding=gzip, deflate|accept-language|accept-ranges|accept|" +
  "access-control-allow-origin|age|allow|authorization|cache-control|content-disposition|" +
  "content-encoding|content-language|content-length|content-location|content-range|" +
  "content-type|cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|" +
  "if-none-match|if-range|if-unmodified-since|last-modified|link|location|max-forwards|" +
  "proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|server|" +
  "set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate"
).split("|").map((entry): Header => {
  const at = entry.indexOf("=");
  return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
});

/**
 * How many bits each byte's code has, and at last that of the end (appendix B), as letters: `A` is
 * 5. The codes follow from it: they are canonical, the shorter first, then by the byte.
 */
const BITS =
  "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJB" +
  "KABABABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS" +
  "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ";
const END = 256;

/** The byte of a code, by the code with a 1 in front. */
const CODES = codes();

function codes(): ReadonlyMap<number, number> {
  const bits = [...BITS].map((letter) => letter.charCodeAt(0) - 60);
  const order = [...bits.keys()].sort((a, b) => bits[a] - bits[b] || a - b);
  const map = new Map<number, number>();
  let code = 0;
  let length = 0;
  for (const symbol of order) {
    code *= 2 ** (bits[symbol] - length);
    length = bits[symbol];
    map.set(2 ** length + code, symbol);
    code++;
  }
  return map;
}

/** Bytes that are no headers. */
export class HeaderError extends Error {
  override readonly name = "HeaderError";
}

/** Reads the header blocks of one connection, in their order: they build upon each other. */
export class HeaderDecoder {
  /** Newest first. */
  readonly #table: Header[] = [];
  #size = 0;
  #limit = TABLE;

  /** Throws {@link HeaderError}; nothing can be read of the connection then. */
  decode(block: Uint8Array): Header[] {
    const at = new Cursor(block);
    const headers: Header[] = [];
    while (!at.done) {
      const first = block[at.pos];
      if (first & 0x80) headers.push(this.#entry(at.integer(7)));
      else if (first & 0x40) {
        const header = this.#literal(at, 6);
        this.#add(header);
        headers.push(header);
      } else if (first & 0x20) {
        const limit = at.integer(5);
        if (limit > TABLE) throw new HeaderError("a table larger than allowed");
        this.#limit = limit;
        this.#evict();
      } else headers.push(this.#literal(at, 4));
    }
    return headers;
  }

  #literal(at: Cursor, prefix: number): Header {
    const index = at.integer(prefix);
    const name = index === 0 ? at.string() : this.#entry(index)[0];
    return [name, at.string()];
  }

  #entry(index: number): Header {
    const entry = index <= STATIC.length
      ? STATIC[index - 1]
      : this.#table[index - STATIC.length - 1];
    if (entry === undefined) throw new HeaderError("an entry that is not there");
    return entry;
  }

  #add(header: Header): void {
    this.#table.unshift(header);
    this.#size += sizeOf(header);
    this.#evict();
  }

  #evict(): void {
    while (this.#size > this.#limit) this.#size -= sizeOf(this.#table.pop()!);
  }
}

function sizeOf([name, value]: Header): number {
  return name.length + value.length + ENTRY;
}

class Cursor {
  pos = 0;
  constructor(readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.pos >= this.bytes.length;
  }

  #byte(): number {
    if (this.done) throw new HeaderError("headers end early");
    return this.bytes[this.pos++];
  }

  integer(prefix: number): number {
    const most = 2 ** prefix - 1;
    let value = this.#byte() & most;
    if (value < most) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (!(byte & 0x80)) return value;
    }
    throw new HeaderError("a number that is too large");
  }

  string(): string {
    if (this.done) throw new HeaderError("headers end early");
    const packed = (this.bytes[this.pos] & 0x80) !== 0;
    const length = this.integer(7);
    if (length > this.bytes.length - this.pos) throw new HeaderError("headers end early");
    const bytes = this.bytes.subarray(this.pos, this.pos += length);
    return latin1.decode(packed ? unpack(bytes) : bytes);
  }
}

const latin1 = new TextDecoder("latin1");

function unpack(bytes: Uint8Array): Uint8Array {
  // The shortest code has five bits.
  const out = new Uint8Array(Math.ceil(bytes.length * 8 / 5));
  let size = 0;
  let code = 1;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + (byte >> bit & 1);
      const symbol = CODES.get(code);
      if (symbol !== undefined) {
        if (symbol === END) throw new HeaderError("the end inside a text");
        out[size++] = symbol;
        code = 1;
      } else if (code >= 2 ** 31) throw new HeaderError("a code that is none");
    }
  }
  return out.subarray(0, size);
}

/** A block of headers with names and values spelt out, so that it needs no table. */
export function encodeHeaders(headers: readonly Header[]): Uint8Array {
  const out: number[] = [];
  for (const [name, value] of headers) {
    out.push(0);
    for (const text of [name, value]) {
      const bytes = new TextEncoder().encode(text);
      if (bytes.length < 127) out.push(bytes.length);
      else {
        out.push(127);
        let rest = bytes.length - 127;
        for (; rest >= 128; rest >>= 7) out.push(rest & 0x7f | 0x80);
        out.push(rest);
      }
      for (const byte of bytes) out.push(byte);
    }
  }
  return Uint8Array.from(out);
}
