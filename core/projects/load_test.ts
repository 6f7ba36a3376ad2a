/** A project's files as they are read: the corpus, feature by feature and trap by trap. */
import assert from "node:assert/strict";
import { corpus } from "./corpus.ts";
import { configDocument } from "./config_document.ts";
import { loadProject } from "./load.ts";
import { ProjectError } from "./problem.ts";

/** The folder that the corpus stands in. */
const FOLDER = "/p";

for (const one of corpus) {
  Deno.test(`compose file: ${one.name}`, async () => {
    const files: Record<string, string> = typeof one.files === "string"
      ? { "compose.yaml": one.files }
      : one.files;
    const load = () =>
      loadProject({
        files: (one.use ?? ["compose.yaml"]).map((f) => `${FOLDER}/${f}`),
        variables: one.env ?? {},
        ...(one.profiles && { profiles: one.profiles }),
        home: "/home/me",
        read: (path) => Promise.resolve(files[path.replace(`${FOLDER}/`, "")]),
      });
    if (one.error !== undefined) {
      const error = await load().then(() => assert.fail("it was read"), (e) => e);
      assert.ok(error instanceof ProjectError, String(error));
      const [first] = error.message.split("\n");
      assert.ok(first.includes(one.error), `${first}\n  is not: ${one.error}`);
      if (one.at !== undefined) {
        assert.equal(
          `${error.file?.replace(`${FOLDER}/`, "")}:${error.line}:${error.column}`,
          one.at,
        );
        assert.match(error.message, /\n *\^$/);
      }
      return;
    }
    const project = await load();
    const shown = configDocument(project) as Record<string, unknown>;
    contains(shown, one.is ?? {}, "");
    if (one.warns !== undefined) {
      assert.ok(project.warnings.some((w) => w.includes(one.warns!)), project.warnings.join("\n"));
    }
  });
}

/** Every key of `part` is in `whole` with the same value; `undefined` means that it is not there. */
function contains(whole: unknown, part: unknown, path: string): void {
  if (part === null || typeof part !== "object" || Array.isArray(part)) {
    assert.deepEqual(whole, part, path);
    return;
  }
  assert.ok(whole !== null && typeof whole === "object", `${path} is not there`);
  for (const [key, value] of Object.entries(part)) {
    contains((whole as Record<string, unknown>)[key], value, `${path}.${key}`);
  }
}

Deno.test("the corpus has sixty files and more, and each of its own name", () => {
  assert.ok(corpus.length >= 60, String(corpus.length));
  assert.equal(new Set(corpus.map((c) => c.name)).size, corpus.length);
});
