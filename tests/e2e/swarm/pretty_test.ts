/** Nodes and services in words, as docker says them. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";

/** Services with everything that docker has a word for. */
const SERVICES = [
  "--name plain IMAGE sleep 1000",
  "--name global --mode global IMAGE sleep 1000",
  "--name job --mode replicated-job --replicas 3 IMAGE true",
  "--name full -l b=c -l a --container-label q=w -e X=1 -e Y -w /tmp -u 1:2 -p 8080:80 " +
  "-p published=99,target=98,protocol=udp,mode=host --network PREFIX-net --secret PREFIX-sec " +
  "--config PREFIX-conf --mount type=bind,src=/tmp,dst=/x,ro --mount type=volume,src=vv,dst=/v " +
  "--limit-cpu 0.5 --limit-memory 50m --limit-pids 20 --reserve-cpu 0.1 --reserve-memory 1500m " +
  "--update-parallelism 2 --update-delay 3s --update-monitor 4s --update-order start-first " +
  "--update-failure-action rollback --update-max-failure-ratio 0.25 --rollback-delay 1m " +
  "--constraint node.role==manager --placement-pref spread=node.labels.rack " +
  "--log-driver json-file --log-opt max-size=1m --log-opt labels=a --health-cmd true " +
  "--health-interval 90s --health-timeout 1500ms --health-retries 3 --init " +
  "--cap-add NET_ADMIN --cap-add SYS_TIME --cap-drop MKNOD --replicas 0 IMAGE sleep 100",
  "--name other --ulimit nofile=10:20 --ulimit nproc=5 --sysctl net.core.somaxconn=10 " +
  "--replicas-max-per-node 2 --mount type=tmpfs,dst=/t --network name=PREFIX-net,alias=al " +
  "--network bridge --endpoint-mode dnsrr --log-driver none --limit-cpu 2 --no-healthcheck " +
  "--config source=PREFIX-conf,target=/etc/x -p published=99,target=98,mode=host --replicas 0 IMAGE",
];

/** Asks again until it is so; a swarm needs its time. */
async function eventually(ask: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 120_000; !await ask();) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const OPTIONS = { own: true, args: ["--label", "disk=ssd"] };

engineTest("node and service inspect --pretty say what docker says", OPTIONS, async (c) => {
  const both = async (line: string) => {
    const words = line.split(" ");
    const [docker, ours] = [await c.docker(words), await c.cli(words)];
    assert.deepEqual(ours, docker, line);
    return ours;
  };
  const make = async (line: string) => {
    const { code, stderr } = await c.docker(line.split(" "));
    assert.equal(code, 0, `${line}: ${stderr}`);
  };
  await make("swarm init --advertise-addr 127.0.0.1");
  assert.match((await both("node inspect --pretty self")).stdout, /^ Leader:\t\tYes$/m);
  const self = (await c.docker(["node", "ls", "-q"])).stdout.trim();
  await make(`node update --label-add rack=a --label-add z ${self}`);
  const node = (await c.api("GET", `/nodes/${self}`)).json<
    { Version: { Index: number }; Spec: object }
  >();
  await c.api("POST", `/nodes/${self}/update?version=${node.Version.Index}`, {
    ...node.Spec,
    Name: "first",
  });
  const words = (await both("node inspect --pretty self")).stdout;
  assert.match(
    words,
    /^Name:\t+first\nLabels:\n - rack=a\n - z\n[^]*Labels:\n - disk=ssd$/m,
  );
  await both("node inspect -f pretty self");
  await both("node inspect --pretty -f json self");
  await Deno.writeTextFile(`${c.dir}/text`, "x");
  await make(`secret create ${c.prefix}-sec ${c.dir}/text`);
  await make(`config create ${c.prefix}-conf ${c.dir}/text`);
  await make(`network create -d overlay ${c.prefix}-net`);
  for (const words of SERVICES) {
    const line = words.replaceAll("IMAGE", c.image).replaceAll("PREFIX", c.prefix);
    await make(`service create -d ${line}`);
    const name = /--name (\S+)/.exec(line)![1];
    const ports = ["service", "inspect", "-f", "{{len .Endpoint.Ports}}", name];
    const wanted = line.match(/ -p /g)?.length ?? 0;
    await eventually(
      async () => Number((await c.docker(ports)).stdout) === wanted,
      "the ports are not given",
    );
    await both(`service inspect --pretty ${name}`);
  }
  await both("service inspect --pretty full other");
  await both("service inspect -f pretty full");
  // A task of the one that cannot run here does not change any more.
  await make(`service create -d --name never --constraint node.labels.no==where ${c.image}`);
  const pending = async () =>
    (await c.docker(["service", "ps", "never"])).stdout.includes("no suitable node");
  await eventually(pending, "the scheduler does not say that no node is fit");
  for (const command of ["service ps never", "node ps self"]) {
    await both(`${command} --format {{.Name}};{{.Node}}`);
    await both(`${command} --no-resolve --format {{.Name}};{{.Node}}`);
  }
  const unknown = await both("service inspect --pretty full nope");
  assert.deepEqual([unknown.code, unknown.stdout], [1, ""]);
  await both("service inspect nope");
  await both("node inspect nope");
  await both("node inspect --pretty nope");
  const twice = await both("service inspect --pretty -f json full");
  assert.equal(twice.stderr, "--format is incompatible with human friendly format\n");

  // What goes on takes the time that it takes: its ages are not compared.
  await make("service update -d --force --update-monitor 1s plain");
  const ages = (text: string) => text.replace(/(Started|Completed):\t.*/g, "$1");
  const plain = ["service", "inspect", "--pretty", "plain"];
  let told = "";
  await eventually(async () => {
    told = (await c.docker(plain)).stdout;
    return /^ State:\t\tcompleted$/m.test(told);
  }, "the update does not end");
  assert.equal(ages((await c.cli(plain)).stdout), ages(told));
});
