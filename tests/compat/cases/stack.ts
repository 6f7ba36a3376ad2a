/** Command lines about stacks, compared with docker. */
import type { Case, Group } from "../types.ts";

/** How far a task has come, and since when, moves on between two runs. */
const still = (text: string) =>
  text.replace(/(Running|Starting|Preparing|Assigned|Ready|Pending|New) [a-z0-9 ]+ ago/g, "<state>")
    .replace(/ {3,}/g, "   ");
const tasks = (line: string): Case => ({ line, normalise: still });
/** Ids of what is made, and services in any order, as docker takes them from a map. */
const sorted = (text: string) => text.split("\n").sort().join("\n");
const deploy = (line: string, more: Partial<Case> = {}): Case => ({
  line: `stack deploy ${line}`,
  before: [],
  normalise: sorted,
  ...more,
});

const SHOP = `services:
  web:
    image: busybox:1
    command: sleep 10000
    ports: ["8085:80"]
    networks: [outer]
    restart: always
    container_name: x
    deploy: {placement: {constraints: [node.role==worker]}}
  db:
    image: busybox:1
    command: [sleep, "10000"]
    networks: [outer]
    environment: {A: "\${WORD:-none}"}
    deploy: {placement: {constraints: [node.role==worker]}}
networks:
  outer: {external: true}
`;

export const stack: Group = {
  name: "stack",
  files: {
    "shop.yaml": SHOP,
    "fresh.yaml": SHOP.replace("8085", "8086"),
    "less.yaml":
      "services: {db: {image: 'busybox:1', networks: [outer], deploy: {replicas: 0}}}\nnetworks: {outer: {external: true}}\n",
    "bound.yaml": "services: {a: {image: x, mem_limit: 5m, cpuset: '1'}}\n",
    "nowhere.yaml": "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: true}}\n",
    "local.yaml":
      "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {external: true, name: near}}\n",
    "noimage.yaml": "services: {a: {build: .}}\n",
    "badimage.yaml": "services: {a: {image: 'UPPER'}}\n",
    "mode.yaml": "services: {a: {image: x, deploy: {mode: frob}}}\n",
    "global.yaml": "services: {a: {image: x, deploy: {mode: global, replicas: 2}}}\n",
    "nofile.yaml": "services: {a: {image: x, secrets: [s]}}\nsecrets: {s: {file: ./nope}}\n",
    "keys.yaml":
      "services: {a: {image: x, networks: [outer], secrets: [s], configs: [c]}}\nsecrets: {s: {file: ./less.yaml}}\nconfigs: {c: {file: ./less.yaml}}\nnetworks: {outer: {external: true}}\n",
  },
  setup: [
    "swarm init --advertise-addr 127.0.0.1",
    "network create -d overlay outer",
    "network create near",
    "stack deploy -d=true --resolve-image never -c shop.yaml shop",
    "stack deploy -d=true --resolve-image never -c less.yaml s10",
    "stack deploy -d=true --resolve-image never -c less.yaml s9",
  ],
  cases: [
    "stack ls",
    "stack ls --format json",
    "stack ls --format '{{.Name}}={{.Services}}'",
    "stack ls --format 'table {{.Services}}'",
    "stack ls --format '{{.Frob}}'",
    "stack ls x",
    "stack services shop",
    "stack services -q shop",
    "stack services -f name=shop_web --format '{{.Name}} {{.Mode}} {{.Replicas}} {{.Ports}}' shop",
    "stack services --format json shop",
    "stack services nope",
    "stack services ''",
    tasks("stack ps shop"),
    tasks("stack ps --no-trunc shop"),
    tasks("stack ps --no-resolve shop"),
    "stack ps -q shop",
    "stack ps -f name=shop_db --format '{{.Name}} {{.DesiredState}}' shop",
    "stack ps -f desired-state=shutdown shop",
    "stack ps nope",
    "stack ps",
    "stack config -c shop.yaml",
    { line: "stack config -c shop.yaml -c less.yaml", env: { WORD: "w" } },
    { line: "stack config --compose-file -", stdin: "services: {a: {image: x}}" },
    "stack config -c shop.yaml --skip-interpolation",
    "stack config",
    "stack config -c nope.yaml",
    "stack deploy",
    "stack deploy shop",
    "stack deploy -c shop.yaml ' '",
    "stack deploy -c less.yaml --resolve-image frob new",
    "stack deploy -c bound.yaml new",
    "stack deploy -c noimage.yaml new",
    deploy("-d=true -c nowhere.yaml new"),
    deploy("-d=true -c local.yaml new"),
    deploy("-d=true -c mode.yaml new", { before: [], state: "network ls --filter name=new -q" }),
    deploy("-d=true -c global.yaml new"),
    deploy("-d=true --resolve-image never -c fresh.yaml new", {
      state: "stack services --format '{{.Name}} {{.Replicas}} {{.Ports}}' new",
    }),
    deploy("--resolve-image never -c less.yaml new", {
      state: "stack services --format '{{.Name}} {{.Replicas}}' new",
    }),
    deploy("-d=true --resolve-image never -c keys.yaml new", {
      state: "secret ls --filter name=new --format {{.Name}}{{.Labels}}",
    }),
    deploy("-d=true --resolve-image never --prune -c less.yaml new", {
      before: ["stack deploy -d=true --resolve-image never -c fresh.yaml new"],
      state: "stack services --format '{{.Name}} {{.Replicas}}' new",
      normalise: (text) => sorted(text.replace(/[a-z0-9]{25}/g, "<id>")),
    }),
    { line: "stack rm nope", before: [] },
    {
      line: "stack rm t9 nope t10",
      before: [
        "stack deploy -d=true --resolve-image never -c less.yaml t9",
        "stack deploy -d=true --resolve-image never -c keys.yaml t10",
      ],
      state: "stack ls",
      normalise: (text) => text.replace(/ {3,}/g, "   "),
    },
    {
      line: "stack down --detach=false t9",
      before: ["stack deploy -d=true --resolve-image never -c less.yaml t9"],
      state: "stack ls",
    },
    "stack rm ''",
    "stack rm",
    "stack frob",
  ],
};
