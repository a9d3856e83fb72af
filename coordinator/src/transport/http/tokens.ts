// Names under which Nest hands out what was put together by hand.
export const HOUSE = Symbol('house');
export const METRICS = Symbol('metrics');
export const RATES = Symbol('rates');
