/** The database of alerts where it is damaged, of another dockerctl, or no file at all. */
import assert from "node:assert/strict";
import { openAlerts, openMutes } from "../reader.ts";
import { alertsFile, openAlertsDatabase } from "./database.ts";
import { AlertStore } from "./store.ts";

const NOW = new Date("2026-11-30T12:00:00Z");

async function inFolder(body: (dir: string, file: string) => Promise<void> | void): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(dir, alertsFile(dir));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const asides = (dir: string) =>
  [...Deno.readDirSync(dir)].filter((e) => /^alerts\.db\.corrupt-[\dT]+Z$/.test(e.name)).length;

Deno.test("rows that are no JSON are damage: the database is set aside and begun anew", () =>
  inFolder((dir, file) => {
    for (const [i, table] of ["held", "alerts"].entries()) {
      const { db } = openAlertsDatabase(file, NOW);
      db.prepare(`INSERT INTO ${table} VALUES ('x', '{')`).run();
      db.close();
      using reader = openAlerts(dir);
      if (table === "alerts") {
        assert.throws(() => reader.current(), {
          code: "config",
          message: new RegExp(`^Cannot read ${file}: .*JSON`),
        });
      }
      const opened = openAlertsDatabase(file, new Date(NOW.getTime() + i * 1000));
      assert.match(opened.problem!, new RegExp(`was damaged \\(${table} holds what is no JSON\\)`));
      assert.equal(new AlertStore(opened.db).state(), undefined);
      opened.db.close();
    }
    assert.equal(asides(dir), 2);
  }));

Deno.test("what is no database is told with its path, and a pipe is not opened", () =>
  inFolder(async (dir, file) => {
    Deno.writeTextFileSync(file, "no database".repeat(500), { mode: 0o600 });
    using reader = openAlerts(dir);
    for (const read of [() => reader.current(), () => reader.history(0), () => reader.broken()]) {
      assert.throws(read, {
        code: "config",
        message: `Cannot read ${file}: file is not a database`,
      });
    }
    Deno.removeSync(file);
    await new Deno.Command("mkfifo", { args: ["-m", "600", file] }).output();
    const plain = { code: "config", message: /no plain file/ };
    assert.throws(() => openAlerts(dir), plain);
    assert.throws(() => openMutes(dir), plain);
    assert.throws(() => openAlertsDatabase(file, NOW), plain);
  }));
