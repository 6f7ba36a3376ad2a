/** What a file becomes on a swarm, and what it may not have. */
import assert from "node:assert/strict";
import { loadProject } from "../projects/load.ts";
import { stackDocument } from "./document.ts";
import { stackFiles, stackNetworks } from "./resources.ts";
import { serviceSpec } from "./service_spec.ts";

const NONE = { secrets: new Map<string, string>(), configs: new Map<string, string>() };

const load = (text: string, variables: Record<string, string> = {}) =>
  loadProject({
    files: ["/p/c.yaml"],
    name: "My.Shop",
    swarm: true,
    variables,
    read: (path) =>
      Promise.resolve(path === "/p/c.yaml" ? text : path === "/p/e" ? 'Q="a b"\n' : undefined),
  });

Deno.test("serviceSpec() names what it makes by the stack, whatever its name", async () => {
  const project = await load("services: {a: {image: x, volumes: [data:/d]}}\nvolumes: {data: }\n");
  const spec = serviceSpec(project, project.services.a, NONE);
  assert.equal(spec.Name, "My.Shop_a");
  assert.deepEqual(spec.Labels, {
    "com.docker.stack.namespace": "My.Shop",
    "com.docker.stack.image": "x",
  });
  assert.deepEqual(spec.TaskTemplate.Networks, [{ Target: "My.Shop_default", Aliases: ["a"] }]);
  assert.deepEqual(spec.TaskTemplate.ContainerSpec?.Mounts, [{
    Type: "volume",
    Source: "My.Shop_data",
    Target: "/d",
    VolumeOptions: { Labels: { "com.docker.stack.namespace": "My.Shop" } },
  }]);
  assert.deepEqual(stackNetworks(project).made.map((n) => n.Name), ["My.Shop_default"]);
});

Deno.test("loadProject() for a swarm reads variables as docker's stacks do", async () => {
  const text = "services: {a: {image: x, env_file: [e], environment: [A=, B, C]}}\n";
  const project = await load(text, { A: "1", B: "2" });
  const { Env } = serviceSpec(project, project.services.a, NONE).TaskTemplate.ContainerSpec!;
  assert.deepEqual(Env, ["A=1", "B=2", "C", 'Q="a b"']);
});

Deno.test("loadProject() for a swarm refuses what no swarm can do", async () => {
  const refused = (text: string, words: RegExp) => assert.rejects(load(text), words);
  await refused(
    "services:\n  a:\n    image: x\n    scale: 2\n",
    /c\.yaml:4:5: services\.a\.scale means nothing on a swarm/,
  );
  await refused(
    "services: {a: {image: x, mem_limit: 5m, volumes_from: [b]}, b: {image: x}}\n",
    /^ProjectError: Compose file contains unsupported options:\n\nmem_limit: .*\n\nvolumes_from: /,
  );
});

Deno.test("stackFiles() has every secret and config but the external ones", async () => {
  const project = await load(
    "services: {a: {image: x}}\nsecrets: {s: {environment: W}, o: {external: true}}\n" +
      "configs: {c: {content: hello, name: n}}\n",
    { W: "word" },
  );
  assert.deepEqual(stackFiles(project, "secrets").map((f) => [f.spec.Name, f.text]), [
    ["My.Shop_s", "word"],
  ]);
  assert.deepEqual(stackFiles(project, "configs").map((f) => [f.spec.Name, f.text]), [
    ["n", "hello"],
  ]);
  project.services.a.secrets = [{ source: "o" }];
  assert.throws(() => serviceSpec(project, project.services.a, NONE), /secret not found: o/);
});

Deno.test("stackDocument() leaves out what nobody said", async () => {
  const project = await load("services: {a: {image: x, networks: [default]}}\n");
  assert.deepEqual(stackDocument(project), {
    version: "3.13",
    services: { a: { image: "x", networks: { default: null } } },
  });
});
