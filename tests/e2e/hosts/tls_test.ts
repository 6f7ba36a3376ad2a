/** An engine behind TLS: the end of the input alone is told, and all that comes after it arrives. */
import assert from "node:assert/strict";
import * as pem from "../../../core/transport/_test_certificates.ts";
import { engineTest, temporaryFolder } from "../../engine/mod.ts";

/** dockerd reads its certificates as it starts, before a test runs. */
const CERTS = `${temporaryFolder()}/tls-${Deno.pid}`;
const FILES = {
  "ca.pem": pem.CA,
  "server-cert.pem": pem.SERVER_CERT,
  "server-key.pem": pem.SERVER_KEY,
  "cert.pem": pem.CLIENT_CERT,
  "key.pem": pem.CLIENT_KEY,
};

Deno.test.beforeAll(async () => {
  await Deno.mkdir(CERTS, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(FILES)) {
    await Deno.writeTextFile(`${CERTS}/${name}`, text, { mode: 0o600 });
  }
});
Deno.test.afterAll(() => Deno.remove(CERTS, { recursive: true }));

const PORT = 23_760;
const LARGE = 300_000;

engineTest(
  "exec -i and run -i over TLS pass on the end of the input, and lose nothing that comes after it",
  {
    own: true,
    args: [
      "--host",
      `tcp://127.0.0.1:${PORT}`,
      "--tlsverify",
      `--tlscacert=${CERTS}/ca.pem`,
      `--tlscert=${CERTS}/server-cert.pem`,
      `--tlskey=${CERTS}/server-key.pem`,
    ],
  },
  async (c) => {
    const ran = await c.cli(["run", "-d", "--name", "idle", c.image, "sleep", "1000"]);
    assert.equal(ran.code, 0, ran.stderr);
    const env = {
      DOCKER_HOST: `tcp://localhost:${PORT}`,
      DOCKER_CERT_PATH: CERTS,
    };
    const text = "line of input\n".repeat(LARGE / 14);
    // What comes after the end of the input, with a code of its own, is what tells.
    const after = ["sh", "-c", "wc -c; sleep 0.3; echo after; exit 7"];
    const lines: [string[], string | undefined, string, number][] = [
      [["exec", "-i", "idle", "cat"], text, text, 0],
      [["exec", "-i", "idle", ...after], text, `${text.length}\nafter\n`, 7],
      [["exec", "-i", "idle", ...after], "", "0\nafter\n", 7],
      [["exec", "-i", "idle", ...after], undefined, "0\nafter\n", 7],
      [["run", "-i", "--rm", c.image, "cat"], text, text, 0],
      [["run", "-i", "--rm", c.image, ...after], text, `${text.length}\nafter\n`, 7],
    ];
    for (const tls of ["--tlsverify", "--tls"]) {
      for (const [words, stdin, stdout, code] of lines) {
        for (const program of [[c.binary], c.engine.docker]) {
          const options = { env, ...(stdin !== undefined && { stdin }) };
          const got = await c.inNetwork([...program, tls, ...words], options);
          const what = `${program.at(-1)} ${tls} ${words.join(" ")}`;
          assert.equal(got.stderr, "", what);
          assert.equal(got.stdout.length, stdout.length, what);
          assert.ok(got.stdout === stdout, what);
          assert.equal(got.code, code, what);
        }
      }
    }
  },
);
