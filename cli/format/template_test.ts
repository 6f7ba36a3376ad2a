/** Go templates print and fail as docker's do. */
import assert from "node:assert/strict";
import { goJson } from "./json.ts";
import { HEADER_FUNCTIONS } from "./template_funcs.ts";
import { execute, parseFormat } from "./template.ts";

const DATA = {
  Id: "0cc4cb1a182b",
  Name: "/web",
  Args: ["100000"],
  State: { Status: "running", Running: true, Pid: 7106, Health: null },
  Config: { Cmd: ["sleep", "100000"], Labels: new Map([["a", "b"]]), Entrypoint: [] },
  Networks: new Map([["none", { NetworkID: "e10e" }], ["bridge", { NetworkID: "b0b0" }]]),
  Ratio: 1.5,
  Zero: 0,
};

/** As the real docker client answers, each on one line. */
const PRINTS: [string, string][] = [
  ["{{.Id}}", "0cc4cb1a182b"],
  ["{{ .Id }} x", "0cc4cb1a182b x"],
  ["{{.State.Status}}", "running"],
  ["{{.Config.Labels.a}} {{.Config.Labels.nope}}", "b <no value>"],
  ['{{index .Config.Labels "nope"}}', ""],
  ["{{.Config.Entrypoint}} {{.Config.Labels}}", "[] map[a:b]"],
  ["{{.State.Health}}", "<nil>"],
  ["{{.State}}", "{running true 7106 <nil>}"],
  ["{{json .State}}", '{"Status":"running","Running":true,"Pid":7106,"Health":null}'],
  [
    "{{range $k,$v := .Networks}}{{$k}}={{$v.NetworkID}} {{end}}",
    "bridge=b0b0 none=e10e ",
  ],
  ["{{range .Config.Cmd}}{{.}},{{else}}none{{end}}", "sleep,100000,"],
  ["{{range .Config.Entrypoint}}x{{else}}none{{end}}", "none"],
  ["{{range $i, $e := .Config.Cmd}}{{if $i}},{{end}}{{$e}}{{end}}", "sleep,100000"],
  ["{{range 3}}{{.}}{{end}}", "012"],
  [
    '{{range .Config.Cmd}}{{if eq . "100000"}}{{continue}}{{end}}{{.}}{{break}}{{end}}',
    "sleep",
  ],
  ['{{.Id | printf "%.4s"}}', "0cc4"],
  ['{{printf "%d" .Name}}', "%!d(string=/web)"],
  [
    '{{printf "%-6s|%5d|%05d|%q|%v|%t|%x|%.1f|%s" "ab" 7 7 "x" 1 true 255 1.25}}',
    'ab    |    7|00007|"x"|1|true|ff|1.2|%!s(MISSING)',
  ],
  ['{{printf "%s" "a" "b"}}', "a%!(EXTRA string=b)"],
  ['{{split .Name "/"}} {{join .Args ","}} {{title "abc def"}}', "[ web] 100000 Abc Def"],
  ['{{pad "a" 2 3}}| {{truncate "abcdef" 3}}', "  a   | abc"],
  ['{{println 1 "a" true 1.5}}{{slice "abcdef" 1 3}}', "1 a true 1.5\nbc"],
  ['{{print 1 2 "a" 3}}', "1 2a3"],
  ['{{.Id}} {{/* c */}}{{- "x" -}}  y', "0cc4cb1a182b xy"],
  ["a {{- 1 -}} b", "a1b"],
  ["a{{/* c */ -}}  b", "ab"],
  ['{{with .State}}{{.Pid | printf "%08d"}}{{end}}', "00007106"],
  ["{{with .Zero}}x{{else}}y{{end}}", "y"],
  ['{{or "" "x"}} {{and 1 0}} {{not true}}', "x 0 false"],
  ['{{if and .State.Running (eq .State.Status "running")}}y{{else if 1}}z{{else}}n{{end}}', "y"],
  ["{{if .Zero}}y{{else if 1}}z{{else}}n{{end}}", "z"],
  [
    "{{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge 2 1}} {{ne 1 2}} {{eq 1 2 1}}",
    "true true false true true true",
  ],
  ["{{$a := 1}}{{$a}} {{$a = 2}}{{$a}}", "1 2"],
  ["{{range .Args}}{{$.Id}}{{end}}", "0cc4cb1a182b"],
  ['{{define "x"}}hi {{.}}{{end}}{{template "x" .Name}}', "hi /web"],
  ['{{block "x" .Name}}<{{.}}>{{end}}', "</web>"],
  ["{{json nil}} {{json .Config.Labels}}", 'null {"a":"b"}'],
  ["{{.State | json | len}}", "60"],
  ["{{len .Name}} {{len .Args}} {{len .Networks}}", "4 1 2"],
  ["{{(index .Config.Cmd 1)}} {{index .Config.Cmd 0}}", "100000 sleep"],
  ['{{(index .Networks "none").NetworkID}}', "e10e"],
  ["{{upper .Name}} {{.Name | lower | title}}", "/WEB /Web"],
  ["{{.Id}}}", "0cc4cb1a182b}"],
  ['{{.Ratio}} {{1.0}} {{\'a\'}} {{`raw\\n`}} {{"q\\"\\t"}}', '1.5 1 97 raw\\n q"\t'],
  ['{{html "<a>"}} {{js "\'"}} {{urlquery "a b&"}}', "&lt;a&gt; \\' a+b%26"],
];
for (const [text, expected] of PRINTS) {
  Deno.test(`execute() prints ${text}`, () => {
    assert.equal(execute(parseFormat(text), DATA), expected);
  });
}

