/** The files of `plugin new`: a plugin that works, its test, and what an editor needs. */
export async function sampleFiles(name: string): Promise<Map<string, string>> {
  const { PLUGIN_TYPES } = await import("./types.gen.ts");
  const tsconfig = {
    compilerOptions: {
      target: "ESNext",
      module: "ESNext",
      moduleResolution: "bundler",
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      types: [],
      lib: ["ESNext", "DOM", "DOM.AsyncIterable"],
      paths: { dockerctl: ["./dockerctl.d.ts"] },
    },
  };
  return new Map([
    ["mod.ts", module(name)],
    ["mod_test.ts", test(name)],
    ["dockerctl.d.ts", PLUGIN_TYPES],
    ["tsconfig.json", JSON.stringify(tsconfig, null, 2) + "\n"],
  ]);
}

const module = (name: string) =>
  `import { definePluginCommand } from "dockerctl";
import type { ContainerSummary, Plugin } from "dockerctl";

const command = definePluginCommand({
  path: "${name}",
  summary: "Say hello to containers",
  args: [{ name: "container", optional: true, complete: "container" }],
  options: { all: { type: "boolean", short: "a", summary: "Stopped ones too" } },
  async run({ engine, out, signal }, { container, all }) {
    const found = await (await engine()).containers.list({ all, signal });
    const chosen = found.filter((c) => container === undefined || c.name === container);
    out.table(chosen, {
      HELLO: (c) => c.name,
      IMAGE: (c) => c.image,
      AGE: (c) => out.age(c.created),
    });
  },
});

export default {
  name: "${name}",
  api: 1,
  version: "0.1.0",
  summary: "Hello from a plugin",
  permissions: { engine: "read" },
  commands: [command],
  columns: [{
    of: "container",
    title: "AGE",
    width: 6,
    value: (c: ContainerSummary, { age }) => age(c.created),
  }],
  panes: [{
    id: "${name}",
    title: "${name}",
    of: "container",
    render: ({ object }) => [\`Hello, \${object?.name}\`],
  }],
} satisfies Plugin;
`;

const test = (name: string) =>
  `import type { PluginTest } from "dockerctl";

// Run by: dockerctl plugin check ${name}
export async function listsContainers({ run, equal }: PluginTest) {
  const { code, stdout } = await run(["${name}", "--all", "--json"]);
  equal(code, 0);
  const rows = stdout.trim().split("\\n").map((line) => JSON.parse(line));
  equal(Object.keys(rows[0]), ["hello", "image", "age"]);
}
`;
