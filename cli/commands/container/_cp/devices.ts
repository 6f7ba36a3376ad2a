/** Numbers of devices in tar archives, which the library for tar neither writes nor reads. */

/** Major and minor number of a device. */
export interface DeviceNumbers {
  major: number;
  minor: number;
}

const BLOCK = 512;
/** Where a header of a tar archive has what is needed here. */
const AT = { size: 124, checksum: 148, type: 156, major: 329, minor: 337 } as const;
/** The largest list of attributes that is looked into for a size. */
const MAX_PAX = 1024 * 1024;

/** Linux's dev_t as the kernel gives it to stat. */
export function deviceNumbers(rdev: number): DeviceNumbers {
  const low = rdev % 2 ** 32;
  const high = Math.floor(rdev / 2 ** 32);
  return {
    major: (low >>> 8 & 0xfff) + (high & ~0xfff),
    minor: (low & 0xff) + (low >>> 12 & 0xfff00),
  };
}

/** A number in a header: octal text, or from 8 GiB on bits. */
function numberAt(header: Uint8Array, at: number, length: number): number {
  if (header[at] & 0x80) {
    return header.subarray(at + 1, at + length).reduce((sum, byte) => sum * 256 + byte, 0);
  }
  const text = new TextDecoder().decode(header.subarray(at, at + length));
  return parseInt(text.replace(/\0.*$/s, "").trim() || "0", 8);
}

function putOctal(header: Uint8Array, at: number, length: number, value: number): void {
  const text = value.toString(8).padStart(length - 1, "0") + "\0";
  header.set(new TextEncoder().encode(text).subarray(0, length), at);
}

function isDevice(header: Uint8Array): boolean {
  const type = String.fromCharCode(header[AT.type]);
  return type === "3" || type === "4";
}

/** Passes an archive on and calls `seen` for the header of each device in it, in their order. */
async function* eachDevice(
  bytes: AsyncIterable<Uint8Array>,
  seen: (header: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  const header = new Uint8Array(BLOCK);
  let have = 0;
  let left = 0;
  let pax: number[] | undefined;
  let realSize: number | undefined;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length;) {
      if (left > 0) {
        const part = chunk.subarray(at, at + Math.min(left, chunk.length - at));
        if (pax !== undefined && pax.length < MAX_PAX) pax.push(...part);
        left -= part.length;
        at += part.length;
        yield part;
        continue;
      }
      if (pax !== undefined) {
        const said = /(?:^|\n)\d+ size=(\d+)\n/.exec(new TextDecoder().decode(new Uint8Array(pax)));
        realSize = said ? Number(said[1]) : undefined;
        pax = undefined;
      }
      const part = chunk.subarray(at, at + Math.min(BLOCK - have, chunk.length - at));
      header.set(part, have);
      have += part.length;
      at += part.length;
      if (have < BLOCK) continue;
      have = 0;
      if (isDevice(header)) seen(header);
      const isPax = String.fromCharCode(header[AT.type]) === "x";
      const size = isPax
        ? numberAt(header, AT.size, 12)
        : realSize ?? numberAt(header, AT.size, 12);
      if (isPax) pax = [];
      else realSize = undefined;
      left = Math.ceil(size / BLOCK) * BLOCK;
      yield header.slice();
    }
  }
  if (have > 0) yield header.slice(0, have);
}

/** Puts the numbers of devices, in their order, into an archive that is being made. */
export function withNumbers(
  bytes: AsyncIterable<Uint8Array>,
  numbers: DeviceNumbers[],
): AsyncGenerator<Uint8Array> {
  return eachDevice(bytes, (header) => {
    const { major, minor } = numbers.shift() ?? { major: 0, minor: 0 };
    putOctal(header, AT.major, 8, major);
    putOctal(header, AT.minor, 8, minor);
    header.fill(0x20, AT.checksum, AT.checksum + 8);
    putOctal(header, AT.checksum, 7, header.reduce((sum, byte) => sum + byte, 0));
  });
}

/** Takes the numbers of devices out of an archive that goes through, in their order. */
export function takeNumbers(
  bytes: AsyncIterable<Uint8Array>,
  numbers: DeviceNumbers[],
): AsyncGenerator<Uint8Array> {
  return eachDevice(bytes, (header) => {
    numbers.push({ major: numberAt(header, AT.major, 8), minor: numberAt(header, AT.minor, 8) });
  });
}
