import { chromium } from 'playwright-core';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const [,, theme, w, h, ...paths] = process.argv;
const ctx = await b.newContext({ viewport: { width: +w, height: +h }, colorScheme: theme, deviceScaleFactor: 1 });
const p = await ctx.newPage();
p.on('console', (m) => { if (m.type() === 'error') console.log('CONSOLE', m.text()); });
for (const path of paths) {
  const [url, name] = path.split('@@');
  await p.goto('http://127.0.0.1:4320' + url);
  await p.waitForTimeout(6000);
  await p.screenshot({ path: `/tmp/lead/shots/${name}-${theme}.png` });
  console.log(name, p.url());
}
await b.close();
