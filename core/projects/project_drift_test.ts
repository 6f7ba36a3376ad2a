/** What projectDrift() finds, and that it does nothing. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createEngine } from "../engine.ts";
import { SimEngine, SimTransport } from "../sim/mod.ts";
import { desiredContainer } from "./desired.ts";
import { executeProject } from "./execute.ts";
import { loadProject } from "./load.ts";
import { observeProject } from "./observe.ts";
import { planUp } from "./plan_up.ts";
import { projectDrift } from "./project_drift.ts";
import { readProjectText } from "./read_text.ts";

const signal = new AbortController().signal;

Deno.test("projectDrift() tells steps, orphans and refusals from the files as they are now", async () => {
  const folder = await Deno.makeTempDir();
  const file = join(folder, "compose.yaml");
  await using engine = createEngine(new SimTransport(new SimEngine()));
  const service = (name: string, more: string) =>
    `  ${name}: {image: busybox, command: [sleep, "1000"], environment: {${more}}}\n`;
  const write = (...services: string[]) =>
    Deno.writeTextFile(file, "services:\n" + services.join(""));
  const look = () =>
    projectDrift(engine, { name: "p", files: [file], workingDir: folder, variables: {}, signal });
  try {
    await Deno.writeTextFile(join(folder, ".env"), "LEVEL=1\n");
    await write(service("web", 'L: "${LEVEL}"'), service("old", ""));
    const project = await loadProject({
      files: [file],
      name: "p",
      variables: { LEVEL: "1" },
      read: readProjectText,
    });
    const observed = await observeProject(engine, "p", { project, signal });
    const desired: Record<string, Awaited<ReturnType<typeof desiredContainer>>> = {};
    for (const s of Object.values(project.services)) {
      desired[s.name] = await desiredContainer(project, s, { containerOf: () => "" });
    }
    await executeProject(planUp(project, desired, observed), engine, {
      project,
      desired,
      observed,
      journal: folder,
      signal,
      now: () => new Date(),
    });
    const nothing = { changes: [], orphans: [], volumes: [], problems: [] };
    assert.deepEqual(await look(), nothing);
    await Deno.writeTextFile(join(folder, ".env"), "LEVEL=2\n");
    await write(service("web", 'L: "${LEVEL}"'));
    const changed = {
      ...nothing,
      changes: [{ kind: "recreate", subject: "p-web-1", cause: "env L 1 -> 2" }],
      orphans: ["p-old-1"],
    };
    assert.deepEqual(await look(), changed);
    assert.deepEqual(await look(), changed, "a look did something");
    await Deno.writeTextFile(file, "services: {web: {image: 3, frob: 1}}\n");
    await assert.rejects(look(), /services\.web/);
    await Deno.remove(file);
    await assert.rejects(look(), /there is no such file/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
