/** TLS to a peer with certificates good and bad. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import * as pem from "./_test_certificates.ts";
import { PeerConn, PING } from "./_test_peer.ts";
import { createTransport } from "./create.ts";
import { trustsGivenOnly } from "./dial_tls.ts";
import type { TlsMaterial } from "./endpoint.ts";
import type { Transport } from "./types.ts";

/** An engine behind TLS on loopback that echoes what comes over an upgraded connection. */
function startTlsPeer(): { port: number; close(): Promise<void> } {
  const listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port: 0,
    cert: pem.SERVER_CERT,
    key: pem.SERVER_KEY,
  });
  const running: Promise<void>[] = [];
  const serve = async (conn: Deno.Conn) => {
    const c = new PeerConn(conn);
    try {
      for (;;) {
        const head = await c.request();
        if (head.includes("/_ping")) await c.say(PING);
        else if (head.startsWith("POST")) {
          await c.say("HTTP/1.1 101 UPGRADED\r\n\r\n");
          await c.say("echo " + await c.rest());
          break;
        } else await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
      }
    } catch {
      /* the client left, or never was one */
    } finally {
      try {
        conn.close();
      } catch { /* closed */ }
    }
  };
  const accepting = (async () => {
    for (;;) {
      let conn: Deno.Conn;
      try {
        conn = await listener.accept();
      } catch (e) {
        if (e instanceof Deno.errors.BadResource || e instanceof Deno.errors.Interrupted) return;
        continue; // a handshake that failed
      }
      running.push(serve(conn));
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async close() {
      listener.close();
      await accepting;
      await Promise.all(running);
    },
  };
}

const full = { ca: pem.CA, cert: pem.CLIENT_CERT, key: pem.CLIENT_KEY };

async function withTls(
  tls: TlsMaterial,
  hostname: string,
  body: (t: Transport) => Promise<void>,
): Promise<void> {
  const peer = startTlsPeer();
  const t = createTransport({ kind: "tcp", hostname, port: peer.port, basePath: "", tls });
  try {
    await body(t);
  } finally {
    await t.close();
    await peer.close();
  }
}

Deno.test("tlsDialer() talks to an engine it can verify, and to any if told so", async () => {
  for (const tls of [{ ...full, verify: true }, { verify: false }, { ...full, verify: false }]) {
    await withTls(tls, "localhost", async (t) => {
      for (let i = 0; i < 3; i++) {
        assert.equal(await (await t.send({ method: "GET", path: "/x", op: "x" })).text(), "{}");
      }
      const d = await t.upgrade({ method: "POST", path: "/attach", op: "attach" });
      await d.write(new TextEncoder().encode("a".repeat(100_000)));
      await d.closeWrite();
      let size = 0;
      for await (const b of d.readable) size += b.length;
      assert.equal(size, 100_005);
    });
  }
});

Deno.test("tlsDialer() refuses an engine it cannot verify", async () => {
  const cases: [TlsMaterial, string, RegExp][] = [
    [{ verify: true }, "localhost", /UnknownIssuer/],
    [{ ...full, verify: true }, "127.0.0.1", /not valid for name|does not match/],
  ];
  for (const [tls, hostname, words] of cases) {
    await withTls(tls, hostname, async (t) => {
      const upgrade = () => t.upgrade({ method: "POST", path: "/x", op: "x" });
      for (const ask of [() => t.greeting(), upgrade]) {
        await assert.rejects(ask, (e: unknown) => {
          assert.ok(e instanceof EngineError, `${e}`);
          assert.equal(e.code, "unreachable");
          assert.match(e.message, words);
          assert.match(e.hint ?? "", /ca\.pem/);
          return true;
        });
      }
    });
  }
});

Deno.test("tlsDialer() trusts no other authority than the given ones", async () => {
  const peer = startTlsPeer();
  const file = await Deno.makeTempFile({ suffix: ".pem" });
  try {
    await Deno.writeTextFile(file, pem.CA);
    // For the child, the engine's authority is one of the machine's.
    const said = await new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        "--no-check",
        `
        import { createTransport } from ${JSON.stringify(import.meta.resolve("./create.ts"))};
        for (const ca of ${JSON.stringify([undefined, pem.CA, pem.CLIENT_CERT])}) {
          const tls = { verify: true, ca: ca ?? undefined };
          const at = { kind: "tcp", hostname: "localhost", port: ${peer.port}, basePath: "", tls };
          const t = createTransport(at);
          console.log(await t.greeting().then(() => "taken", (e) => e.code + " " + e.hint));
          await t.close();
        }
      `,
      ],
      cwd: new URL("../../", import.meta.url).pathname,
      env: { DENO_TLS_CA_STORE: "system", SSL_CERT_FILE: file, NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder().decode(said.stdout) + new TextDecoder().decode(said.stderr);
    assert.match(text, /^taken\ntaken\nunreachable Look at ca\.pem/);
  } finally {
    await Deno.remove(file);
    await peer.close();
  }
});

Deno.test("trustsGivenOnly() knows from which Deno on", () => {
  for (const v of ["2.9.0", "2.9.6", "2.10.1", "3.0.0"]) assert.ok(trustsGivenOnly(v), v);
  for (const v of ["2.7.11", "2.8.9", "1.46.3"]) assert.ok(!trustsGivenOnly(v), v);
});

Deno.test("tlsDialer() refuses an encrypted key before it connects", () => {
  const key = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nx\n-----END ENCRYPTED PRIVATE KEY-----\n";
  assert.throws(
    () =>
      createTransport({
        kind: "tcp",
        hostname: "h",
        port: 1,
        basePath: "",
        tls: { ...full, key, verify: true },
      }),
    (e) => e instanceof EngineError && e.code === "config" && /encrypted/.test(e.message),
  );
});

Deno.test("tlsDialer() says so when nobody speaks TLS there", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = (async () => {
    for await (const conn of listener) {
      await conn.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n")).catch(
        () => {},
      );
      conn.close();
    }
  })();
  const port = (listener.addr as Deno.NetAddr).port;
  for (const verify of [true, false]) {
    const t = createTransport({
      kind: "tcp",
      hostname: "127.0.0.1",
      port,
      basePath: "",
      tls: { verify },
    });
    await assert.rejects(
      t.greeting(),
      (e: unknown) => e instanceof EngineError && e.code === "unreachable",
    );
    await t.close();
  }
  listener.close();
  await answering;
});

