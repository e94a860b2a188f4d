// What the three scripts share: their settings, the check of the expiry, the list of leads, and the one line of output.
import { webcrypto } from 'node:crypto';

// Node 18 has the Web Crypto API, but does not yet offer it under the global name that openid-client uses.
globalThis.crypto ??= webcrypto;

const listPath = '/connect/v1/connections';

function setting(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`the environment variable ${name} is not set`);
  }
  return value;
}

function readSettings() {
  const baseUrl = setting('BASE_URL').replace(/\/+$/, '');
  const tokenPath = setting('TOKEN_PATH');
  return {
    baseUrl,
    plainHttp: new URL(baseUrl).protocol === 'http:',
    clientId: setting('CLIENT_ID'),
    clientSecret: setting('CLIENT_SECRET'),
    discover: tokenPath === 'discover',
    tokenPath,
    listUrl: `${baseUrl}${listPath}`,
  };
}

// A library that does not understand expires_in may still hand out the token, with an expiry nobody can use.
export function checkExpiry(expiresAt) {
  const seconds = (Number(expiresAt) - Date.now()) / 1000;
  if (!(seconds > 0 && seconds <= 24 * 3600)) {
    throw new Error(`the library made no usable expiry out of expires_in (${seconds} seconds from now)`);
  }
}

export async function countLeads(response) {
  const text = await response.text();
  if (response.status !== 200) {
    throw new Error(`GET ${listPath} answered ${response.status}: ${text.slice(0, 200)}`);
  }
  const leads = JSON.parse(text);
  if (!Array.isArray(leads)) {
    throw new Error(`GET ${listPath} answered no JSON array`);
  }
  return leads.length;
}

// An HTTP library hides the reason in a chain of causes; show each of them once.
function reasons(error) {
  const found = [];
  for (let cause = error; cause; cause = cause.cause) {
    const text = cause.message || cause.code || cause.error_description || String(cause.error ?? '');
    const payload = cause.data?.payload ?? (cause.body instanceof Object ? cause.body : undefined);
    for (const reason of [text, payload && JSON.stringify(payload), cause.error]) {
      if (typeof reason === 'string' && reason && !found.includes(reason)) {
        found.push(reason);
      }
    }
  }
  return found.join(': ').replace(/\s+/g, ' ');
}

// use(settings) answers how many leads the library could read, and the token path it found when it looked for one.
export async function run(client, use) {
  try {
    const settings = readSettings();
    const { leads, tokenPath = settings.tokenPath } = await use(settings);
    console.log(JSON.stringify({ client, tokenPath, leads }));
  } catch (error) {
    console.error(`${client}: ${reasons(error)}`);
    process.exitCode = 1;
  }
}
