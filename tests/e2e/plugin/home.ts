/** A HOME of its own for the compiled binary, with plugins in it. */
import { dirname, join } from "node:path";
import { baseEnvironment, BINARY, type Output, run, type RunOptions } from "../../engine/mod.ts";

/** A machine without an engine, without Deno, with an empty HOME. */
export interface Home extends AsyncDisposable {
  path: string;
  /** The folder of plugins. */
  plugins: string;
  env: Record<string, string>;
  cli(words: readonly string[], options?: RunOptions): Promise<Output>;
  /** Writes a file below the folder of plugins. */
  write(file: string, text: string | Uint8Array): Promise<string>;
}

/** Makes one; it is removed at the end of the scope. */
export async function emptyHome(): Promise<Home> {
  const path = await Deno.makeTempDir({ prefix: "dockerctl-plugin-" });
  const plugins = join(path, ".config/dockerctl/plugins");
  const env = { ...baseEnvironment(path), PATH: "/usr/bin:/bin", DOCKER_HOST: "unix:///nowhere" };
  return {
    path,
    plugins,
    env,
    cli: (words, options = {}) =>
      run([BINARY, ...words], { cwd: path, ...options, env: { ...env, ...options.env } }),
    async write(file, text) {
      const full = join(plugins, file);
      await Deno.mkdir(dirname(full), { recursive: true });
      await (typeof text === "string"
        ? Deno.writeTextFile(full, text)
        : Deno.writeFile(full, text));
      return full;
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** A plugin with one command that says a line. */
export function saying(name: string, line: string, more = ""): string {
  return `export default { name: "${name}", api: 1, summary: "Says a line", commands: [{
    path: "${name}", summary: "Say a line", run: ({ out }) => out.line(${JSON.stringify(line)}),
  }], ${more} };\n`;
}
