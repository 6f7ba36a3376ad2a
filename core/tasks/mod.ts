/** The calls about the tasks of a swarm, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { inspectTask, inspectTaskText } from "./inspect.ts";
import { listTasks } from "./list.ts";
import { taskLogs } from "./logs.ts";

/** The tasks of the swarm. */
export interface Tasks {
  /** Tasks: {@link listTasks}. */
  readonly list: Bound<typeof listTasks>;
  /** The engine's document: {@link inspectTask}. */
  readonly inspect: Bound<typeof inspectTask>;
  /** The engine's document as it came: {@link inspectTaskText}. */
  readonly inspectText: Bound<typeof inspectTaskText>;
  /** What it writes: {@link taskLogs}. */
  readonly logs: Bound<typeof taskLogs>;
}

/** The group `engine.tasks`. */
export function tasks(transport: Transport): Tasks {
  return bind(transport, {
    list: listTasks,
    inspect: inspectTask,
    inspectText: inspectTaskText,
    logs: taskLogs,
  });
}
