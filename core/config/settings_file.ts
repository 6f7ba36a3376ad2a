/** Where dockerctl's own settings are: `$XDG_CONFIG_HOME/dockerctl/config.json`. */
export function settingsFile(env: Readonly<Record<string, string | undefined>>): string {
  const config = env.XDG_CONFIG_HOME || `${env.HOME || "/"}/.config`;
  return `${config}/dockerctl/config.json`;
}
