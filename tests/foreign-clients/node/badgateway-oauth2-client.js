import { checkExpiry, countLeads, run } from './common.js';

await run('@badgateway/oauth2-client', async (settings) => {
  const { OAuth2Client, OAuth2Fetch } = await import('@badgateway/oauth2-client');
  const oauth = new OAuth2Client({
    server: settings.baseUrl,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    ...(settings.discover ? {} : { tokenEndpoint: settings.tokenPath }),
  });

  let expiresAt = null;
  const api = new OAuth2Fetch({
    client: oauth,
    scheduleRefresh: false,
    getNewToken: async () => {
      const token = await oauth.clientCredentials();
      expiresAt = token.expiresAt;
      return token;
    },
  });

  const response = await api.fetch(settings.listUrl);
  checkExpiry(expiresAt);
  return {
    leads: await countLeads(response),
    tokenPath: new URL(await oauth.getEndpoint('tokenEndpoint')).pathname,
  };
});
