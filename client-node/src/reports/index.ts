// Reports as self-contained pages, and their tables for a terminal.
export { page, type Page, type Section } from './page.js';
export { chart, type ChartFrame } from './chart.js';
export { html, Html } from './html.js';
export { studyReport } from './study-report.js';
export { planReport, type PlannedStudy } from './plan-report.js';
export { drawnComputations, resultReport, type ResultDocument } from './result-report.js';
export type * from './study-report-data.js';
export { formatsFor, type Formats } from './format.js';
export { terminalTable, terminalWidth, type TerminalColumn } from './terminal-table.js';
