/** The part of the plan of `up` that is about networks, volumes, secrets and configs. Pure. */
import { usedOf } from "./config_document.ts";
import { networkDrift, volumeDrift } from "./drift.ts";
import { LABEL } from "./labels.ts";
import type { Project } from "./model.ts";
import type { Observed, ObservedContainer } from "./observe.ts";
import type { ProjectPlan } from "./plan_types.ts";
import type { UpOptions } from "./plan_up.ts";

/** Plans what services stand on, before them. */
export class GroundsPlanner {
  /** Steps that every container waits for. */
  readonly ids: string[] = [];
  /** Keys of networks that are made anew. */
  readonly remade = new Set<string>();
  /** Containers that go before a volume of theirs is made anew. */
  readonly gone = new Set<ObservedContainer>();

  /** `removal` plans that a container goes, and gives the last step of it. */
  constructor(
    readonly project: Project,
    readonly observed: Observed,
    readonly options: UpOptions,
    readonly out: ProjectPlan,
    readonly removal: (c: ObservedContainer, cause: string) => string,
  ) {}

  /** Plans all that the services use. */
  plan(names: readonly string[]): void {
    const { project, out } = this;
    const services = Object.fromEntries(names.map((n) => [n, project.services[n]]));
    const used = usedOf({ ...project, services });
    for (const key of used.networks) this.#network(key, names);
    for (const key of used.volumes) this.#volume(key, names);
    for (const section of ["secrets", "configs"] as const) {
      for (const service of Object.values(services).filter((s) => s?.read_only)) {
        const put = service[section]?.find(({ source }) => {
          const { file, external } = project[section][source];
          return file === undefined && !external;
        });
        if (put === undefined) continue;
        out.problems.push(
          `services.${service.name} is read_only, so ${section}.${put.source} cannot be put into it: give it a file`,
        );
      }
      for (const key of used[section]) {
        const file = project[section][key];
        if (file.external) {
          out.problems.push(`${section}.${key} is external, which is for swarms alone`);
        } else if (
          file.environment !== undefined && project.variables[file.environment] === undefined
        ) {
          out.problems.push(`${section}.${key}: the variable ${file.environment} is not set`);
        }
      }
    }
  }

  #network(key: string, names: readonly string[]): void {
    const { project, observed, out, options } = this;
    const network = project.networks[key];
    const there = observed.networks.get(network.name);
    if (network.external) {
      if (there === undefined && !["host", "bridge", "none"].includes(network.name)) {
        out.problems.push(`network ${network.name} declared as external, but could not be found`);
      }
      return;
    }
    if (there === undefined) {
      return this.#ground("create network", network.name, key, "it is not there");
    }
    const owner = there.labels[LABEL.project];
    if (owner !== project.name) {
      out.problems.push(
        `network ${network.name} is there and belongs to ${
          owner ? `the project ${owner}` : "no project"
        }: set "external: true" to use it`,
      );
      return;
    }
    const wanted = options.grounds?.networks[key];
    const drift = wanted === undefined ? [] : networkDrift(wanted, there);
    if (drift.length === 0) return;
    const mine = new Map(observed.containers.map((c) => [c.name, c]));
    const made = (c: ObservedContainer | undefined) =>
      c !== undefined && !c.oneoff && names.includes(c.service);
    const others = (observed.ends.get(network.name) ?? []).filter((n) => !made(mine.get(n)));
    if (others.length > 0) {
      out.problems.push(
        `network ${network.name} has to be made anew (${drift.join(", ")}), and ${
          others.join(", ")
        } is on it, which would not be made anew with it`,
      );
      return;
    }
    this.remade.add(key);
    this.#ground("recreate network", network.name, key, drift.join(", "), there.id);
  }

  #volume(key: string, names: readonly string[]): void {
    const { project, observed, out, options } = this;
    const volume = project.volumes[key];
    const there = observed.volumes.get(volume.name);
    if (volume.external) {
      if (there === undefined) out.problems.push(`external volume "${volume.name}" not found`);
      return;
    }
    if (there === undefined) {
      return this.#ground("create volume", volume.name, key, "it is not there");
    }
    if (there.labels[LABEL.project] !== project.name) {
      out.warnings.push(
        `volume "${volume.name}" already exists but was not made for this project. Use \`external: true\` to use an existing volume`,
      );
      return;
    }
    const wanted = options.grounds?.volumes[key];
    const drift = wanted === undefined ? [] : volumeDrift(wanted, there);
    if (drift.length === 0) return;
    const why = drift.join(", ");
    if (!options.recreateVolumes) {
      (out.drifted ??= []).push(volume.name);
      out.warnings.push(
        `volume "${volume.name}" is not as the files say (${why}), and stays as it is: to make it anew loses what is in it, and is done with --yes alone`,
      );
      return;
    }
    // Whoever has it open has to go first, whichever service is asked for.
    const users = observed.containers.filter((c) =>
      c.inspect.Mounts?.some((m) => m.Type === "volume" && m.Name === volume.name)
    );
    const left = users.find((c) => !c.oneoff && !names.includes(c.service));
    if (left !== undefined) {
      out.problems.push(
        `volume "${volume.name}" has to be made anew (${why}), and ${left.name} has it: name its service, too`,
      );
      return;
    }
    const after = users.filter((c) => !this.gone.has(c)).map((c) => {
      this.gone.add(c);
      return this.removal(c, `volume ${volume.name} is made anew`);
    });
    this.#ground("recreate volume", volume.name, key, why, undefined, after);
  }

  #ground(
    kind: "create network" | "create volume" | "recreate network" | "recreate volume",
    name: string,
    key: string,
    cause: string,
    container?: string,
    after: string[] = [],
  ): void {
    const id = `${kind} ${name}`;
    this.out.steps.push({
      id,
      kind,
      subject: name,
      cause,
      after,
      key,
      ...(container !== undefined && { container }),
    });
    this.ids.push(id);
  }
}
