/**
 * The runtime that `deno compile` puts in front of the program. The official one comes from
 * Deno's own host, fetched by `deno compile` itself. Where that host does not answer, two npm
 * packages carry the same: @deno/linux-x64-glibc is deno 2.7.11, and @stdy/cli-linux-* (MIT) are
 * products of its `deno compile`, so their front part is denort 2.7.11, byte for byte.
 */
import { createHash } from "node:crypto";
import { npmFiles, type NpmPackage } from "./npm_tar.ts";

const DEPS = new URL("../../.deps/", import.meta.url);

/** Targets that `--target` takes (those of `deno compile` that dockerctl supports). */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
] as const;
export type Target = typeof TARGETS[number];

const COMPILER: NpmPackage & { file: string } = {
  spec: "@deno/linux-x64-glibc@2.7.11",
  integrity:
    "sha512-TCRXqy4rHI+pKmWfjIz/qfDyfTz61qhxj+03kEJ3r0YzRGsXNoHyE7WiUawwUK2hbrBAu7hn3m5833VUYqRzOg==",
  file: "deno",
};
const CARRIERS: Partial<Record<Target, NpmPackage & { sha256: string }>> = {
  "x86_64-unknown-linux-gnu": {
    spec: "@stdy/cli-linux-x64@0.22.2",
    integrity:
      "sha512-kp5QdG26EC8gEzVXI0YgzmiiFHz7DFCNRLNfAWa2rDPHr/jUBnfkP8AlbTPmv0YNQpnKn1wzSWHFw88fn/OTog==",
    sha256: "f12d5d3886d5ea138304fb8d67d7396cfbedf53656676132152cb89f3fa4d8e6",
  },
  "aarch64-unknown-linux-gnu": {
    spec: "@stdy/cli-linux-arm64@0.22.2",
    integrity:
      "sha512-HjSQdAt40CpYIauUKJ1xyIEsdrf5LtQP1x8Su7BEZJN94807ROJXxabW+jXyc48823tVBkrnxNUUTrBK4TVTRw==",
    sha256: "9c888d915647ff971a497acd39ee45ea63da5f19d12d4363124942c257c055ef",
  },
};

/** How to call `deno compile` for a target, and one line that says which runtime it uses. */
export interface Compiler {
  deno: string;
  env: Record<string, string>;
  said: string;
}

async function keep(name: string, bytes: () => Promise<Uint8Array>): Promise<string> {
  const file = new URL(name, DEPS);
  if (await Deno.stat(file).catch(() => undefined)) return file.pathname;
  const half = new URL(name + ".part", DEPS);
  await Deno.writeFile(half, await bytes(), { mode: 0o755 });
  await Deno.rename(half, file);
  return file.pathname;
}

/** The runtime's own part of a compiled program: the payload's length is the last u64. */
function withoutPayload(program: Uint8Array): Uint8Array {
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const payload = Number(view.getBigUint64(program.length - 8, true));
  if (payload <= 0 || payload >= program.length) throw new Error("no payload to cut off");
  return program.subarray(0, program.length - payload);
}

async function npmCompiler(target: Target): Promise<Compiler> {
  const carrier = CARRIERS[target];
  if (!carrier) {
    throw new Error(
      `The runtime for ${target} comes from Deno's own host only, and it does not answer`,
    );
  }
  if (Deno.build.target !== "x86_64-unknown-linux-gnu") {
    throw new Error(
      `Without Deno's own host, only linux x64 can compile (this is ${Deno.build.target})`,
    );
  }
  const denort = await keep(`denort-2.7.11-${target}`, async () => {
    const program = (await npmFiles(carrier)).get("bin/steady");
    if (!program) throw new Error(`${carrier.spec} has no bin/steady`);
    const bytes = withoutPayload(program);
    const sum = createHash("sha256").update(bytes).digest("hex");
    if (sum !== carrier.sha256) throw new Error(`${carrier.spec}: the runtime's sha256 is ${sum}`);
    return bytes;
  });
  const deno = await keep("deno-2.7.11", async () => {
    const bytes = (await npmFiles(COMPILER)).get(COMPILER.file);
    if (!bytes) throw new Error(`${COMPILER.spec} has no ${COMPILER.file}`);
    return bytes;
  });
  return {
    deno,
    env: { DENORT_BIN: denort, DENO_NO_UPDATE_CHECK: "1" },
    said: "denort 2.7.11 from npm packages (Deno's own host does not answer)",
  };
}

async function officialAnswers(target: Target): Promise<boolean> {
  const url = `https://dl.deno.land/release/v${Deno.version.deno}/denort-${target}.zip`;
  try {
    const r = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(5000) });
    return r.ok;
  } catch {
    return false;
  }
}

/**
 * Chooses the runtime: DENORT_BIN if set, else the official one where its host answers, else
 * npm's. DOCKERCTL_DENORT=official|npm decides without asking.
 */
export async function compilerFor(target: Target): Promise<Compiler> {
  const wish = Deno.env.get("DOCKERCTL_DENORT");
  if (wish && wish !== "official" && wish !== "npm") {
    throw new Error(`DOCKERCTL_DENORT is "${wish}": use "official" or "npm"`);
  }
  if (wish === "npm") return await npmCompiler(target);
  const own = Deno.env.get("DENORT_BIN");
  if (own) return { deno: Deno.execPath(), env: {}, said: `denort of DENORT_BIN (${own})` };
  if (wish === "official" || await officialAnswers(target)) {
    return { deno: Deno.execPath(), env: {}, said: `official denort ${Deno.version.deno}` };
  }
  return await npmCompiler(target);
}
