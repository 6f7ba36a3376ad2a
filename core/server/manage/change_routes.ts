/** The calls that change something: actions, removal, plans. */
import { refusal } from "../admission.ts";
import {
  done,
  events,
  hostOf,
  isSet,
  json,
  manageOf,
  nothing,
  ok,
  ownerOf,
  q,
  signalOf,
  type Wanted,
} from "./call.ts";
import { eventAnswer } from "./events.ts";
import { downPlan } from "./projects.ts";
import { planEvents, type PlanWish } from "./plans.ts";
import * as schema from "./schemas.ts";
import { undoPlan } from "./undo.ts";

const action = (
  verb: "start" | "stop" | "restart" | "kill" | "pause" | "unpause",
  summary: string,
): Wanted => ({
  method: "POST",
  path: `/hosts/{host}/containers/{id}/${verb}`,
  id: `Container${verb[0].toUpperCase()}${verb.slice(1)}`,
  summary,
  access: "write",
  length: "stream",
  answer: nothing,
  handle: async (call) => {
    const { containers } = hostOf(call).engine;
    await containers[verb](call.params.id, { signal: signalOf(call) });
    return done;
  },
});

/** Changes. */
export const CHANGES: readonly Wanted[] = [
  action("start", "Start a container"),
  action("stop", "Stop a container"),
  action("restart", "Restart a container"),
  action("kill", "Kill a container"),
  action("pause", "Pause a container"),
  action("unpause", "Let a paused container go on"),
  {
    method: "DELETE",
    path: "/hosts/{host}/containers/{id}",
    id: "ContainerRemove",
    summary: "Remove a container",
    access: "write",
    length: "stream",
    query: [
      q("force", "Kill it if it runs", { type: "boolean" }),
      q("volumes", "Its anonymous volumes, too", { type: "boolean" }),
    ],
    answer: nothing,
    handle: async (call) => {
      await hostOf(call).engine.containers.remove(call.params.id, {
        force: isSet(call.query.force?.[0]),
        volumes: isSet(call.query.volumes?.[0]),
        signal: signalOf(call),
      });
      return done;
    },
  },
  {
    method: "DELETE",
    path: "/hosts/{host}/images/{id}",
    id: "ImageRemove",
    summary: "Remove an image that no container uses",
    access: "write",
    length: "stream",
    answer: nothing,
    handle: async (call) => {
      await hostOf(call).engine.images.remove(call.params.id, { signal: signalOf(call) });
      return done;
    },
  },
  {
    method: "DELETE",
    path: "/hosts/{host}/networks/{id}",
    id: "NetworkRemove",
    summary: "Remove a network that nobody is in",
    access: "write",
    length: "stream",
    answer: nothing,
    handle: async (call) => {
      await hostOf(call).engine.networks.remove(call.params.id, { signal: signalOf(call) });
      return done;
    },
  },
  {
    method: "DELETE",
    path: "/hosts/{host}/volumes/{name}",
    id: "VolumeRemove",
    summary: "Remove a volume that no container uses, with all that is in it",
    access: "write",
    length: "stream",
    answer: nothing,
    handle: async (call) => {
      await hostOf(call).engine.volumes.remove(call.params.name, { signal: signalOf(call) });
      return done;
    },
  },
  {
    method: "POST",
    path: "/hosts/{host}/containers/{id}/plan",
    id: "ContainerPlan",
    summary: "Plan making a container anew: what would change, stay and be lost; nothing is done",
    access: "write",
    length: "stream",
    body: {
      limit: 256 * 1024,
      summary: "`edits` (any of image, name, entrypoint, command, user, workingDir, env, labels, " +
        "ports, binds, networks, memory, cpus, restartPolicy, each as the details have it; an empty " +
        "entrypoint, command, user or workingDir is the image's own), `layer` (discard or commit), " +
        "or `rollback`: true",
    },
    answer: json("The plan, good for a quarter of an hour", schema.PLAN),
    handle: async (call) =>
      ok(
        await manageOf(call).plans.make(
          ownerOf(call),
          hostOf(call),
          call.params.id,
          call.document as PlanWish,
          call.policy,
          call.signal,
        ),
      ),
  },
  {
    method: "POST",
    path: "/hosts/{host}/containers/{id}/undo",
    id: "ContainerUndo",
    summary:
      "Plan making a removed container again: what it takes and brings back; nothing is done",
    access: "write",
    length: "stream",
    answer: json("The plan, good for a quarter of an hour", schema.UNDO_PLAN),
    handle: async (call) => ok(await undoPlan(call)),
  },
  {
    method: "POST",
    path: "/hosts/{host}/projects/{project}/down",
    id: "ProjectDown",
    summary: "Plan taking a project down: what would be stopped and removed; nothing is done",
    access: "write",
    length: "stream",
    body: {
      limit: 4 * 1024,
      summary: "`volumes`: true for its named volumes, too",
      optional: true,
    },
    answer: json("The plan, good for a quarter of an hour", schema.PROJECT_PLAN),
    handle: async (call) => ok(await downPlan(call)),
  },
  {
    method: "POST",
    path: "/plans/{plan}/execute",
    id: "PlanExecute",
    summary: "Carry a plan out, step by step, as events",
    access: "write",
    length: "stream",
    answer: events("`step`, then `done` or `failed`"),
    handle: (call) => {
      const manage = manageOf(call);
      const work = manage.plans.take(ownerOf(call), call.params.plan);
      if (work === undefined) {
        return Promise.resolve(
          refusal(404, "this plan is not known (any more): make another one"),
        );
      }
      return Promise.resolve(eventAnswer(
        planEvents(work, manage.journals, manage.stopping, manage.clean, call.signal),
      ));
    },
  },
];
