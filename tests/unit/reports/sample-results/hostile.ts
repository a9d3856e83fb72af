/** A name that a page must show and never obey. */
export const HOSTILE = `<img src=x onerror="alert('1')">&`;
