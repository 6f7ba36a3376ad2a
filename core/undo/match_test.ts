/** What a person means who names a removed container. */
import assert from "node:assert/strict";
import { meantBy } from "./match.ts";

const all = [
  { id: "cafe01aa", name: "web" },
  { id: "cafe02bb", name: "db" },
  { id: "0beef100", name: "cafe" },
  { id: "0bad1000", name: "web" },
];

Deno.test("meantBy() takes a name before the start of an id, and all of a name", () => {
  assert.deepEqual(meantBy("cafe", all), [all[2]]);
  assert.deepEqual(meantBy("web", all), [all[0], all[3]]);
  assert.deepEqual(meantBy("cafe02", all), [all[1]]);
  assert.deepEqual(meantBy("0be", all), []);
  assert.deepEqual(meantBy("", all), []);
  assert.deepEqual(meantBy("nobody", all), []);
});

Deno.test("meantBy() guesses at nothing where the start of an id is that of several", () => {
  assert.throws(() => meantBy("cafe0", all), {
    code: "conflict",
    message: "cafe0 is the start of 2 ids: cafe01aa (web), cafe02bb (db)",
  });
});
