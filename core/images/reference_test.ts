/** Tests of canonicalReference(), parseReference(): what goes in and what comes out. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { canonicalReference, parseReference } from "./reference.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;

Deno.test("canonicalReference() is docker's full form", () => {
  const cases: [string, string][] = [
    ["busybox", "docker.io/library/busybox:latest"],
    ["busybox:1", "docker.io/library/busybox:1"],
    ["library/busybox", "docker.io/library/busybox:latest"],
    ["docker.io/busybox", "docker.io/library/busybox:latest"],
    ["index.docker.io/a/b", "docker.io/a/b:latest"],
    ["a/b/c", "docker.io/a/b/c:latest"],
    ["localhost/a", "localhost/a:latest"],
    ["localhost:5000/a:1", "localhost:5000/a:1"],
    ["127.0.0.1:5000/a/b", "127.0.0.1:5000/a/b:latest"],
    ["[::1]:5000/a", "[::1]:5000/a:latest"],
    ["ghcr.io/a/b", "ghcr.io/a/b:latest"],
    ["Host/a", "Host/a:latest"],
    ["a__b/c--d.e", "docker.io/a__b/c--d.e:latest"],
    [`a@${DIGEST}`, `docker.io/library/a@${DIGEST}`],
    [`a:1@${DIGEST}`, `docker.io/library/a:1@${DIGEST}`],
  ];
  for (const [given, full] of cases) assert.equal(canonicalReference(given), full, given);
});

Deno.test("parseReference() keeps the name as a person writes it", () => {
  for (const name of ["busybox", "a/b", "ghcr.io/a/b", "localhost:5000/a"]) {
    assert.equal(parseReference(`${name}:1`).name, name);
  }
  assert.equal(parseReference("docker.io/library/busybox").name, "busybox");
  assert.equal(parseReference("docker.io/library/a/b").name, "library/a/b");
});

Deno.test("parseReference() refuses what is none", () => {
  const cases = [
    "",
    ":1",
    "a:",
    "a/",
    "/a",
    "a//b",
    "-a",
    "a-",
    "a:.x",
    `a:${"x".repeat(129)}`,
    "a@sha256:12",
    "a b",
    "UPPER",
    "a/UPPER",
    "a___b",
    `${"x".repeat(256)}`,
    "0".repeat(64),
    "host_name:1/a",
  ];
  for (const text of cases) {
    assert.throws(() => parseReference(text), (e) => isEngineError(e, "bad_request"), text);
  }
  assert.throws(
    () => parseReference("UPPER"),
    /repository name \(library\/UPPER\) must be lowercase/,
  );
  // Capital letters are told of before what else is wrong.
  assert.throws(
    () => parseReference("BAD::"),
    /^EngineError: invalid reference format: repository name \(library\/BAD\) must be lowercase$/,
  );
});
