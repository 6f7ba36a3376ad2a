/** One command line that docker and dockerctl are to answer alike. */
export interface Case {
  /** The command line without the program's name, quoted as for a shell. */
  line: string;
  /**
   * Command lines run by docker before each of the two runs. A case that has it (an empty list
   * will do) may change things: it runs alone, in an empty HOME, and what it made is removed
   * again. Ids that it prints may differ. Without it, the command must only read.
   */
  before?: readonly string[];
  /** A command line for docker that shows the effect; its output is compared too. */
  state?: string;
  stdin?: string;
  env?: Readonly<Record<string, string>>;
  /** Run on a terminal of 80 columns; stdout and stderr are one then. */
  tty?: boolean;
  /** Only from this API version on. */
  minApi?: string;
  /** Takes out what cannot be the same twice, such as the time of a start. */
  normalise?: (text: string) => string;
  /** What differs on purpose, and why; README.md lists it. */
  differs?: { reason: string; in: readonly ("stdout" | "stderr" | "code")[] };
}

/** Command lines that share an engine and what is set up on it. */
export interface Group {
  /** The command they are about. */
  name: string;
  /** Command lines run by docker once, before all cases. */
  setup?: readonly string[];
  /** Always through the binary: what is compared is the whole program. */
  wholeProgram?: boolean;
  /** Files in the current folder of both, by path. */
  files?: Readonly<Record<string, string>>;
  /** A plain string is a case that only reads. */
  cases: readonly (string | Case)[];
}
