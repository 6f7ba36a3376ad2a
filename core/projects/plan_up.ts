/** The plan of `up`: desired against observed. Pure. */
import { causesOf } from "./causes.ts";
import type { DesiredGrounds } from "./drift.ts";
import { dependenciesOf, namespacesOf } from "./load.ts";
import { LABEL } from "./labels.ts";
import { imageOf, type Project, scaleOf, type Service } from "./model.ts";
import type { Observed, ObservedContainer } from "./observe.ts";
import { GroundsPlanner } from "./plan_grounds.ts";
import type { DesiredServices, ProjectPlan, ProjectStep, ServiceWait } from "./plan_types.ts";

/** What {@link planUp} is told. */
export interface UpOptions {
  /** Services that are asked for; none: all. */
  services?: readonly string[];
  /** Leave out what they depend on. */
  noDeps?: boolean;
  /** A new container for each that is asked for. */
  forceRecreate?: boolean;
  /** A new container for each that those hang on. */
  alwaysRecreateDeps?: boolean;
  /** Services whose containers are left alone: networks, volumes and what they hang on are made. */
  groundsOnly?: readonly string[];
  /** Leave every container as it is. */
  noRecreate?: boolean;
  /** Remove what no service of the files made. */
  removeOrphans?: boolean;
  /** Make containers and start none. */
  noStart?: boolean;
  /** Numbers of containers by service. */
  scale?: Readonly<Record<string, number>>;
  /** What networks and volumes are to be; unset: those that are there are as they should be. */
  grounds?: DesiredGrounds;
  /** Make volumes anew that are not as the files say: what is in them is lost. */
  recreateVolumes?: boolean;
  /** Images that are pulled or built anew, by service: `planImages` says which. */
  images?: readonly ProjectStep[];
}

/** The name of a container. */
export function containerName(
  project: Pick<Project, "name">,
  service: Service,
  number: number,
): string {
  return service.container_name ?? `${project.name}-${service.name}-${number}`;
}

/** The services that are asked for with all that they hang on, each behind what it hangs on. */
export function selectServices(
  project: Project,
  names: readonly string[] = [],
  noDeps = false,
): string[] {
  const out: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const service = project.services[name];
    if (seen.has(name) || service === undefined) return;
    seen.add(name);
    if (!noDeps || names.length === 0) { for (const d of dependenciesOf(service)) visit(d); }
    out.push(name);
  };
  for (const name of names.length > 0 ? names : Object.keys(project.services).sort()) visit(name);
  return out;
}

/** Which images have to be pulled or built first. Pure. */
export function planImages(
  project: Project,
  observed: Pick<Observed, "images">,
  options: {
    services?: readonly string[];
    noDeps?: boolean;
    build?: boolean;
    noBuild?: boolean;
    pull?: string;
  } = {},
): ProjectStep[] {
  const steps = new Map<string, ProjectStep>();
  for (const name of selectServices(project, options.services, options.noDeps)) {
    const service = project.services[name];
    const image = imageOf(project, service);
    const there = observed.images.has(image);
    const policy = options.pull ?? service.pull_policy ?? "missing";
    const step = (kind: "pull" | "build", cause: string) => {
      const id = `${kind} ${image}`;
      if (!steps.has(id)) {
        steps.set(id, { id, kind, subject: image, service: name, cause, after: [] });
      }
    };
    if (service.build !== undefined) {
      if (options.noBuild) continue;
      if (options.build || policy === "build") step("build", "a build is asked for");
      else if (!there) step("build", "the image is not here");
    } else if (policy === "always") step("pull", "the pull policy is always");
    else if (!there && policy !== "never") step("pull", "the image is not here");
  }
  return [...steps.values()];
}

/** Everything that `up` would do to containers, networks and volumes. */
export function planUp(
  project: Project,
  desired: DesiredServices,
  observed: Observed,
  options: UpOptions = {},
): ProjectPlan {
  return new UpPlanner(project, desired, observed, options).plan();
}

function namesake(taken: Observed["taken"], name: string): string {
  const of = taken.get(name);
  const whose = of === undefined ? "of no project" : `of the project "${of}"`;
  return `the name ${name} is taken by a container ${whose}: remove or rename that one`;
}

/** Containers of the same project's name that other files made, maybe on another machine. */
function strangers(project: Project, observed: Observed): string | undefined {
  const other = observed.containers.filter(({ labels, oneoff }) => {
    const files = labels[LABEL.files]?.split(",") ?? [];
    return !oneoff && labels[LABEL.workingDir] && labels[LABEL.workingDir] !== project.workingDir &&
      !files.some((f) => project.files.includes(f));
  });
  if (other.length === 0) return undefined;
  const names = other.slice(0, 3).map((c) => c.name).join(", ");
  const more = other.length > 3 ? ` and ${other.length - 3} more` : "";
  return `${names}${more} came from files in ${other[0].labels[LABEL.workingDir]}: ` +
    `if "${project.name}" is another project there, give this one a name with -p`;
}

