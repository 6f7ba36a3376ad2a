/** The library of the charts; loaded when the first chart is drawn. */
export { default } from "uplot";
