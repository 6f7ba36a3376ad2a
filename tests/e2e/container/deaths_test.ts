/**
 * Deaths of all kinds, made on a real engine, and what `why` says of each. The table of them stands
 * in core/recorder/README.md; UPDATE_GOLDEN=1 writes it anew.
 */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { eventually } from "../record/_recorder.ts";
import { type Death, DEATHS, FOLDER, GROUP, PORT } from "./_deaths.ts";
import { TestSupervisor } from "./_supervisor.ts";
import { readKernelLog } from "../../../core/why/kernel.ts";

interface Said {
  kind: string;
  certainty: string;
  exitCode?: number;
  words: string;
  evidence: { text: string }[];
  next: string[];
  loop?: { ends: number; period: number; next?: string };
  now?: string;
}

const PAGE = new URL("../../../core/recorder/README.md", import.meta.url);

/** How many die at once. */
const AT_ONCE = 6;

async function docker(c: EngineContext, words: readonly string[]): Promise<string> {
  const done = await c.docker(words);
  assert.equal(done.code, 0, `${words.join(" ")}: ${done.stderr}`);
  return done.stdout.trim();
}

/** kill -9 of its main process, from outside the engine. */
async function killMain(c: EngineContext, name: string): Promise<void> {
  const pid = await docker(c, ["inspect", "-f", "{{.State.Pid}}", name]);
  await c.run(["nsenter", "-t", `${c.engine.pid}`, "-p", "-m", "kill", "-9", pid]);
}

/** Makes a death happen, and gives the container's name. */
async function die(c: EngineContext, death: Death, group: string): Promise<string> {
  const name = `${c.prefix}-${death.name}`;
  const real = (word: string) =>
    word.replace("NAME", name).replace(FOLDER, c.dir).replace(GROUP, group);
  const words = ["run", "-d", "--name", name, "--label", c.label, "--tmpfs", "/t"];
  const options = (death.options ?? []).map(real);
  if (!options.includes("--network")) options.push("--network", "none");
  const made = await c.docker([...words, ...options, c.image, ...death.command]);
  assert.equal(made.code === 0, death.fails !== true, `${death.name}: ${made.stderr}`);
  if (death.fails) return name;
  if (death.command.at(-1)?.includes("/t/ready")) {
    await eventually(
      async () => (await c.docker(["exec", name, "test", "-e", "/t/ready"])).code === 0,
      () => `${death.name} is not ready`,
    );
  }
  const before = await docker(c, ["inspect", "-f", "{{.State.StartedAt}}", name]);
  let supervisor: TestSupervisor | undefined;
  for (const step of death.act ?? []) {
    const [first, ...rest] = step.map(real);
    if (first !== "cli") await docker(c, [first, ...rest]);
    else {
      supervisor = new TestSupervisor(c, rest.slice(1));
      supervisor.start();
    }
  }
  await using _ended = supervisor;
  if (death.kill) await killMain(c, name);
  const { until } = death;
  if (until !== undefined) {
    await eventually(async () => {
      const seen = await docker(c, ["inspect", "-f", until[0], name]);
      return until[1].test(seen) && (supervisor === undefined || !seen.includes(before));
    }, () => `${death.name}: ${until[0]} never was ${until[1]}\n${supervisor?.said ?? ""}`);
  } else if (death.act === undefined && !(death.engine && death.kind === "engine_gone")) {
    await docker(c, ["wait", name]);
  }
  return name;
}

