/** What of others is inside the binary: npm packages with their licences, cliffy, and the runtime. */

/** A package that is inside. */
export interface Component {
  /** `undici`, `@bufbuild/protobuf` */
  name: string;
  version: string;
  /** Its licence as an SPDX expression, `MIT`. */
  licence: string;
  /** The licence's text, where the package carries one. */
  text: string;
  /** Package URL: `pkg:npm/undici@7.30.2`. */
  purl: string;
}

/** What `deno info --json` says of a module graph, as far as it is read here. */
interface GraphInfo {
  modules: { kind?: string; npmPackage?: string; specifier: string }[];
  npmPackages: Record<
    string,
    { name: string; version: string; dependencies: string[]; localPath?: string }
  >;
}

const LICENCE_FILE = /^(licen[cs]e|copying)(\.(md|txt))?$/i;

async function licenceText(folder: string): Promise<string> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isFile && LICENCE_FILE.test(entry.name)) {
      return await Deno.readTextFile(`${folder}/${entry.name}`);
    }
  }
  return "";
}

/** The npm packages that the graph's modules use, and what those depend on, sorted by name. */
export async function npmComponents(graph: GraphInfo): Promise<Component[]> {
  const wanted = new Set<string>();
  const add = (id: string) => {
    if (wanted.has(id) || graph.npmPackages[id] === undefined) return;
    wanted.add(id);
    graph.npmPackages[id].dependencies.forEach(add);
  };
  for (const module of graph.modules) if (module.npmPackage !== undefined) add(module.npmPackage);
  const components: Component[] = [];
  for (const id of [...wanted].sort()) {
    const { name, version, localPath } = graph.npmPackages[id];
    if (localPath === undefined) throw new Error(`deno info does not say where ${id} is`);
    const manifest = JSON.parse(await Deno.readTextFile(`${localPath}/package.json`));
    components.push({
      name,
      version,
      licence: typeof manifest.license === "string" ? manifest.license : "NOASSERTION",
      text: await licenceText(localPath),
      purl: `pkg:npm/${name.replace(/^@/, "%40")}@${version}`,
    });
  }
  return components;
}

const MIT = (holder: string) =>
  `MIT License

${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
`;

/** What npm's graph does not name: the command parser and the runtime, both MIT. */
export function otherComponents(cliffy: string, deno: string): Component[] {
  return [
    {
      name: "@cliffy/command",
      version: cliffy,
      licence: "MIT",
      text: MIT("Copyright (c) Benjamin Fischer"),
      purl: `pkg:jsr/%40cliffy/command@${cliffy}`,
    },
    {
      name: "deno",
      version: deno,
      licence: "MIT",
      text: MIT("Copyright 2018-2026 the Deno authors") +
        "\nDeno contains V8 (BSD-3-Clause, the V8 project authors) and Rust crates under MIT,\n" +
        "Apache-2.0, BSD and ISC licences; Deno's own repository lists them.\n",
      purl: `pkg:github/denoland/deno@v${deno}`,
    },
  ];
}

/** Our licence, then each component's, one text. */
export function licencesText(own: string, components: readonly Component[]): string {
  const parts = components.map(({ name, version, licence, text }) =>
    `${"-".repeat(78)}\n${name} ${version} (${licence})\n${"-".repeat(78)}\n\n` +
    (text.trim() || `The package carries no text of its licence, ${licence}.`) + "\n"
  );
  return `${own.trim()}\n\nInside the binary are, under licences of their own:\n\n${
    parts.join("\n")
  }`;
}
