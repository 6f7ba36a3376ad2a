/** The releases of dockerctl: which is the newest, and its archive for this machine, checked. */
import { createHash } from "node:crypto";
import { ExitError } from "../../../spec/types.ts";

/** What the newest release has for this machine. */
export interface Latest {
  version: string;
  /** The archive's name, `dockerctl-0.2.0-linux-x64.tar.gz`. */
  file: string;
  sha256: string;
  /** Where it is fetched from. */
  url: string;
  /** All sums of the release, as they stand. */
  sums: string;
}

const SUMS_LIMIT = 64 * 1024;
/** Four times what an archive has today. */
const ARCHIVE_LIMIT = 200 * 1024 * 1024;
const SUMS_MS = 30_000;
const ARCHIVE_MS = 15 * 60_000;

/** `linux-x64`, as the archives are named. */
export function platformName(os: string, arch: string): string {
  return `${os}-${{ x86_64: "x64", aarch64: "arm64" }[arch] ?? arch}`;
}

/** Negative where `a` is the older; versions as ours are: numbers, and what follows a dash is before it. */
export function compareVersions(a: string, b: string): number {
  const parts = (v: string) => {
    const at = v.indexOf("-");
    return {
      numbers: (at < 0 ? v : v.slice(0, at)).split(".").map(Number),
      pre: at < 0 ? undefined : v.slice(at + 1),
    };
  };
  const [left, right] = [parts(a), parts(b)];
  for (let n = 0; n < 3; n++) {
    const difference = (left.numbers[n] ?? 0) - (right.numbers[n] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre === right.pre) return 0;
  if (left.pre === undefined) return 1;
  if (right.pre === undefined) return -1;
  return left.pre < right.pre ? -1 : 1;
}

/** The address of the releases, checked: https, or this machine itself. */
function checked(releases: string): URL {
  const url = URL.parse(releases.endsWith("/") ? releases : `${releases}/`);
  const loopback = url !== null && url.protocol === "http:" &&
    ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url === null || url.protocol !== "https:" && !loopback) {
    throw new ExitError(
      1,
      `"${releases}" is no https address, so no new version is looked for there`,
    );
  }
  return url;
}

async function fetched(url: URL, limit: number, ms: number, signal: AbortSignal) {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  let answer: Response;
  try {
    answer = await fetch(url, { signal: ended });
  } catch (e) {
    if (signal.aborted) throw e;
    throw new ExitError(1, `Cannot reach ${url.host}: ${(e as Error).message}`);
  }
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new ExitError(1, `${url} answers ${answer.status} ${answer.statusText}`.trim());
  }
  return bounded(answer, url, limit);
}

async function* bounded(answer: Response, url: URL, limit: number) {
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > limit) throw new ExitError(1, `${url} is larger than ${limit} bytes`);
    yield chunk;
  }
}

const LINE =
  /^([0-9a-f]{64}) {2}(dockerctl-(\d{1,5}\.\d{1,5}\.\d{1,5}(?:-[\w.]{1,40})?)-((?:linux|darwin)-(?:x64|arm64))\.tar\.gz)$/;

/** Asks for the newest release. Throws {@link ExitError} where it cannot be had or has nothing for this machine. */
export async function latestRelease(
  releases: string,
  platform: string,
  signal: AbortSignal,
): Promise<Latest> {
  const base = new URL("latest/download/", checked(releases));
  const decoder = new TextDecoder();
  let sums = "";
  for await (
    const chunk of await fetched(new URL("SHA256SUMS", base), SUMS_LIMIT, SUMS_MS, signal)
  ) {
    sums += decoder.decode(chunk, { stream: true });
  }
  for (const line of sums.split("\n")) {
    const [, sha256, file, version, of] = LINE.exec(line) ?? [];
    if (of === platform) return { version, file, sha256, url: new URL(file, base).href, sums };
  }
  throw new ExitError(1, `The newest release at ${base.host} has nothing for ${platform}`);
}

/** Fetches the archive into `folder` and returns its path. Throws {@link ExitError} where it is not what the sums say. */
export async function fetchArchive(
  latest: Latest,
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  const path = `${folder}/${latest.file}`;
  const hash = createHash("sha256");
  const file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  const writer = file.writable.getWriter();
  try {
    const chunks = await fetched(new URL(latest.url), ARCHIVE_LIMIT, ARCHIVE_MS, signal);
    for await (const chunk of chunks) {
      hash.update(chunk);
      await writer.write(chunk);
    }
  } finally {
    await writer.close();
  }
  if (hash.digest("hex") !== latest.sha256) {
    throw new ExitError(1, `${latest.url} is not what SHA256SUMS says; nothing was changed`);
  }
  return path;
}