class UpPlanner {
  readonly steps: ProjectStep[] = [];
  readonly out: ProjectPlan;
  /** What brings a service up, and what makes its containers. */
  readonly ups = new Map<string, string[]>();
  readonly made = new Map<string, string[]>();
  grounds!: GroundsPlanner;

  constructor(
    readonly project: Project,
    readonly desired: DesiredServices,
    readonly observed: Observed,
    readonly options: UpOptions,
  ) {
    this.out = {
      version: 1,
      project: project.name,
      steps: this.steps,
      unchanged: [],
      orphans: [],
      warnings: [...project.warnings],
      problems: [],
    };
  }

  plan(): ProjectPlan {
    const { project, observed, options } = this;
    for (const name of [...options.services ?? [], ...Object.keys(options.scale ?? {})]) {
      if (project.services[name] === undefined) this.out.problems.push(`no such service: ${name}`);
    }
    const names = selectServices(project, options.services, options.noDeps);
    this.steps.push(...options.images ?? []);
    const grounds = new GroundsPlanner(
      this.project,
      this.observed,
      options,
      this.out,
      (c, cause) => this.#removal(c, cause),
    );
    grounds.plan(names);
    this.grounds = grounds;
    this.#orphans();
    const strange = strangers(project, observed);
    if (strange !== undefined) this.out.warnings.push(strange);
    for (const name of names) {
      if (!options.groundsOnly?.includes(name)) this.#service(project.services[name]);
    }
    return this.out;
  }