Deno.test("tlsDialer() names a file that is empty, cut or of another kind, before it dials", () => {
  const from = { ca: "/c/ca.pem", cert: "/c/cert.pem", key: "/c/key.pem" };
  const cut = (text: string) => text.slice(0, text.length / 2);
  const cases: [Partial<TlsMaterial>, RegExp][] = [
    [{ ca: "" }, /^the CA certificate \/c\/ca\.pem is empty$/],
    [{ ca: "\n" }, /^the CA certificate \/c\/ca\.pem is empty$/],
    [{ cert: cut(pem.CLIENT_CERT) }, /^the client certificate \/c\/cert\.pem is cut off/],
    [{ cert: pem.CLIENT_CERT + cut(pem.CLIENT_CERT) }, /cert\.pem is cut off/],
    [{ key: cut(pem.CLIENT_KEY) }, /^the private key \/c\/key\.pem is cut off/],
    [{ key: pem.CLIENT_CERT }, /^the private key \/c\/key\.pem holds no private key in PEM$/],
    [{ ca: "hello" }, /^the CA certificate \/c\/ca\.pem holds no certificate in PEM$/],
  ];
  for (const [part, words] of cases) {
    for (const verify of [true, false]) {
      const tls = { ...full, from, verify, ...part };
      if (!verify && part.ca !== undefined) continue; // docker does not look at it either
      assert.throws(
        () => createTransport({ kind: "tcp", hostname: "h", port: 1, basePath: "", tls }),
        (e) => e instanceof EngineError && e.code === "config" && words.test(e.message),
        String(words),
      );
    }
  }
});

Deno.test("tlsDialer() says at once that a key is not the certificate's", async () => {
  for (const verify of [true, false]) {
    const tls = { ...full, key: pem.SERVER_KEY, verify, from: { cert: "c.pem", key: "k.pem" } };
    const t = createTransport({ kind: "tcp", hostname: "127.0.0.1", port: 1, basePath: "", tls });
    await assert.rejects(t.greeting(), {
      code: "config",
      message: "the private key k.pem is not that of the certificate c.pem",
    });
    await t.close();
  }
});
