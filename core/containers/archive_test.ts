/** What statArchive(), getArchive() and putArchive() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { items, recorded } from "../testing/_recorded.ts";

function header(stat: object): Record<string, string> {
  const bytes = new TextEncoder().encode(JSON.stringify(stat));
  return { "x-docker-container-path-stat": btoa(String.fromCharCode(...bytes)) };
}

Deno.test("statArchive() reads the header, Go's mode and all", async () => {
  const cases: [mode: number, directory: boolean, symlink: boolean][] = [
    [0o644, false, false],
    // 1 << 31 and 1 << 27: more than an int of the bit operators holds.
    [2 ** 31 + 0o755, true, false],
    [2 ** 27 + 0o777, false, true],
    [2 ** 31 + 2 ** 20 + 0o777, true, false],
  ];
  for (const [mode, isDirectory, isSymlink] of cases) {
    const { result, sent } = await recorded({
      headers: header({ name: "größe", size: 3, mode, mtime: "2024-01-02T03:04:05.1Z" }),
    }, (engine) => engine.containers.archive.stat("web", "/a b/größe"));
    assert.deepEqual(result, {
      name: "größe",
      size: 3,
      mode,
      isDirectory,
      isSymlink,
      mtime: new Date("2024-01-02T03:04:05.100Z"),
      linkTarget: "",
    });
    assert.deepEqual(sent, [{
      method: "HEAD",
      path: "/containers/web/archive",
      op: "stat path in container",
      query: { path: "/a b/größe" },
    }]);
  }
});

Deno.test("statArchive() says when the header is missing or broken", async () => {
  const broken: Record<string, string>[] = [{}, { "x-docker-container-path-stat": "%" }, {
    "x-docker-container-path-stat": btoa("{"),
  }];
  for (const headers of broken) {
    await assert.rejects(
      recorded({ headers }, (engine) => engine.containers.archive.stat("web", "/")),
      (e) => isEngineError(e, "protocol"),
    );
  }
});

Deno.test("getArchive() gives the stat and the stream", async () => {
  const { result, sent } = await recorded({
    headers: header({
      name: "x",
      size: 1,
      mode: 0,
      mtime: "2024-01-02T03:04:05Z",
      linkTarget: "/y",
    }),
    body: "tar",
  }, async (engine) => {
    const { stat, body } = await engine.containers.archive.get("web", "/x");
    return [stat.linkTarget, await items(body)];
  });
  assert.deepEqual(result, ["/y", [new TextEncoder().encode("tar")]]);
  assert.deepEqual([sent[0].method, sent[0].kind, sent[0].query], ["GET", "stream", {
    path: "/x",
  }]);
});

Deno.test("putArchive() streams the body", async () => {
  async function* tar() {
    yield new Uint8Array([1]);
    yield new Uint8Array([2]);
  }
  const { sent } = await recorded(
    {},
    (engine) =>
      engine.containers.archive.put("web", "/srv", tar(), {
        noOverwriteDirNonDir: true,
        copyUidGid: true,
      }),
  );
  assert.deepEqual(sent, [{
    method: "PUT",
    path: "/containers/web/archive",
    op: "copy to container",
    kind: "wait",
    query: { path: "/srv", noOverwriteDirNonDir: "true", copyUIDGID: "true" },
    headers: { "content-type": "application/x-tar" },
    body: new Uint8Array([1, 2]),
  }]);
});
