/** Tests of the server with TLS and client certificates. */
import assert from "node:assert/strict";
import { need } from "../../tests/needs.ts";
import { openServer } from "../config/server.ts";
import { createEngine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import { memoryTransport } from "../testing/memory_transport.ts";
import {
  CA,
  CLIENT_CERT,
  CLIENT_KEY,
  SERVER_CERT,
  SERVER_KEY,
} from "../transport/_test_certificates.ts";
import { TOKEN } from "./_test_server.ts";
import { type ServerOptions, startServer } from "./mod.ts";

const address = { kind: "tcp", hostname: "127.0.0.1", port: 0 } as const;
const tls = { cert: SERVER_CERT, key: SERVER_KEY };

/** A server, and how a client in `dir` calls it. */
async function serving(security: ServerOptions["security"]) {
  const stack = new AsyncDisposableStack();
  const dir = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  const files = { ca: CA, cert: CLIENT_CERT, key: CLIENT_KEY, other: SERVER_CERT, token: TOKEN };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${dir}/${name}`, text, { mode: 0o600 });
  }
  const transport = memoryTransport({
    "GET /v1.41/containers/json": { json: [] },
    "HEAD /_ping": { headers: { "api-version": "1.41" } },
    "GET /_ping": { headers: { "api-version": "1.41" } },
  });
  const server = stack.use(
    await startServer({ address, security, transport, version: "0", names: [] }),
  );
  const { port } = server.address as { port: number };
  return {
    port,
    dir,
    async list(options: Partial<Parameters<typeof openServer>[0]>) {
      const client = await openServer({
        server: `https://localhost:${port}`,
        tlsCaCert: `${dir}/ca`,
        env: {},
        ...options,
      });
      await using engine = createEngine(client.engine());
      return await engine.containers.list();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

Deno.test("a server with TLS and a token wants both, and its name in the certificate", async () => {
  await using s = await serving({ tls, token: TOKEN });
  const tokenFile = `${s.dir}/token`;
  assert.deepEqual(await s.list({ tokenFile }), []);
  assert.deepEqual(await s.list({ env: { DOCKERCTL_SERVER_TOKEN: TOKEN } }), []);
  assert.deepEqual(await s.list({ env: { DOCKERCTL_SERVER_TOKEN_FILE: tokenFile } }), []);
  await assert.rejects(s.list({}), (e) => isEngineError(e, "unauthorized"));
  await assert.rejects(
    s.list({ tokenFile, tlsCaCert: undefined }),
    (e) => isEngineError(e, "unreachable") && /the server at https:/.test(e.message),
  );
  await assert.rejects(
    s.list({ tokenFile, server: `https://127.0.0.1:${s.port}` }),
    (e) => isEngineError(e, "unreachable"),
  );
  await assert.rejects(
    s.list({ tokenFile, server: `http://localhost:${s.port}` }),
    (e) => isEngineError(e, "cut", "protocol"),
  );
});

Deno.test("a server with client certificates lets in whoever has one of its authority", async () => {
  const security = { tls: { ...tls, clientCa: CA } };
  await using s = await serving(security);
  const own = { tlsCert: `${s.dir}/cert`, tlsKey: `${s.dir}/key` };
  assert.deepEqual(await s.list(own), []);
  await assert.rejects(
    s.list({}),
    (e) => isEngineError(e, "denied", "cut") && /--tlscert/.test(e.hint ?? ""),
  );
  // A certificate that is not the authority's: its own is one that nobody signed.
  const made = await new Deno.Command(need("openssl"), {
    args: [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1".split(" "),
      ...["-subj", "/CN=client", "-keyout", `${s.dir}/k`, "-out", `${s.dir}/c`],
    ],
    stderr: "null",
  }).output();
  assert.ok(made.success);
  await assert.rejects(
    s.list({ tlsCert: `${s.dir}/c`, tlsKey: `${s.dir}/k` }),
    (e) => isEngineError(e, "denied", "cut") && /--tlscert/.test(e.hint ?? ""),
  );
  // Who was let in is still served.
  assert.deepEqual(await s.list(own), []);
});

Deno.test("a server with client certificates and a token wants both", async () => {
  await using s = await serving({ tls: { ...tls, clientCa: CA }, token: TOKEN });
  const own = { tlsCert: `${s.dir}/cert`, tlsKey: `${s.dir}/key` };
  await assert.rejects(s.list(own), (e) => isEngineError(e, "unauthorized"));
  assert.deepEqual(await s.list({ ...own, tokenFile: `${s.dir}/token` }), []);
});
