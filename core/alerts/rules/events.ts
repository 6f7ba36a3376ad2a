/** What events of the engine mean to rules. */
import { globFits } from "./filter.ts";
import { subjectOfEvent } from "./subject.ts";
import type { CrashloopCondition, EventCondition, Input, Rule, Subject } from "../types.ts";

/** What must be remembered of events; plain data. */
export interface AlertEvents {
  /** Containers that were made and not started yet. */
  fresh: string[];
  /** Containers that somebody sent a signal to, and when. */
  killed: [id: string, time: number][];
}

/** What an event can do. */
export interface EventActions {
  rules(kind: Rule["condition"]["kind"]): readonly Rule[];
  hit(rule: Rule, subject: Subject, text: string): void;
  level(kind: "unhealthy" | "outdated", subject: Subject, on: boolean): void;
  rename(subject: Subject, from: string): void;
}

/** A signal so long before an end was its cause; milliseconds. */
const CAUSE = 15_000;
/** So many containers are remembered. */
const MAX_REMEMBERED = 1_000;
/** Attributes that tell more than the action. */
const TELLING = ["exitCode", "signal", "oldName"];

/** Takes notice of one event. */
export function applyEvent(
  event: Input & { kind: "event" },
  memory: AlertEvents,
  to: EventActions,
): void {
  const { type, action, id, attributes } = event;
  const subject = event.subject ??
    (type === "container"
      ? subjectOfEvent(id, attributes)
      : { id: "", name: attributes.name ?? id, image: "", labels: {} });
  for (const rule of to.rules("event")) {
    if (isMeant(rule.condition as EventCondition, event)) to.hit(rule, subject, wordsOf(event));
  }
  if (type !== "container") return;
  switch (action) {
    case "create":
      remember(memory.fresh, id);
      break;
    case "kill":
      remember(memory.killed, [id, event.time]);
      break;
    case "start":
      if (forget(memory.fresh, (other) => other === id)) break;
      for (const rule of to.rules("metric")) {
        const { condition } = rule;
        if (condition.kind === "metric" && condition.of === "restarts") {
          to.hit(rule, subject, "started again");
        }
      }
      break;
    case "die": {
      to.level("unhealthy", subject, false);
      const asked = memory.killed.findLast(([other]) => other === id);
      if (asked !== undefined && event.time - asked[1] < CAUSE) break;
      for (const rule of to.rules("crashloop")) {
        const { times } = rule.condition as CrashloopCondition;
        if (times > 0) to.hit(rule, subject, wordsOf(event));
      }
      break;
    }
    case "destroy":
      forget(memory.fresh, (other) => other === id);
      to.level("unhealthy", subject, false);
      to.level("outdated", subject, false);
      break;
    case "rename":
      to.rename(subject, (attributes.oldName ?? "").replace(/^\//, ""));
      break;
    default:
      if (action.startsWith("health_status")) {
        const said = action.split(":")[1]?.trim() ?? attributes.health_status ?? "";
        to.level("unhealthy", subject, said === "unhealthy");
      }
  }
}

/** Whether a rule about events means this one. */
function isMeant(condition: EventCondition, event: Input & { kind: "event" }): boolean {
  return condition.type === event.type &&
    condition.actions.some((glob) => globFits(glob, event.action)) &&
    Object.entries(condition.attributes).every(([name, glob]) =>
      Object.hasOwn(event.attributes, name) && globFits(glob, event.attributes[name])
    );
}

/** `die exitCode=137`. */
function wordsOf({ action, attributes }: Input & { kind: "event" }): string {
  const more = TELLING.filter((name) => Object.hasOwn(attributes, name))
    .map((name) => ` ${name}=${attributes[name]}`);
  return action + more.join("");
}

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > MAX_REMEMBERED) list.shift();
}

function forget<T>(list: T[], test: (item: T) => boolean): boolean {
  const at = list.findIndex(test);
  if (at < 0) return false;
  list.splice(at, 1);
  return true;
}
