/** Where plugins lie: by the XDG variables, else below HOME, written as join() writes paths. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { placesOf, under } from "./places.ts";

Deno.test("placesOf() goes by the XDG variables, else by HOME", () => {
  assert.deepEqual(placesOf({ HOME: "/home/x", XDG_CACHE_HOME: "/var/cache/x/" }), {
    plugins: "/home/x/.config/dockerctl/plugins",
    state: "/home/x/.local/state/dockerctl/plugins.json",
    cache: "/var/cache/x/dockerctl/plugins",
    data: "/home/x/.local/share/dockerctl/plugins",
  });
  // One that is not absolute counts as not set.
  assert.equal(
    placesOf({ HOME: "/h", XDG_CONFIG_HOME: "here" })?.plugins,
    "/h/.config/dockerctl/plugins",
  );
  assert.equal(placesOf({}), undefined);
});

Deno.test("under() gives what join() gives", () => {
  const dirs = ["/", "/a", "/a/", "//a", "/a//b", "/a/./b", "/a/../b", "/a/..", "/a/.", "/.a/..b"];
  for (const dir of [...dirs, "a", ".", "..", "/a/.../b", "/a b/ä"]) {
    assert.equal(under(dir, ".config/dockerctl"), join(dir, ".config/dockerctl"), dir);
  }
});
