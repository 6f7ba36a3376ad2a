/** Whatever a plugin's process says, it is a message or it is refused: by hand, and by chance. */
import assert from "node:assert/strict";
import {
  BadFrame,
  decode,
  encode,
  Frames,
  FROM_PLUGIN,
  TO_PLUGIN,
} from "../../cli/plugin/contract/codec.ts";
import { readPluginSafely } from "../../cli/plugin/contract/manifest.ts";
import { PluginProblem } from "../../cli/plugin/contract/problem.ts";
import { webAddress } from "../../cli/plugin/host/open_url.ts";
import { BadMessage, checkMessage, checkResult } from "../../cli/plugin/host/check_message.ts";

const ROUNDS = Number(Deno.env.get("DOCKERCTL_FUZZ") ?? 3_000);
// deno-lint-ignore no-control-regex
const OBEYED = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;

/** Numbers that are the same in every run. */
function chance(seed: number) {
  return (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor(seed / 2 ** 32 * below);
  };
}

const GOOD: readonly unknown[] = [
  { kind: "hello", protocol: 1 },
  { kind: "done", id: 1, result: null },
  {
    kind: "failed",
    id: 1,
    failure: { message: "no", stack: "", exitCode: 3, option: { name: "a", text: "b" } },
  },
  {
    kind: "send",
    call: 2,
    request: {
      method: "GET",
      path: "/info",
      op: "x",
      query: { a: ["b"] },
      headers: { accept: "*" },
    },
  },
  { kind: "fed", call: 2, bytes: new Uint8Array(3) },
  { kind: "push", call: 2, ack: 3, bytes: new Uint8Array(3) },
  {
    kind: "want",
    call: 4,
    task: 1,
    want: { do: "write", parts: [{ stream: "stdout", data: "x" }] },
  },
  { kind: "want", call: 4, task: 1, want: { do: "run", words: ["ps"], stdin: "" } },
  { kind: "want", call: 4, task: 1, want: { do: "signals", id: 1, names: ["SIGINT"] } },
  { kind: "say", level: "notify", text: "hello" },
];

const STRANGE: readonly unknown[] = [
  null,
  undefined,
  true,
  0,
  -1,
  NaN,
  Infinity,
  2 ** 60,
  "",
  "\x1b[2J",
  "../../x",
  "a".repeat(10_000),
  [],
  {},
  [[]],
  { toString: 1 },
  new Date(NaN),
  new Uint8Array(5),
  12n,
  "__proto__",
  { constructor: 1 },
  "kind",
  "done",
  "want",
  "x\r\ny: z",
  "GET",
  { kind: "want" },
  [null],
  new Map([[1, 2]]),
  new Set([1]),
];

/** The value with one place of it changed for something strange. */
function spoiled(value: unknown, pick: (below: number) => number): unknown {
  const strange = () => STRANGE[pick(STRANGE.length)];
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || pick(6) === 0) {
    return strange();
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return strange();
  const key = keys[pick(keys.length)];
  if (Array.isArray(value)) return value.map((v, n) => String(n) === key ? spoiled(v, pick) : v);
  const bag = value as Record<string, unknown>;
  if (pick(5) === 0) return Object.fromEntries(Object.entries(bag).filter(([k]) => k !== key));
  if (pick(5) === 0) return { ...bag, [`$${pick(9)}`]: strange() };
  return { ...bag, [key]: spoiled(bag[key], pick) };
}

Deno.test("what goes through a frame comes out the same", () => {
  const value = {
    a: [1, "x", null, true, 1.5],
    date: new Date(5),
    bytes: new Uint8Array([1, 2]),
    map: new Map<unknown, unknown>([[1, new Set(["y"])]]),
    $dollar: { $bytes: 0 },
    big: 12n,
    odd: [NaN, Infinity],
  };
  const frames = [...new Frames(TO_PLUGIN).take(encode(value, TO_PLUGIN))];
  assert.deepEqual(decode(frames[0], TO_PLUGIN), value);
  const many = new Frames(TO_PLUGIN);
  const bytes = encode({ n: 1 }, TO_PLUGIN);
  const got = [...bytes, ...bytes].flatMap((byte) => [...many.take(new Uint8Array([byte]))]);
  assert.deepEqual(got.map((f) => decode(f, TO_PLUGIN)), [{ n: 1 }, { n: 1 }]);
});

Deno.test("bytes that are no frame are refused, and nothing else is thrown", () => {
  const pick = chance(1);
  const good = GOOD.map((m) => encode(m, FROM_PLUGIN));
  for (let n = 0; n < ROUNDS; n++) {
    const bytes = good[pick(good.length)].slice();
    for (let k = pick(4); k >= 0; k--) bytes[pick(bytes.length)] = pick(256);
    try {
      for (const frame of new Frames(FROM_PLUGIN).take(bytes.subarray(0, pick(bytes.length + 1)))) {
        checkMessage(decode(frame, FROM_PLUGIN));
      }
    } catch (e) {
      assert.ok(e instanceof BadFrame || e instanceof BadMessage, String(e));
    }
  }
  for (const head of [[255, 255, 255, 255], [4, 0, 0, 0, 255, 255, 255, 127], [0, 0, 0, 0]]) {
    assert.throws(() => {
      for (const frame of new Frames(FROM_PLUGIN).take(new Uint8Array(head))) {
        decode(frame, FROM_PLUGIN);
      }
    }, BadFrame);
  }
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  const json = new TextEncoder().encode(deep);
  const frame = new Uint8Array(4 + json.length);
  new DataView(frame.buffer).setUint32(0, json.length, true);
  frame.set(json, 4);
  assert.throws(() => decode(frame, FROM_PLUGIN), BadFrame);
});

