/** The corpus of compose files beside Debian's newest docker-compose: the same `config`, or a reason. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { corpus, type CorpusCase } from "../../../core/projects/corpus.ts";
import { BINARY, cacheFolder, engineTest, run } from "../../engine/mod.ts";

/** Files that docker compose reads, or reads otherwise, and why we do not. */
const DIFFERENT: Readonly<Record<string, string>> = {
  "a tag that is not known": "docker compose passes over it",
  "a tag of another language": "docker compose passes over it",
  "a tag for bytes": "docker compose takes the bytes",
  "interpolation: keys stay": "docker compose writes a dollar sign in a key twice",
  "external networks and volumes keep their names": "there, v:/v is drive v of Windows",
  "volumes: short and long, named and anonymous": "there, v:/v is drive v of Windows",
  "a volume that nobody made": "there, v:/v is drive v of Windows",
  "a volume of four parts": "there, a:/b is drive a of Windows",
  "build: what needs a session is refused": "known, and not supported here",
  "known and not supported": "known, and not supported here",
  "depends_on that is not required, of one that is off": "there, it stays in the text",
  "gpus: all": "the capability is added when the container is made",
};
/** Files that it takes minutes for, or all memory. */
const UNBOUNDED =
  /billion laughs|alias inside itself|deep nesting|1 MB|more (containers|services) than|remote/;

engineTest("config of the corpus is docker compose's", { long: true }, async () => {
  const script = new URL("compose_root.sh", import.meta.url).pathname;
  const compose = (await run([script, cacheFolder()])).stdout.trim().split("\n").at(-1)!;
  const wrong: string[] = [];
  for (const one of corpus) {
    if (UNBOUNDED.test(one.name)) continue;
    const [theirs, ours] = await both(one, compose);
    const same = theirs === ours;
    const reason = DIFFERENT[one.name];
    if (!same && reason === undefined) wrong.push(`${one.name}\n${theirs}\n${ours}`);
    if (same && reason !== undefined) wrong.push(`${one.name} is the same by now`);
  }
  assert.deepEqual(wrong, []);
});

/** What both say: `config` as JSON with its keys in order, or that it is refused. */
async function both(one: CorpusCase, compose: string): Promise<[string, string]> {
  const folder = join(await Deno.makeTempDir(), "p");
  try {
    const files = typeof one.files === "string" ? { "compose.yaml": one.files } : one.files;
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
      await Deno.writeTextFile(join(folder, path), text);
    }
    const words = [
      ...(one.use ?? []).flatMap((f) => ["-f", f]),
      ...(one.profiles ?? []).flatMap((p) => ["--profile", p]),
      "config",
      "--format",
      "json",
    ];
    const said = async (command: readonly string[]) => {
      const { code, stdout } = await new Deno.Command(command[0], {
        args: [...command.slice(1), ...words],
        cwd: folder,
        clearEnv: true,
        env: { PATH: "/usr/bin:/bin", HOME: "/home/me", ...one.env },
        stdout: "piped",
        stderr: "null",
        signal: AbortSignal.timeout(60_000),
      }).output();
      return code === 0 ? inOrder(JSON.parse(new TextDecoder().decode(stdout))) : "refused";
    };
    return [await said([compose]), await said([BINARY, "compose"])];
  } finally {
    await Deno.remove(dirname(folder), { recursive: true });
  }
}

function inOrder(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, v) =>
      v === null || typeof v !== "object" || Array.isArray(v) ? v : Object.fromEntries(
        Object.entries(v).filter(([k]) => !k.startsWith("x-")).sort(([a], [b]) => a < b ? -1 : 1),
      ),
  );
}
