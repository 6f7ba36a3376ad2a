/** What buildImage() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";

const BODY = new Uint8Array([1]);

Deno.test("buildImage() sends what is asked for, as moby's client does", async () => {
  const { sent } = await recorded(
    { body: "" },
    (engine) =>
      items(engine.images.build({ body: BODY }, {
        tags: ["a:1", "b"],
        dockerfile: "x/Dockerfile",
        builder: "classic",
        buildArgs: { A: "1", HTTP_PROXY: null },
        labels: { l: "1" },
        target: "base",
        noCache: true,
        pull: true,
        remove: false,
        forceRemove: true,
        platform: "linux/arm64",
        network: "none",
        cacheFrom: ["c"],
        extraHosts: ["h:1"],
        shmSize: 1,
        memory: 2,
        memorySwap: -1,
        cpuShares: 3,
        cpuPeriod: 4,
        cpuQuota: 5,
        cpusetCpus: "0",
        cpusetMems: "1",
        cgroupParent: "p",
        ulimits: [{ Name: "nofile", Soft: 1, Hard: 2 }],
        securityOpt: ["s"],
        squash: true,
        auths: { "ghcr.io": { username: "u" } },
      })),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/build",
    op: "build image",
    kind: "stream",
    minApi: "1.32",
    body: BODY,
    headers: {
      "content-type": "application/x-tar",
      "x-registry-config": btoa('{"ghcr.io":{"username":"u"}}'),
    },
    query: {
      t: ["a:1", "b"],
      dockerfile: "x/Dockerfile",
      version: "1",
      buildargs: '{"A":"1","HTTP_PROXY":null}',
      labels: '{"l":"1"}',
      target: "base",
      nocache: true,
      pull: true,
      rm: false,
      forcerm: true,
      platform: "linux/arm64",
      networkmode: "none",
      cachefrom: '["c"]',
      extrahosts: ["h:1"],
      shmsize: 1,
      memory: 2,
      memswap: -1,
      cpushares: 3,
      cpuperiod: 4,
      cpuquota: 5,
      cpusetcpus: "0",
      cpusetmems: "1",
      cgroupparent: "p",
      ulimits: '[{"Name":"nofile","Soft":1,"Hard":2}]',
      securityopt: '["s"]',
      squash: true,
    },
  }]);
});

Deno.test("buildImage() takes the builder that the engine prefers", async () => {
  for (const [builderVersion, version] of [[undefined, "1"], ["1", "1"], ["2", "2"]] as const) {
    const { sent } = await recorded(
      { body: "" },
      (engine) => items(engine.images.build({ url: "https://x.example/a.git" })),
      { builderVersion },
    );
    assert.deepEqual(sent[0].query, { rm: true, remote: "https://x.example/a.git", version });
    assert.equal(sent[0].minApi, version === "2" ? "1.39" : undefined);
    assert.equal(sent[0].body, undefined);
  }
});

Deno.test("buildImage() tells the classic builder's news", async () => {
  const body = '{"stream":"Step 1/1 : FROM a\\n"}\n{"status":"Pulling","id":"ab"}\n' +
    '{"aux":{"ID":"sha256:9f"}}\n{"stream":"Successfully built 9f\\n"}\n';
  const { result } = await recorded(
    { body },
    (engine) => items(engine.images.build({ body: BODY })),
  );
  assert.deepEqual(result, [
    { kind: "output", text: "Step 1/1 : FROM a\n" },
    { kind: "progress", event: { status: "Pulling", id: "ab" } },
    { kind: "image", id: "sha256:9f" },
    { kind: "output", text: "Successfully built 9f\n" },
  ]);
});

Deno.test("buildImage() tells BuildKit's news", async () => {
  // A StatusResponse with one log: vertex "v", stream 1, "hi".
  const log = [0x0a, 1, 0x76, 0x18, 1, 0x22, 2, 0x68, 0x69];
  const aux = btoa(String.fromCharCode(0x1a, log.length, ...log));
  const body = `{"id":"moby.buildkit.trace","aux":"${aux}"}\n` +
    '{"id":"moby.image.id","aux":{"ID":"sha256:9f"}}\n';
  const { result } = await recorded(
    { body },
    (engine) => items(engine.images.build({ body: BODY }, { builder: "buildkit" })),
  );
  assert.deepEqual(result, [
    {
      kind: "trace",
      trace: {
        vertexes: [],
        statuses: [],
        warnings: [],
        logs: [{ vertex: "v", stream: "stdout", data: new Uint8Array([0x68, 0x69]) }],
      },
    },
    { kind: "image", id: "sha256:9f" },
  ]);
});

Deno.test("buildImage() throws a failed step with its exit code", async () => {
  const body = '{"errorDetail":{"code":3,"message":"returned a non-zero code: 3"},"error":"x"}';
  await assert.rejects(
    recorded({ body }, (engine) => items(engine.images.build({ body: BODY }))),
    (e) => isEngineError(e, "engine") && e.exitCode === 3 && e.op === "build image",
  );
  await assert.rejects(
    recorded(
      { body: '{"id":"moby.buildkit.trace","aux":"%%%"}' },
      (engine) => items(engine.images.build({ body: BODY })),
    ),
    (e) => isEngineError(e, "protocol"),
  );
});

Deno.test("buildImage() takes a Dockerfile's text only with a folder", async () => {
  await assert.rejects(
    recorded({}, (engine) => items(engine.images.build({ body: BODY }, { dockerfileText: "x" }))),
    TypeError,
  );
  await assert.rejects(
    recorded({}, (engine) => items(engine.images.build({ folder: "/nowhere/at/all" }))),
    (e) => isEngineError(e, "config") && e.message.includes("/nowhere/at/all"),
  );
});
