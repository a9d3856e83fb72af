// Charts as inline SVG, drawn here by Apache ECharts; the page needs no script to show them.
import { init, type EChartsOption } from 'echarts';
import { escapeText, Html, printable } from '@chorale/models/pages';

export interface ChartFrame {
  /** Unique on the page: lower-case letters and `-`. */
  readonly id: string;
  /** What a reader who cannot see the drawing is told. */
  readonly label: string;
  /** Units of the drawing; the page scales it to the width there is. */
  readonly width: number;
  readonly height: number;
}

/** @returns an inline `<svg>` whose colours may be variables of the stylesheet. */
export function chart(option: EChartsOption, { id, label, width, height }: ChartFrame): Html {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    drawing.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option });
    return new Html(plain(drawing.renderToSVGString(), id, label));
  } finally {
    drawing.dispose();
  }
}

/** Leaves out what only the library's own script would use, and makes ids unique on the page and repeatable. */
function plain(svg: string, id: string, label: string): string {
  return printable(svg)
    .replace(/<style\b[\s\S]*?<\/style>/g, '')
    .replace(/^<svg [^>]*?(viewBox="[^"]*")[^>]*>/, `<svg role="img" aria-label="${escapeText(label)}" $1>`)
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replace(/(id="|url\(#)zr\d+-/g, `$1${id}-`)
    .replace(/font-family:inherit;/g, '');
}
