// What a study would be worth and cost, for whoever decides before it starts: made-up persons only.
export type { ForecastOption } from './forecast/forecast-option.js';
export { forecastStudy, type StudyForecast } from './forecast/forecast-study.js';
export type { AccuracyMeasure, Expectation } from './forecast/judge.js';
export {
  drawnInWords,
  drawnOf,
  forecastBars,
  forecastCurves,
  forecastRows,
  standardErrorRows,
} from './forecast/forecast-table.js';
export { forecastTexts, type Drawn, type ForecastTexts } from './forecast/forecast-texts.js';
