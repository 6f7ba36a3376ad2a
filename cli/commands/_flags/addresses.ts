/** Addresses as Go's net package accepts them: docker checks them before it asks the engine. */

function parseIPv4(text: string): number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  const bytes: number[] = [];
  for (const part of parts) {
    if (!/^(0|[1-9][0-9]{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bytes.push(Number(part));
  }
  return bytes;
}

/** The eight groups of an IPv6 address; an IPv4 tail is understood, a zone is not. */
function parseIPv6(text: string): number[] | undefined {
  let head = text;
  let tail: number[] = [];
  const dot = text.indexOf(".");
  if (dot >= 0) {
    const colon = text.lastIndexOf(":", dot);
    const four = colon < 0 ? undefined : parseIPv4(text.slice(colon + 1));
    if (four === undefined) return undefined;
    tail = [four[0]! << 8 | four[1]!, four[2]! << 8 | four[3]!];
    head = text.slice(0, colon + 1);
    if (!head.endsWith("::")) head = head.slice(0, -1);
  }
  const halves = head.split("::");
  if (halves.length > 2) return undefined;
  const groups: number[][] = [];
  for (const half of halves) {
    const list: number[] = [];
    for (const part of half === "" ? [] : half.split(":")) {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      list.push(parseInt(part, 16));
    }
    groups.push(list);
  }
  groups[groups.length - 1]!.push(...tail);
  if (halves.length === 1) return groups[0]!.length === 8 ? groups[0] : undefined;
  const missing = 8 - groups[0]!.length - groups[1]!.length;
  if (missing < 1) return undefined;
  return [...groups[0]!, ...new Array<number>(missing).fill(0), ...groups[1]!];
}

/**
 * The address in its canonical form (`net.IP.String`), undefined where it is none. Spaces around
 * it are not accepted here.
 */
export function canonicalIP(text: string): string | undefined {
  const four = parseIPv4(text);
  if (four) return four.join(".");
  const groups = text.includes(":") ? parseIPv6(text) : undefined;
  if (!groups) return undefined;
  if (groups.slice(0, 5).every((g) => g === 0) && groups[5] === 0xffff) {
    return [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255].join(".");
  }
  // The longest run of two zero groups or more, the first of equals, is written "::".
  let best = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && groups[j] === 0) j++;
    if (j - i > length) [best, length] = [i, j - i];
    if (j > i) i = j;
  }
  const hex = (list: number[]) => list.map((g) => g.toString(16)).join(":");
  if (best < 0) return hex(groups);
  return `${hex(groups.slice(0, best))}::${hex(groups.slice(best + length))}`;
}

/** Whether the address is 127.0.0.0/8 or ::1. */
export function isLoopback(text: string): boolean {
  const address = canonicalIP(text);
  return address === "::1" || address?.startsWith("127.") === true;
}

/** Whether `net.ParseMAC` takes it: 6, 8 or 20 octets with `:` or `-`, or groups of four with `.`. */
export function isMacAddress(text: string): boolean {
  const octets = /^[0-9a-f]{2}(:[0-9a-f]{2})+$|^[0-9a-f]{2}(-[0-9a-f]{2})+$/i.test(text)
    ? (text.length + 1) / 3
    : /^[0-9a-f]{4}(\.[0-9a-f]{4})+$/i.test(text)
    ? (text.length + 1) / 5 * 2
    : 0;
  return octets === 6 || octets === 8 || octets === 20;
}
