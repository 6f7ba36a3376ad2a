/**
 * `deno task lock [--npm]`: writes deno.lock, the lock of the canonical imports, after a version in
 * deno.json changed. Needs JSR; `--npm` renews the npm entries alone and keeps those of JSR.
 * Builds and tests never write this file: deps.ts gives them a copy where JSR answers, and an
 * empty one where it does not.
 */
const ROOT = new URL("../../", import.meta.url).pathname;

interface Lock {
  version: string;
  specifiers: Record<string, string>;
  jsr?: Record<string, unknown>;
  npm?: Record<string, unknown>;
  workspace: { dependencies: string[] };
}

const isJsr = (name: string) => name.startsWith("jsr:");
const sorted = <T>(o: Record<string, T>) =>
  Object.fromEntries(Object.entries(o).toSorted(([a], [b]) => a < b ? -1 : 1));

/** What deno locks for these imports, resolved afresh. */
async function resolve(imports: Record<string, string>): Promise<Lock> {
  const work = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(work + "/deno.json", JSON.stringify({ imports }));
    const entry = Object.keys(imports).map((name) => `import ${JSON.stringify(name)};\n`).join("");
    await Deno.writeTextFile(work + "/all.ts", entry);
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["install", "-q", "--lock", "--entrypoint", "all.ts"],
      cwd: work,
    }).spawn().status;
    if (!success) throw new Error("a registry did not answer");
    return JSON.parse(await Deno.readTextFile(work + "/deno.lock"));
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function newLock(npmOnly: boolean): Promise<Lock> {
  const { imports } = JSON.parse(await Deno.readTextFile(ROOT + "deno.json")) as {
    imports: Record<string, string>;
  };
  if (!npmOnly) return await resolve(imports);
  const keep: Lock = JSON.parse(await Deno.readTextFile(ROOT + "deno.lock"));
  const npm = await resolve(
    Object.fromEntries(Object.entries(imports).filter(([, to]) => !isJsr(to))),
  );
  const jsrOf = (all: string[]) => all.filter(isJsr);
  return {
    version: npm.version,
    specifiers: sorted({
      ...Object.fromEntries(Object.entries(keep.specifiers).filter(([s]) => isJsr(s))),
      ...npm.specifiers,
    }),
    jsr: keep.jsr,
    npm: npm.npm,
    workspace: {
      dependencies: [...jsrOf(keep.workspace.dependencies), ...npm.workspace.dependencies],
    },
  };
}

try {
  const lock = await newLock(Deno.args.includes("--npm"));
  await Deno.writeTextFile(ROOT + "deno.lock", JSON.stringify(lock, null, 2) + "\n");
  console.error("lock: wrote deno.lock");
} catch (e) {
  console.error(`lock: deno.lock is as it was: ${(e as Error).message}`);
  Deno.exit(1);
}
