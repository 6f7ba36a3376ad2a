/** New containers go where there is room, and it is said why. */
import assert from "node:assert/strict";
import { type Place, placedWords, placeOn } from "./place.ts";

const GB = 1e9;
const places: Place[] = [
  { name: "a", running: 3, used: 5 * GB, memory: 16 * GB },
  { name: "b", running: 1, used: 12 * GB, memory: 16 * GB },
  { name: "c", running: 1, used: 1 * GB, memory: 8 * GB },
];
const chosen = (...args: Parameters<typeof placeOn>) =>
  placeOn(...args).map((p) => `${p.count}${p.name}`).join(" ");

Deno.test("spread takes the host with the fewest containers, then with the most room", () => {
  assert.equal(chosen(places, "spread"), "1c");
  assert.equal(chosen(places, "spread", { count: 6 }), "1a 2b 3c");
  assert.equal(chosen(places, "spread", { need: 10 * GB }), "1a");
});

Deno.test("pack takes the fullest host that has room", () => {
  assert.equal(chosen(places, "pack"), "1b");
  assert.equal(chosen(places, "pack", { need: 6 * GB }), "1c");
  assert.equal(chosen(places, "pack", { count: 3, need: 3 * GB }), "1b 2c");
});

Deno.test("a host by name is that host, or none", () => {
  assert.equal(chosen(places, { host: "a" }, { count: 2 }), "2a");
  assert.throws(() => placeOn(places, { host: "x" }), /x is none of the hosts/);
  assert.throws(() => placeOn(places, "spread", { need: 20 * GB }), /emptiest has 11.0 GB free/);
  assert.throws(() => placeOn([], "spread"), /no host answers/);
});

Deno.test("why a host was chosen is said in its numbers", () => {
  const [c] = placeOn(places, "spread");
  assert.equal(placedWords(c), "c: 7.0 GB free of 8.0 GB, 1 container");
  const [a] = placeOn(places, { host: "a" }, { count: 2 });
  assert.equal(placedWords(a), "2 on a: 11.0 GB free of 16.0 GB, 3 containers");
});
