/**
 * The layer lint: who may import whom, and who may end the process.
 *
 * The picture it guards stands in CONTRIBUTING.md. It is a Deno lint plugin, so that a forbidden
 * import fails `deno lint` at the line where it is written, in an editor too.
 */

/** The project's folder; files outside of it are not ours to judge. */
const ROOT = new URL("../../", import.meta.url).pathname;

/** Libraries that exactly one place may import, as that place is what hides them from the rest. */
const LIBRARIES: readonly { name: RegExp; label: string; home: (file: string) => boolean }[] = [
  { name: /^undici$/, label: "undici", home: (f) => f.startsWith("core/transport/") },
  {
    name: /^@cliffy\/prompt$/,
    label: "@cliffy/prompt",
    home: (f) => /^cli\/process\/prompt(_test)?\.ts$/.test(f),
  },
  { name: /^@cliffy\/[^/]+$/, label: "cliffy", home: (f) => f.startsWith("cli/spec/") },
  { name: /^re2js$/, label: "re2js", home: (f) => f.startsWith("core/alerts/") },
  { name: /^yaml$/, label: "yaml", home: (f) => f.startsWith("core/projects/") },
  { name: /^(neo-)?blessed$/, label: "blessed", home: (f) => f.startsWith("cli/tui/blessed/") },
];

