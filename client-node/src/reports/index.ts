// Reports as self-contained pages, and their tables for a terminal.
export { formatsFor, html, Html, page, type Formats, type Page, type Section } from '@chorale/models/pages';
export { chart, type ChartFrame } from './chart.js';
export { studyReport } from './study-report.js';
export { planReport, type PlannedStudy } from './plan-report.js';
export { resultReport, type ResultDocument, type ResultSurroundings } from './result-report.js';
export type * from './study-report-data.js';
export { terminalTable, terminalWidth, type TerminalColumn } from './terminal-table.js';