  #orphans(): void {
    const { project, observed, options, out } = this;
    const known = { ...project.services, ...project.disabled };
    for (const c of observed.containers) {
      if (c.oneoff || known[c.service] !== undefined || this.grounds.gone.has(c)) continue;
      out.orphans.push(c.name);
      if (!options.removeOrphans) continue;
      this.#removal(c, "orphan");
    }
    if (out.orphans.length > 0 && !options.removeOrphans) {
      out.warnings.push(
        `Found orphan containers (${
          out.orphans.join(", ")
        }) for this project: no service of the files made them. --remove-orphans removes them`,
      );
    }
  }

  /** Stopped, then removed; gives the last step. */
  #removal(c: ObservedContainer, cause: string, after: string[] = []): string {
    const remove = `remove ${c.name}`;
    const more = { subject: c.name, service: c.service, container: c.id, cause };
    const up = ["running", "paused", "restarting"].includes(c.state);
    if (up) this.steps.push({ id: `stop ${c.name}`, kind: "stop", ...more, after });
    this.steps.push({
      id: remove,
      kind: "remove",
      ...more,
      after: up ? [`stop ${c.name}`] : after,
    });
    return remove;
  }

  #service(service: Service): void {
    const { project, observed, options } = this;
    const wanted = options.scale?.[service.name] ?? scaleOf(service);
    const own = observed.containers.filter((c) =>
      c.service === service.name && !c.oneoff && !this.grounds.gone.has(c)
    );
    const kept = own.slice(0, wanted);
    const dependencies = dependenciesOf(service).flatMap((d) => this.ups.get(d) ?? []);
    const links = Object.keys(service.depends_on ?? {});
    // A namespace, a link, somebody's volumes: that container has to be there first.
    const needed = dependenciesOf(service).filter((d) => !links.includes(d))
      .flatMap((d) => this.made.get(d) ?? []);
    const images = (options.images ?? []).filter((s) => s.subject === imageOf(project, service));
    const before = [...this.grounds.ids, ...needed, ...images.map((s) => s.id)];
    const ups: string[] = [], made: string[] = [];
    for (const c of kept) this.#kept(service, c, { before, dependencies, ups, made });
    for (const c of own.slice(wanted)) this.#removal(c, `scale ${own.length} -> ${wanted}`);
    const taken = new Set(kept.map((c) => c.number));
    for (let n = 1, missing = wanted - kept.length; missing > 0; n++) {
      if (taken.has(n)) continue;
      missing--;
      const name = containerName(project, service, n);
      const cause = kept.length === 0 ? "it is not there" : `scale ${kept.length} -> ${wanted}`;
      const id = `create ${name}`;
      if (observed.taken.has(name)) this.out.problems.push(namesake(observed.taken, name));
      this.steps.push({
        id,
        kind: "create",
        subject: name,
        service: service.name,
        cause,
        after: before,
        number: n,
      });
      made.push(id);
      ups.push(this.#start(service, name, cause, [id, ...dependencies]) ?? id);
    }
    this.ups.set(service.name, ups);
    this.made.set(service.name, made);
  }

  #kept(
    service: Service,
    c: ObservedContainer,
    { before, dependencies, ups, made }: {
      before: string[];
      dependencies: string[];
      ups: string[];
      made: string[];
    },
  ): void {
    const { options, out } = this;
    const remade = Object.keys(service.networks ?? {}).some((key) => this.grounds.remade.has(key));
    const cause = options.noRecreate && !remade ? undefined : this.#why(service, c);
    if (cause !== undefined) {
      const id = `recreate ${c.name}`;
      const waits = this.#waits(service);
      this.steps.push({
        id,
        kind: "recreate",
        subject: c.name,
        service: service.name,
        cause,
        after: [...before, ...options.noStart ? [] : dependencies],
        container: c.id,
        number: c.number,
        ...(waits.length > 0 && { waits }),
      });
      made.push(id);
      const up = c.state === "running" || c.state === "paused" || c.state === "restarting";
      ups.push(up ? id : this.#start(service, c.name, cause, [id, ...dependencies]) ?? id);
      return;
    }
    if (
      c.state === "running" || c.state === "restarting" || c.state === "paused" || options.noStart
    ) {
      const again = options.noStart || options.noRecreate ? undefined : this.#again(service, c);
      const taken = namespacesOf(service).some((name) => this.#isRemade(name));
      if (again !== undefined) ups.push(this.#restart(service, c, again, dependencies));
      else if (!taken) out.unchanged.push(c.name);
      return;
    }
    const why = c.state === "created" ? "it was never started" : "it does not run";
    const start = this.#start(service, c.name, why, dependencies, c.id);
    if (start !== undefined) ups.push(start);
  }

  /** Why this one is started again: behind a service that is made anew, or began after it. */
  #again(service: Service, c: ObservedContainer): string | undefined {
    const homes = namespacesOf(service);
    const remade = Object.entries(service.depends_on ?? {}).find(([name, d]) =>
      d.restart && !homes.includes(name) && this.#isRemade(name)
    )?.[0];
    if (remade !== undefined) return `${remade} is made anew`;
    const began = (o: ObservedContainer) => Date.parse(o.inspect.State.StartedAt);
    for (const name of homes) {
      if (this.#isRemade(name)) continue;
      const host = this.#first(name);
      const starts = this.ups.get(name)?.some((id) => id === `start ${host?.name}`);
      if (host !== undefined && (starts || began(host) > began(c))) {
        return `it lives in the namespaces of ${name}, which began later`;
      }
    }
  }

  /** The container whose namespaces others live in. */
  #first(service: string): ObservedContainer | undefined {
    return this.observed.containers.find((o) => o.service === service && !o.oneoff);
  }

  /** A service in whose namespaces it lives, if that has another container than when it began. */
  #cutOff(service: Service, c: ObservedContainer): string | undefined {
    return namespacesOf(service).find((name) => {
      const host = this.#first(name);
      return host === undefined || !this.#isRemade(name) &&
          Date.parse(host.inspect.Created) > Date.parse(c.inspect.Created);
    });
  }

  /** A recreate takes along by itself who lives in its namespaces. */
  #isRemade(service: string): boolean {
    return this.made.get(service)?.some((id) => id.startsWith("recreate ")) ?? false;
  }

  #restart(service: Service, c: ObservedContainer, cause: string, after: string[]): string {
    const stop = `stop ${c.name}`;
    const more = { subject: c.name, service: service.name, container: c.id, cause };
    this.steps.push({ id: stop, kind: "stop", ...more, after });
    return this.#start(service, c.name, cause, [stop, ...after], c.id)!;
  }

  #why(service: Service, c: ObservedContainer): string | undefined {
    const { observed, project, options } = this;
    const asked = !options.services?.length || options.services.includes(service.name);
    if (options.forceRecreate && asked) return "--force-recreate";
    if (options.alwaysRecreateDeps && !asked) return "--always-recreate-deps";
    const network = Object.keys(service.networks ?? {}).find((key) => this.grounds.remade.has(key));
    if (network !== undefined) return `network ${project.networks[network].name} is made anew`;
    const cut = this.#cutOff(service, c);
    if (cut !== undefined) return `it lives in the namespaces of ${cut}, which is made anew`;
    const desired = this.desired[service.name];
    const trusted = c.hash === desired.hash;
    const oldImage = observed.images.get(c.inspect.Image);
    const image = observed.images.get(imageOf(project, service));
    const causes = causesOf({
      request: desired.request,
      inspect: c.inspect,
      ...(oldImage && { oldImage }),
      ...(image && { image }),
    }, trusted);
    if (causes.length > 0) {
      return (trusted && !causes[0].startsWith("image") ? "changed by hand: " : "") +
        causes.join(", ");
    }
    // Somebody else's work that is as it should be stays.
    return trusted || c.hash === undefined ? undefined : "its configuration changed";
  }

  #waits(service: Service): ServiceWait[] {
    if (this.options.noDeps) return [];
    return Object.entries(service.depends_on ?? {}).flatMap(([name, { condition, required }]) =>
      condition === "service_started" ? [] : [{ service: name, condition, required }]
    );
  }

  #start(
    service: Service,
    name: string,
    cause: string,
    after: string[],
    container?: string,
  ): string | undefined {
    if (this.options.noStart) return undefined;
    const id = `start ${name}`;
    const waits = this.#waits(service);
    this.steps.push({
      id,
      kind: "start",
      subject: name,
      service: service.name,
      cause,
      after,
      ...(container !== undefined && { container }),
      ...(waits.length > 0 && { waits }),
    });
    return id;
  }
}
