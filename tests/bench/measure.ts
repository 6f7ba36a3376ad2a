/** Measures a case beside its peer and its floor, in alternation. */
import type { BenchCase, Prepared, Subject } from "./types.ts";
import { scatter, type Spread, spread } from "./stats.ts";

/** One case's figures, all in its unit. */
export interface Result {
  name: string;
  summary: string;
  unit: string;
  pairs: number;
  dockerctl: Spread;
  peer?: Spread & { name: string };
  /** dockerctl / peer, of each pair. */
  ratio?: Spread;
  floor?: Spread & { name: string };
  aim: string;
  reached?: boolean;
  /** Why the figures are not to be trusted, when they are not. */
  noisy?: string;
}

/** Runs that are thrown away before the first pair: caches fill, code caches are written. */
const WARM_UP = 3;
/** A series that scatters more than this says so. */
const NOISE = 0.3;

/** One run of a subject: milliseconds from start to exit, or the subject's own measure. */
export async function once(subject: Subject): Promise<number> {
  if ("measure" in subject) return await subject.measure();
  const [program, ...args] = subject.words;
  const command = new Deno.Command(program, {
    args,
    env: subject.env,
    clearEnv: subject.env !== undefined,
    stdin: subject.stdin === undefined ? "null" : "piped",
    stdout: "null",
    stderr: "piped",
  });
  const began = performance.now();
  const child = command.spawn();
  if (subject.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(subject.stdin));
    await writer.close();
  }
  const [status, said] = await Promise.all([child.status, new Response(child.stderr).text()]);
  const took = performance.now() - began;
  if (!status.success) {
    throw new Error(`"${subject.words.join(" ")}" ended with ${status.code}: ${said.trim()}`);
  }
  return took;
}

/**
 * Measures in alternation (dockerctl, peer, floor; dockerctl, peer, floor; …), so that a change of
 * the machine's mood falls on all alike. `busy` says what else the machine is doing, if much.
 */
export async function measure(
  x: BenchCase,
  p: Prepared,
  busy?: string,
): Promise<Result> {
  const pairs = x.pairs ?? 20;
  const series: Record<"dockerctl" | "peer" | "floor", number[]> = {
    dockerctl: [],
    peer: [],
    floor: [],
  };
  const subjects = (["dockerctl", "peer", "floor"] as const).filter((who) => p[who] !== undefined);
  for (let i = -Math.min(x.warmUp ?? WARM_UP, pairs); i < pairs; i++) {
    // Every other pair the other way round: nobody is always the one after.
    const order = i % 2 === 0 ? subjects : [...subjects].reverse();
    for (const who of order) {
      const value = await once(p[who]!);
      if (i >= 0) series[who].push(value);
    }
  }
  const middle = (who: keyof typeof series) =>
    series[who].length > 0 ? spread(series[who]) : undefined;
  const dockerctl = middle("dockerctl")!;
  const [peer, floor] = [middle("peer"), middle("floor")];
  const noise: string[] = [];
  const wild = subjects.filter((who) => scatter(series[who]) > NOISE);
  if (wild.length > 0) {
    noise.push(
      `${wild.join(", ")} scatter${wild.length === 1 ? "s" : ""} by more than ${NOISE * 100} %`,
    );
  }
  if (busy) noise.push(busy);
  return {
    name: x.name,
    summary: x.summary,
    unit: x.unit ?? "ms",
    pairs,
    dockerctl,
    peer: peer && { name: p.peer!.name, ...peer },
    ratio: peer && spread(series.dockerctl.map((v, i) => v / series.peer[i])),
    floor: floor && { name: p.floor!.name, ...floor },
    aim: x.aim,
    reached: x.reached({ dockerctl: dockerctl.median, peer: peer?.median, floor: floor?.median }),
    noisy: noise.length > 0 ? noise.join("; ") : undefined,
  };
}
