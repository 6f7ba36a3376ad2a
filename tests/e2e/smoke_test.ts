/** At least one command of every group works on every engine, by the binary. */
import assert from "node:assert/strict";
import { commands, groups } from "../../cli/commands/mod.ts";
import { type EngineContext, engineTest } from "../engine/mod.ts";

/** A command line that must end well, and what it prints. NAME, IMAGE and DIR stand for the test's. */
type Step = readonly [line: string, prints: RegExp];

const ANY = /(?:)/;
const ID = /^[0-9a-f]{64}\n$/;

const SHARED: readonly Step[] = [
  ["version", /API version:/],
  ["info", /Server Version: \d/],
  ["system df", /^Local Volumes +\d/m],
  ["system info -f {{.ServerVersion}}", /^\d+\.\d/],
  ["network create NAME-net", ID],
  ["network ls -f name=NAME-net", /NAME-net +bridge +local/],
  ["volume create NAME-vol", /^NAME-vol\n$/],
  ["volume ls -q -f name=NAME-vol", /^NAME-vol\n$/],
  ["run -d --name NAME-a --network NAME-net -v NAME-vol:/v IMAGE sh -c", ID],
  ["ps -f name=NAME-a", /IMAGE .*Up .*NAME-a\n$/],
  ["container inspect -f {{.State.Status}} NAME-a", /^running\n$/],
  ["exec NAME-a echo inside", /^inside\n$/],
  ["cp NAME-a:/etc/passwd DIR/passwd", ANY],
  ["top NAME-a", /sleep/],
  ["stats --no-stream NAME-a", /NAME-a +\d/],
  ["net ls", /NAME-net/],
  ["stop -t 0 NAME-a", /^NAME-a\n$/],
  ["wait NAME-a", /^\d+\n$/],
  ["logs NAME-a", /^begun\n$/],
  ["events --since 1h --until 0s -f container=NAME-a", /container start /],
  ["commit NAME-a NAME-made:1", /^sha256:/],
  ["image tag IMAGE NAME-tag:1", ANY],
  ["images NAME-tag", /NAME-tag +1 /],
  ["history -q IMAGE", ANY],
  ["save -o DIR/image.tar NAME-tag:1", ANY],
  ["load -i DIR/image.tar", /^Loaded image: NAME-tag:1\n$/],
  ["rmi NAME-tag:1", /^Untagged: NAME-tag:1\n/],
  ["builder prune -f --filter until=8760h", /^Total/],
  ["rm -v NAME-a", /^NAME-a\n$/],
  ["volume rm NAME-vol", /^NAME-vol\n$/],
  ["network rm NAME-net", /^NAME-net\n$/],
  ["context ls", /^default \*/m],
  ["plugin ls", /^net +built-in/m],
  ["record status --json", ANY],
  ["completions bash", /complete -F _dockerctl/],
  ["alias install --dir DIR", /DIR\/docker/],
  ["hosts ls", ANY],
  ["alerts check", ANY],
  ["unit ls", ANY],
];

const SWARM: readonly Step[] = [
  ["swarm init --advertise-addr 127.0.0.1", /^Swarm initialized/],
  ["node ls", /Ready +Active +Leader/],
  ["secret create NAME-secret DIR/text", /^\w{25}\n$/],
  ["secret ls", /NAME-secret/],
  ["config create NAME-config DIR/text", /^\w{25}\n$/],
  ["config ls", /NAME-config/],
  [
    "service create -d --name NAME-s --replicas 0 --secret NAME-secret --config NAME-config IMAGE true",
    /^\w{25}\n/,
  ],
  ["service ls", /NAME-s +replicated +0\/0/],
  ["service rm NAME-s", /^NAME-s\n$/],
  ["stack ls", / +SERVICES\n/],
  ["swarm leave --force", /^Node left the swarm\.\n$/],
];

async function walk(c: EngineContext, steps: readonly Step[]): Promise<void> {
  await Deno.writeTextFile(`${c.dir}/text`, "text");
  const fill = (text: string) =>
    text.replaceAll("NAME", c.prefix).replaceAll("IMAGE", c.image).replaceAll("DIR", c.dir);
  for (const [line, prints] of steps) {
    const words = fill(line).split(" ");
    // One word with spaces, which no other line needs.
    if (words.at(-1) === "-c") words.push("echo begun; sleep 600");
    const { code, stdout, stderr } = await c.cli(words);
    const told = `dockerctl ${words.join(" ")}\n${stdout}${stderr}`;
    // "No recorder runs" is the answer of a command that works.
    assert.equal(code, line.startsWith("record status") ? 1 : 0, told);
    assert.match(stdout, new RegExp(fill(prints.source), prints.flags), told);
  }
}

engineTest("a command of each group works on this engine", { on: "every" }, (c) => walk(c, SHARED));

engineTest(
  "a command of each group of Swarm works on this engine",
  { on: "every", own: true },
  (c) => walk(c, SWARM),
);

Deno.test("the smoke has a command of every group", () => {
  const lines = [...SHARED, ...SWARM].map(([line]) => line);
  // What a line runs, by its full path: "ps" is "container ls".
  const paths = lines.map((line) => {
    const known = commands.filter((c) =>
      [c.path, ...c.aliases].some((path) => line === path || line.startsWith(`${path} `))
    );
    return known[0]?.path ?? line;
  });
  const missing = groups.map((g) => g.path).filter((group) =>
    !paths.some((path) => path.startsWith(`${group} `))
  );
  assert.deepEqual(missing, []);
});
