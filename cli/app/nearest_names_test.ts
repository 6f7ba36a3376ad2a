/** Tests of nearest_names.ts: names that were probably meant. */
import assert from "node:assert/strict";
import type { Engine } from "../../core/mod.ts";
import { nearestNames } from "./nearest_names.ts";

const engine = {
  containers: { list: () => Promise.resolve([{ name: "web-server" }, { name: "database" }]) },
  images: { list: () => Promise.resolve([{ repoTags: ["alpine:latest", "busybox:1"] }]) },
  networks: { list: () => Promise.resolve([{ name: "frontend" }]) },
  volumes: { list: () => Promise.reject(new Error("gone")) },
} as unknown as Engine;

const ask = (message: string) => nearestNames(message, engine, new AbortController().signal);

Deno.test("nearestNames() answers names of containers, images and networks that are not there", async () => {
  const prefix = "Error response from daemon: ";
  assert.deepEqual(
    await ask(`${prefix}No such container: web-sever\n${prefix}No such container: databse`),
    ["Hint: did you mean web-server?", "Hint: did you mean database?"],
  );
  assert.deepEqual(await ask(`${prefix}No such image: alpin:latest`), [
    "Hint: did you mean alpine?",
  ]);
  assert.deepEqual(await ask(`${prefix}network fronted not found`), [
    "Hint: did you mean frontend?",
  ]);
});

Deno.test("nearestNames() is silent where nothing is near, or the engine does not tell", async () => {
  assert.deepEqual(await ask("Error response from daemon: No such container: zzzzzz"), []);
  assert.deepEqual(await ask("Error response from daemon: get data: no such volume"), []);
  assert.deepEqual(await ask("Error response from daemon: anything else"), []);
});
