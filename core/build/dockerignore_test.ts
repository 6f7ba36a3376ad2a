/** Tests of dockerignoreLines(), parseDockerignore(): what goes in and what comes out. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { dockerignoreLines, parseDockerignore } from "./dockerignore.ts";

Deno.test("dockerignoreLines() cleans as docker does", () => {
  const text = "\uFEFF# comment\n  # pattern\n\n  a/./b/../c/  \r\n/root\n! /kept/ \n/\n.\n";
  assert.deepEqual(dockerignoreLines(text), ["# pattern", "a/c", "root", "!kept", "/", "."]);
});

// The table follows moby/patternmatcher's own cases and docker's documentation.
const CASES: [patterns: string, path: string, excluded: boolean][] = [
  ["*.go", "a.go", true],
  ["*.go", "dir/a.go", false],
  ["**/*.go", "a.go", true],
  ["**/*.go", "x/y/a.go", true],
  ["**", "a/b", true],
  ["**", "a", true],
  ["dir/**", "dir/file", true],
  ["dir/**", "dir", false],
  ["**/dir", "dir", true],
  ["**/dir", "x/dir/file", true],
  ["**/dir/**", "a/dir/b", true],
  ["a**b", "axxb", false],
  ["a**b", "a/x/b", true],
  ["dir", "dir/file/deep", true],
  ["dir", "dirx", false],
  ["/dir", "dir/file", true],
  ["*/temp*", "x/temporary.txt", true],
  ["*/*/temp*", "x/temporary.txt", false],
  ["temp?", "tempa", true],
  ["temp?", "temp", false],
  ["temp?", "temp/", false],
  ["[a-c]x", "bx", true],
  ["[^a-c]x", "bx", false],
  ["[^a-c]x", "dx", true],
  ["[a\\-]x", "-x", true],
  ["a\\*b", "a*b", true],
  ["a\\*b", "axb", false],
  ["a.b", "axb", false],
  ["a+(b)", "a+(b)", true],
  ["{x}", "{x}", true],
  ["a$b", "a$b", true],
  ["*.md\n!README.md", "README.md", false],
  ["*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true],
  ["*.md\nREADME-secret.md\n!README*.md", "README-secret.md", false],
  ["dir\n!dir/keep", "dir/keep", false],
  ["dir\n!dir/keep", "dir/keep/below", false],
  ["dir\n!dir/keep", "dir/other", true],
  ["*\n!src", "src/a.ts", false],
  ["*\n!src", "other", true],
  ["!kept", "kept", false],
  ["ein ordner", "ein ordner/x", true],
  ["straße/*", "straße/😀", true],
  ["straße/?", "straße/😀", true],
  ["..", "x", false],
];

Deno.test("parseDockerignore() decides as docker does", () => {
  for (const [patterns, path, excluded] of CASES) {
    const said = parseDockerignore(patterns).excludes(path);
    assert.equal(said, excluded, `${JSON.stringify(patterns)} on "${path}"`);
  }
});

Deno.test("parseDockerignore() tells of exceptions", () => {
  assert.equal(parseDockerignore("a\n").hasExceptions, false);
  assert.equal(parseDockerignore("a\n!b\n").hasExceptions, true);
});

Deno.test("parseDockerignore() refuses what is no pattern", () => {
  for (const text of ["[a", "!", "[]", "[z-a]"]) {
    assert.throws(
      () => parseDockerignore(text),
      (e) => e instanceof EngineError && e.code === "config" && e.message.includes(text),
      text,
    );
  }
});