/** Syntax errors, exactly as the real docker client words them. */
const SYNTAX: [string, string][] = [
  ["{{", "unclosed action"],
  [" {{ .Id", "unclosed action"],
  ["{{foo .X}}", 'function "foo" not defined'],
  ["{{.A B}}", 'function "B" not defined'],
  ["{{if}}", "missing value for if"],
  ["{{range}}x{{end}}", "missing value for range"],
  ["{{}}", "missing value for command"],
  ["{{end}}", "unexpected {{end}}"],
  ["{{else}}", "unexpected {{else}}"],
  ["{{range .Mounts}}", "unexpected EOF"],
  ["{{if .A}}y{{else if 1}}z{{else}}n", "unexpected EOF"],
  ["{{.Id}", "bad character U+007D '}'"],
  ['{{"x}}', "unterminated quoted string"],
  ["{{$x}}", 'undefined variable "$x"'],
  ["{{.Name.}}", "unexpected <.> in operand"],
  ["{{1a}}", 'bad number syntax: "1a"'],
  ["{{'ab'}}", "malformed character constant: 'ab'"],
  ["{{break}}", "{{break}} outside {{range}}"],
  ["{{(.A}}", "unclosed left paren"],
  ["{{.A)}}", "unexpected right paren"],
  ["{{/* x", "unclosed comment"],
  ["{{.A | 1}}", "non executable command in pipeline stage 2"],
  ["{{range $a, $b, $c := .X}}{{end}}", "too many declarations in range"],
];
for (const [text, expected] of SYNTAX) {
  Deno.test(`parseFormat() complains about ${text}`, () => {
    assert.throws(() => parseFormat(text), {
      name: "TemplateSyntaxError",
      message: `template: :1: ${expected}`,
    });
  });
}

