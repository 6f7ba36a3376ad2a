/** `exec` in a simulated container: made, started, resized, inspected. */
import { detachBytes, feed } from "./attach.ts";
import { mustRun } from "./containers.ts";
import { hijacked } from "./hijack.ts";
import { frame } from "./logs.ts";
import { BytePipe } from "./pipe.ts";
import { Proc } from "./process.ts";
import { cannotRun, commandName, environment, filesOf, quoted } from "./programs.ts";
import type { Route } from "./route.ts";
import { Shell } from "./shell.ts";
import { COMMANDS } from "./shell_commands.ts";
import type { Sim, SimContainer, SimExec } from "./state.ts";
import { ApiError, type Doc, empty, json, readDoc, utf8, versionLess } from "./wire.ts";

/** At most this many finished execs are remembered for a container. */
const MAX_EXECS = 64;

function find(sim: Sim, id: string): SimExec {
  const e = sim.execs.get(id);
  if (!e) throw new ApiError(404, `No such exec instance: ${id}`);
  return e;
}

const OCI = "OCI runtime exec failed: exec failed: unable to start container process: ";

/** Starts its process; output goes to the pipes. Undefined when the command is not there. */
function run(sim: Sim, e: SimExec, write: (s: 1 | 2, d: Uint8Array) => Promise<void>): Proc {
  const c = e.container;
  filesOf(sim, c);
  const { cmd, tty } = e.config;
  const proc = new Proc(
    sim.newPid(),
    cmd.join(" "),
    (io) => {
      const shell = new Shell(sim, c, io, e.env, e.workdir, argsOf(cmd));
      return shell.script(cmd.map(quoted).join(" "));
    },
    write,
    tty,
    (s) => ({ SIGTERM: 143, SIGINT: 130, SIGHUP: 129 })[s],
  );
  e.proc = proc;
  e.pid = proc.pid;
  e.running = true;
  proc.exit.then((code) => {
    e.running = false;
    e.exitCode = code;
    e.proc = undefined;
    sim.containerEvent(c, "exec_die", { execID: e.id, exitCode: String(code) });
  });
  return proc;
}

function argsOf(cmd: string[]): string[] {
  return ["sh", "bash", "ash"].includes(commandName(cmd[0])) ? cmd.slice(3) : [];
}

function mustRunNow(sim: Sim, c: SimContainer, ref = c.id): void {
  if (c.status === "paused") {
    throw new ApiError(409, `Container ${ref} is paused, unpause the container before exec`);
  }
  mustRun(sim, c);
}

/** The exec calls. */
export const execRoutes: readonly Route[] = [
  ["POST", "/containers/{}/exec", async (sim, req, [ref]) => {
    const body = await readDoc(req);
    const cmd = Array.isArray(body.Cmd) ? body.Cmd.map(String) : [];
    if (cmd.length === 0) throw new ApiError(400, "No exec command specified");
    const c = sim.container(ref);
    mustRunNow(sim, c, ref);
    if (body.DetachKeys) detachBytes(String(body.DetachKeys));
    const e: SimExec = {
      id: sim.random.hex(64),
      container: c,
      config: {
        cmd,
        tty: body.Tty === true,
        stdin: body.AttachStdin === true,
        stdout: body.AttachStdout === true,
        stderr: body.AttachStderr === true,
      },
      env: [
        ...environment(c),
        ...(body.Tty === true && !c.tty ? ["TERM=xterm"] : []),
        ...((body.Env as string[] | null) ?? []),
      ],
      workdir: String(body.WorkingDir || c.config.WorkingDir || "/"),
      user: String(body.User ?? ""),
      privileged: body.Privileged === true,
      detachKeys: String(body.DetachKeys ?? ""),
      running: false,
      exitCode: null,
      pid: 0,
    };
    sim.execs.set(e.id, e);
    c.execs.push(e.id);
    for (const old of c.execs.slice(0, -MAX_EXECS)) {
      if (sim.execs.get(old)?.running) continue;
      sim.execs.delete(old);
      c.execs.splice(c.execs.indexOf(old), 1);
    }
    sim.containerEvent(c, `exec_create: ${cmd.join(" ")}`, { execID: e.id });
    return json({ Id: e.id }, 201);
  }],
  ["POST", "/exec/{}/start", async (sim, req, [id]) => {
    const body: Doc = await readDoc(req);
    const e = find(sim, id);
    const c = e.container;
    mustRunNow(sim, c);
    if (e.running || e.exitCode !== null) {
      throw new ApiError(409, `exec command ${e.id} is already running`);
    }
    const size = body.ConsoleSize as number[] | null | undefined;
    const known = Object.hasOwn(COMMANDS, commandName(e.config.cmd[0]));
    const failure = known ? undefined : OCI + cannotRun(e.config.cmd[0]);
    sim.containerEvent(c, `exec_start: ${e.config.cmd.join(" ")}`, { execID: e.id });
    if (failure) {
      e.exitCode = versionLess(sim.settings.api, "1.48") ? 126 : 127;
      if (body.Detach === true) throw new ApiError(400, failure);
      return hijacked(req, e.config.tty, async (io) => {
        const text = utf8(failure + (e.config.tty ? "\r\n" : "\n"));
        await io.write(e.config.tty ? text : frame(1, text));
      });
    }
    if (body.Detach === true) {
      run(sim, e, () => Promise.resolve());
      return empty(200);
    }
    const tty = e.config.tty;
    const answer = hijacked(req, tty, async (io) => {
      const pipe = new BytePipe();
      const proc = run(sim, e, async (stream, data) => {
        if (stream === 1 ? !e.config.stdout : !e.config.stderr && !tty) return;
        pipe.push(tty ? data : frame(stream, data));
        await pipe.room();
      });
      if (size) proc.resize(size[0], size[1]);
      void proc.exit.then(() => pipe.end());
      const out = (async () => {
        for await (const chunk of pipe) await io.write(chunk);
      })();
      let detached: Promise<unknown> = new Promise(() => {});
      if (e.config.stdin) {
        const keys = tty ? detachBytes(e.detachKeys || String(body.DetachKeys ?? "")) : undefined;
        detached = feed(io.input, {
          input: (b) => proc.input(b),
          end: () => proc.endInput(),
        }, keys).then((d) => {
          if (!d) return new Promise(() => {});
          sim.containerEvent(c, "exec_detach", { execID: e.id });
        });
      }
      const gone = new Promise<void>((resolve) => {
        io.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([out, detached, gone]);
      pipe.drop();
    });
    // Exec's head carries the versions too, attach's does not.
    return answer;
  }],
  ["POST", "/exec/{}/resize", (sim, req, [id]) => {
    const e = find(sim, id);
    if (!e.running) throw new ApiError(409, `cannot resize a stopped exec ${e.id}`);
    e.proc?.resize(Number(req.query.get("h")), Number(req.query.get("w")));
    return empty(200);
  }],
  ["GET", "/exec/{}/json", (sim, _req, [id]) => {
    const e = find(sim, id);
    return json({
      ID: e.id,
      Running: e.running,
      ExitCode: e.exitCode,
      ProcessConfig: {
        tty: e.config.tty,
        entrypoint: e.config.cmd[0],
        arguments: e.config.cmd.slice(1),
        privileged: e.privileged,
        ...(e.user && { user: e.user }),
      },
      OpenStdin: e.config.stdin,
      OpenStderr: e.config.stderr,
      OpenStdout: e.config.stdout,
      CanRemove: !e.running && e.exitCode !== null,
      ContainerID: e.container.id,
      DetachKeys: e.detachKeys,
      Pid: e.pid,
    });
  }],
];
