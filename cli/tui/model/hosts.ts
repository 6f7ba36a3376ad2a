/** Engines that can be gone to. */

/** An engine that can be chosen: by a context of docker, an address, a server or several hosts. */
export interface HostChoice {
  /** Name of a context; `default` is where docker looks when nobody says otherwise. */
  readonly context?: string;
  /** As in DOCKER_HOST: `ssh://me@build`. */
  readonly host?: string;
  /** As in `--server`: a server of dockerctl. */
  readonly server?: string;
  /** As in `--hosts`: several hosts as one. */
  readonly hosts?: readonly string[];
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
