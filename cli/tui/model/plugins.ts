/** What plugins add to the screen, as plain data. */
import type { ExtraPane } from "../../plugin/host/extras.ts";

/** A plugin's pane as the screen knows it. */
export interface PluginPane extends ExtraPane {
  readonly pane: string;
}

/** A plugin's column as the screen knows it. */
export interface PluginColumn {
  /** What its values are kept by. */
  readonly id: string;
  readonly list: string;
  readonly title: string;
  readonly width: number;
}