/** What each folder may import beside itself; the first match of `from` counts. */
const LAYERS: readonly { from: RegExp; to: readonly RegExp[]; says: string }[] = [
  { from: /^core\//, to: [/^core\//], says: "core imports nothing of ours outside core" },
  {
    from: /^plugins\/mod(_test)?\.ts$/,
    to: [/^plugins\/[^/]+\/mod\.ts$/, /^cli\/plugin\/mod\.ts$/],
    says: "plugins/mod.ts is the list of plugins: it imports their mod.ts and cli/plugin/mod.ts",
  },
  {
    from: /^plugins\/demo\//,
    to: [/^core\/(sim\/)?mod\.ts$/, /^cli\/plugin\/mod\.ts$/],
    says: "plugins/demo imports core/mod.ts, core/sim/mod.ts and cli/plugin/mod.ts only",
  },
  {
    from: /^plugins\//,
    to: [/^core\/mod\.ts$/, /^cli\/plugin\/mod\.ts$/],
    says: "a plugin imports core/mod.ts, cli/plugin/mod.ts and its own folder only",
  },
  {
    from: /^cli\/main(_test)?\.ts$/,
    to: [/^core\//, /^cli\//, /^plugins\/mod\.ts$/],
    says: "cli/main.ts knows plugins by plugins/mod.ts",
  },
  {
    from: /^cli\/compile\//,
    to: [/^cli\/compile\//, /^core\//],
    says: "cli/compile is a build tool: it imports its own folder and core",
  },
  {
    from: /^cli\/format\//,
    to: [/^cli\/format\//, /^core\//],
    says: "cli/format is pure: it imports core and its own folder",
  },
  {
    from: /^cli\/spec\//,
    to: [/^cli\/(spec|format)\//, /^core\//],
    says: "cli/spec imports core and cli/format",
  },
  {
    from: /^cli\/plugin\//,
    to: [/^cli\/(plugin|spec|format)\//, /^core\//],
    says: "cli/plugin imports core, cli/spec and cli/format",
  },
  {
    from: /^cli\/tui\//,
    to: [/^cli\/(tui|spec|format|plugin)\//, /^core\//],
    says: "cli/tui imports core, cli/spec, cli/format and cli/plugin",
  },
  {
    from: /^cli\/commands\/plugin\//,
    to: [/^cli\/(commands|plugin|spec|format)\//, /^core\//],
    says: "cli/commands/plugin imports cli/plugin beside what other commands import",
  },
  {
    from: /^cli\/(commands|shell)\//,
    to: [/^cli\/(spec|format)\//, /^core\//],
    says: "cli/commands and cli/shell import core, cli/spec, cli/format and their own folder",
  },
  { from: /^cli\//, to: [/^cli\//, /^core\//], says: "only cli/main.ts imports plugins" },
];

/** The files that may end the process or set its exit code. */
function mayExit(file: string): boolean {
  return file === "cli/main.ts" || file.startsWith("cli/compile/") || file.startsWith("tests/");
}

/** The path of `file` inside the project with forward slashes, or undefined for a stranger. */
export function inProject(file: string): string | undefined {
  const path = file.replaceAll("\\", "/");
  if (path.startsWith(ROOT)) return path.slice(ROOT.length);
  return path.startsWith("/") ? undefined : path.replace(/^\.\//, "");
}

/** `../x/y.ts` as seen from `file`, as a path inside the project. */
function resolve(file: string, specifier: string): string | undefined {
  if (specifier.startsWith("file:") || specifier.startsWith("/")) {
    return inProject(new URL(specifier, "file:///").pathname);
  }
  const base = "file:///.project/";
  const url = new URL(specifier, base + file).href;
  return url.startsWith(base) ? url.slice(base.length) : "../" + url.slice("file:///".length);
}

/** The package a specifier names: `npm:@types/blessed@^0.1.27/x` is `blessed`; undefined for none. */
export function packageOf(specifier: string): string | undefined {
  if (/^(node|data|file|blob):/.test(specifier) || /^[./]/.test(specifier)) return undefined;
  const bare = specifier.replace(/^(npm|jsr):\/?/, "");
  const name = /^(@[^/]+\/[^/@]+|[^/@]+)/.exec(bare)?.[0];
  return name?.replace(/^@types\//, "");
}

/** Why `file` may not import `specifier`, or undefined when it may. Paths are the project's own. */
export function importProblem(file: string, specifier: string): string | undefined {
  if (file.startsWith("tests/")) return undefined;
  if (/^(https?|jsr):/.test(specifier)) {
    return `"${specifier}" is fetched by address; name it in deno.json's imports instead`;
  }
  const name = packageOf(specifier);
  if (name !== undefined) {
    const library = LIBRARIES.find((l) => l.name.test(name));
    if (library && !library.home(file)) return `${library.label} may not be imported here`;
    return undefined;
  }
  if (!/^([./]|file:)/.test(specifier)) return undefined;
  const target = resolve(file, specifier);
  if (target === undefined) return `"${specifier}" lies outside of the project`;
  // A unit test stands beside its source and may use the test ground.
  if (file.endsWith("_test.ts") && target.startsWith("tests/")) return undefined;
  // Nobody who does not simulate shall load it.
  if (target.startsWith("core/sim/") && !/^(core\/sim|plugins\/demo)\/|_test\.ts$/.test(file)) {
    return `the simulated engine is loaded by plugins/demo and tests only (not ${target})`;
  }
  const layer = LAYERS.find((l) => l.from.test(file));
  if (layer === undefined) return undefined;
  if (layer.to.some((t) => t.test(target))) return undefined;
  return folderOf(target) === folderOf(file) ? undefined : `${layer.says} (not ${target})`;
}

/** The folder that counts as "its own": plugins/NAME, cli/NAME, or the top folder. */
function folderOf(path: string): string {
  return /^(cli|plugins)\/[^/]+\/|^[^/]+\//.exec(path)?.[0] ?? path;
}

type Context = Deno.lint.RuleContext;

const imports: Deno.lint.Rule = {
  create(context: Context) {
    const file = inProject(context.filename);
    if (file === undefined) return {};
    const check = (node: { source?: unknown } & Deno.lint.Node) => {
      const source = node.source as { type: string; value?: unknown } | null | undefined;
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const message = importProblem(file, source.value);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType(node) {
        const literal = node.argument as unknown as {
          value?: unknown;
          literal?: { value?: unknown };
        };
        const value = literal.value ?? literal.literal?.value;
        if (typeof value !== "string") return;
        const message = importProblem(file, value);
        if (message !== undefined) context.report({ node, message });
      },
    };
  },
};

const EXIT = "only cli/main.ts ends the process or sets its exit code; throw, or return, instead";
const EXITS = new Set(["exit", "reallyExit", "abort", "exitCode"]);

/** Whether the expression is `Deno`, `process`, or either of them on globalThis. */
function isRuntime(node: Deno.lint.Node): boolean {
  if (node.type === "Identifier") return node.name === "Deno" || node.name === "process";
  return node.type === "MemberExpression" && node.object.type === "Identifier" &&
    node.object.name === "globalThis" && node.property.type === "Identifier" &&
    (node.property.name === "Deno" || node.property.name === "process");
}

/** The name that `node`, a key or a property, stands for. */
function nameOf(node: Deno.lint.Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

const exits: Deno.lint.Rule = {
  create(context: Context) {
    const file = inProject(context.filename);
    if (file === undefined || mayExit(file)) return {};
    return {
      MemberExpression(node) {
        const name = nameOf(node.property);
        if (name !== undefined && EXITS.has(name) && isRuntime(node.object)) {
          context.report({ node, message: EXIT });
        }
      },
      VariableDeclarator(node) {
        if (node.id.type !== "ObjectPattern" || node.init == null || !isRuntime(node.init)) return;
        for (const property of node.id.properties) {
          if (property.type !== "Property") continue;
          if (EXITS.has(nameOf(property.key) ?? "")) context.report({ node, message: EXIT });
        }
      },
      ImportDeclaration(node) {
        if (node.source.value !== "node:process") return;
        for (const specifier of node.specifiers) {
          if (specifier.type !== "ImportSpecifier") continue;
          if (EXITS.has(nameOf(specifier.imported) ?? "")) context.report({ node, message: EXIT });
        }
      },
    };
  },
};

const plugin: Deno.lint.Plugin = { name: "layers", rules: { imports, exits } };
export default plugin;
