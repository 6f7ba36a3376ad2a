/** Engines that can be gone to. */

/** An engine that can be chosen: a context of docker, or a host by its address. */
export interface HostChoice {
  /** Name of a context; `default` is where docker looks when nobody says otherwise. */
  readonly context?: string;
  /** As in DOCKER_HOST: `ssh://me@build`. */
  readonly host?: string;
  /** What is said of it beside its name. */
  readonly detail?: string;
}

/** The way to other engines; the caller of the full screen brings it. */
export interface HostSwitch {
  /** What there is to choose from without typing. */
  list(): Promise<readonly HostChoice[]>;
  /** From now on the engine is this one. Throws for an address that cannot be one. */
  use(choice: HostChoice): Promise<{ readonly label: string; readonly readOnly: boolean }>;
}
