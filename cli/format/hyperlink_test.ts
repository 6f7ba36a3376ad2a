/** Links on terminals, and what may not become one. */
import assert from "node:assert/strict";
import {
  engineHost,
  fileUrl,
  hyperlink,
  portUrl,
  repositoryUrl,
  unlinked,
  wantsHyperlinks,
} from "./hyperlink.ts";

Deno.test("hyperlink() links text, and unlinked() takes it away", () => {
  const link = hyperlink("0.0.0.0:80->80/tcp", "http://localhost:80");
  assert.equal(link, "\x1b]8;;http://localhost:80\x1b\\0.0.0.0:80->80/tcp\x1b]8;;\x1b\\");
  assert.equal(unlinked(`a ${link} b`), "a 0.0.0.0:80->80/tcp b");
});

Deno.test("hyperlink() lets no address through that a terminal could obey", () => {
  for (
    const url of ["http://a\x1b\\b", "http://a\x07", "javascript:alert(1)", "http://a b", "http:é"]
  ) assert.equal(hyperlink("x", url), "x");
  assert.equal(hyperlink("x", `http://${"a".repeat(3_000)}`), "x");
  assert.equal(hyperlink("", "http://a"), "");
});

Deno.test("fileUrl() escapes what a path may hold", () => {
  assert.equal(fileUrl("/tmp/a b/ü#?.tar", "here"), "file://here/tmp/a%20b/%C3%BC%23%3F.tar");
});

Deno.test("wantsHyperlinks() knows the terminals that show them", () => {
  const on = (env: Record<string, string>, terminal = true) =>
    wantsHyperlinks(terminal, { TERM: "xterm-256color", ...env });
  assert.equal(on({}), false, "not known");
  assert.equal(on({ FORCE_HYPERLINK: "1" }), true);
  assert.equal(on({ FORCE_HYPERLINK: "1" }, false), false, "a pipe never");
  assert.equal(on({ TERM_PROGRAM: "iTerm.app" }), true);
  assert.equal(on({ TERM_PROGRAM: "iTerm.app", FORCE_HYPERLINK: "0" }), false);
  assert.equal(on({ TERM_PROGRAM: "iTerm.app", NO_COLOR: "1" }), false);
  assert.equal(on({ TERM: "dumb", VTE_VERSION: "6800" }), false);
  assert.equal(on({ VTE_VERSION: "6800" }), true);
  assert.equal(on({ VTE_VERSION: "4902" }), false);
  assert.equal(on({ TERM: "xterm-kitty" }), true);
  assert.equal(on({ TERM: "screen-256color", VTE_VERSION: "6800" }), false);
  const tmux = { TERM: "tmux-256color", TERM_PROGRAM: "tmux" };
  assert.equal(on({ ...tmux, TERM_PROGRAM_VERSION: "3.3a" }), false);
  assert.equal(on({ ...tmux, TERM_PROGRAM_VERSION: "3.4" }), true);
});

Deno.test("portUrl() is where a browser on this machine finds the port", () => {
  const port = { ip: "0.0.0.0", privatePort: 80, publicPort: 8080, type: "tcp" };
  assert.equal(portUrl(port, "localhost"), "http://localhost:8080");
  assert.equal(portUrl({ ...port, ip: "::", privatePort: 443 }, "far"), "https://far:8080");
  assert.equal(portUrl({ ...port, ip: "127.0.0.2" }, "far"), "http://127.0.0.2:8080");
  assert.equal(portUrl({ ...port, ip: "::1" }, "far"), "http://[::1]:8080");
  assert.equal(portUrl({ ...port, type: "udp" }, "far"), undefined);
  assert.equal(portUrl({ privatePort: 80, type: "tcp" }, "far"), undefined);
});

Deno.test("engineHost() is this machine unless the endpoint names another", () => {
  for (const local of ["unix:///var/run/docker.sock", "npipe:////./pipe/x", "demo://", ""]) {
    assert.equal(engineHost(local), "localhost");
  }
  assert.equal(engineHost("ssh://me@far:22/run/docker.sock"), "far");
  assert.equal(engineHost("tcp://10.0.0.7:2376"), "10.0.0.7");
  assert.equal(engineHost("tcp://[fe80::1]:2376"), "fe80::1");
});

Deno.test("repositoryUrl() knows the pages of the well-known registries", () => {
  assert.equal(repositoryUrl("nginx"), "https://hub.docker.com/_/nginx");
  assert.equal(repositoryUrl("grafana/loki"), "https://hub.docker.com/r/grafana/loki");
  assert.equal(repositoryUrl("ghcr.io/a/b/c"), "https://ghcr.io/a/b/c");
  assert.equal(repositoryUrl("quay.io/a/b"), "https://quay.io/repository/a/b");
  for (const none of ["<none>", "localhost:5000/x", "reg.example.com/a/b", "example.com/a"]) {
    assert.equal(repositoryUrl(none), undefined, none);
  }
});
