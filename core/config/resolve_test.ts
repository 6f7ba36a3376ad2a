/** Tests of which engine is meant. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { formatEndpoint } from "../transport/endpoint.ts";
import { contextFolder, listContexts } from "./context_store.ts";
import { resolveEndpoint, type ResolveOptions } from "./resolve.ts";

interface Home {
  dir: string;
  context(name: string, endpoint: unknown, tls?: Record<string, string>): Promise<void>;
  config(text: string): Promise<void>;
}

async function inHome(body: (home: Home) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "home-" });
  const docker = `${dir}/.docker`;
  await Deno.mkdir(docker);
  try {
    await body({
      dir,
      async context(name, endpoint, tls) {
        const folder = contextFolder(name);
        await Deno.mkdir(`${docker}/contexts/meta/${folder}`, { recursive: true });
        await Deno.writeTextFile(
          `${docker}/contexts/meta/${folder}/meta.json`,
          typeof endpoint === "string" ? endpoint : JSON.stringify({
            Name: name,
            Metadata: { Description: `the ${name}` },
            Endpoints: { docker: endpoint },
          }),
        );
        for (const [file, text] of Object.entries(tls ?? {})) {
          await Deno.mkdir(`${docker}/contexts/tls/${folder}/docker`, { recursive: true });
          await Deno.writeTextFile(`${docker}/contexts/tls/${folder}/docker/${file}`, text);
        }
      },
      config: (text) => Deno.writeTextFile(`${docker}/config.json`, text),
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function refusal(options: ResolveOptions): Promise<string> {
  try {
    await resolveEndpoint(options);
  } catch (e) {
    assert.ok(e instanceof EngineError, `${e}`);
    assert.equal(e.code, "config");
    return e.message;
  }
  assert.fail("no error");
}

Deno.test("resolveEndpoint() keeps docker's order", async () => {
  await inHome(async (home) => {
    await home.context("a", { Host: "tcp://a" });
    await home.context("b", { Host: "tcp://b" });
    await home.context("c", { Host: "unix:///c.sock" });
    const full = { DOCKER_HOST: " tcp://env ", DOCKER_CONTEXT: "b" };
    const steps: [ResolveOptions, string, string, string][] = [
      [{ context: "a", env: full }, "tcp://a:2375", "--context", "a"],
      [{ host: "flag", env: full }, "tcp://flag:2375", "--host", "default"],
      [{ env: full }, "tcp://env:2375", "DOCKER_HOST", "default"],
      [{ env: { DOCKER_HOST: "", DOCKER_CONTEXT: "b" } }, "tcp://b:2375", "DOCKER_CONTEXT", "b"],
      [{ env: {} }, "unix:///c.sock", "currentContext", "c"],
      [{ env: { DOCKER_CONTEXT: "default" } }, "unix:///var/run/docker.sock", "default", "default"],
      [{ context: "default", env: full }, "tcp://env:2375", "DOCKER_HOST", "default"],
      [{ host: "", env: {} }, "unix:///var/run/docker.sock", "default", "default"],
    ];
    await home.config('{"currentContext":"c"}');
    for (const [options, want, source, context] of steps) {
      const r = await resolveEndpoint({ home: home.dir, ...options });
      assert.equal(formatEndpoint(r.endpoint), want);
      assert.equal(r.source, source);
      assert.equal(r.context, context);
    }
    await home.config("{}");
    const r = await resolveEndpoint({ home: home.dir, env: {} });
    assert.equal(formatEndpoint(r.endpoint), "unix:///var/run/docker.sock");
    assert.equal(r.source, "default");
    assert.deepEqual((await listContexts(`${home.dir}/.docker`)).map((c) => c.description), [
      "the a",
      "the b",
      "the c",
    ]);
  });
});

Deno.test("resolveEndpoint() refuses in docker's words", async () => {
  await inHome(async (home) => {
    const dir = `${home.dir}/.docker`;
    const meta = (name: string) => `${dir}/contexts/meta/${contextFolder(name)}/meta.json`;
    const unresolved = "Failed to initialize: unable to resolve docker endpoint: ";
    const base = { home: home.dir, env: {} };
    assert.equal(
      await refusal({ ...base, context: "nope" }),
      `${unresolved}context "nope": context not found: open ${
        meta("nope")
      }: no such file or directory`,
    );
    assert.equal(
      await refusal({ ...base, host: "a", context: "b" }),
      "conflicting options: cannot specify both --host and --context",
    );
    assert.equal(
      await refusal({ ...base, host: ["a", "b"] }),
      `${unresolved}Specify only one -H`,
    );
    assert.equal(
      await refusal({ ...base, host: "foo://bar" }),
      `${unresolved}invalid bind address format: foo://bar`,
    );
    assert.equal(
      await refusal({ ...base, host: "tcp://host:port" }),
      `${unresolved}parse "tcp://host:port": invalid port ":port" after host`,
    );
    assert.equal(
      await refusal({ ...base, host: "npipe://x" }),
      "Failed to initialize: protocol not available",
    );
    const ssh = "Failed to initialize: ssh host connection is not valid: invalid SSH URL: ";
    assert.equal(
      await refusal({ ...base, host: "ssh://u:p@h" }),
      `${ssh}plain-text password is not supported`,
    );
    assert.equal(
      await refusal({ ...base, host: "ssh://h?x=1" }),
      `${ssh}query parameters are not allowed: "x=1"`,
    );
    for (const options of [{ tls: true }, { tlsVerify: false }, { env: { DOCKER_TLS: "1" } }]) {
      assert.equal(
        await refusal({ ...base, ...options }),
        `${unresolved}open ${dir}/ca.pem: no such file or directory`,
      );
    }
    await home.context("broken", "{");
    assert.match(await refusal({ ...base, context: "broken" }), /context "broken": parsing /);
    await home.context("empty", "{}");
    assert.match(await refusal({ ...base, context: "empty" }), /no docker endpoint/);
  });
});

Deno.test("resolveEndpoint() goes on with a broken config.json, and says so", async () => {
  await inHome(async (home) => {
    for (const text of ["{bad", "[]", '{"currentContext":1}', '{"auths":{"x":{"auth":1}}}']) {
      await home.config(text);
      const warnings: string[] = [];
      const r = await resolveEndpoint({
        home: home.dir,
        env: {},
        onWarning: (w) => warnings.push(w),
      });
      assert.equal(r.source, "default");
      assert.equal(warnings.length, 1);
      assert.ok(
        warnings[0].startsWith(
          `WARNING: Error parsing config file (${home.dir}/.docker/config.json): `,
        ),
      );
    }
  });
});

Deno.test("resolveEndpoint() reads TLS from flags, environment and contexts", async () => {
  await inHome(async (home) => {
    const certs = `${home.dir}/certs`;
    await Deno.mkdir(certs);
    await Deno.writeTextFile(`${certs}/ca.pem`, "CA");
    const base = { home: home.dir, host: "tcp://h" };
    const tlsOf = async (o: ResolveOptions) => {
      const { endpoint } = await resolveEndpoint({ ...base, ...o });
      assert.ok(endpoint.kind === "tcp");
      if (endpoint.tls === undefined) return endpoint;
      const { from: _from, ...tls } = endpoint.tls;
      return { ...endpoint, tls };
    };
    const env = { DOCKER_CERT_PATH: certs };
    assert.equal((await tlsOf({ env })).tls, undefined);
    assert.deepEqual((await tlsOf({ env: { ...env, DOCKER_TLS: "1" } })).tls, {
      ca: "CA",
      verify: false,
    });
    await Deno.writeTextFile(`${certs}/cert.pem`, "CERT");
    await Deno.writeTextFile(`${certs}/key.pem`, "KEY");
    const full = { ca: "CA", cert: "CERT", key: "KEY" };
    const verified = await tlsOf({ env: { ...env, DOCKER_TLS_VERIFY: "0" } });
    assert.deepEqual(verified.tls, { ...full, verify: true });
    assert.equal(verified.port, 2376);
    assert.deepEqual((await tlsOf({ env, tlsVerify: false })).tls, { ...full, verify: false });
    assert.deepEqual((await tlsOf({ env, tlsVerify: true })).tls, { ...full, verify: true });
    assert.equal((await tlsOf({ env: { ...env, DOCKER_TLS: "1" }, tls: false })).tls, undefined);

    await home.context("skip", { Host: "tcp://h", SkipTLSVerify: true });
    await home.context("plain", { Host: "tcp://h", SkipTLSVerify: false });
    await home.context("tls", { Host: "tcp://h" }, { "ca.pem": "A", "key.pem": "K" });
    const of = (context: string) => tlsOf({ host: undefined, context, env: {} });
    assert.deepEqual((await of("skip")).tls, { verify: false });
    assert.equal((await of("plain")).tls, undefined);
    assert.deepEqual((await of("tls")).tls, { ca: "A", key: "K", verify: true });
  });
});

Deno.test("resolveEndpoint() takes the configuration directory from --config, then DOCKER_CONFIG", async () => {
  await inHome(async (home) => {
    await home.config('{"currentContext":"x"}');
    const other = await Deno.makeTempDir({ dir: home.dir });
    assert.equal(
      (await resolveEndpoint({ home: home.dir, env: { DOCKER_CONFIG: other } })).source,
      "default",
    );
    assert.equal(
      (await resolveEndpoint({
        home: home.dir,
        env: { DOCKER_CONFIG: `${home.dir}/.docker` },
        configDir: other,
      })).configDir,
      other,
    );
  });
});
