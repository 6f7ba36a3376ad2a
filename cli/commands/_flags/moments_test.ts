/** Tests of moments.ts: moments in time as flags say them. */
import assert from "node:assert/strict";
import { parseMoment } from "./moments.ts";

const now = new Date("2024-01-02T03:04:05.678Z");
const seconds = (text: string) => String(Date.parse(text) / 1000);

Deno.test("parseMoment() reads durations, times and seconds", () => {
  const local = (y: number, mo: number, d: number, h = 0, mi = 0, s = 0) =>
    `${new Date(y, mo - 1, d, h, mi, s).getTime() / 1000}.000000000`;
  const cases: [string, string][] = [
    ["10m", seconds("2024-01-02T02:54:05Z")],
    ["1.5s", seconds("2024-01-02T03:04:04Z")],
    ["2013-01-02T13:23:37Z", `${seconds("2013-01-02T13:23:37Z")}.000000000`],
    ["2013-01-02T13:23:37.25+02:00", `${seconds("2013-01-02T11:23:37Z")}.250000000`],
    ["2013-01-02T13:23:37-02:00", `${seconds("2013-01-02T15:23:37Z")}.000000000`],
    ["2013-01-02Z", `${seconds("2013-01-02T00:00:00Z")}.000000000`],
    ["2013-01-02T13Z", `${seconds("2013-01-02T13:00:00Z")}.000000000`],
    ["2013-01-02", local(2013, 1, 2)],
    ["2013-01-02T13:23", local(2013, 1, 2, 13, 23)],
    ["2013-07-02T13:23:37", local(2013, 7, 2, 13, 23, 37)],
    ["1136073600", "1136073600"],
    ["1136073600.000000001", "1136073600.000000001"],
    ["1136073600.5", "1136073600.500000000"],
    ["0", "0"],
  ];
  for (const [text, want] of cases) assert.equal(parseMoment(text, now), want, text);
});

Deno.test("parseMoment() refuses what is no time", () => {
  assert.throws(() => parseMoment("yesterday", now), {
    message: 'failed to parse value as time or duration: "yesterday"',
  });
  assert.throws(() => parseMoment("2013-13-40", now), /^Error: parsing time "2013-13-40"/);
});
