// Drives Firefox over WebDriver BiDi for `engines.py`: reads one act as JSON a line, answers one line.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const [executablePath, width, height] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
const page = await browser.newPage();
await page.setViewport({ width: Number(width), height: Number(height) });

const complaints = [];
page.on("console", (message) => complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(String(error)));

const acts = {
  open: async (address) => void (await page.goto(address)),
  run: (expression) => page.evaluate(expression),
  write: (selector, text) => page.type(selector, text),
  follow: async (selector) => void (await Promise.all([page.waitForNavigation(), page.click(selector)])),
  complaints: () => complaints.splice(0),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...words] = JSON.parse(line);
  console.log(JSON.stringify((await acts[name](...words)) ?? null));
}
await browser.close();
