/** Tests of paths.ts: the paths of `cp`, and what they mean for the names in the archive. */
import assert from "node:assert/strict";
import {
  assertsDirectory,
  followedName,
  keepEnding,
  linkedPath,
  planCopy,
  renamed,
  splitCopyArgument,
  splitEntry,
} from "./paths.ts";

Deno.test("splitCopyArgument() tells containers from paths", () => {
  assert.deepEqual(splitCopyArgument("web:/etc"), { container: "web", path: "/etc" });
  assert.deepEqual(splitCopyArgument("web:"), { container: "web", path: "" });
  for (const path of ["/a:b", "./a:b", "../a:b", "plain", "-"]) {
    assert.deepEqual(splitCopyArgument(path), { path });
  }
});

Deno.test("splitEntry() keeps a meant dot", () => {
  const cases: [string, [string, string]][] = [
    ["/a/b", ["/a", "b"]],
    ["/a/b/", ["/a", "b"]],
    ["/a/b/.", ["/a/b", "."]],
    ["/", ["/", "/"]],
    ["/a", ["/", "a"]],
    ["/.", ["/", "."]],
  ];
  for (const [path, want] of cases) assert.deepEqual(splitEntry(path), want, path);
  assert.ok(assertsDirectory("a/") && assertsDirectory("a/.") && !assertsDirectory("a/.b"));
  assert.equal(keepEnding("/a", "a/"), "/a/");
  assert.equal(keepEnding("/a", "a/."), "/a/.");
});

Deno.test("linkedPath() and followedName() follow a link and keep its name", () => {
  assert.equal(linkedPath("/a/link", "../b"), "/b");
  assert.equal(linkedPath("/a/link", "/c"), "/c");
  assert.deepEqual(followedName("/a/link", "/b/file"), { path: "/b/file", rename: "link" });
  assert.deepEqual(followedName("/a/link/.", "/b/dir"), { path: "/b/dir/.", rename: "" });
});

Deno.test("planCopy() follows docker's table", () => {
  const file = { path: "/src/f", exists: true, isDirectory: false };
  const folder = { path: "/src/d", exists: true, isDirectory: true };
  const to = (path: string, exists: boolean, isDirectory: boolean) => ({
    path,
    exists,
    isDirectory,
  });
  assert.deepEqual(planCopy(file, to("/dst", true, true)), { directory: "/dst" });
  assert.deepEqual(planCopy(file, to("/dst/x", true, false)), {
    directory: "/dst",
    rename: { from: "f", to: "x" },
  });
  assert.deepEqual(planCopy(folder, to("/dst/new", false, false)), {
    directory: "/dst",
    rename: { from: "d", to: "new" },
  });
  assert.throws(() => planCopy(folder, to("/dst/x", true, false)), {
    message: "cannot copy directory",
  });
  assert.throws(() => planCopy(file, to("/dst/new/", false, false)), {
    message: "no such directory",
  });
});

Deno.test("renamed() changes the first occurrence only", () => {
  assert.equal(renamed("d/d/x", { from: "d", to: "new" }), "new/d/x");
  assert.equal(renamed("./x", { from: ".", to: "new" }), "new/x");
  assert.equal(renamed("a", undefined), "a");
});
