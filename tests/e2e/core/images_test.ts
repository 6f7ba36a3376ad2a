/** Images by core on a real engine and its registries. */
import assert from "node:assert/strict";
import { isEngineError } from "../../../core/mod.ts";
import { engineTest } from "../../engine/mod.ts";
import { all, bytesOf, client, labels } from "./_core.ts";

engineTest("images are listed, inspected, named and removed", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const name = `${context.prefix}/shop/web`;
  await engine.images.tag(context.image, `${name}:2`);
  await engine.images.tag(context.image, name);
  const [row] = await engine.images.list({ filters: { reference: [`${name}:2`] }, digests: true });
  assert.equal(row.dangling, false);
  assert.ok(row.repoTags.includes(`${name}:2`));
  assert.match(row.id, /^sha256:[0-9a-f]{64}$/);
  assert.ok(row.size > 500_000);
  assert.ok(row.created instanceof Date && !Number.isNaN(row.created.getTime()));

  const document = await engine.images.inspect(`${name}:2`);
  assert.equal(document.Id, row.id);
  assert.equal((await engine.images.inspect(row.id)).Id, row.id);
  const raw = await context.api("GET", `/images/${row.id}/json`);
  assert.equal((await engine.images.inspectText(row.id)).trim(), raw.text.trim());
  const history = await engine.images.history(`${name}:2`);
  assert.ok(history.length > 0 && history[0].created instanceof Date);

  await assert.rejects(engine.images.tag(name, "UPPER"), (e) => isEngineError(e, "bad_request"));
  await assert.rejects(engine.images.tag("absent", name), (e) => isEngineError(e, "not_found"));
  assert.deepEqual(await engine.images.remove(`${name}:2`), [{ untagged: `${name}:2` }]);
  assert.deepEqual(await engine.images.remove(name), [{ untagged: `${name}:latest` }]);
  await assert.rejects(engine.images.remove(name), (e) => isEngineError(e, "not_found"));
  await assert.rejects(
    engine.images.inspect("UPPER case"),
    (e) => isEngineError(e, "bad_request", "not_found"),
  );
});

engineTest(
  "images.save() and load() are each other's opposite",
  { on: "every" },
  async (context) => {
    await using engine = await client(context);
    const [a, b] = [`${context.prefix}-a:1`, `${context.prefix}-b:1`];
    await engine.images.tag(context.image, a);
    await engine.images.tag(context.image, b);
    const archive = await bytesOf(engine.images.save([a, b]));
    assert.ok(archive.length > 500_000);
    await engine.images.remove(a);
    await engine.images.remove(b);
    const events = await all(engine.images.load(archive, { quiet: true }));
    const said = events.map((event) => event.stream ?? "").join("");
    assert.ok(said.includes(a) && said.includes(b), said);
    assert.equal((await engine.images.inspect(a)).Id, (await engine.images.inspect(b)).Id);

    await assert.rejects(
      all(engine.images.load(new TextEncoder().encode("no archive at all".repeat(100)))),
      (e) => isEngineError(e) && e.op === "load images",
    );
    await assert.rejects(all(engine.images.save([`${context.prefix}-absent`])), isEngineError);
  },
);

engineTest("images go to a registry and come back", { on: "every" }, async (context) => {
  await using engine = await client(context);
  const name = `${context.engine.registry}/${context.prefix}`;
  await engine.images.tag(context.image, `${name}:1`);
  await engine.images.tag(context.image, `${name}:2`);
  const pushed = await all(engine.images.push(`${name}:1`));
  const result = pushed.map((event) => event.aux as { Digest?: string; Tag?: string })
    .find((aux) => aux?.Digest);
  assert.equal(result?.Tag, "1");
  assert.match(result?.Digest ?? "", /^sha256:/);
  await all(engine.images.push(name, { allTags: true }));

  const { Descriptor } = await engine.distribution.inspect(`${name}:1`);
  assert.equal(Descriptor.digest ?? Descriptor.Digest, result?.Digest);

  for (const tag of ["1", "2"]) await engine.images.remove(`${name}:${tag}`);
  const pulled = await all(engine.images.pull(`${name}:1`));
  assert.match(pulled.at(-1)?.status ?? "", /Status: /);
  assert.equal((await engine.images.inspect(`${name}:1`)).RepoTags?.includes(`${name}:1`), true);
  await all(engine.images.pull(`${name}@${result?.Digest}`));
  await all(engine.images.pull(name, { allTags: true }));
  await engine.images.inspect(`${name}:2`);
  // Without a tag it is `latest`, which nobody pushed.
  await assert.rejects(all(engine.images.pull(name)), (e) => isEngineError(e, "not_found"));
  for (const tag of ["1", "2"]) await engine.images.remove(`${name}:${tag}`, { force: true });
});

engineTest("images and logins where a registry wants one", async (context) => {
  await using engine = await client(context);
  const { address, user, password } = context.engine.lockedRegistry;
  const auth = { username: user, password, serverAddress: address };
  assert.equal((await engine.system.auth(auth)).status, "Login Succeeded");
  await assert.rejects(
    engine.system.auth({ ...auth, password: "wrong" }),
    // 20.10 has no better word for it.
    (e) => isEngineError(e, "unauthorized", "engine") && /401|incorrect/i.test(e.message),
  );
  const name = `${address}/${context.prefix}:1`;
  await engine.images.tag(context.image, name);
  await assert.rejects(
    all(engine.images.push(name)),
    (e) => isEngineError(e) && /auth|credentials|denied/i.test(e.message),
  );
  await all(engine.images.push(name, { auth }));
  await engine.images.remove(name);
  await assert.rejects(all(engine.images.pull(name)), isEngineError);
  await all(engine.images.pull(name, { auth }));
  await engine.distribution.inspect(name, { auth });
  await assert.rejects(engine.distribution.inspect(name), isEngineError);
  await engine.images.remove(name);
});

engineTest(
  "images.search() tells what the engine tells of a registry without search",
  async (context) => {
    await using engine = await client(context);
    await assert.rejects(
      engine.images.search(`${context.engine.registry}/x`, { limit: 3 }),
      (e) => isEngineError(e) && e.op === "search images" && e.status !== undefined,
    );
  },
);

engineTest("images.prune() removes what nothing uses", { own: true }, async (context) => {
  await using engine = await client(context);
  const build = (text: string) =>
    all(engine.images.build({ folder: context.dir }, {
      dockerfileText: text,
      builder: "classic",
      labels: labels(context),
      tags: [`${context.prefix}-x`],
    }));
  await build(`FROM ${context.image}\nENV A=1\n`);
  await build(`FROM ${context.image}\nENV A=2\n`);
  const dangling = await engine.images.list({ filters: { dangling: ["true"] } });
  assert.equal(dangling.length, 1);
  assert.equal(dangling[0].dangling, true);
  assert.deepEqual(dangling[0].repoTags, []);
  const { deleted, spaceReclaimed } = await engine.images.prune();
  assert.ok(deleted.some((entry) => entry.deleted === dangling[0].id), JSON.stringify(deleted));
  assert.equal(typeof spaceReclaimed, "number");
  assert.deepEqual((await engine.images.prune()).deleted, []);
});