Deno.test("messages spoiled by chance are refused or clean", () => {
  const pick = chance(2);
  let refused = 0;
  for (let n = 0; n < ROUNDS; n++) {
    const message = spoiled(GOOD[pick(GOOD.length)], pick);
    try {
      const checked = checkMessage(message);
      if (checked.kind === "say") assert.doesNotMatch(checked.text, OBEYED);
      if (checked.kind === "send") {
        assert.match(checked.request.path, /^\/[!-~]*$/);
        assert.doesNotMatch(checked.request.op, OBEYED);
      }
      if (checked.kind === "want" && "question" in checked.want) {
        assert.doesNotMatch(checked.want.question, OBEYED);
      }
      if (checked.kind === "failed") assert.doesNotMatch(checked.failure.message, OBEYED);
    } catch (e) {
      if (!(e instanceof BadMessage)) throw e;
      refused++;
    }
  }
  assert.ok(refused > ROUNDS / 4);
  for (const value of STRANGE) assert.throws(() => checkMessage(value), BadMessage);
  const rows = { do: "cells", of: "container", rows: [1], now: 0 } as const;
  for (const value of STRANGE) {
    try {
      checkResult(rows, value);
    } catch (e) {
      assert.ok(e instanceof BadMessage);
    }
  }
  assert.deepEqual(checkResult(rows, { A: ["\x1b[31mred\x07\n"] }), { A: ["red "] });
  assert.throws(() => checkResult(rows, { A: [1, 2] }), BadMessage);
});

const PLUGIN = {
  name: "good",
  api: 1,
  version: "1",
  summary: "s",
  permissions: {
    engine: "read",
    reads: ["archive"],
    files: ["~/a"],
    network: ["a:1"],
    run: false,
    env: ["A"],
  },
  commands: [{
    path: "good",
    aliases: ["g"],
    summary: "s",
    args: [{ name: "a", complete: "file" }],
    options: { o: { type: "string", summary: "s", short: "o" } },
    run: { function: true },
  }],
  columns: [{ of: "container", title: "T", width: 5, value: { function: true } }],
  panes: [{ id: "p", title: "P", of: "container", every: 500, render: { function: true } }],
  actions: [{ of: "container", key: "O", label: "l", run: { function: true } }],
  hooks: { "container.die": { function: true } },
  config: { site: { default: "x", summary: "s" } },
};

const read = (exported: unknown) => {
  const sketch = checkResult({ do: "load", url: "" }, { exported }) as { exported: unknown };
  return readPluginSafely({ default: sketch.exported }).manifest;
};

/** All texts in a value. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, v]) => [key, ...texts(v)]);
}

Deno.test("a manifest spoiled by chance is refused or clean", () => {
  assert.equal(read(PLUGIN).name, "good");
  const pick = chance(3);
  for (let n = 0; n < ROUNDS; n++) {
    let manifest;
    try {
      manifest = read(spoiled(PLUGIN, pick));
    } catch (e) {
      assert.ok(e instanceof PluginProblem || e instanceof BadMessage, String(e));
      continue;
    }
    for (const text of texts(manifest)) assert.doesNotMatch(text, OBEYED);
  }
});

Deno.test("names, paths, hosts and variables that reach further are refused", () => {
  const bad: Record<string, unknown>[] = [
    ...["../x", "a/b", "", "A", "a\x1b[2J", "a\nb", ".", "a".repeat(41), "-a", "__proto__", 1, null]
      .map((name) => ({ name })),
    ...["/etc/../etc", "etc", "~", "/", "~/../x", "~root/x", "//x", "/a//b", "./a", "\x1b", ""]
      .map((path) => ({ permissions: { files: [path] } })),
    ...["http://x", "x/y", "*", "", "a b", "-x", "x:99999999", "a\x1b"].map((host) => ({
      permissions: { network: [host] },
    })),
    ...["A=B", "", "a b", "1", "\x1b"].map((name) => ({ permissions: { env: [name] } })),
    ...["attach", "all", "", 1].map((read) => ({ permissions: { reads: [read] } })),
    { permissions: { run: "yes" } },
    { permissions: { engine: "all" } },
    { permissions: { sys: true } },
    { summary: "s\x1b[2J" },
    { version: "1\r2" },
  ];
  for (const part of bad) {
    assert.throws(() => read({ ...PLUGIN, ...part }), PluginProblem, JSON.stringify(part));
  }
});

Deno.test("openUrl() opens addresses of the web, with no name before the host", () => {
  assert.deepEqual(webAddress("https://a.example:8/x?y=\x1b#z"), {
    url: "https://a.example:8/x?y=%1B#z",
    host: "a.example:8",
  });
  for (
    const url of [
      "file:///etc/passwd",
      "--help",
      "-x",
      "javascript:alert(1)",
      "data:text/html,x",
      "ftp://x",
      "x",
      "",
      "ssh://x",
      "https://bank.example@evil.example",
      "https://a:b@c",
      "vscode://x",
      "//x",
      "mailto:x",
      " ",
    ]
  ) assert.throws(() => webAddress(url), Error, url);
});
