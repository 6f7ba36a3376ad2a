/** The compiled binary and an engine behind TLS that only a proxy (HTTPS_PROXY) leads to. */
import assert from "node:assert/strict";
import * as pem from "../../../core/transport/_test_certificates.ts";
import { startFakeEngine } from "../../fake_engine/mod.ts";
import { run } from "../../engine/run_command.ts";

const BINARY = new URL("../../../dist/dockerctl", import.meta.url).pathname;
const local = { hostname: "127.0.0.1", port: 0 };

/** Passes on what comes until its end, and then the end alone. */
async function oneWay(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const bytes = new Uint8Array(16_384);
  try {
    for (;;) {
      const n = await from.read(bytes);
      if (n === null) break;
      for (let at = 0; at < n;) at += await to.write(bytes.subarray(at, n));
    }
    await to.closeWrite();
  } catch { /* one of the two has gone */ }
}

/** Takes connections and passes each on to another one; both go with it. */
function relay(listener: Deno.Listener, open: (conn: Deno.Conn) => Promise<Deno.Conn>) {
  const running: Promise<void>[] = [];
  const conns: Deno.Conn[] = [];
  const serve = async (conn: Deno.Conn) => {
    conns.push(conn);
    try {
      const to = await open(conn);
      conns.push(to);
      await Promise.all([oneWay(conn, to), oneWay(to, conn)]);
    } catch { /* a handshake that failed */ }
  };
  const accepting = (async () => {
    for await (const conn of listener) running.push(serve(conn));
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const conn of conns) conn.close();
      await Promise.all(running);
    },
  };
}

Deno.test("an engine behind TLS is reached through a proxy, and the input ends alone", async () => {
  await using fake = await startFakeEngine();
  const path = fake.host.replace("unix://", "");
  const keys = { cert: pem.SERVER_CERT, key: pem.SERVER_KEY };
  await using engine = relay(
    Deno.listenTls({ ...local, ...keys }),
    () => Deno.connect({ transport: "unix", path }),
  );
  const asked: string[] = [];
  await using proxy = relay(Deno.listen(local), async (conn) => {
    const bytes = new Uint8Array(4_096);
    const n = await conn.read(bytes);
    asked.push(new TextDecoder().decode(bytes.subarray(0, n ?? 0)).split("\r\n")[0]);
    await conn.write(new TextEncoder().encode("HTTP/1.1 200 Established\r\n\r\n"));
    return await Deno.connect({ hostname: "127.0.0.1", port: engine.port });
  });
  const home = await Deno.makeTempDir();
  try {
    const files = { "ca.pem": pem.CA, "cert.pem": pem.CLIENT_CERT, "key.pem": pem.CLIENT_KEY };
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${home}/${name}`, text);
    }
    const dockerctl = (host: string, words: string[], stdin?: string) =>
      run([BINARY, "-H", host, ...words], {
        env: {
          HOME: home,
          TMPDIR: home,
          DOCKER_CERT_PATH: home,
          HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
        },
        timeout: 20_000,
        ...(stdin !== undefined && { stdin }),
      });
    const at = "tcp://engine.invalid:2376";
    const list = await dockerctl(at, ["--tls", "ps", "--format", "{{.Names}}"]);
    assert.match(list.stdout, /^web-1$/m, list.stderr);
    assert.equal(list.code, 0);
    assert.ok(asked.includes("CONNECT engine.invalid:2376 HTTP/1.1"), asked.join("\n"));
    const text = "x".repeat(100_000);
    const cat = await dockerctl(at, ["--tls", "exec", "-i", "web-1", "cat"], text);
    assert.equal(cat.stderr, "");
    assert.equal(cat.stdout.length, text.length);
    assert.equal(cat.code, 0);
    const wrong = await dockerctl(at, ["--tlsverify", "ps"]);
    assert.equal(wrong.code, 1);
    assert.equal(wrong.stdout, "");
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
