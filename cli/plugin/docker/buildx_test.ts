/** Tests of buildx.ts: when `build` is docker's buildx plugin's. */
import assert from "node:assert/strict";
import type { CommandEntry } from "../../spec/registry.ts";
import { defineCommand } from "../../spec/types.ts";
import { buildxVariant } from "./buildx.ts";

const spec = defineCommand({ path: "image build", summary: "Build", run: () => Promise.resolve() });
const entry: CommandEntry = {
  path: "image build",
  aliases: ["build"],
  summary: "Build",
  load: () => Promise.resolve(spec),
};

Deno.test("buildxVariant() takes plain builds where a builder was chosen", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const env = { BUILDX_BUILDER: "mine", HOME: dir, PATH: "" };
    assert.equal(buildxVariant(entry, ["."], {}, dir), undefined);
    assert.equal(buildxVariant({ ...entry, path: "image ls" }, ["."], env, dir), undefined);
    for (const shared of ["--secret=id=a", "--ssh=default"]) {
      const own = buildxVariant(entry, [shared, "."], { HOME: dir, PATH: "" }, dir);
      assert.equal(await own?.load(), spec);
    }
    const both = buildxVariant(entry, ["--ssh", "default", "--push", "."], { HOME: dir }, dir);
    await assert.rejects(async () => await both?.load(), /unknown flag: --push/);
    await Deno.mkdir(`${dir}/cli-plugins`);
    const meta = { SchemaVersion: "0.1.0", Vendor: "x", ShortDescription: "x" };
    await Deno.writeTextFile(
      `${dir}/cli-plugins/docker-buildx`,
      `#!/bin/sh\necho '${JSON.stringify(meta)}'\n`,
      { mode: 0o755 },
    );
    const chosen = buildxVariant(entry, ["."], env, dir);
    assert.notEqual(await chosen?.load(), spec);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
