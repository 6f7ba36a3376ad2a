/** Tests of table.ts: the order of rows. */
import assert from "node:assert/strict";
import { Table } from "./table.ts";

interface Row {
  id: string;
  made: number;
}

Deno.test("Table.replaceSome() puts new rows of one second before those that were there", () => {
  const table = new Table<Row>((r) => r.id, (a, b) => b.made - a.made);
  const rows = (...ids: string[]) => new Map(ids.map((id) => [id, { id, made: 5 }]));
  table.replaceAll(rows("b", "a"));
  // Asked for in the order of the events; the engine lists the newest first.
  table.replaceSome(["c", "d"], rows("d", "c"));
  assert.deepEqual([...table.rows.keys()], ["d", "c", "b", "a"]);
  table.replaceSome(["b"], new Map());
  assert.deepEqual([...table.rows.keys()], ["d", "c", "a"]);
});
