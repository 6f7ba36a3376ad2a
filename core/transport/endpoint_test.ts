/** Endpoints as docker reads them. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { formatEndpoint, parseHost } from "./endpoint.ts";

const tls = { verify: true };

Deno.test("parseHost() reads what docker reads", () => {
  const cases: [string, string][] = [
    ["", "unix:///var/run/docker.sock"],
    ["  unix:///a/b.sock ", "unix:///a/b.sock"],
    ["unix://unix:///x", "unix:///x"],
    ["tcp://127.0.0.1:1?x=1", "tcp://127.0.0.1:1"],
    ["unix://", "unix:///var/run/docker.sock"],
    ["tcp://", "tcp://localhost:2375"],
    ["tcp://host", "tcp://host:2375"],
    ["host", "tcp://host:2375"],
    ["host:80", "tcp://host:80"],
    [":5555", "tcp://localhost:5555"],
    ["tcp://[::1]:2375/path/", "tcp://[::1]:2375/path"],
    ["tcp://[::1]", "tcp://[::1]:2375"],
    ["tcp://host:1/a/b", "tcp://host:1/a/b"],
    ["ssh://user@host:22/run/docker.sock", "ssh://user@host:22/run/docker.sock"],
    ["ssh://host", "ssh://host"],
  ];
  for (const [text, want] of cases) assert.equal(formatEndpoint(parseHost(text)), want, text);
  assert.equal(formatEndpoint(parseHost("", tls)), "tcp://localhost:2376");
  assert.equal(formatEndpoint(parseHost("host", tls)), "tcp://host:2376");
});

Deno.test("parseHost() refuses what docker refuses, by an EngineError of code config", () => {
  for (
    const text of [
      "foo://bar",
      "http://host",
      "tcp://host:port",
      "tcp://user@host",
      "npipe:////./pipe/docker_engine",
      "fd://",
      "ssh://user:secret@host",
      "ssh://host?a=b",
      "ssh://host#a",
      "ssh://",
      "ssh://-oProxyCommand=x",
    ]
  ) {
    assert.throws(
      () => parseHost(text),
      (e) => e instanceof EngineError && e.code === "config",
      text,
    );
  }
});

Deno.test("parseHost() says which part of an ssh address is wrong", () => {
  for (const port of ["22x", "99999", "-1"]) {
    assert.throws(() => parseHost(`ssh://me@host:${port}/run/docker.sock`), {
      message:
        `ssh host connection is not valid: invalid SSH URL: invalid port ":${port}" after host`,
    });
  }
});
