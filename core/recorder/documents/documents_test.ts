/** Tests of documents on disk: kept, read, damaged, hostile. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { EngineError } from "../../errors.ts";
import { placeAt } from "../places.ts";
import { applyDelta, deltaOf } from "./delta.ts";
import { documentFile, DocumentFiles, environmentFile } from "./document_files.ts";
import { decodeFrames, encodeFrame, textOf } from "./frames.ts";
import { type DocumentParts, partsOf } from "./parts.ts";
import { openDocuments } from "./reader.ts";

const ID = "c0ffee01".repeat(8);
const OTHER = "beef0002".repeat(8);
const T0 = 1_790_000_000_000_000_000n;
const SECOND = 1_000_000_000n;

interface Made {
  id?: string;
  name?: string;
  env?: string[];
  labels?: Record<string, string>;
  pid?: number;
  health?: unknown;
  more?: string;
}

/** As an engine writes it. */
function inspected(
  { id = ID, name = "web", env, labels, pid = 0, health, more }: Made = {},
): string {
  const text = JSON.stringify({
    Id: id,
    Created: "2026-11-30T10:00:00.123456789Z",
    Path: "sh",
    Args: [],
    Name: `/${name}`,
    Image: "sha256:1",
    ExecIDs: ["e1"],
    State: {
      Status: "running",
      Running: true,
      Pid: pid,
      ...(health !== undefined && { Health: health }),
    },
    Config: { Image: "web:1", Env: env ?? ["PATH=/bin", "PASSWORD=hunter2"], Labels: labels ?? {} },
    HostConfig: { Memory: 0, NetworkMode: "bridge" },
    NetworkSettings: { Networks: { bridge: {} } },
    Mounts: [],
  });
  return text.replace('"Memory":0', `"Memory":9223372036854771712${more ?? ""}`);
}

const parts = (made: Made = {}): DocumentParts => partsOf(inspected(made));

