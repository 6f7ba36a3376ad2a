/** Tests of import.ts: `context import`. */
import assert from "node:assert/strict";
import { packTar, unpackTar } from "modern-tar";
import { testContext } from "../../spec/testing.ts";
import type { AnyCommandSpec } from "../../spec/types.ts";
import { contextExport } from "./export.ts";
import { contextImport } from "./import.ts";
import { contextInspect } from "./inspect.ts";

const META = {
  Name: "old",
  Metadata: { StackOrchestrator: "swarm", Description: "d" },
  Endpoints: {
    kubernetes: { Host: "x", DefaultNamespace: "n" },
    docker: { Host: "unix:///x", SkipTLSVerify: false },
  },
};

async function archive(path: string, files: Record<string, string>): Promise<void> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: new TextEncoder().encode(body).length },
    body,
  }));
  await Deno.writeFile(path, await packTar(entries));
}

Deno.test("a context goes in and out with endpoints and keys that are not docker's", async () => {
  const dir = await Deno.makeTempDir();
  const run = async (spec: AnyCommandSpec, input: Record<string, unknown>) => {
    const ctx = testContext({ env: { DOCKER_CONFIG: dir, HOME: dir } });
    await spec.run(ctx, { given: new Set(), ...input });
    return ctx.streams.stdout.text;
  };
  try {
    const meta = JSON.stringify(META);
    const keys = { "tls/kubernetes/ca.pem": "k", "tls/docker/ca.pem": "c" };
    await archive(`${dir}/in.tar`, { "meta.json": meta, ...keys });
    await run(contextImport, { context: "kk", file: `${dir}/in.tar` });
    const [shown] = JSON.parse(await run(contextInspect, { context: ["kk"] }));
    assert.deepEqual(shown.Metadata, META.Metadata);
    assert.deepEqual(shown.Endpoints, META.Endpoints);
    assert.deepEqual(shown.TLSMaterial, { docker: ["ca.pem"], kubernetes: ["ca.pem"] });
    await run(contextExport, { context: "kk", file: `${dir}/out.tar` });
    const files = (await unpackTar(await Deno.readFile(`${dir}/out.tar`)))
      .filter(({ header }) => header.type !== "directory").map(({ header }) => header.name);
    assert.deepEqual(files, ["meta.json", "tls/docker/ca.pem", "tls/kubernetes/ca.pem"]);
    for (const name of ["tls/../x", "tls/a/../../x", "tls/a/..", "other"]) {
      await archive(`${dir}/bad.tar`, { "meta.json": meta, [name]: "x" });
      await assert.rejects(run(contextImport, { context: "bad", file: `${dir}/bad.tar` }), {
        message: `${name}: unexpected context file`,
      });
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
