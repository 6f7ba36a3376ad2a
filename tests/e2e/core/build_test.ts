/** Images are built by core on a real engine, with both builders. */
import assert from "node:assert/strict";
import { type BuildEvent, type Engine, isEngineError } from "../../../core/mod.ts";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { all, client, labels, textOf } from "./_core.ts";

const BUILDERS = ["classic", "buildkit"] as const;

async function lay(context: EngineContext, files: Record<string, string>): Promise<string> {
  const folder = await Deno.makeTempDir({ dir: context.dir });
  for (const [path, text] of Object.entries(files)) {
    const at = `${folder}/${path}`;
    await Deno.mkdir(at.slice(0, at.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(at, text);
  }
  return folder;
}

/** What a container of the image prints. */
async function output(engine: Engine, context: EngineContext, image: string): Promise<string> {
  const { id } = await engine.containers.create({
    Image: image,
    Labels: labels(context),
    HostConfig: { NetworkMode: "none" },
  });
  const wait = await engine.containers.wait(id, { condition: "next-exit" });
  await engine.containers.start(id);
  await wait.result;
  const { stdout } = await textOf(engine.containers.logs(id));
  return stdout;
}

function said(events: readonly BuildEvent[]): string {
  const decode = (data: Uint8Array) => new TextDecoder().decode(data);
  return events.map((event) =>
    event.kind === "output"
      ? event.text
      : event.kind === "trace"
      ? event.trace.logs.map((log) => decode(log.data)).join("")
      : ""
  ).join("");
}

for (const builder of BUILDERS) {
  const title = `images.build() builds a folder with the ${builder} builder`;
  engineTest(title, { on: "every" }, async (context) => {
    await using engine = await client(context);
    const folder = await lay(context, {
      "Dockerfile": `FROM ${context.image} AS base\nARG WHO=nobody\nCOPY . /ctx\n` +
        `RUN echo "built for $WHO" && echo $WHO > /who\n` +
        `CMD ["sh", "-c", "cat /who; cd /ctx; find . | sort"]\n`,
      ".dockerignore": "# comment\n*.log\nsecret\n!keep.log\n",
      "a.txt": "a",
      "b.log": "b",
      "keep.log": "k",
      "deep/down/c.txt": "c",
      "secret/key": "s",
    });
    await Deno.symlink("a.txt", `${folder}/link`);
    const tag = `${context.prefix}-${builder}:1`;
    const events = await all(engine.images.build({ folder }, {
      builder,
      tags: [tag],
      buildArgs: { WHO: "ada" },
      labels: { ...labels(context), made: builder },
      noCache: true,
    }));
    const image = events.find((event) => event.kind === "image");
    const document = await engine.images.inspect(tag);
    assert.equal(image?.kind === "image" ? image.id : undefined, document.Id);
    assert.equal(document.Config?.Labels?.made, builder);
    assert.match(said(events), /built for ada/);
    const files = (await output(engine, context, tag)).trim().split("\n");
    assert.deepEqual(files, [
      "ada",
      ".",
      "./.dockerignore",
      "./Dockerfile",
      "./a.txt",
      "./deep",
      "./deep/down",
      "./deep/down/c.txt",
      "./keep.log",
      "./link",
    ]);
    if (builder === "buildkit") {
      const steps = events.flatMap((e) => e.kind === "trace" ? e.trace.vertexes : []);
      const run = steps.filter((step) => step.name.includes("RUN echo")).at(-1);
      assert.ok(run?.started && run.completed && run.completed >= run.started, run?.name);
      assert.equal(run.error, undefined);
      assert.ok(steps.some((step) => step.inputs.length > 0));
    }
  });

  engineTest(
    `images.build() tells of a step that fails with the ${builder} builder`,
    async (context) => {
      await using engine = await client(context);
      const folder = await lay(context, { Dockerfile: `FROM ${context.image}\nRUN exit 3\n` });
      await assert.rejects(
        all(engine.images.build({ folder }, { builder })),
        (e) =>
          isEngineError(e, "engine") &&
          /exit code: 3|returned a non-zero code: 3/.test(e.message) &&
          (builder === "buildkit" || e.exitCode === 3),
      );
      const broken = await lay(context, { Dockerfile: "NONSENSE\n" });
      await assert.rejects(
        all(engine.images.build({ folder: broken }, { builder })),
        isEngineError,
      );
    },
  );

  engineTest(
    `images.build() takes a Dockerfile from elsewhere with the ${builder} builder`,
    async (context) => {
      await using engine = await client(context);
      const folder = await lay(context, {
        "Dockerfile": "NOT THIS ONE\n",
        "docker/Other": `FROM ${context.image}\nCOPY a /a\nCMD ["cat", "/a"]\n`,
        "a": "in a\n",
      });
      const tag = `${context.prefix}-${builder}-else`;
      await all(
        engine.images.build({ folder }, { builder, tags: [tag], dockerfile: "docker/Other" }),
      );
      assert.equal(await output(engine, context, tag), "in a\n");
      const text = `FROM ${context.image}\nCOPY . /ctx\nCMD ["ls", "-A", "/ctx"]\n`;
      await all(engine.images.build({ folder }, { builder, tags: [tag], dockerfileText: text }));
      const files = (await output(engine, context, tag)).trim().split("\n");
      // The classic builder has it in the archive, and takes it away again with what hides it there.
      assert.deepEqual(files.filter((file) => file !== ".dockerignore"), [
        "Dockerfile",
        "a",
        "docker",
      ]);
      if (builder === "buildkit") assert.deepEqual(files, ["Dockerfile", "a", "docker"]);
    },
  );
}

engineTest("images.build() takes a packed context and an address", async (context) => {
  await using engine = await client(context);
  const folder = await lay(context, { "Dockerfile": `FROM ${context.image}\nENV PACKED=1\n` });
  const { packContext } = await import("../../../core/mod.ts");
  const { body } = await packContext(folder);
  const tag = `${context.prefix}-packed`;
  await all(engine.images.build({ body }, { tags: [tag], builder: "classic" }));
  assert.ok((await engine.images.inspect(tag)).Config?.Env?.includes("PACKED=1"));
  // Nobody serves it; that the engine tried is what this is about.
  await assert.rejects(
    all(engine.images.build({ url: "http://127.0.0.1:1/x.tar" }, { builder: "classic" })),
    (e) => isEngineError(e) && /127\.0\.0\.1:1/.test(e.message),
  );
});

engineTest("images.build() ends with its signal", async (context) => {
  await using engine = await client(context);
  const folder = await lay(context, { Dockerfile: `FROM ${context.image}\nRUN sleep 600\n` });
  const stop = new AbortController();
  await assert.rejects(
    (async () => {
      const build = engine.images.build({ folder }, { builder: "classic", signal: stop.signal });
      for await (const event of build) {
        if (event.kind === "output" && /RUN sleep/.test(event.text)) stop.abort();
      }
    })(),
    (e) => isEngineError(e, "aborted"),
  );
});

engineTest(
  "images.pruneBuildCache() empties the builder's cache",
  { on: "every", own: true },
  async (context) => {
    await using engine = await client(context);
    const folder = await lay(context, { Dockerfile: `FROM ${context.image}\nRUN echo x > /x\n` });
    await all(engine.images.build({ folder }, { builder: "buildkit" }));
    const { buildCache } = await engine.system.df({ types: ["build-cache"] });
    assert.ok((buildCache?.items.length ?? 0) > 0);
    const { deleted } = await engine.images.pruneBuildCache({ all: true });
    assert.ok(deleted.length > 0);
  },
);
