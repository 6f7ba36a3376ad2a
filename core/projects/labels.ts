/** The labels by which projects are known on an engine: docker compose's own, and one of ours. */
const P = "com.docker.compose.";

/** Docker compose's labels, and ours. */
export const LABEL = {
  project: `${P}project`,
  service: `${P}service`,
  number: `${P}container-number`,
  oneoff: `${P}oneoff`,
  /**
   * Compose lists only containers that have this one. Its value is a hash that compose alone can
   * make, so ours is empty: compose sees the container, and knows it for no work of its own.
   */
  configHash: `${P}config-hash`,
  workingDir: `${P}project.working_dir`,
  files: `${P}project.config_files`,
  environmentFile: `${P}project.environment_file`,
  dependsOn: `${P}depends_on`,
  image: `${P}image`,
  network: `${P}network`,
  volume: `${P}volume`,
  version: `${P}version`,
  /** SHA-256 of what the container was made from. */
  hash: "dev.dockerctl.hash",
} as const;

/** Whether it was made by `run`, and belongs to nobody's number. */
export function isOneOff(labels: Readonly<Record<string, string>>): boolean {
  return labels[LABEL.oneoff]?.toLowerCase() === "true";
}
