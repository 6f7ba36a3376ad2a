/** Commands are found by path, alias and nearest name. */
import assert from "node:assert/strict";
import { distance, nearest, Registry } from "./registry.ts";

const entry = (path: string, aliases: string[] = [], hidden = false) => ({
  path,
  aliases,
  summary: `About ${path}`,
  hidden,
  load: () => Promise.reject(new Error("not needed")),
});
const registry = new Registry(
  [
    entry("container ls", ["container list", "container ps", "ps"]),
    entry("container stop", ["stop"]),
    entry("version"),
    entry("system dial-stdio", [], true),
  ],
  [{ path: "container", summary: "Manage containers" }, { path: "system", summary: "Manage" }],
);

Deno.test("Registry.find() finds a command by every path and shows it as docker does", () => {
  const shown = (line: string) => {
    const found = registry.find(line.split(" "));
    return found.kind === "command" ? `${found.shown}/${found.words}` : found.kind;
  };
  assert.equal(shown("ps -a"), "ps/1");
  assert.equal(shown("container ls"), "container ls/2");
  assert.equal(shown("container list x"), "container ls/2");
  assert.equal(shown("container stop"), "container stop/2");
});

Deno.test("Registry.find() tells groups from unknown words", () => {
  assert.deepEqual(registry.find([]), { kind: "group", path: "", words: 0 });
  assert.deepEqual(registry.find(["container"]), { kind: "group", path: "container", words: 1 });
  assert.deepEqual(registry.find(["container", "--help"]), {
    kind: "group",
    path: "container",
    words: 1,
  });
  assert.deepEqual(registry.find(["container", "nope"]), {
    kind: "unknown",
    group: "container",
    word: "nope",
  });
});

Deno.test("Registry.children() lists a group once for each command, hidden ones left out", () => {
  assert.deepEqual(registry.children("container").map((c) => c.word), ["ls", "stop"]);
  assert.deepEqual(registry.children("").map((c) => c.word), [
    "container",
    "ps",
    "stop",
    "system",
    "version",
  ]);
  assert.deepEqual(registry.children("system").map((c) => c.word), []);
  assert.deepEqual(
    registry.children("container", { aliases: true }).map((c) => c.word),
    ["list", "ls", "ps", "stop"],
  );
});

Deno.test("Registry refuses two commands of one path", () => {
  assert.throws(() => new Registry([entry("a"), entry("b", ["a"])], []), TypeError);
});

Deno.test("distance() counts a swap of neighbours as one edit", () => {
  assert.equal(distance("stpo", "stop"), 1);
  assert.equal(distance("", "abc"), 3);
  assert.equal(distance("same", "same"), 0);
});

Deno.test("nearest() finds typos and beginnings, and nothing far", () => {
  const words = ["ps", "stop", "start", "restart", "images", "cp"];
  assert.equal(nearest("stpo", words), "stop");
  assert.equal(nearest("iamges", words), "images");
  assert.equal(nearest("restrat", words), "restart");
  assert.equal(nearest("pss", words), "ps");
  assert.equal(nearest("x", words), undefined);
  assert.equal(nearest("bogus", words), undefined);
});

Deno.test("Registry.find() gives what names nothing of a group to the one that takes it", () => {
  const load = () => Promise.reject(new Error("not loaded"));
  const entry = (path: string) => ({ path, aliases: [], summary: "", load });
  const group = { path: "unit", summary: "", otherwise: "unit show" };
  const registry = new Registry([entry("unit show"), entry("unit ls")], [group]);
  const found = (...words: string[]) => {
    const f = registry.find(words);
    return f.kind === "command" ? `${f.entry.path} ${f.words}` : f.kind;
  };
  assert.equal(found("unit", "ls"), "unit ls 2");
  assert.equal(found("unit", "web"), "unit show 1");
  assert.equal(found("unit", "--quadlet", "web"), "unit show 1");
  assert.equal(found("unit", "--help"), "group");
  assert.equal(found("unit"), "group");
});
