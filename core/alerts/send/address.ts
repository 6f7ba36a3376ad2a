/** Where webhooks may go: anywhere but to addresses that are meant for the machine itself to ask. */
import { lookup } from "node:dns/promises";

/** An address that is refused, or none; its message is for a person and holds no secret. */
export class AddressError extends Error {}

/** Finds the addresses of a name, as the system does. */
export type Resolve = (name: string) => Promise<readonly string[]>;

const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * The addresses to connect to for the host of a URL: of one that is written down itself, of a name
 * those it resolves to now. Connect to one of these and to nothing that is looked up again.
 *
 * Link-local ones (169.254.0.0/16, fe80::/10, however they are written) are left out: clouds hand
 * out credentials there to whoever asks from the machine.
 *
 * @throws {AddressError} where none is left.
 */
export async function addressesOf(
  hostname: string,
  resolve: Resolve = systemResolve,
): Promise<string[]> {
  const name = hostname.replace(/^\[|\]$/g, "");
  let found: readonly string[];
  if (isAddress(name)) found = [name];
  else {
    try {
      found = await resolve(name);
    } catch (e) {
      const code = (e as { code?: string }).code;
      throw new AddressError(`${name} cannot be resolved${code ? ` (${code})` : ""}`);
    }
  }
  const allowed = found.filter((address) => !isLinkLocal(address));
  if (allowed.length > 0) return allowed;
  throw new AddressError(
    found.length === 0
      ? `${name} has no address`
      : `${name} is a link-local address, and those are refused: credentials of clouds lie there`,
  );
}

function isAddress(text: string): boolean {
  return bytesOfV4(text) !== undefined || text.includes(":");
}

/** Whether an address reaches 169.254.0.0/16, fe80::/10 or the service for IPv6 in Amazon's cloud. */
export function isLinkLocal(address: string): boolean {
  const v4 = bytesOfV4(address);
  if (v4 !== undefined) return isLinkLocalV4(v4);
  const v6 = bytesOfV6(address);
  // What cannot be read cannot be trusted.
  if (v6 === undefined) return true;
  if (v6[0] === 0xfe && (v6[1] & 0xc0) === 0x80) return true;
  const hex = [...v6].map((b) => b.toString(16).padStart(2, "0")).join("");
  if (hex === "fd000ec2000000000000000000000254") return true;
  // Of another form of IPv4: mapped (::ffff:0:0/96), compatible (::/96), translated (::ffff:0:0:0/96,
  // 64:ff9b::/96, 64:ff9b:1::/48), 6to4 (2002::/16).
  const last = v6.subarray(12);
  if (/^0{20}ffff|^0{24}|^0{16}ffff0000|^0064ff9b/.test(hex)) return isLinkLocalV4(last);
  return hex.startsWith("2002") && isLinkLocalV4(v6.subarray(2, 6));
}

function isLinkLocalV4(bytes: ArrayLike<number>): boolean {
  return bytes[0] === 169 && bytes[1] === 254;
}

function bytesOfV4(text: string): number[] | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const bytes = m?.slice(1).map(Number);
  return bytes?.every((b) => b < 256) ? bytes : undefined;
}

function bytesOfV6(text: string): Uint8Array | undefined {
  const [plain] = text.split("%");
  let host: string;
  try {
    host = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
  // The URL's form has no dots and at most one gap.
  const [head, tail] = host.split("::");
  const words = (part: string | undefined) =>
    part ? part.split(":").map((w) => parseInt(w, 16)) : [];
  const left = words(head), right = words(tail);
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  const all = [...left, ...new Array(gap).fill(0), ...right];
  if (all.length !== 8 || all.some((w) => !(w >= 0 && w <= 0xffff))) return undefined;
  return new Uint8Array(all.flatMap((w) => [w >> 8, w & 0xff]));
}
