/** The systemd unit of a container: its text, and what of it is read again. Pure. */
import { systemdWord } from "./systemd_word.ts";

/** What a unit is made of. */
export interface UnitParts {
  /** The container's name. */
  container: string;
  /** The words of `supervise`, the program first. */
  words: readonly string[];
  /** Variables that say which engine is meant. */
  env: Readonly<Record<string, string>>;
  /** Of the whole machine, not of one user. */
  system: boolean;
  /** The service of the engine, where it is on this machine: `docker.service`. */
  engine?: string;
  /** Seconds that the container may take to stop. */
  stopTimeout: number;
}

/** What systemd waits for beyond the container's own time to stop (s). */
const MARGIN = 20;

/** The section that says whose unit it is; systemd skips it. */
const SECTION = "[X-Dockerctl]";

/** A name of a unit for a container. */
export function unitNameOf(container: string): string {
  return `container-${container}`;
}

/** Whether systemd takes it as a unit's name, without `.service`. */
export function isUnitName(name: string): boolean {
  return /^[A-Za-z0-9:_.@-]{1,200}$/.test(name) && !name.startsWith(".");
}

/**
 * The text of the unit. It is up while the container is, ready when that is healthy, and it ends as
 * the container does. Only a supervisor that was killed is started again: whether the container is,
 * the supervisor decides.
 */
export function unitText(u: UnitParts): string {
  const env = Object.entries(u.env)
    .map(([key, value]) => `Environment=${systemdWord(`${key}=${value}`, false)}\n`).join("");
  const engine = u.engine === undefined
    ? ""
    : u.system
    ? `Wants=${u.engine}\nAfter=network-online.target ${u.engine}\n`
    : `After=${u.engine}\n`;
  return `# Written by dockerctl; \`dockerctl unit install\` writes it anew.
[Unit]
Description=Container ${u.container.replaceAll("%", "%%")}
${engine}StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=all
ExecStart=${u.words.map((w) => systemdWord(w)).join(" ")}
${env}Restart=on-abnormal
RestartSec=1
WatchdogSec=60
TimeoutStartSec=infinity
TimeoutStopSec=${u.stopTimeout + MARGIN}
KillMode=mixed

[Install]
WantedBy=${u.system ? "multi-user.target" : "default.target"}

${SECTION}
Container=${u.container}
`;
}

/** No unit of ours is longer. */
const MAX_LENGTH = 256 * 1024;

/** The container that a unit of ours is for; undefined for one that is not ours. */
export function containerOfUnit(text: string): string | undefined {
  const at = text.slice(0, MAX_LENGTH).indexOf(`\n${SECTION}\n`);
  if (at < 0) return undefined;
  return /^Container=([A-Za-z0-9][A-Za-z0-9_.-]{0,250})$/m.exec(text.slice(at, at + 1000))?.[1];
}

/** What is at odds between a unit and its container. */
export interface UnitProblem {
  /** The unit's name. */
  unit: string;
  /** The container's. */
  container: string;
  /** What is wrong, in words. */
  problem: string;
  /** What to do about it. */
  next: string;
}

/** What is known of a unit's container. */
export interface UnitContainer {
  running: boolean;
  /** `no`, `always`, `unless-stopped`, `on-failure`; empty: `no`. */
  restart: string;
}

/** What is known of a unit. */
export interface UnitState {
  name: string;
  container: string;
  /** systemd's word, where it could be asked: `active`, `inactive`, `failed`, `activating`. */
  active?: string;
  /** systemd's word: `enabled`, `disabled`. */
  enabled?: string;
  system: boolean;
}

/** Where a unit and its container's restart policy or state do not go together. */
export function unitProblems(
  unit: UnitState,
  container: UnitContainer | undefined,
): UnitProblem[] {
  const found: UnitProblem[] = [];
  const ctl = unit.system ? "sudo systemctl" : "systemctl --user";
  const say = (problem: string, next: string) =>
    found.push({ unit: unit.name, container: unit.container, problem, next });
  if (container === undefined) {
    say("there is no such container", `take the unit away: dockerctl unit rm ${unit.container}`);
    return found;
  }
  if (container.restart !== "" && container.restart !== "no") {
    say(
      `its restart policy is ${container.restart}: the engine starts it beside the unit, and the ` +
        "unit's bound does not count",
      `leave it to the unit: dockerctl update --restart no ${unit.container}`,
    );
  }
  if (unit.active === "active" && !container.running) {
    say(
      "the unit is active, but the container does not run",
      `look at it: ${ctl} status ${unit.name}`,
    );
  }
  if ((unit.active === "inactive" || unit.active === "failed") && container.running) {
    say(
      `the container runs, but the unit is ${unit.active}: nobody keeps it up`,
      `let the unit take it: ${ctl} start ${unit.name}`,
    );
  }
  if (unit.enabled === "disabled" && unit.active === "active") {
    say("the unit is not started with the machine", `${ctl} enable ${unit.name}`);
  }
  return found;
}
