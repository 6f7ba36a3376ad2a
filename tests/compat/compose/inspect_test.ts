/** What `up` of the same file makes, by dockerctl and by Debian's newest docker compose: the same, or a reason. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { corpus, type CorpusCase } from "../../../core/projects/corpus.ts";
import { BINARY, cacheFolder, type EngineContext, engineTest, run } from "../../engine/mod.ts";

/** Fields of containers that differ in every project, and why. */
const EVERYWHERE: readonly [RegExp, string][] = [
  [/^(Id|Created|Name|ResolvConfPath|HostnamePath|HostsPath|LogPath)$/, "of each its own"],
  [/^(GraphDriver|Storage|State|ImageManifestDescriptor)\b/, "of each its own"],
  [/^Config\.Hostname$/, "of each its own"],
  [/^NetworkSettings\b.*(ID|Id|Address|Gateway|PrefixLen|SandboxKey|Names)$/, "of each its own"],
  [/^NetworkSettings\.Networks\.[^.]+\.(Aliases|GwPriority|IPAMConfig)$/, "looked at apart"],
  [/^Config\.Labels\.dev\.dockerctl\.hash$/, "ours alone"],
  [
    /^Config\.Labels\.com\.docker\.compose\.(config-hash|version|replace)$/,
    "docker compose's alone",
  ],
  [/^Config\.Labels\.com\.docker\.compose\.(project|image)/, "of each its own"],
  [/^Mounts\b/, "names of volumes; their targets are in Binds and Mounts of HostConfig"],
];
/** Cases whose containers differ, by path, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {};
/** Not made to be brought up, or bad for the machine. */
const LEFT_OUT = /billion laughs|alias inside itself|deep nesting|1 MB|gpus|devices|build/;

engineTest("containers of the corpus are those that docker compose makes", {
  long: true,
  own: true,
  minApi: "1.44",
}, async (c) => {
  const script = new URL("compose_root.sh", import.meta.url).pathname;
  const compose = (await run([script, cacheFolder()])).stdout.trim().split("\n").at(-1)!;
  for (const name of ["x", "y"]) await c.docker(["tag", c.image, name]);
  const wrong: string[] = [];
  let compared = 0;
  for (const one of corpus) {
    if (one.error !== undefined || LEFT_OUT.test(one.name)) continue;
    const theirs = await made(c, one, [compose]);
    if (theirs === undefined) continue;
    const ours = await made(c, one, [BINARY, "compose"]);
    if (ours === undefined) {
      if (DIFFERENT[one.name] === undefined) wrong.push(`${one.name}: ours was refused`);
      continue;
    }
    compared++;
    const differ = differences(theirs, ours);
    if (differ.length > 0 && DIFFERENT[one.name] === undefined) {
      wrong.push(`${one.name}\n  ${differ.join("\n  ")}`);
    }
    if (differ.length === 0 && DIFFERENT[one.name] !== undefined) {
      wrong.push(`${one.name} is the same by now`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(compared >= 30, `${compared} were compared`);
});

type Flat = Map<string, string>;

/** The containers, networks and volumes that `create` makes, flat, by service; undefined: refused. */
async function made(
  c: EngineContext,
  one: CorpusCase,
  program: readonly string[],
): Promise<Flat | undefined> {
  const folder = join(c.dir, "p");
  const files = typeof one.files === "string" ? { "compose.yaml": one.files } : one.files;
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  }
  const words = [
    ...program.slice(1),
    ...(one.use ?? []).flatMap((f) => ["-f", f]),
    ...(one.profiles ?? []).flatMap((p) => ["--profile", p]),
  ];
  const call = (...more: string[]) =>
    c.run([program[0], ...words, ...more], { cwd: folder, env: { ...c.env, ...one.env } });
  try {
    const { code } = await call("create", "--pull", "never");
    if (code !== 0) return undefined;
    const flat: Flat = new Map();
    const { stdout } = await c.docker([
      "ps",
      "-aq",
      "--no-trunc",
      "--filter",
      "label=com.docker.compose.project",
    ]);
    for (const id of stdout.split("\n").filter((l) => l !== "")) {
      const inspect = (await c.api("GET", `/containers/${id}/json`)).json<Inspect>();
      const name = inspect.Name.slice(1);
      flatten(flat, name, "", inspect);
      for (const [network, end] of Object.entries(inspect.NetworkSettings.Networks ?? {})) {
        flat.set(`${name} ${network} aliases`, [...new Set(end.Aliases ?? [])].sort().join(" "));
        flat.set(`${name} ${network} address`, JSON.stringify(end.IPAMConfig ?? {}));
      }
    }
    for (const kind of ["networks", "volumes"]) {
      const all = (await c.api("GET", `/${kind}`)).json<{ Volumes?: Part[] } | Part[]>();
      for (const x of Array.isArray(all) ? all : all.Volumes ?? []) {
        if (x.Labels?.["com.docker.compose.project"] === undefined) continue;
        const { Name, Driver, Options, Internal, Attachable, EnableIPv6 } = x;
        flat.set(
          `${kind} ${Name}`,
          JSON.stringify({ Driver, Options: Options ?? {}, Internal, Attachable, EnableIPv6 }),
        );
      }
    }
    return flat;
  } finally {
    await call("down", "--volumes", "-t", "0", "--remove-orphans");
    await Deno.remove(folder, { recursive: true });
  }
}

interface Inspect {
  Name: string;
  NetworkSettings: { Networks?: Record<string, { Aliases?: string[]; IPAMConfig?: unknown }> };
}
interface Part {
  Name: string;
  Labels?: Record<string, string>;
  [field: string]: unknown;
}

const nothing = (v: unknown): boolean =>
  v === null || v === "" || v === undefined || v === false || v === 0 ||
  typeof v === "object" && Object.keys(v as object).length === 0;

function flatten(into: Flat, name: string, path: string, value: unknown): void {
  if (nothing(value) || EVERYWHERE.some(([of]) => of.test(path))) return;
  if (typeof value === "object" && !Array.isArray(value)) {
    for (const [key, v] of Object.entries(value as object)) {
      flatten(into, name, path === "" ? key : `${path}.${key}`, v);
    }
    return;
  }
  const list = Array.isArray(value) ? [...value].map((v) => JSON.stringify(v)) : undefined;
  // Lists that are sets.
  if (/\.(Env|Binds|Mounts|CapAdd|CapDrop|ExtraHosts|Ulimits)$/.test(path)) list?.sort();
  into.set(`${name} ${path}`, list?.join(" ") ?? String(value));
}

function differences(theirs: Flat, ours: Flat): string[] {
  const keys = [...new Set([...theirs.keys(), ...ours.keys()])].sort();
  return keys.filter((k) => theirs.get(k) !== ours.get(k))
    .map((k) => `${k}: ${theirs.get(k) ?? "none"} | ${ours.get(k) ?? "none"}`);
}