async function why(c: EngineContext, name: string): Promise<Said> {
  const { code, stdout, stderr } = await c.cli(["why", "--json", name]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** What is wrong with what was said, in words; undefined: nothing. */
function fault(death: Death, said: Said): string | undefined {
  const fits = (pattern: RegExp | undefined, texts: readonly string[]) =>
    pattern === undefined || texts.some((t) => pattern.test(t));
  const right = said.kind === death.kind && said.certainty === death.certainty &&
    fits(death.words, [said.words]) && fits(death.next, said.next) &&
    fits(death.proof, said.evidence.map((p) => p.text)) && said.next.length > 0 &&
    (death.code === undefined || said.exitCode === death.code) && said.evidence.length > 0;
  return right ? undefined : `${death.name}: ${JSON.stringify(said)}`;
}

/** A row of the table, without what is another at each run. */
function row(c: EngineContext, death: Death, said: Said, group: string): string {
  const same = (text: string) =>
    text.replaceAll(`${c.prefix}-${death.name}`, "NAME").replaceAll(c.dir, "DIR")
      .replaceAll(group, "/GROUP").replace(/\/docker[^ ]*|[0-9a-f]{64}/g, "ID")
      .replace(/\d+(\.\d+)? (ms|s|min)\b/g, "N s").replace(/:[0-9]{4,5}\b/g, ":PORT")
      .replace(/^its probe has failed \d+/, "its probe has failed N")
      .replace(/has failed \d+ times/, "has failed N times").replace(
        /\(process \d+\)/,
        "(process N)",
      ).replaceAll("|", "\\|");
  const proofs = said.evidence.map((p) => p.text).filter((t) =>
    t !== "started" && !/^ended with/.test(t)
  );
  const proof = proofs.find((t) => death.proof?.test(t)) ?? proofs[0] ?? said.evidence.at(-1)!.text;
  const cells = [
    death.title,
    `\`${said.kind}\`: ${same(said.words)}`,
    said.certainty,
    short(same(proof)),
    same(said.next.find((t) => death.next?.test(t)) ?? said.next[0]),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The end of an engine's long complaint tells the cause. */
function short(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 16)} … ${text.slice(-120)}`;
}

const BEGIN = "<!-- deaths: made by tests/e2e/container/deaths_test.ts -->";
const END = "<!-- end of deaths -->";

/** The table's cells, however the formatter fills them up. */
function cells(table: string): string[] {
  return table.split("\n").filter((l) => l.startsWith("|") && !/^\|[ :|-]+\|$/.test(l))
    .map((l) => l.split(/(?<!\\)\|/).map((cell) => cell.trim()).join(" | "));
}

engineTest("why gives each death its verdict, and says no want of memory that was none", {
  own: true,
}, async (c) => {
  // A group with a limit of the tests' own, below the engine's: it is what a full host would be.
  const base = await docker(c, [
    "run",
    "-d",
    "--label",
    c.label,
    "--network",
    "none",
    c.image,
    "cat",
    "/proc/self/cgroup",
  ]);
  await docker(c, ["wait", base]);
  const path = (await docker(c, ["logs", base])).split("\n").map((l) => l.split(":")[2])
    .find((p) => p?.includes(base)) ?? "/";
  const group = `${path.slice(0, path.indexOf(base)).replace(/\/$/, "")}/${c.prefix}`;
  const inEngine = ["nsenter", "-t", `${c.engine.pid}`, "-m", "sh", "-c"];
  const limited = await c.run([
    ...inEngine,
    `cd /sys/fs/cgroup; if [ -e memory ]; then mkdir -p memory${group} && ` +
    `echo 1 > memory${group}/memory.use_hierarchy 2>/dev/null; ` +
    `echo 25165824 > memory${group}/memory.limit_in_bytes; else mkdir -p .${group} && ` +
    `echo 25165824 > .${group}/memory.max && echo 0 > .${group}/memory.swap.max; fi`,
  ]);
  assert.equal(limited.code, 0, limited.stderr);

  const lost = `${c.dir}/lost`;
  await Deno.mkdir(lost);
  const gone = `${c.prefix}-mount-gone`;
  const volume = ["-o", "type=none", "-o", "o=bind", "-o", `device=${lost}`, "--label", c.label];
  await docker(c, ["volume", "create", ...volume, gone]);
  await Deno.remove(lost);
  const taken = ["run", "-d", "--label", c.label, "-p", `127.0.0.1:${PORT}:80`, c.image];
  await docker(c, [...taken, "sleep", "1000"]);

  const said = new Map<Death, Said>();
  const judge = async (death: Death, name: string) => {
    said.set(death, await why(c, name));
    // It may be between two pauses just now.
    if (death.name !== "loop") return;
    await eventually(async () => {
      said.set(death, await why(c, name));
      return said.get(death)!.loop?.next !== undefined;
    });
  };
  const queue = [...DEATHS.filter((d) => !d.engine), ...DEATHS.filter((d) => d.engine)];
  const later: [Death, string][] = [];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let death = queue.shift(); death !== undefined; death = queue.shift()) {
      const name = await die(c, death, group);
      if (death.engine) later.push([death, name]);
      else await judge(death, name);
    }
  }));
  await c.own!.kill();
  await c.own!.start();
  for (const [death, name] of later) {
    await eventually(
      async () => await docker(c, ["inspect", "-f", "{{.State.Running}}", name]) === "false",
    );
    await judge(death, name);
  }

  const page = await Deno.readTextFile(PAGE);
  const [from, to] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
  assert.ok(to > from, "the page has no place for the table");
  // A machine may keep its kernel's log from root; what only that tells is not known there.
  const { denied } = await readKernelLog();
  if (denied !== undefined) console.log(`The kernel's log is not read here: ${denied}`);
  const byKernel = (row: string) => denied !== undefined && row.includes("the kernel's log");
  const ofKernel = cells(page.slice(from, to)).filter(byKernel).map((r) => r.split(" | ")[1]);
  const wrong = DEATHS.filter((d) => !ofKernel.some((title) => title?.trim() === d.title))
    .map((d) => fault(d, said.get(d)!)).filter((f) => f !== undefined);
  assert.deepEqual(wrong, []);
  for (const [death, { kind }] of said) {
    const want = death.kind === "oom" || death.kind === "oom_child";
    assert.ok(want || !kind.startsWith("oom"), `${death.name}: false want of memory`);
  }
  const loop = said.get(DEATHS.find((d) => d.name === "loop")!)!.loop!;
  assert.ok(loop.ends >= 3 && loop.period > 0 && loop.next !== undefined, JSON.stringify(loop));

  const head =
    "| death | what `why` says | how sure | evidence | next |\n| --- | --- | --- | --- | --- |";
  const table = [head, ...DEATHS.map((d) => row(c, d, said.get(d)!, group))].join("\n");
  if (Deno.env.get("UPDATE_GOLDEN")) {
    await Deno.writeTextFile(PAGE, `${page.slice(0, from)}\n\n${table}\n\n${page.slice(to)}`);
  } else {
    assert.deepEqual(
      cells(page.slice(from, to)).filter((r) => !byKernel(r)),
      cells(table).filter((r) => !ofKernel.includes(r.split(" | ")[1])),
      "the table in core/recorder/README.md is another: run this test with UPDATE_GOLDEN=1",
    );
  }
});
