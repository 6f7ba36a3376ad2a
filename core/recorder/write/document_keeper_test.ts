/** Tests of documents as a recorder keeps them, on the simulated engine. */
import assert from "node:assert/strict";
import { call } from "../../../tests/engine/http.ts";
import { type FakeEngine, startFakeEngine } from "../../../tests/fake_engine/mod.ts";
import { createTransport } from "../../transport/create.ts";
import { defaultRecordConfig } from "../config.ts";
import { openDocuments } from "../documents/reader.ts";
import type { DocumentReader } from "../documents/types.ts";
import { openRecord } from "../read/reader.ts";
import type { RecordConfig } from "../types.ts";
import { Recorder } from "./recorder.ts";

const PATIENCE = 60_000;

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!await condition()) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function recorded(
  body: (
    fake: FakeEngine,
    dir: string,
    start: (config?: Partial<RecordConfig>) => Promise<Recorder & AsyncDisposable>,
  ) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await using fake = await startFakeEngine({});
    await body(fake, dir, async (config = {}) => {
      const recorder = await Recorder.open(createTransport(fake.host), {
        config: { ...defaultRecordConfig({}), ...config, dir },
        version: "test",
        say: () => {},
      });
      const stop = new AbortController();
      const done = recorder.run(stop.signal);
      return Object.assign(recorder, {
        async [Symbol.asyncDispose]() {
          stop.abort();
          await done;
          await recorder.transport.close();
        },
      });
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Asks the simulated engine, past the code under test. */
async function ask(fake: FakeEngine, method: string, path: string, body?: unknown) {
  const answer = await call(fake.host.slice("unix://".length), method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
  return answer;
}

const actions = (reader: DocumentReader, id: string) => reader.changes(id).map((c) => c.action);

Deno.test("Recorder keeps what a container was at each change, and after it", () =>
  recorded(async (fake, _dir, start) => {
    await using recorder = await start();
    await until(() => recorder.status().state === "recording", "it records");
    const reader = openDocuments(recorder.place);
    const body = { Image: "nginx:1.27", Env: ["PASSWORD=hunter2"], Labels: { a: "b" } };
    const made = await ask(fake, "POST", "/containers/create?name=docs", body);
    const { Id: id } = JSON.parse(made.text) as { Id: string };
    const has = (action: string) =>
      until(() => actions(reader, id).includes(action as never), action);
    await has("create");
    await ask(fake, "POST", `/containers/${id}/start`);
    await has("start");
    const truth = JSON.parse((await ask(fake, "GET", `/containers/${id}/json`)).text);
    assert.deepEqual(
      JSON.parse(JSON.stringify(reader.latest("docs")!.document)),
      { ...truth, ExecIDs: null },
    );
    await ask(fake, "POST", `/containers/${id}/rename?name=docs2`);
    await has("rename");
    await ask(fake, "DELETE", `/containers/${id}?force=1`);
    await has("destroy");
    const last = reader.latest("docs2")!;
    assert.deepEqual([last.action, last.name, last.noticed], ["destroy", "docs2", undefined]);
    assert.ok(last.document.Config.Env!.includes("PASSWORD=hunter2"));
    assert.ok(last.image?.id === last.document.Image);
    const die = reader.changes(id).find((c) => c.action === "die");
    assert.ok(die !== undefined);
  }));

Deno.test("Recorder finds what changed while none ran, and knows containers by documents alone", () =>
  recorded(async (fake, _dir, start) => {
    const body = { Image: "nginx:1.27" };
    const ids: string[] = [];
    for (const name of ["one", "two"]) {
      const made = await ask(fake, "POST", `/containers/create?name=${name}`, body);
      ids.push((JSON.parse(made.text) as { Id: string }).Id);
    }
    const [one, two] = ids;
    {
      await using recorder = await start({ events: { enabled: true, keepAge: 0 } });
      const reader = openDocuments(recorder.place);
      await until(() => ids.every((id) => actions(reader, id).length === 1), "both are seen");
    }
    await ask(fake, "POST", `/containers/${two}/rename?name=second`);
    await ask(fake, "DELETE", `/containers/${one}?force=1`);
    let place;
    {
      await using recorder = await start();
      place = recorder.place;
      const reader = openDocuments(place);
      await until(() => actions(reader, one).includes("destroy"), "it is gone");
      await until(() => reader.latest("second") !== undefined, "it has another name");
    }
    // The database is lost: containers without a log are known all the same.
    Deno.removeSync(place.index);
    {
      await using recorder = await start();
      await until(() => recorder.status().state === "recording", "it records");
    }
    await using record = await openRecord(place.dir);
    const [gone] = await record.find("one");
    assert.deepEqual([gone?.state, gone?.image, gone?.removedAt !== undefined], [
      "removed",
      "nginx:1.27",
      true,
    ]);
  }));

Deno.test("Recorder removes documents with their container, or keeps none at all", () =>
  recorded(async (fake, _dir, start) => {
    const made = await ask(fake, "POST", "/containers/create?name=short", { Image: "nginx:1.27" });
    const { Id: id } = JSON.parse(made.text) as { Id: string };
    {
      const documents = { enabled: true, env: true, keepAge: 1 };
      await using recorder = await start({ documents });
      const reader = openDocuments(recorder.place);
      await until(() => actions(reader, id).length > 0, "it is seen");
      await ask(fake, "DELETE", `/containers/${id}?force=1`);
      await until(() => actions(reader, id).includes("destroy"), "it is gone");
      await until(async () => {
        await recorder.store.tidy(() => false, new AbortController().signal);
        return openDocuments(recorder.place).find("short").length === 0;
      }, "documents go");
    }
    await using recorder = await start({ documents: { enabled: false, env: true, keepAge: 0 } });
    await until(() => recorder.status().state === "recording", "it records");
    assert.equal(recorder.store.documents, undefined);
  }));
