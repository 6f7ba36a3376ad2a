/** The list of what is measured: those that want few containers first, then the crowds. */
import { hosts } from "./hosts.ts";
import type { BenchCase } from "../types.ts";
import { completion, groups, images, inspect, psThousand } from "./commands.ts";
import { composeUp } from "./compose.ts";
import { demultiplexBlocks, demultiplexLines } from "./demultiplex.ts";
import { logsMillion } from "./logs.ts";
import { pageFlood, pageRows, pageTabs } from "./page.ts";
import { pageBytes, pageIdle, pageLeft } from "./page_server.ts";
import { plugins } from "./plugins.ts";
import { recreateAway } from "./recreate.ts";
import { recordSearch } from "./record.ts";
import { recordAlerts } from "./record_alerts.ts";
import { recordDocuments } from "./record_documents.ts";
import { recordLagMany, recordLagOne } from "./record_lag.ts";
import { recordFlood, recordMany } from "./record_write.ts";
import {
  screenBusy,
  screenIdle,
  screenKeyMiddle,
  screenKeyWorst,
  screenMemory,
  screenPaint,
  screenRows,
} from "./screen.ts";
import { startHelp, startPs } from "./start.ts";
import { transfers } from "./transfer.ts";
import { watchIdle } from "./watch.ts";

export const cases: readonly BenchCase[] = [
  startHelp,
  startPs,
  ...transfers,
  ...groups,
  images,
  inspect,
  completion,
  plugins,
  demultiplexLines,
  demultiplexBlocks,
  logsMillion,
  recordSearch,
  recordFlood,
  recordMany,
  recordAlerts,
  ...recordDocuments,
  recordLagOne,
  recordLagMany,
  watchIdle,
  screenRows,
  screenPaint,
  screenKeyMiddle,
  screenKeyWorst,
  screenIdle,
  screenBusy,
  screenMemory,
  recreateAway,
  composeUp,
  ...hosts,
  pageRows,
  pageFlood,
  pageTabs,
  pageIdle,
  pageLeft,
  pageBytes,
  psThousand,
];
