/** Tests of list_format.ts. */
import assert from "node:assert/strict";
import { testContext } from "../../spec/testing.ts";
import { formatOf } from "./list_format.ts";

Deno.test("formatOf() takes the format of config.json where nothing else is said", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/config.json`, '{"psFormat":"{{.ID}}","imagesFormat":""}');
    const of = (json: boolean) => {
      const ctx = testContext({ env: { DOCKER_CONFIG: dir }, json });
      return (key: Parameters<typeof formatOf>[1], input: { format?: string; quiet?: boolean }) =>
        formatOf(ctx, key, input);
    };
    assert.equal(await of(false)("psFormat", {}), "{{.ID}}");
    assert.equal(await of(false)("psFormat", { format: "table" }), "table");
    assert.equal(await of(false)("psFormat", { quiet: true }), undefined);
    assert.equal(await of(true)("psFormat", {}), undefined);
    assert.equal(await of(false)("imagesFormat", {}), undefined);
    assert.equal(await of(false)("volumesFormat", {}), undefined);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
