/** Checks of single values at parse time, with docker's words (docker/cli opts). */

import { canonicalIP } from "./addresses.ts";
import { cut } from "./go_values.ts";
import { goQuote } from "../../format/quote.ts";

/** `-a`: which streams to attach. */
export function checkAttach(text: string): string {
  const stream = text.toLowerCase();
  if (["stdin", "stdout", "stderr"].includes(stream)) return stream;
  throw new Error("valid streams are STDIN, STDOUT and STDERR");
}

/** `-e NAME[=VALUE]`. */
export function checkEnv(text: string): string {
  if (cut(text, "=")[0] === "") throw new Error(`invalid environment variable: ${text}`);
  return text;
}

/** `-l KEY[=VALUE]`. */
export function checkLabel(text: string): string {
  const key = cut(text, "=")[0].replace(/^[ \t]+/, "");
  if (key === "") throw new Error(`invalid label '${text}': empty name`);
  if (/[ \t]/.test(key)) throw new Error(`label '${key}' contains whitespaces`);
  return text;
}

/** `--dns ADDRESS`, in its canonical form. */
export function checkIP(text: string): string {
  const address = canonicalIP(text.trim());
  if (address === undefined) throw new Error(`IP address is not correctly formatted: ${text}`);
  return address;
}

/** `--dns-search DOMAIN`; `.` clears the search list. */
export function checkDomain(text: string): string {
  const domain = text.replace(/^ +| +$/g, "");
  if (domain === ".") return domain;
  const word = ":?(?:[a-zA-Z0-9]|:?[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  const match = new RegExp(`^(:?${word}(?::?\\.${word})*)\\.?\\s*$`).exec(domain);
  if (!/[a-zA-Z]/.test(domain) || !match || match[1]!.length >= 255) {
    throw new Error(`${domain} is not a valid domain`);
  }
  return match[1]!;
}

/** `--add-host NAME:IP` or `NAME=IP`, the address perhaps in brackets; in the engine's form. */
export function checkExtraHost(text: string): string {
  let [name, address, found] = cut(text, "=");
  if (!found) [name, address, found] = cut(text, ":");
  if (!found || name === "" || name.includes(":")) {
    throw new Error(`bad format for add-host: ${goQuote(text)}`);
  }
  if (address !== "host-gateway") {
    if (/^\[.+\]$/.test(address)) address = address.slice(1, -1);
    if (canonicalIP(address.trim()) === undefined) {
      throw new Error(`invalid IP address in add-host: ${goQuote(address)}`);
    }
  }
  return `${name}:${address}`;
}

/** `--link CONTAINER[:ALIAS]`. */
export function checkLink(text: string): string {
  if (text === "") throw new Error("empty string specified for links");
  if (text.split(":").length > 2) throw new Error(`bad format for links: ${text}`);
  return text;
}

/** `--device-cgroup-rule 'TYPE MAJOR:MINOR MODE'`. */
export function checkCgroupRule(text: string): string {
  if (/^[acb] ([0-9]+|\*):([0-9]+|\*) [rwm]{1,3}$/.test(text)) return text;
  throw new Error(`invalid device cgroup format '${text}'`);
}

const SYSCTLS = new Set(
  ["msgmax", "msgmnb", "msgmni", "sem", "shmall", "shmmax", "shmmni", "shm_rmid_forced"]
    .map((name) => `kernel.${name}`),
);

/** `--sysctl NAME=VALUE`, of those that belong to a namespace. */
export function checkSysctl(text: string): string {
  const [name, , found] = cut(text, "=");
  const known = SYSCTLS.has(name) || name.startsWith("net.") || name.startsWith("fs.mqueue.");
  if (!found || !known) throw new Error(`sysctl '${text}' is not allowed`);
  return text;
}
