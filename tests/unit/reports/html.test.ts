import fc from 'fast-check';
import { chart, html, page } from '../../../client-node/src/reports/index.js';

const hostile = `</script><img src=x onerror="alert('1')">&amp;`;

describe('markup', () => {
  test('texts are escaped, markup and lists are kept, nothing stands for undefined', () => {
    const inner = html`<b>${'<i>'}</b>`;
    const { markup } = html`<p title="${hostile}">${inner}${[inner, inner]}${undefined}${3}</p>`;
    expect(markup.replace(/\s*\n\s*/g, '')).toBe(
      `<p title="&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;">` +
        '<b>&lt;i&gt;</b><b>&lt;i&gt;</b><b>&lt;i&gt;</b>3</p>',
    );
  });

  test('no text whatever opens a tag, ends an attribute or turns the writing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const { markup } = html`${text}`;
        expect(markup).not.toMatch(/[<>"'\u202e\u2066]|[^\P{Cc}\t\n\r]/u);
      }),
    );
  });
});

describe('a page', () => {
  const written = page({
    title: hostile,
    language: 'zh-CN',
    kicker: 'one',
    sections: [{ id: 'first', title: 'Erstens', body: html`<p>two</p>` }],
  });

  test('forbids every request and every script', () => {
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(written)?.[1];
    expect(policy).toBe("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
    expect(/<script|<link|<img|@import|url\(/.exec(written)).toBeNull();
  });

  test('names its language and links its sections', () => {
    expect(written.slice(0, 60)).toMatch(/^<!doctype html>\s*<html lang="zh-CN">/);
    expect(written.includes('<a href="#first">Erstens</a>')).toBe(true);
    expect(written.includes('<section id="first" aria-labelledby="first-title">')).toBe(true);
  });
});

describe('a chart', () => {
  const draw = (id: string): string =>
    chart(
      {
        xAxis: { type: 'category', data: [hostile, 'b'] },
        yAxis: { type: 'value' },
        series: [{ type: 'line', data: [1, 2], clip: true, lineStyle: { color: 'var(--federated)' } }],
      },
      { id, label: hostile, width: 300, height: 200 },
    ).markup;

  test('is inline, the same every time, with texts escaped and colours of the stylesheet', () => {
    const svg = draw('one');
    expect(draw('one')).toBe(svg);
    expect(svg).toMatch(/^<svg role="img" aria-label="&lt;\/script&gt;[^"]*" viewBox="0 0 300 200">/);
    expect(svg).toContain('stroke="var(--federated)"');
    expect(svg).not.toMatch(/<script|<\/script|<img|<style|onerror="|xmlns|class=/);
  });

  test('shares no id with another', () => {
    const ids = (svg: string): string[] => [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);
    const [one, other] = [ids(draw('one')), ids(draw('other'))];
    expect(one.filter((id) => other.includes(id))).toEqual([]);
    expect(one.every((id) => id.startsWith('one-'))).toBe(true);
  });
});
