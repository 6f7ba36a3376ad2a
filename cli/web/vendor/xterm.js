/** The library of the terminal; loaded when the first terminal opens. */
export { Terminal } from "@xterm/xterm";
export { FitAddon } from "@xterm/addon-fit";
