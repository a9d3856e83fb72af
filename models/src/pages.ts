// Pages that need no other file: what reports and evidence packs are written with. Knows nothing of what they tell.
export {
  bullets,
  code,
  details,
  facts,
  figure,
  figures,
  note,
  numberColumns,
  pair,
  paragraph,
  status,
  table,
  together,
  type KeyEntry,
  type TableCell,
  type TableColumn,
} from './pages/elements.js';
export { formatsFor, type Formats } from './pages/format.js';
export { escapeText, html, Html, printable, type HtmlPart } from './pages/html.js';
export { page, type Page, type Section } from './pages/page.js';
export { colours } from './pages/style.js';
