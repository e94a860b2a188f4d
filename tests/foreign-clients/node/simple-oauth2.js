import { checkExpiry, countLeads, run } from './common.js';

await run('simple-oauth2', async (settings) => {
  const { ClientCredentials } = (await import('simple-oauth2')).default;
  if (settings.discover) {
    throw new Error('the library cannot discover the token endpoint; give a path in TOKEN_PATH');
  }

  const oauth = new ClientCredentials({
    client: { id: settings.clientId, secret: settings.clientSecret },
    auth: { tokenHost: settings.baseUrl, tokenPath: settings.tokenPath },
  });
  const { token } = await oauth.getToken({});
  checkExpiry(token.expires_at);

  const response = await fetch(settings.listUrl, { headers: { Authorization: `Bearer ${token.access_token}` } });
  return { leads: await countLeads(response) };
});
