/** What a person asks first of a service, task or node: how it is, and why, in full. */
import { sanitise } from "../../../format/sanitise.ts";
import type { Model } from "../../model/model.ts";
import { bareImage, swarmOf, type SwarmTask } from "../../model/swarm.ts";
import { shortAge, shortSize } from "../../text/human.ts";
import { nodeWords, roleWords, serviceWords, tasksWords, taskWords } from "../lists/swarm/words.ts";
import { type DetailRow, type Doc, fact } from "./container_facts.ts";

/** Characters of an error that are shown; the document below has it all. */
const FULL = 8_000;
/** Different errors of a service's tasks that are told. */
const ERRORS = 5;

/** The facts of what is selected in a list of the swarm; none elsewhere. */
export function swarmFacts(doc: Doc, model: Model, rows: DetailRow[]): void {
  const swarm = swarmOf(model);
  switch (model.list) {
    case "services": {
      const service = swarm.services.find((s) => s.id === doc.ID);
      if (service === undefined) return;
      const { text, role } = serviceWords(service, model);
      rows.push(fact("State", `${tasksWords(service).text.slice(2)} tasks run: ${text}`, role));
      if (service.updateMessage !== undefined) {
        rows.push(fact("Update", service.updateMessage.slice(0, FULL)));
      }
      rows.push(fact("Image", bareImage(service.image)));
      const { previous } = service;
      if (previous !== undefined && previous.image !== service.image) {
        rows.push(fact("Before", bareImage(previous.image), "dim"));
      }
      if (service.stack !== undefined) rows.push(fact("Stack", service.stack));
      for (const [error, tasks] of errorsOf(swarm.tasks.filter((t) => t.serviceId === doc.ID))) {
        rows.push(fact("Error", `${tasks.slice(0, 3).join(", ")}: ${error}`, "bad"));
      }
      return;
    }
    case "tasks": {
      const task = swarm.tasks.find((t) => t.id === doc.ID);
      if (task === undefined) return;
      const { text, role } = taskWords(task, model);
      rows.push(fact("State", `${text.slice(2)}, wanted: ${task.desiredState}`, role));
      if (task.error !== undefined) rows.push(fact("Error", task.error.slice(0, FULL), "bad"));
      if (task.message !== "") rows.push(fact("Message", task.message.slice(0, FULL)));
      rows.push(fact("Node", task.node === "" ? "none yet" : task.node));
      rows.push(fact("Image", bareImage(task.image)));
      const { containerId } = task;
      if (containerId !== undefined) rows.push(fact("Container", containerId.slice(0, 12)));
      if (task.created !== undefined) {
        const age = shortAge(Math.max(0, model.now - task.created.getTime()) / 1000);
        rows.push(fact("Made", `${age} ago`));
      }
      return;
    }
    case "nodes": {
      const node = swarm.nodes.find((n) => n.id === doc.ID);
      if (node === undefined) return;
      const { text, role } = nodeWords(node, model);
      rows.push(fact("State", text.slice(2), role));
      rows.push(fact("Role", roleWords(node).text, roleWords(node).role));
      rows.push(fact("Takes tasks", node.availability));
      rows.push(fact("Address", node.addr));
      const { cpus, memory } = node;
      if (cpus !== undefined && memory !== undefined) {
        rows.push(fact("Has", `${cpus} CPUs, ${shortSize(memory)} memory`));
      }
      for (const [key, value] of Object.entries(node.labels).slice(0, 20)) {
        rows.push(fact("Label", `${sanitise(key)}=${value}`));
      }
    }
  }
}

/** Errors of tasks that are to run, or ran last, each once, with the tasks that have it. */
function errorsOf(tasks: readonly SwarmTask[]): [string, string[]][] {
  const found = new Map<string, string[]>();
  for (const t of tasks) {
    if (t.error === undefined) continue;
    const error = t.error.slice(0, FULL);
    const names = found.get(error);
    if (names === undefined && found.size < ERRORS) found.set(error, [t.name]);
    else if (names !== undefined && !names.includes(t.name)) names.push(t.name);
  }
  return [...found];
}
