/** What importImage() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("importImage() sends a file system", async () => {
  const { result, sent } = await recorded(
    { body: '{"status":"sha256:1"}' },
    (engine) =>
      items(
        engine.images.import({ body: new Uint8Array([1]) }, {
          reference: "a/b:2",
          message: "m",
          changes: ["CMD x"],
        }),
      ),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/create",
    op: "import image",
    query: { fromSrc: "-", repo: "a/b", tag: "2", message: "m", changes: ["CMD x"] },
    headers: { "content-type": "application/x-tar" },
    body: new Uint8Array([1]),
    kind: "stream",
  }]);
  assert.deepEqual(result, [{ status: "sha256:1" }]);
});

Deno.test("importImage() sends an address", async () => {
  const { result, sent } = await recorded(
    { body: "" },
    (engine) => items(engine.images.import({ url: "http://127.0.0.1/x.tar" })),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/images/create",
    op: "import image",
    query: { fromSrc: "http://127.0.0.1/x.tar" },
    kind: "stream",
  }]);
  assert.deepEqual(result, []);
});

Deno.test("importImage() gives podman the tag where podman looks for it", async () => {
  const { sent } = await recorded(
    { body: "" },
    (engine) => items(engine.images.import({ url: "http://127.0.0.1/x" }, { reference: "a" })),
    { libpodVersion: "4.3.1" },
  );
  assert.deepEqual(sent[0].query, { fromSrc: "http://127.0.0.1/x", repo: "a:latest" });
});