function inFolder(body: (dir: string, open: (env?: boolean) => DocumentFiles) => void): void {
  const dir = Deno.makeTempDirSync();
  try {
    body(dir, (env = true) => new DocumentFiles(placeAt(dir).documents, env));
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

Deno.test("DocumentFiles keeps what the engine said, number for number, once by hash", () =>
  inFolder((dir, open) => {
    const files = open();
    files.put(ID, [{ time: T0, action: "create", name: "web" }], parts());
    files.put(ID, [{ time: T0 + SECOND, action: "start", name: "web" }], parts({ pid: 7 }));
    files.put(ID, [{ time: T0 + 2n * SECOND, action: "pause", name: "web" }], parts({ pid: 7 }));
    files.put(
      ID,
      [{ time: T0 + 3n * SECOND, action: "rename", name: "api" }],
      parts({ name: "api" }),
    );
    files.put(ID, [{ time: T0 + 4n * SECOND, action: "destroy", name: "" }]);
    const { documents } = placeAt(dir);
    const reader = openDocuments(placeAt(dir));
    const changes = reader.changes(ID);
    assert.deepEqual(changes.map((c) => [c.action, c.name]), [
      ["create", "web"],
      ["start", "web"],
      ["pause", "web"],
      ["rename", "api"],
      ["destroy", "api"],
    ]);
    assert.equal(changes[1].hash, changes[2].hash);
    assert.equal(changes[3].hash, changes[4].hash);
    const last = reader.latest("api")!;
    assert.equal(last.action, "destroy");
    assert.equal(last.env, "recorded");
    const whole = JSON.parse(inspected({ name: "api" }));
    whole.ExecIDs = null;
    assert.deepEqual(JSON.parse(JSON.stringify(last.document)), whole);
    assert.match(JSON.stringify(last.document), /9223372036854771712/);
    assert.equal(reader.latest(ID, T0 + SECOND + 1n)!.document.State.Pid, 7);
    assert.equal(reader.latest("web", T0 + SECOND)!.action, "start");
    assert.equal(reader.latest("web", T0 - 1n), undefined);
    assert.equal(reader.containers()[0].removedAt, T0 + 4n * SECOND);
    assert.deepEqual(reader.find("web").map((c) => c.names), [["web", "api"]]);
    assert.equal(reader.find(ID.slice(0, 12)).length, 1);
    for (const path of [documentFile(documents, ID), environmentFile(documents, ID)]) {
      assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
    }
    const kept = new TextDecoder().decode(Deno.readFileSync(documentFile(documents, ID)));
    assert.ok(!kept.includes("hunter2"));
  }));

Deno.test("DocumentFiles leaves the values of an environment out", () =>
  inFolder((dir, open) => {
    open(false).put(ID, [{ time: T0, action: "create", name: "web" }], parts());
    const found = openDocuments(placeAt(dir)).latest("web")!;
    assert.equal(found.env, "left out");
    assert.deepEqual(found.document.Config.Env, ["PATH", "PASSWORD"]);
    assert.throws(() => Deno.statSync(environmentFile(placeAt(dir).documents, ID)));
  }));

Deno.test("DocumentFiles tells of a name's containers which one had it when", () =>
  inFolder((dir, open) => {
    const files = open();
    files.put(ID, [{ time: T0, action: "create", name: "web" }], parts());
    files.put(ID, [{ time: T0 + 9n * SECOND, action: "destroy", name: "" }]);
    const next = parts({ id: OTHER });
    files.put(OTHER, [{ time: T0 + 10n * SECOND, action: "create", name: "web" }], next);
    const reader = openDocuments(placeAt(dir));
    const at = (s: bigint) => reader.latest("web", T0 + s * SECOND);
    assert.equal(at(5n)!.containerId, ID);
    assert.equal(at(9n)!.action, "destroy");
    assert.equal(at(11n)!.containerId, OTHER);
    assert.deepEqual(reader.find("web").map((c) => c.id), [OTHER, ID]);
  }));

Deno.test("DocumentFiles keeps transitions of health with the probe that failed first", () =>
  inFolder((dir, open) => {
    const files = open();
    const probe = (ExitCode: number, Output: string) => ({
      Start: "2026",
      End: "",
      ExitCode,
      Output,
    });
    const health = (Status: string, Log: unknown[]) => ({ Status, FailingStreak: 3, Log });
    const put = (s: bigint, h: unknown) =>
      files.put(
        ID,
        [{ time: T0 + s * SECOND, action: "health", name: "web" }],
        parts({ health: h }),
      );
    put(1n, health("healthy", [probe(0, "ok")]));
    put(2n, health("healthy", [probe(0, "ok")]));
    const failed = [probe(0, "ok"), probe(7, "x".repeat(5000)), probe(1, "second")];
    put(3n, health("unhealthy", failed));
    const [first, second, ...rest] = openDocuments(placeAt(dir)).changes(ID);
    assert.deepEqual(rest, []);
    assert.deepEqual(first.health, { status: "healthy", failing: 3 });
    assert.equal(second.health?.from, "healthy");
    assert.equal(second.health?.exitCode, 7);
    assert.equal(second.health?.output, "x".repeat(1000));
  }));

Deno.test("DocumentFiles cuts off a torn end at each byte, and goes on", () =>
  inFolder((dir, open) => {
    const files = open();
    const path = documentFile(placeAt(dir).documents, ID);
    files.put(ID, [{ time: T0, action: "create", name: "web" }], parts());
    const whole = Deno.statSync(path).size;
    files.put(ID, [{ time: T0 + SECOND, action: "start", name: "web" }], parts({ pid: 1 }));
    const bytes = Deno.readFileSync(path);
    for (let end = whole; end < bytes.length; end++) {
      Deno.writeFileSync(path, bytes.subarray(0, end));
      const torn = openDocuments(placeAt(dir)).latest("web")!;
      assert.equal(torn.document.State.Pid, 0);
      open().put(ID, [{ time: T0 + SECOND, action: "start", name: "web" }], parts({ pid: 2 }));
      const reader = openDocuments(placeAt(dir));
      assert.equal(reader.latest("web")!.document.State.Pid, 2, `cut at ${end}`);
      assert.deepEqual(reader.changes(ID).map((c) => c.action), ["create", "start"]);
      assert.equal(reader.lacks, undefined);
    }
  }));

Deno.test("openDocuments() passes over what is damaged, and says so", () =>
  inFolder((dir, open) => {
    const files = open();
    const path = documentFile(placeAt(dir).documents, ID);
    for (let i = 0; i < 60; i++) {
      const change = { time: T0 + BigInt(i) * SECOND, action: "start" as const, name: "web" };
      files.put(ID, [change], parts({ pid: i }));
    }
    const bytes = Deno.readFileSync(path);
    for (let at = 0; at < bytes.length; at += 97) {
      const bad = bytes.slice();
      bad.fill(0xa5, at, at + 40);
      Deno.writeFileSync(path, bad);
      const reader = openDocuments(placeAt(dir));
      const last = reader.latest("web");
      assert.ok(last === undefined || last.document.Id === ID);
      assert.ok(reader.changes(ID).length >= 55, String(at));
      // What is wrong at the end alone may be just being written.
      const torn = at > bytes.length - 1_000;
      const less = last === undefined || reader.changes(ID).length < 60;
      if (less && !torn) assert.ok(reader.lacks, String(at));
    }
    for (const size of [1, 1000, 100_000]) {
      Deno.writeFileSync(path, crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536))));
      assert.equal(openDocuments(placeAt(dir)).latest("web"), undefined);
    }
    open().put(ID, [{ time: T0, action: "seen", name: "web" }], parts());
    assert.equal(openDocuments(placeAt(dir)).latest("web")!.action, "seen");
  }));

