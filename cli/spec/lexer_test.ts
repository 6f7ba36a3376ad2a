/** Command lines are read as docker reads them. */
import assert from "node:assert/strict";
import { FlagError, lex, parseBool, parseInteger } from "./lexer.ts";
import type { OptionSpecs } from "./types.ts";

const OPTIONS = {
  interactive: { type: "boolean", short: "i", summary: "" },
  tty: { type: "boolean", short: "t", summary: "" },
  name: { type: "string", summary: "" },
  publish: { type: "list", short: "p", summary: "" },
  network: { type: "string", aliases: ["net"], summary: "" },
  last: { type: "number", short: "n", summary: "", default: -1 },
  gpus: { type: "string", summary: "", noValue: "all" },
  old: { type: "boolean", summary: "", deprecated: "Flag --old is old" },
  sum: {
    type: "parsed",
    summary: "",
    repeat: true,
    parse: (text: string, before?: number) => {
      if (!/^\d+$/.test(text)) throw new Error("no digits");
      return (before ?? 0) + Number(text);
    },
  },
} satisfies OptionSpecs;

function read(line: string, stopEarly = false) {
  const { values, args, given, help } = lex(line === "" ? [] : line.split(" "), OPTIONS, {
    stopEarly,
  });
  return {
    ...Object.fromEntries([...values].filter(([k]) => given.has(k))),
    args,
    ...(help ? { help } : {}),
  };
}

const READS: [string, Record<string, unknown>][] = [
  ["-it", { interactive: true, tty: true, args: [] }],
  ["-itp80:80", { interactive: true, tty: true, publish: ["80:80"], args: [] }],
  ["-p 80:80 -p=81:81 -p82:82 a", { publish: ["80:80", "81:81", "82:82"], args: ["a"] }],
  ["--name=x --name y", { name: "y", args: [] }],
  ["--name= a", { name: "", args: ["a"] }],
  ["--name -x", { name: "-x", args: [] }],
  ["--net host", { network: "host", args: [] }],
  ["--tty=false", { tty: false, args: [] }],
  ["-t=false", { tty: false, args: [] }],
  ["-t false", { tty: true, args: ["false"] }],
  ["--last 0x10", { last: 16, args: [] }],
  ["-n5", { last: 5, args: [] }],
  ["-n -1", { last: -1, args: [] }],
  ["--gpus a", { gpus: "all", args: ["a"] }],
  ["--gpus=2 a", { gpus: "2", args: ["a"] }],
  ["--sum 1 --sum 2", { sum: 3, args: [] }],
  ["a -i b", { interactive: true, args: ["a", "b"] }],
  ["a -- -i --bogus", { args: ["a", "-i", "--bogus"] }],
  ["- a", { args: ["-", "a"] }],
  ["--help a", { args: ["a"], help: true }],
  ["-ih", { interactive: true, args: [], help: true }],
  ["--help=false", { args: [] }],
];
for (const [line, expected] of READS) {
  Deno.test(`lex() reads ${line}`, () => assert.deepEqual(read(line), expected));
}

Deno.test("lex() with stopEarly leaves everything after the first word alone", () => {
  assert.deepEqual(read("-i alpine -t --bogus --", true), {
    interactive: true,
    args: ["alpine", "-t", "--bogus", "--"],
  });
});

Deno.test("lex() with stopEarly drops one -- before the first word", () => {
  assert.deepEqual(read("-i -- -t x", true), { interactive: true, args: ["-t", "x"] });
});

const COMPLAINS: [string, string][] = [
  ["--bogus", "unknown flag: --bogus"],
  ["--bogus=1", "unknown flag: --bogus"],
  ["-x", "unknown shorthand flag: 'x' in -x"],
  ["-itx", "unknown shorthand flag: 'x' in -x"],
  ["-ixt", "unknown shorthand flag: 'x' in -xt"],
  ["-i=", "unknown shorthand flag: '=' in -="],
  ["---x", "bad flag syntax: ---x"],
  ["--=x", "bad flag syntax: --=x"],
  ["--name", "flag needs an argument: --name"],
  ["-p", "flag needs an argument: 'p' in -p"],
  ["-ip", "flag needs an argument: 'p' in -p"],
  [
    "-n x",
    'invalid argument "x" for "-n, --last" flag: strconv.ParseInt: parsing "x": invalid syntax',
  ],
  [
    "--tty=maybe",
    'invalid argument "maybe" for "-t, --tty" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  ["--sum 1x", 'invalid argument "1x" for "--sum" flag: no digits'],
];
for (const [line, message] of COMPLAINS) {
  Deno.test(`lex() complains about ${line} in docker's words`, () => {
    assert.throws(
      () => read(line),
      (e) => e instanceof FlagError && e.message === message,
    );
  });
}

Deno.test("lex() notes a deprecated flag once", () => {
  assert.deepEqual(lex(["--old", "--old"], OPTIONS).warnings, ["Flag --old is old"]);
});

Deno.test("parseInteger() follows Go's strconv.ParseInt with base 0", () => {
  assert.equal(parseInteger("010"), 8);
  assert.equal(parseInteger("+7"), 7);
  assert.equal(parseInteger("1_000"), 1000);
  assert.equal(parseInteger("0b11"), 3);
  for (const bad of ["", "1.5", "_1", "1_", "0x", "08", "1e3", " 1"]) {
    assert.throws(() => parseInteger(bad), /invalid syntax/);
  }
  assert.throws(() => parseInteger("9223372036854775808"), /value out of range/);
});

Deno.test("parseBool() takes Go's twelve words and no others", () => {
  assert.equal(parseBool("T"), true);
  assert.equal(parseBool("False"), false);
  assert.throws(() => parseBool("yes"), /invalid syntax/);
});