/** Errors while it is carried out, as the real docker client words them. */
const EXEC: [string, string][] = [
  ["{{.Bogus}}", ':1:2: executing "" at <.Bogus>: can\'t evaluate field Bogus in type struct'],
  [
    "{{.State.Bogus}}",
    ':1:8: executing "" at <.State.Bogus>: can\'t evaluate field Bogus in type struct',
  ],
  ["{{len .Name}} {{len 3}}", ':1:16: executing "" at <len 3>: error calling len: len of type int'],
  [
    "{{index .Args 5}}",
    ':1:2: executing "" at <index .Args 5>: error calling index: index out of range: 5',
  ],
  [
    '{{eq 1 "a"}}',
    ':1:2: executing "" at <eq 1 "a">: error calling eq: incompatible types for comparison',
  ],
  ['{{template "x"}}', ':1:11: executing "" at <{{template "x"}}>: template "x" not defined'],
  ["{{upper}}", ':1:2: executing "" at <upper>: wrong number of args for upper: want 1 got 0'],
  ["{{upper 1}}", ':1:8: executing "" at <1>: expected string; found 1'],
  [
    "{{upper .Zero}}",
    ':1:8: executing "" at <.Zero>: wrong type for value; expected string; got int',
  ],
  [
    "{{call .Id}}",
    ':1:2: executing "" at <call .Id>: error calling call: non-function .Id of type string',
  ],
  ["{{nil}}", ':1:2: executing "" at <nil>: nil is not a command'],
  ["{{range .Name}}{{end}}", ':1:8: executing "" at <.Name>: range can\'t iterate over /web'],
  ["a\n  {{.Bogus}}", ':2:4: executing "" at <.Bogus>: can\'t evaluate field Bogus in type struct'],
];
for (const [text, expected] of EXEC) {
  Deno.test(`execute() complains about ${JSON.stringify(text)}`, () => {
    assert.throws(() => execute(parseFormat(text), DATA), {
      name: "TemplateExecError",
      message: `template: ${expected}`,
    });
  });
}

Deno.test("execute() of untyped data knows maps only", () => {
  const data = { State: { Pid: 1, Error: null } };
  const untyped = (text: string) => execute(parseFormat(text), data, { untyped: true });
  assert.equal(
    untyped("{{.State}} {{.State.Error}}"),
    "map[Error:<nil> Pid:1] <no value>",
  );
  assert.throws(() => untyped("{{.Bogus}}"), {
    message: 'template: :1:2: executing "" at <.Bogus>: map has no entry for key "Bogus"',
  });
  assert.throws(() => untyped("{{.State.Pid.X}}"), {
    message:
      'template: :1:8: executing "" at <.State.Pid.X>: can\'t evaluate field X in type interface {}',
  });
  assert.throws(() => untyped('{{.State.Pid "x"}}'), {
    message: 'template: :1:8: executing "" at <.State.Pid>: Pid is not a method but has arguments',
  });
});

Deno.test("execute() calls methods with their arguments", () => {
  const row = { Label: (name: string) => `<${name}>` };
  assert.equal(execute(parseFormat('{{.Label "a.b"}}'), row), "<a.b>");
  assert.throws(() => execute(parseFormat("{{.Label}}"), row), {
    message:
      'template: :1:2: executing "" at <.Label>: wrong number of args for Label: want 1 got 0',
  });
});

Deno.test("execute() reads fields lazily", () => {
  let asked = 0;
  const row = {
    get A() {
      asked++;
      return 1;
    },
    B: 2,
  };
  execute(parseFormat("{{.B}}"), row);
  assert.equal(asked, 0);
});

Deno.test("execute() leaves names alone in a table's header", () => {
  const text = '{{.Names | upper}} {{json .ID}} {{truncate .Names 2}} {{join .Names ","}}';
  const header = { Names: "Names", ID: "Id" };
  assert.equal(
    execute(parseFormat(text), header, { functions: HEADER_FUNCTIONS }),
    "Names Id Names Names",
  );
});

Deno.test("execute() never hangs on a template that calls itself", () => {
  assert.throws(
    () => execute(parseFormat('{{define "x"}}{{template "x"}}{{end}}{{template "x"}}'), {}),
    /exceeded maximum template depth/,
  );
});

Deno.test("goJson() escapes what HTML could read, unless told not to", () => {
  assert.equal(
    goJson({ a: "<&>\u2028", b: [1, null, new Map([["z", 1], ["y", 2]])] }),
    '{"a":"\\u003c\\u0026\\u003e\\u2028","b":[1,null,{"y":2,"z":1}]}',
  );
  assert.equal(goJson("<", false), '"<"');
});