Deno.test("decodeFrames() reads no bomb", () => {
  const bomb = encodeFrame({ d: "00" }, " ".repeat(16 * 1024 * 1024));
  assert.equal(textOf(decodeFrames(bomb).frames[0])!.length, 16 * 1024 * 1024);
  assert.throws(() => encodeFrame({ d: "00" }, " ".repeat(16 * 1024 * 1024 + 1)), RangeError);
});

Deno.test("deltaOf() and applyDelta() take hostile keys as they are", () => {
  const a = JSON.parse('{"Labels":{"__proto__":"x","=":"y","+":{"z":1},"k":1}}');
  const b = JSON.parse('{"Labels":{"__proto__":"w","=":"v","+":{"-":["k"]},"constructor":{}}}');
  for (const [x, y] of [[a, b], [b, a]]) {
    const delta = JSON.parse(JSON.stringify(deltaOf(x, y)));
    assert.equal(
      JSON.stringify(applyDelta(x, delta)).split("").sort().join(""),
      JSON.stringify(y).split("").sort().join(""),
    );
    assert.deepEqual(applyDelta(x, delta), y);
  }
  assert.equal(({} as Record<string, unknown>)["x"], undefined);
});

Deno.test("DocumentFiles bounds what one container costs", () =>
  inFolder((dir, open) => {
    const files = open();
    const path = documentFile(placeAt(dir).documents, ID);
    let most = 0;
    for (let i = 0; i < 10_000; i++) {
      const labels = { noise: crypto.randomUUID() + crypto.randomUUID() + crypto.randomUUID() };
      const change = { time: T0 + BigInt(i) * SECOND, action: "start" as const, name: "web" };
      files.put(ID, [change], parts({ pid: i, labels }));
      if (i % 100 === 0) most = Math.max(most, Deno.statSync(path).size);
    }
    assert.ok(most < 2.1 * 1024 * 1024, `${most} bytes`);
    assert.ok(files.counters.bytes / files.counters.changes < 1_000);
    const reader = openDocuments(placeAt(dir));
    assert.equal(reader.latest("web")!.document.State.Pid, 9_999);
    assert.ok(reader.changes(ID).length > 2_000);
    for (const change of reader.changes(ID).slice(0, 60)) assert.ok(reader.documentOf(change));
    assert.equal(reader.lacks, undefined);
  }));

Deno.test("openDocuments() refuses the folder and the file of another user", {
  ignore: Deno.uid() !== 0,
}, () =>
  inFolder((dir, open) => {
    open().put(ID, [{ time: T0, action: "create", name: "web" }], parts());
    const { documents } = placeAt(dir);
    Deno.chownSync(documentFile(documents, ID), 1234, null);
    const refused = (e: unknown) => e instanceof EngineError && /another user/.test(e.message);
    assert.throws(() => openDocuments(placeAt(dir)).latest("web"), refused);
    Deno.chownSync(documents, 1234, null);
    assert.throws(() => openDocuments(placeAt(dir)), refused);
    assert.throws(() => open(), refused);
    Deno.removeSync(documents, { recursive: true });
    Deno.symlinkSync("/etc", join(dir, "documents.x"));
  }));
