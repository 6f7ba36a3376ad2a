/** Which release is newer, and what a place of releases may answer. */
import assert from "node:assert/strict";
import { compareVersions, fetchArchive, latestRelease } from "./releases.ts";

Deno.test("compareVersions() orders numbers as numbers and what is before a release before it", () => {
  const sorted = ["0.1.0-rc.1", "0.1.0", "0.2.0", "0.10.0", "1.0.0"];
  for (let n = 1; n < sorted.length; n++) {
    assert.ok(compareVersions(sorted[n - 1], sorted[n]) < 0, sorted[n]);
    assert.ok(compareVersions(sorted[n], sorted[n - 1]) > 0, sorted[n]);
  }
  assert.equal(compareVersions("1.2.3", "1.2.3"), 0);
});

const none = new AbortController().signal;

/** A place of releases that answers each path with what `answers` has. */
function place(answers: Record<string, string | Uint8Array | number>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const answer = answers[new URL(request.url).pathname] ?? 404;
    if (typeof answer === "number") return new Response(null, { status: answer });
    return new Response(answer as BodyInit);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/releases`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const SUM = "ab".repeat(32);

Deno.test("latestRelease() finds the archive of this platform", async () => {
  await using at = place({
    "/releases/latest/download/SHA256SUMS": `${SUM}  NOTES.md\n` +
      `${SUM}  dockerctl-1.4.0-linux-arm64.tar.gz\n${SUM}  dockerctl-1.4.0-linux-x64.tar.gz\n`,
  });
  const latest = await latestRelease(at.url, "linux-x64", none);
  assert.equal(latest.version, "1.4.0");
  assert.equal(latest.url, `${at.url}/latest/download/dockerctl-1.4.0-linux-x64.tar.gz`);
  await assert.rejects(latestRelease(at.url, "darwin-arm64", none), /has nothing for darwin-arm64/);
});

Deno.test("latestRelease() takes no path for a name, no plain http and no flood", async () => {
  await using at = place({
    "/releases/latest/download/SHA256SUMS":
      `${SUM}  ../dockerctl-1.4.0-linux-x64.tar.gz\n${SUM}  dockerctl-9-linux-x64.tar.gz\n`,
    "/flood/latest/download/SHA256SUMS": "x".repeat(70_000),
  });
  await assert.rejects(latestRelease(at.url, "linux-x64", none), /has nothing for/);
  await assert.rejects(latestRelease("http://example.org/", "linux-x64", none), /no https address/);
  await assert.rejects(latestRelease("file:///etc/", "linux-x64", none), /no https address/);
  const flood = at.url.replace("/releases", "/flood");
  await assert.rejects(latestRelease(flood, "linux-x64", none), /larger than 65536 bytes/);
  const missing = at.url.replace("/releases", "/none");
  await assert.rejects(latestRelease(missing, "linux-x64", none), /answers 404/);
});

Deno.test("fetchArchive() refuses what is not what the sums say", async () => {
  const folder = await Deno.makeTempDir();
  await using at = place({ "/releases/latest/download/a.tar.gz": "changed" });
  const url = `${at.url}/latest/download/a.tar.gz`;
  const latest = { version: "1.0.0", file: "a.tar.gz", sha256: SUM, url, sums: "" };
  await assert.rejects(fetchArchive(latest, folder, none), /is not what SHA256SUMS says/);
  await Deno.remove(folder, { recursive: true });
});
