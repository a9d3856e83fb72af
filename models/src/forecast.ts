// What a study would be worth and cost, for whoever decides before it starts: made-up persons only.
export { forecastStudy, type ForecastOption, type StudyForecast } from './forecast/forecast-study.js';
