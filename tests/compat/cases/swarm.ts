/** Command lines about a swarm and its services, compared with docker. */
import type { Group } from "../types.ts";

/** How far a task has come, and since when, moves on between two runs. */
const still = (text: string) =>
  text.replace(/(Running|Starting|Preparing|Assigned|Ready) [a-z0-9 ]+ ago/g, "<state>")
    .replace(/ {3,}/g, "   ");
const tasks = (line: string) => ({ line, normalise: still });

export const swarm: Group = {
  name: "swarm, node, service, secret, config",
  files: { "file": "text" },
  setup: [
    "swarm init --advertise-addr 127.0.0.1",
    "secret create --label a=b sec file",
    "config create conf file",
    "service create -d --name web --replicas 2 --publish 8082:81/udp busybox:1 sleep 10000",
    "service create -d --name own --publish published=8083,target=80,mode=host busybox:1 sleep 10000",
    "service create -d --name glob --mode global busybox:1 sleep 10000",
  ],
  cases: [
    "swarm ca",
    "swarm ca --cert-expiry 1h",
    "swarm ca --rotate --ca-cert file",
    "swarm ca --rotate --external-ca protocol=cfssl,url=https://x",
    "swarm ca --rotate --external-ca protocol=x",
    "swarm update --external-ca url=x",
    "swarm ca --ca-cert nope",
    tasks("service ps web"),
    tasks("service ps own"),
    tasks("service ps --no-trunc web glob"),
    "service ps -q web",
    "service ps -q --no-trunc web",
    "service ps --format '{{.ID}} {{.Name}} {{.Image}} {{.Ports}}|' web",
    "service ps --format '{{.ID}} {{.Name}} {{.Ports}}' own",
    "service ps --format 'table {{.Name}}\\t{{.DesiredState}}' web",
    "service ps nope",
    "service ls --format '{{.ID}} {{.Name}} {{.Mode}} {{.Image}} {{.Ports}}'",
    "service ls -q",
    "service scale web",
    "service scale =2",
    "service scale web=x",
    "service scale web=2=3",
    "service scale glob=2",
    "service scale nope=1 web=x",
    "node ls --format '{{.Hostname}} {{.TLSStatus}} {{.Self}} {{.ManagerStatus}}'",
    "node ls --format '{{json .}}'",
    tasks("node ps"),
    "secret ls --format '{{.Name}} {{.Labels}} {{.Driver}}'",
    "secret inspect -f '{{.Spec.Driver}} {{.Spec.Name}} {{.Spec.Labels.a}}' sec",
    "config inspect -f '{{printf \"%s\" .Spec.Data}} {{.Spec.Templating}}' conf",
    "service inspect -f '{{len .Endpoint.Ports}} {{.Spec.Mode.Global}} {{.Spec.Mode.Replicated.Replicas}}' web",
    "service inspect -f '{{.Spec.TaskTemplate.RestartPolicy.Delay}} {{.Spec.UpdateConfig.Delay}}' web",
    "service inspect -f '{{.UpdateStatus}} {{.PreviousSpec}} {{.CreatedAt.IsZero}} {{.Version}}' web",
    { line: "service scale -d web=3", before: [] },
    { line: "service scale -d web=2", before: [] },
  ],
};
